// `require` of the app's own files and packages, as the context has it.

/**
 * Gives the context its `require`. As `prepare`, it runs inside the context and trusts nothing.
 *
 * `locate(folder, wanted)` and `text(name)` answer with text (a name behind `=` or `@`, `~` for what
 * something is to stand in for, or why there is nothing), `bring(name)` with a function of the
 * context's or with text that says why there is none; `unpack(name, take)` gives a package to `take`,
 * or answers with why it does not load. `mark(error)` is shown each error that is made of such a
 * text, before the app sees it. What they throw is a stack overflow.
 */
export function equip(locate, text, bring, unpack, mark) {
  "use strict";
  const { apply, defineProperty } = Reflect;
  const { parse } = JSON;
  const { endsWith, lastIndexOf, slice } = String.prototype;
  const Missing = Error;
  const NotCode = SyntaxError;
  const WrongType = TypeError;
  const OutOfRange = RangeError;
  const Stand = Proxy;
  const { toPrimitive } = Symbol;
  const { bind } = Function.prototype;
  const unknown = Symbol.for("fdevents: names that nobody knows");
  const hidden = { writable: true, enumerable: false, configurable: true };
  const loaded = { __proto__: null }; // name -> what gives the module's value

  function ask(asked, ...args) {
    try {
      return apply(asked, undefined, args);
    } catch {
      throw new OutOfRange("Maximum call stack size exceeded");
    }
  }

  function marked(error) {
    ask(mark, error);
    return error;
  }

  function requirer(folder) {
    return function require(wanted) {
      if (typeof wanted !== "string") throw new WrongType("require takes the name of a module.");
      const found = ask(locate, folder, wanted);
      if (found[0] === "=") return required(apply(slice, found, [1]));
      if (found[0] === "@") return packaged(apply(slice, found, [1]));
      if (found[0] === "~") return standIn();
      const error = marked(new Missing(apply(slice, found, [1])));
      // As in Node, where code looks at it to do without an optional module.
      defineProperty(error, "code", { value: "MODULE_NOT_FOUND", ...hidden });
      throw error;
    };
  }

  /**
   * Something that does for any package while an app is only looked at: it is called, constructed,
   * extended and iterated (over nothing), and what it has is itself. What its names are copied to
   * has a mark, since nobody knows them.
   */
  function standIn() {
    const same = () => itself;
    const yes = () => true;
    const get = (_, key) => {
      if (key === toPrimitive) return () => "";
      return key === "then" ? undefined : itself; // nobody is to wait for it
    };
    const ownKeys = () => [unknown];
    const getOwnPropertyDescriptor = () => ({ ...hidden, value: itself, enumerable: true });
    const traps = { __proto__: null, get, ownKeys, getOwnPropertyDescriptor };
    for (const name of ["apply", "construct"]) traps[name] = same;
    for (const name of ["set", "has", "defineProperty", "deleteProperty"]) traps[name] = yes;
    // Bound: it is constructed, and has no property that a proxy must not hide.
    const itself = new Stand(apply(bind, function () {}, [null]), traps);
    return itself;
  }

  function packaged(name) {
    let value;
    const complaint = ask(unpack, name, (given) => {
      value = given;
    });
    if (complaint !== undefined) throw marked(new Missing(complaint));
    return value;
  }

  function required(name) {
    if (loaded[name] !== undefined) return loaded[name]();
    const value = apply(endsWith, name, [".json"]) ? data(name) : code(name);
    return value();
  }

  function data(name) {
    let value;
    try {
      value = parse(ask(text, name));
    } catch (error) {
      throw new NotCode(`${name} is not JSON: ${error.message}`);
    }
    return loaded[name] = () => value;
  }

  function code(name) {
    const run = ask(bring, name);
    if (typeof run === "string") throw marked(new NotCode(run));
    const first = {};
    const module = { exports: first };
    let variable = () => first;
    // Before the code runs: two modules that require each other see what the other has so far.
    loaded[name] = () => module.exports === first ? variable() : module.exports;
    const folder = apply(slice, name, [0, apply(lastIndexOf, name, ["/"])]);
    const report = (read) => {
      variable = read;
    };
    try {
      apply(run, first, [first, requirer(folder), module, report]);
    } catch (error) {
      delete loaded[name]; // as in Node: who requires it next runs it again
      throw error;
    }
    return loaded[name];
  }

  defineProperty(globalThis, "require", { value: requirer("server"), ...hidden });
}
