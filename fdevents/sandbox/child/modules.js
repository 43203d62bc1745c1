// The app's own files, as `require` finds them: located and compiled out here, run in the context.

import vm from "node:vm";
import { cut } from "./carried.js";

// A directive counts only where it is the first of a function, and we put something before it.
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
   * What `require(wanted)` in a file of `folder` names: a `file`, a `package` or its `standIn`, or
   * a `message` that says why there is none, with the `cause` that a program reads.
   */
  locate(folder, wanted) {
    const looked = `Cannot find module '${wanted}' from ${folder}/`;
    if (!/^\.{1,2}(?:\/|$)/.test(wanted)) {
      const { reason, cause, ...found } = this.#packages.find(wanted);
      return reason ? { message: `${looked}: ${reason}`, cause } : found;
    }
    const path = joined(folder, wanted);
    if (path === null) return { message: `${looked}: it leads out of server/.` };
    // As Node looks for a file, and in its order.
    const tried = [path, `${path}.js`, `${path}.json`, `${path}/index.js`];
    const found = tried.find((name) => this.#files.has(name) || this.#unreadable.has(name));
    if (found === undefined) {
      const file = tried[path.endsWith(".js") ? 0 : 1];
      const cause = { code: "module_missing", file };
      return { message: `${looked}: there is no ${file}.`, cause };
    }
    const trouble = this.#unreadable.get(found);
    return trouble === undefined ? { file: found } : { message: `${looked}: ${trouble}` };
  }

  get packages() {
    return this.#packages;
  }

  text(name) {
    return this.#files.get(name);
  }

  /** Why files of the app are not JavaScript, by their names. */
  broken() {
    const found = Object.create(null);
    for (const name of this.#files.keys()) {
      if (name.endsWith(".json")) continue; // which is parsed where it is required
      try {
        this.#compiled(name);
      } catch (error) {
        found[name.toWellFormed()] = uncompilable(error);
      }
    }
    return found;
  }

  /** The function that runs the file's code, in `context`. Throws where it is not JavaScript. */
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
      // The head takes a line of its own, which stack traces must not count.
      script = new vm.Script(code, { filename: name, lineOffset: -1 });
      this.#scripts.set(name, script);
    }
    return script;
  }
}

/** What V8 says against a script that it was to compile, and the code that a program reads. */
export function uncompilable(error) {
  const code = error instanceof RangeError ? "nested_too_deeply" : "not_javascript";
  return { code, message: cut(error.message) };
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
