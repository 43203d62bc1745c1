// An app's values as JSON or as text, without ever running code of the app's that could throw
// into us: every object here may be a Proxy, have getters that throw, or have no prototype.

import { Console } from "node:console";
import { Writable } from "node:stream";
import { types } from "node:util";
import { finished, formatted, inspected, OPTIONS } from "./inspected.js";

export const LIMIT = 1 << 20; // characters of console text, and of value, for each firing
const DEEPEST = 100; // of lists in lists: JSON and its readers recurse
const HERE = import.meta.url.replace(/[^/]*$/, "").replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
// A frame of ours with the line break before it; what an inspector wrote behind it stays.
const OURS = new RegExp(
  "\\n[ \\t]+at (?:[^\\n(]*\\()?(?:async )?" +
    `(?:fdevents:\\w+|ext:[\\w/.]+|${HERE}\\w+\\.js):\\d+:\\d+\\)?`,
  "g",
);
// What stands between the app's code and code that it made from text.
const MAKER = /\(eval at (?:Shielded|eval) \(fdevents:realm:\d+:\d+\), /g;

/** `value` as Node's inspector prints it. */
export function show(value, options = {}) {
  try {
    const whole = typeof value === "string" ? { maxStringLength: LIMIT } : {};
    return clean(inspected(value, { ...whole, ...options }));
  } catch (error) {
    return `[a value that cannot be shown: ${reason(error)}]`;
  }
}

/** What console.log and its kin print for `args`. */
export function format(args) {
  if (args.length === 1 && typeof args[0] === "string") return clean(shortened(args[0]));
  try {
    return clean(formatted(args.map(shortened)));
  } catch (error) {
    return `[a value that cannot be shown: ${reason(error)}]`;
  }
}

/** What console.table prints for `args`. Throws what Node throws for columns that are not a list. */
export function table(args) {
  const tabular = typeof args[0] === "object" && args[0] !== null;
  if (tabular && args[1] !== undefined && !Array.isArray(args[1])) {
    const kind = typeof args[1];
    const found = kind === "object"
      ? show(args[1], { depth: -1 })
      : `type ${kind} (${show(args[1])})`;
    throw { message: `The "properties" argument must be an instance of Array. Received ${found}` };
  }
  const given = tabular ? args : args.slice(0, 1);
  let text = "";
  // Node has no function that makes the table alone: a console of our own is made to print it.
  const sink = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  try {
    new Console({ stdout: sink, stderr: sink, inspectOptions: OPTIONS }).table(...given);
  } catch (error) {
    return `[a value that cannot be shown: ${reason(error)}]`;
  }
  return clean(finished(text.replace(/\n$/, "")));
}

/** What console.dir prints for `value`, with the options that Node's console.dir documents. */
export function dir(value, options) {
  const chosen = {};
  for (const name of ["depth", "showHidden"]) {
    const wanted = own(options, name);
    if (wanted !== undefined) chosen[name] = wanted;
  }
  return show(value, chosen);
}

/**
 * A value as `{json}` where JSON carries it without loss, as `{text}` where it does not; null there
 * is undefined.
 * `realm` has the prototypes of the context that the value comes from.
 */
export function carried(value, realm) {
  if (value === undefined) return { text: null };
  try {
    return { json: plain(value, realm, 0, { left: LIMIT }) };
  } catch (obstacle) {
    const text = show(value);
    return { text: obstacle === TOO_LONG ? shortly(text) : cut(text) };
  }
}

/**
 * What a thrown or rejected value says: `{name, message, stack, thrown}`, all of them text.
 * `realm` has the prototypes of the context that it comes from.
 */
export function failure(error, realm) {
  if (!types.isNativeError(error) && !inherits(error, realm?.errorPrototype, Error.prototype)) {
    return { name: "", message: cut(show(error)), stack: "", thrown: true };
  }
  const stack = text(error, "stack");
  return {
    name: cut(text(error, "name") || "Error"),
    message: cut(text(error, "message")),
    stack: cut(clean(stack) + causes(error) + errors(error)),
    thrown: false,
  };
}

/** `text` at its first 1 MB, saying so. */
export function cut(text) {
  const whole = text.toWellFormed();
  return whole.length <= LIMIT ? whole : shortly(whole);
}

function shortly(text) {
  return `${text.slice(0, LIMIT).toWellFormed()} … [cut by fdevents at 1 MB]`;
}

/** The property of `object` if it is its own and no getter. */
export function own(object, name) {
  if (typeof object !== "object" || object === null || types.isProxy(object)) return undefined;
  return Reflect.getOwnPropertyDescriptor(object, name)?.value;
}

const NOT_JSON = Symbol("not JSON");
const TOO_LONG = Symbol("too long");

function plain(value, realm, depth, budget) {
  switch (typeof value) {
    case "string":
      spend(budget, value.length);
      if (!value.isWellFormed()) throw NOT_JSON; // half a character, which UTF-8 does not have
      return value;
    case "number":
      spend(budget, 8);
      // JSON.stringify would make null of the first, and 0 of the second.
      if (!Number.isFinite(value) || Object.is(value, -0)) throw NOT_JSON;
      return value;
    case "boolean":
      spend(budget, 5);
      return value;
    case "object":
      spend(budget, 4);
      return value === null ? null : plainObject(value, realm, depth + 1, budget);
    default:
      throw NOT_JSON;
  }
}

function plainObject(value, realm, depth, budget) {
  if (depth > DEEPEST || types.isProxy(value)) throw NOT_JSON;
  const prototype = Reflect.getPrototypeOf(value);
  const isArray = Array.isArray(value);
  // Before its keys are asked for, which are texts.
  if (isArray && value.length > budget.left) throw NOT_JSON;
  const plainly = isArray
    ? [realm.arrayPrototype, Array.prototype] // what packages make is of this realm
    : [realm.objectPrototype, Object.prototype];
  if (!plainly.includes(prototype)) throw NOT_JSON;
  const keys = Reflect.ownKeys(value);
  if (isArray && (keys.length !== value.length + 1 || !keys.every(isIndex))) throw NOT_JSON;
  const copy = isArray ? [] : Object.create(null);
  for (const key of keys) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (isArray && key === "length") continue;
    if (typeof key === "symbol" || !("value" in property)) throw NOT_JSON;
    if (!property.enumerable && isArray) throw NOT_JSON;
    if (!property.enumerable) continue;
    spend(budget, key.length);
    if (!key.isWellFormed()) throw NOT_JSON;
    copy[key] = plain(property.value, realm, depth, budget);
  }
  return copy;
}

/** Whether an array's key is the one that stands there in an array without gaps. */
function isIndex(key, position, keys) {
  return key === (position === keys.length - 1 ? "length" : String(position));
}

function spend(budget, size) {
  budget.left -= size;
  if (budget.left < 0) throw TOO_LONG;
}

function shortened(value) {
  return typeof value === "string" && value.length > LIMIT ? value.slice(0, LIMIT + 1) : value;
}

function text(object, name) {
  try {
    const value = object[name];
    return typeof value === "string" ? value : value === undefined ? "" : show(value);
  } catch (error) {
    return `[${name} cannot be read: ${reason(error)}]`;
  }
}

/** Why something cannot be shown, from an error that may be the app's: no code of it runs. */
export function reason(error) {
  const message = own(error, "message");
  return typeof message === "string" ? message : typeof error;
}

/** A stack without frames of ours. */
function clean(stack) {
  if (!stack.includes("    at ")) return stack;
  return stack.replace(OURS, "").replace(MAKER, "(");
}

/** Whether an object has such a prototype, as errors that functions of old construct have. */
function inherits(object, ...prototypes) {
  if (typeof object !== "object" || object === null) return false;
  for (let up = object, depth = 0; up !== null && depth < 20; depth++) {
    if (types.isProxy(up)) return false;
    up = Reflect.getPrototypeOf(up);
    if (up !== null && prototypes.includes(up)) return true;
  }
  return false;
}

/** What an AggregateError is made of. */
function errors(error) {
  const all = own(error, "errors");
  let found = "";
  if (!Array.isArray(all) || types.isProxy(all)) return found;
  for (let index = 0; index < Math.min(all.length, 10); index++) {
    const each = own(all, String(index));
    if (types.isNativeError(each)) found += `\n[errors] ${index}: ${clean(text(each, "stack"))}`;
  }
  return found;
}

function causes(error) {
  let found = "";
  let cause = own(error, "cause");
  for (let depth = 0; depth < 3 && cause !== undefined; depth++) {
    const isError = types.isNativeError(cause);
    found += `\n[cause]: ${isError ? clean(text(cause, "stack")) : show(cause)}`;
    cause = isError ? own(cause, "cause") : undefined;
  }
  return found;
}
