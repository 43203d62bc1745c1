// What server.js exports, in words that messages can carry.

import { types } from "node:util";
import { show } from "./carried.js";

const UNKNOWN = Symbol.for("fdevents: names that nobody knows"); // what a stand-in leaves

/**
 * What `exports` is, what each of its names holds, and what it says of events. Its kind is "" where
 * it has names of a package that is not there.
 */
export function describe(exported) {
  const names = Object.create(null); // an export may be called __proto__
  let object = exported;
  const usable = (typeof exported === "object" && exported !== null) ||
    typeof exported === "function";
  // Callbacks may be methods of a class, which stand on a prototype; chains may be endless.
  for (let depth = 0; usable && object && depth < 8; depth++) {
    const next = Reflect.getPrototypeOf(object);
    if (next === null && depth > 0) break; // the language's own Object.prototype
    const keys = Reflect.ownKeys(object);
    if (keys.includes(UNKNOWN)) return { kind: "", names: {}, events: null };
    for (const name of keys.slice(0, 10_000)) {
      if (typeof name !== "string" || name.length > 200) continue; // no name of a callback
      const key = name.toWellFormed();
      if (!(key in names)) names[key] = kindOf(exported, name);
    }
    object = next;
  }
  const events = usable && "events" in names ? registrations(read(exported, "events")) : null;
  return { kind: exported === null ? "null" : typeof exported, names, events };
}

function read(object, name) {
  try {
    return object[name]; // which may be a getter of the app's
  } catch {
    return undefined;
  }
}

function kindOf(object, name) {
  const value = read(object, name);
  if (value === null) return "null";
  // Array.isArray throws for a proxy that was revoked.
  return !types.isProxy(value) && Array.isArray(value) ? "array" : typeof value;
}

/** `exports.events` as far as registrations go: each entry's keys with their text or kind. */
function registrations(events) {
  const lists = Array.isArray(events) ? [["", events]] : listsOf(events);
  const entries = [];
  for (const [product, list] of lists) {
    for (let index = 0; index < list.length && entries.length < 1000; index++) {
      entries.push({ product, ...entry(read(list, index)) });
    }
  }
  return { kind: lists.length > 0 ? "array" : kindOf({ events }, "events"), entries };
}

/** The lists of an object that has one for each product, with the products' names. */
function listsOf(events) {
  if (typeof events !== "object" || events === null || types.isProxy(events)) return [];
  const lists = [];
  for (const name of Reflect.ownKeys(events).slice(0, 100)) {
    const list = typeof name === "string" ? read(events, name) : null;
    if (!types.isProxy(list) && Array.isArray(list)) lists.push([brief(name), list]);
  }
  return lists;
}

function entry(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { shown: brief(show(value)), keys: null };
  }
  const keys = Object.create(null);
  for (const key of Reflect.ownKeys(value).slice(0, 100)) {
    if (typeof key !== "string") continue;
    const held = read(value, key);
    const isText = typeof held === "string";
    keys[brief(key)] = { text: isText ? brief(held) : null, shown: brief(show(held)) };
  }
  return { shown: "", keys };
}

/** Text as long as a name may be. */
function brief(text) {
  return text.slice(0, 200).toWellFormed();
}
