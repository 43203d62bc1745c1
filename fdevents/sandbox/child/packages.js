// npm packages: run by Deno's Node compatibility, in the process's own realm.

import { builtinModules, createRequire } from "node:module";

const BUILTIN = new Set(builtinModules);

export class Packages {
  #require;
  #usable;
  #refused;
  #standIns;

  /**
   * `file` is the app's server.js; `usable` are names, `refused` says why others are not, and
   * `stand_ins` are those of which whoever requires them gets one.
   */
  constructor({ file, usable, refused, stand_ins: standIns }) {
    this.#usable = new Set(usable);
    this.#refused = new Map(Object.entries(refused));
    this.#standIns = new Set(standIns);
    this.#require = usable.length > 0 ? createRequire(file) : null;
  }

  /** What `wanted` is: a `package`, a `standIn` for one, or a `reason` why it is neither. */
  find(wanted) {
    const name = nameOf(wanted);
    if (this.#usable.has(name)) return { package: wanted };
    if (this.#standIns.has(name)) return { standIn: true };
    return { reason: this.#obstacle(name), cause: { code: "package_refused", detail: name } };
  }

  #obstacle(name) {
    if (this.#refused.has(name)) return this.#refused.get(name);
    if (name.startsWith("node:") || BUILTIN.has(name)) {
      return "it is a part of Node, which the platform does not give to handlers.";
    }
    return "it is neither a file nor a dependency of the app. Names of files begin with ./, and " +
      "packages are listed under “dependencies” in manifest.json.";
  }

  load(wanted) {
    return this.#require(wanted);
  }
}

/** The package that a module belongs to: `lodash` for `lodash/get`. */
function nameOf(wanted) {
  return wanted.split("/", wanted.startsWith("@") ? 2 : 1).join("/");
}

/**
 * Makes the process a place for packages: what they write goes to the console of the firing that
 * `listener` gives, and the environment is empty.
 */
export function settleIn(listener) {
  // Deno's own variables, such as DENO_DIR, are the machine's and nothing for a package.
  for (const name of Object.keys(process.env)) delete process.env[name];
  const hear = (method) => (...args) => listener()?.hear(method, args);
  for (const name of Object.keys(console)) console[name] = () => {};
  for (const name of ["log", "info", "warn", "error", "debug", "table", "dir"]) {
    console[name] = hear(name);
  }
  // Standard output is the channel to the parent, and a package's text would break its protocol.
  for (const [stream, method] of [["stdout", "log"], ["stderr", "error"]]) {
    process[stream].write = (text) => {
      listener()?.hear(method, [String(text).replace(/\n$/, "")]);
      return true;
    };
  }
}
