// What an app's context has, and how its handler is called. `prepare` runs inside the context:
// it is sent there as text, sees no import, and trusts nothing that app code can replace later.

/**
 * Gives the context its console and its `exports`, and takes away what the platform lacks.
 *
 * `emit`, with a console method's name as its `this`, is the one way out. It answers with a message
 * when the call was wrong, and with null when the stack overflowed; what it throws is a stack
 * overflow, too. So no object of the outer realm is ever seen in here.
 */
export function prepare(emit) {
  "use strict";
  const { apply, construct, defineProperty, getPrototypeOf } = Reflect;
  const { parse } = JSON;
  const objectPrototype = Object.prototype;
  const arrayPrototype = Array.prototype;
  const errorPrototype = Error.prototype;
  const WrongType = TypeError;
  const OutOfRange = RangeError;
  const hidden = (value) => ({ value, writable: true, enumerable: false, configurable: true });

  delete globalThis.WebAssembly;
  delete globalThis.queueMicrotask;
  // What these call late would run in the next firing: there are no timers to wait with, and a
  // registry may call never.
  delete Atomics.waitAsync;
  defineProperty(FinalizationRegistry.prototype, "register", hidden({ register() {} }.register));
  // A hook here would be handed call sites, which are objects of the outer realm.
  defineProperty(Error, "prepareStackTrace", { get() {}, set() {} });

  // Code from text may `import()` what the code that makes it may. Where the engine itself calls
  // these, as in `promise.then(eval)`, there would be no such code: so they are called from here.
  const run = eval;
  globalThis.eval = { eval: (text) => run(text) }.eval;
  for (
    const made of [function () {}, async function () {}, function* () {}, async function* () {}]
  ) {
    const prototype = getPrototypeOf(made);
    const Maker = prototype.constructor;
    const Shielded = function (...parts) {
      return construct(Maker, parts, new.target ?? Shielded);
    };
    defineProperty(Shielded, "name", { value: Maker.name });
    defineProperty(Shielded, "length", { value: 1 });
    defineProperty(Shielded, "prototype", { value: prototype, writable: false });
    defineProperty(prototype, "constructor", { value: Shielded });
  }
  globalThis.Function = Function.prototype.constructor;

  function tell(method, args) {
    let complaint;
    try {
      complaint = apply(emit, method, args);
    } catch {
      complaint = null;
    }
    if (complaint === null) throw new OutOfRange("Maximum call stack size exceeded");
    if (complaint !== undefined) throw new WrongType(complaint);
  }

  const console = {
    log: (...args) => tell("log", args),
    info: (...args) => tell("info", args),
    warn: (...args) => tell("warn", args),
    error: (...args) => tell("error", args),
    debug: (...args) => tell("debug", args),
    table: (...args) => tell("table", args),
    dir: (...args) => tell("dir", args),
  };
  defineProperty(globalThis, "console", hidden(console));
  defineProperty(globalThis, "exports", hidden({}));
  defineProperty(globalThis, "global", hidden(globalThis));
  // Of Node's process the platform gives this one function, and a handler has no folder to be in.
  defineProperty(globalThis, "process", hidden({ cwd: () => "/" }));

  async function call(exported, name, payload, settle) {
    try {
      const handler = exported[name];
      if (typeof handler !== "function") {
        throw new WrongType(`exports.${name} is not a function`);
      }
      const returned = apply(handler, exported, [parse(payload)]);
      settle(true, await returned, returned);
    } catch (error) {
      settle(false, error);
    }
  }

  return { call, objectPrototype, arrayPrototype, errorPrototype };
}
