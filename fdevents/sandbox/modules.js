// The app's own files, as `require` finds them: located and compiled out here, run in the context.

import vm from "node:vm";

const STRICT = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*(?:"use strict"|'use strict')/;

/**
 * The files of one app, compiled at most once. `texts` maps a name to what the file says,
 * `unreadable` to why it cannot be read.
 */
export class Modules {
  #files;
  #packages;
  #unreadable;
  #scripts = new Map();

  constructor({ texts, unreadable }, packages) {
    this.#packages = packages;
    this.#files = new Map(Object.entries(texts));
    this.#unreadable = new Map(Object.entries(unreadable));
  }

  /**
   * What `require(wanted)` in a file of `folder` names: a file after "=", a package after "@", or
   * after "!" why there is none.
   */
  locate(folder, wanted) {
    const looked = `Cannot find module '${wanted}' from ${folder}/`;
    if (!/^\.{1,2}(?:\/|$)/.test(wanted)) {
      const obstacle = this.#packages.obstacle(wanted);
      return obstacle ? `!${looked}: ${obstacle}` : `@${wanted}`;
    }
    const path = joined(folder, wanted);
    if (path === null) return `!${looked}: it leads out of server/.`;
    const tried = [path, `${path}.js`, `${path}.json`, `${path}/index.js`];
    const found = tried.find((name) => this.#files.has(name) || this.#unreadable.has(name));
    if (found === undefined) {
      return `!${looked}: there is no ${tried[path.endsWith(".js") ? 0 : 1]}.`;
    }
    const trouble = this.#unreadable.get(found);
    return trouble === undefined ? `=${found}` : `!${looked}: ${trouble}`;
  }

  get packages() {
    return this.#packages;
  }

  text(name) {
    return this.#files.get(name);
  }

  /** Why files of the app are no JavaScript, by their names. */
  broken() {
    const found = Object.create(null);
    for (const name of this.#files.keys()) {
      if (name.endsWith(".json")) continue;
      try {
        this.#compiled(name);
      } catch (error) {
        found[name] = error.message;
      }
    }
    return found;
  }

  /** The function that runs the file's code, in `context`. Throws where it is no JavaScript. */
  bring(name, context) {
    return this.#compiled(name).runInContext(context);
  }

  #compiled(name) {
    let script = this.#scripts.get(name);
    if (!script) {
      const text = this.#files.get(name);
      // What `exports` holds at the end is the module's value, so somebody has to look at it there.
      const head = `${STRICT.test(text) ? '"use strict"; ' : ""}arguments[3](() => exports);`;
      const code = `(function (exports, require, module) { ${head}\n${text}\n})`;
      script = new vm.Script(code, { filename: name, lineOffset: -1 });
      this.#scripts.set(name, script);
    }
    return script;
  }
}

/** `wanted` seen from `folder`, without dots; null where that is not inside server/. */
function joined(folder, wanted) {
  const parts = folder.split("/");
  for (const part of wanted.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts[0] === "server" ? parts.join("/") : null;
}

/**
 * Gives the context its `require`. As `prepare`, it runs inside the context and trusts nothing.
 *
 * `locate(folder, wanted)` and `text(name)` answer with text, `bring(name)` with a function of the
 * context's or with text that says why there is none; `unpack(name, take)` gives a package to `take`,
 * or answers with why it does not load. What they throw is a stack overflow.
 */
export function equip(locate, text, bring, unpack) {
  "use strict";
  const { apply, defineProperty } = Reflect;
  const { parse } = JSON;
  const { endsWith, lastIndexOf, slice } = String.prototype;
  const Missing = Error;
  const NoCode = SyntaxError;
  const WrongType = TypeError;
  const OutOfRange = RangeError;
  const hidden = { writable: true, enumerable: false, configurable: true };
  const loaded = { __proto__: null }; // name -> what gives the module's value

  function ask(asked, ...args) {
    try {
      return apply(asked, undefined, args);
    } catch {
      throw new OutOfRange("Maximum call stack size exceeded");
    }
  }

  function requirer(folder) {
    return function require(wanted) {
      if (typeof wanted !== "string") throw new WrongType("require takes the name of a module.");
      const found = ask(locate, folder, wanted);
      if (found[0] === "=") return required(apply(slice, found, [1]));
      if (found[0] === "@") return packaged(apply(slice, found, [1]));
      const error = new Missing(apply(slice, found, [1]));
      defineProperty(error, "code", { value: "MODULE_NOT_FOUND", ...hidden });
      throw error;
    };
  }

  function packaged(name) {
    let value;
    const complaint = ask(unpack, name, (given) => {
      value = given;
    });
    if (complaint !== undefined) throw new Missing(complaint);
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
      throw new NoCode(`${name} is no JSON: ${error.message}`);
    }
    return loaded[name] = () => value;
  }

  function code(name) {
    const run = ask(bring, name);
    if (typeof run === "string") throw new NoCode(run);
    const first = {};
    const module = { exports: first };
    let variable = () => first;
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
