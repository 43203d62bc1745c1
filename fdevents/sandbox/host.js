// Runs inside the sandbox's process: reads requests, a line of JSON each, from standard input,
// loads and calls the app's code in fresh contexts, and writes what happens to standard output.

import { setImmediate } from "node:timers";
import vm from "node:vm";
import { types } from "node:util";
import { prepare } from "./context.js";
import { equip, Modules } from "./modules.js";
import { emptyCallSites, lockDown } from "./lockdown.js";
import { carried, dir, failure, format, LIMIT, reason, show, table } from "./values.js";

const { stdin, stdout, exit } = Deno;
const now = performance.now.bind(performance);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);
const preparation = new vm.Script(`(${prepare})`, { filename: "fdevents:context" });
const equipment = new vm.Script(`(${equip})`, { filename: "fdevents:modules" });
const reading = new vm.Script("exports", { filename: "fdevents:exports" });

let current = null; // the firing that console lines and rejections belong to
let app = null; // the newest app: its compiled server.js, and its modules if it may have any
let spare = null; // a context made while there was nothing else to do

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  if (current) current.rejections.push(event.reason);
});
emptyCallSites();
lockDown(globalThis, new Set(vm.runInNewContext("Object.getOwnPropertyNames(globalThis)")));

function send(message) {
  let bytes = encode(JSON.stringify(message) + "\n");
  while (bytes.length > 0) bytes = bytes.subarray(stdout.writeSync(bytes));
}

function makeContext() {
  const firing = { open: true, left: LIMIT, start: 0, settled: null };
  firing.rejections = []; // reasons of the promises that nobody handled
  firing.context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  firing.realm = preparation.runInContext(firing.context)(function (...args) {
    try {
      heard(firing, this, args);
    } catch (error) {
      return reason(error);
    }
  });
  return firing;
}

/** One call of a console method of the context's. */
function heard(firing, method, args) {
  if (!firing.open || firing.left < 0) return;
  const at = elapsed(firing);
  const plainly = method === "table" || method === "dir";
  const level = plainly ? "log" : method;
  let said = method === "table"
    ? table(args)
    : method === "dir"
    ? dir(args[0], args[1])
    : format(args);
  if (said.length > firing.left) said = said.slice(0, firing.left);
  const over = said.length >= firing.left;
  firing.left -= said.length + 1;
  send({ type: "console", level, text: said.toWellFormed(), at_ms: at });
  if (over) {
    firing.left = -1;
    const text = "[fdevents] 1 MB of console output is kept; what follows is dropped.";
    send({ type: "console", level: "warn", text, at_ms: at });
  }
}

function elapsed(firing) {
  return Math.round((now() - firing.start) * 1000) / 1000;
}

/** Lets everything run that can run: microtasks, and what their end schedules. */
async function drain(done) {
  for (let turn = 0; turn < 3 && !done(); turn++) await turnOver();
  await turnOver();
}

function turnOver() {
  return new Promise((resolve) => setImmediate(resolve));
}

function begin(request) {
  if (request.source !== undefined) {
    app = null;
    const script = new vm.Script(request.source, { filename: request.filename });
    app = { script, modules: request.modules && new Modules(request.modules) };
  }
  current = spare ?? makeContext();
  spare = null;
  if (app.modules) giveModules(current.context, app.modules);
  current.start = now();
  return current;
}

function giveModules(context, modules) {
  const locate = (folder, wanted) => modules.locate(folder, wanted);
  const text = (name) => modules.text(name);
  const bring = (name) => {
    try {
      return modules.bring(name, context);
    } catch (error) {
      return `${name} is no JavaScript: ${reason(error)}`;
    }
  };
  equipment.runInContext(context)(locate, text, bring);
}

function load(firing) {
  app.script.runInContext(firing.context, { displayErrors: false }); // else it writes into what is thrown
  return reading.runInContext(firing.context);
}

async function fire(request) {
  const firing = begin(request);
  const settle = (ok, value) => {
    firing.settled ??= { ok, value };
  };
  try {
    firing.realm.call(load(firing), request.callback, request.payload, settle);
  } catch (error) {
    settle(false, error);
  }
  await drain(() => firing.settled);
  const message = outcome(firing);
  await turnOver(); // what the app's getters have scheduled meanwhile is this firing's still
  return message;
}

function outcome(firing) {
  const { settled, rejections } = firing;
  const base = { type: "settled", duration_ms: elapsed(firing) };
  if (settled && !settled.ok) {
    return { ...base, status: "failed", value: null, error: failure(settled.value) };
  }
  if (rejections.length > 0) {
    const error = { ...failure(rejections[0]), unawaited: true };
    return { ...base, status: "failed", value: null, error };
  }
  if (!settled) return { ...base, status: "never", value: null, error: null };
  return { ...base, status: "ok", value: carried(settled.value, firing.realm), error: null };
}

async function inspect(request) {
  const firing = begin(request);
  firing.left = -1;
  let error = null;
  let exported;
  try {
    exported = load(firing);
  } catch (thrown) {
    error = failure(thrown);
  }
  let found = { kind: "undefined", names: {}, events: null };
  try {
    if (!error) found = describe(exported);
  } catch (thrown) { // exports is a Proxy, and not a friendly one
    error = failure(thrown);
  }
  await drain(() => true);
  return { type: "exports", ...found, broken: app.modules?.broken() ?? {}, error };
}

/** What `exports` is, what each of its names holds, and what it says of events. */
function describe(exported) {
  const names = Object.create(null);
  let object = exported;
  const usable = (typeof exported === "object" && exported !== null) ||
    typeof exported === "function";
  for (let depth = 0; usable && object && depth < 8; depth++) {
    const next = Reflect.getPrototypeOf(object);
    if (next === null && depth > 0) break; // the language's own Object.prototype
    for (const name of Reflect.ownKeys(object).slice(0, 10_000)) {
      if (typeof name !== "string") continue;
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
    return object[name];
  } catch {
    return undefined;
  }
}

function kindOf(object, name) {
  const value = read(object, name);
  if (value === null) return "null";
  return !types.isProxy(value) && Array.isArray(value) ? "array" : typeof value;
}

/** `exports.events` as far as registrations go: each entry's keys with their text or kind. */
function registrations(events) {
  if (!Array.isArray(events)) return { kind: kindOf({ events }, "events"), entries: [] };
  const entries = [];
  for (let index = 0; index < Math.min(events.length, 1000); index++) {
    entries.push(entry(read(events, index)));
  }
  return { kind: "array", entries };
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

async function answer(request) {
  try {
    return await (request.op === "fire" ? fire(request) : inspect(request));
  } catch (error) {
    // Only compiling throws up to here, and what it throws is this realm's own.
    const { name, message } = failure(error);
    return { type: "uncompiled", name, message };
  }
}

/** The next request, or null when the parent has closed the pipe or is gone. */
function* requests() {
  const chunk = new Uint8Array(65_536);
  let pending = [];
  for (;;) {
    const size = stdin.readSync(chunk);
    if (size === null) return;
    let bytes = chunk.subarray(0, size);
    for (let end; (end = bytes.indexOf(10)) >= 0; bytes = bytes.subarray(end + 1)) {
      pending.push(bytes.slice(0, end));
      const line = pending.map((part) => decode(part, { stream: true })).join("") + decode();
      pending = [];
      yield JSON.parse(line);
    }
    if (bytes.length > 0) pending.push(bytes.slice());
  }
}

spare = makeContext();
send({ type: "ready" });
for (const request of requests()) {
  const message = await answer(request);
  if (current) current.open = false;
  current = null;
  send(message);
  spare ??= makeContext();
}
exit(0);
