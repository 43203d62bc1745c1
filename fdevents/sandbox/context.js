// What an app's context has, and how its handler is called. `prepare` runs inside the context:
// it is sent there as text, sees no import, and trusts nothing that app code can replace later.

/**
 * Gives the context its console and its `exports`, and takes away what the platform lacks.
 *
 * `emit(method, args)` is the one way out. It never throws and answers with a message when the
 * call was wrong, so that no object of the outer realm is ever seen in here.
 */
export function prepare(emit) {
  "use strict";
  const { apply, defineProperty } = Reflect;
  const { parse } = JSON;
  const { waitAsync } = Atomics;
  const objectPrototype = Object.prototype;
  const arrayPrototype = Array.prototype;
  const WrongType = TypeError;
  const OutOfRange = RangeError;

  delete globalThis.WebAssembly;
  delete globalThis.queueMicrotask;
  // A hook here, or on whatever stands for Error, would be handed call sites, which are objects of
  // the outer realm.
  defineProperty(Error, "prepareStackTrace", { value: undefined });
  defineProperty(globalThis, "Error", { writable: false, configurable: false });

  function tell(method, args) {
    const exhausted = "Maximum call stack size exceeded";
    let complaint;
    try {
      complaint = emit(method, args);
    } catch {
      complaint = exhausted;
    }
    if (complaint === exhausted) throw new OutOfRange(complaint);
    if (complaint !== undefined) throw new WrongType(complaint);
  }

  const console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "table", "dir"]) {
    const method = {
      [name](...args) {
        tell(name, args);
      },
    }[name];
    defineProperty(console, name, {
      value: method,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  const hidden = { writable: true, enumerable: false, configurable: true };
  defineProperty(globalThis, "console", { value: console, ...hidden });
  defineProperty(globalThis, "exports", { value: {}, ...hidden });
  defineProperty(Atomics, "waitAsync", {
    ...hidden,
    value: function (...args) {
      const result = apply(waitAsync, this, args);
      if (result.async) awaitTold(result.value);
      return result;
    },
  });

  async function awaitTold(promise) {
    tell("waiting", [1]);
    await promise;
    tell("waiting", [-1]);
  }

  async function call(exported, name, payload, settle) {
    try {
      const handler = exported[name];
      if (typeof handler !== "function") {
        throw new WrongType(`exports.${name} is not a function`);
      }
      settle(true, await apply(handler, exported, [parse(payload)]));
    } catch (error) {
      settle(false, error);
    }
  }

  return { call, objectPrototype, arrayPrototype };
}
