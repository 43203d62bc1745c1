// Runs inside the sandbox's process: reads requests, a line of JSON each, from standard input,
// loads and calls the app's code in fresh contexts, and writes what happens to standard output.

import { setImmediate, setTimeout } from "node:timers";
import vm from "node:vm";
import { complain, received, send } from "./channel.js";
import { describe } from "./describe.js";
import { Firing } from "./firing.js";
import { emptyCallSites, lockDown } from "./lockdown.js";
import { Modules, uncompilable } from "./modules.js";
import { Packages, settleIn } from "./packages.js";
import { carried } from "./carried.js";

const { args, exit } = Deno;
const withPackages = args.includes("packages");
const lines = received();
const reading = new vm.Script("exports", { filename: "fdevents:exports" });

let current = null; // the firing that console lines and rejections belong to
let app = null; // the newest app: its compiled server.js, its modules and APIs if it has any
const ahead = []; // requests that came while an answer was waited for
let spare = null; // a context made while there was nothing else to do

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  if (current) current.rejections.push(event.reason);
});
if (withPackages) { // which need what is here; such a process is used for one firing
  settleIn(() => current);
  // What a timer or an event of a package calls throws to nobody.
  addEventListener("error", (event) => {
    event.preventDefault();
    current?.uncaught(event.error);
  });
  const { takeOver } = await import("./network.js"); // no other app needs what it imports
  takeOver(() => current);
} else {
  emptyCallSites();
  lockDown(globalThis, new Set(vm.runInNewContext("Object.getOwnPropertyNames(globalThis)")));
}

/** Lets everything run that can run: microtasks, and what their end schedules. */
async function drain(done) {
  for (let turn = 0; turn < 3 && !done(); turn++) await turnOver();
  await turnOver();
}

function turnOver() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The app as a request brings it: compiled, with what its platform gives to it. */
function compiled({ source, filename, modules, packages, apis }) {
  const script = new vm.Script(source, { filename });
  const names = apis && [apis.answering, apis.telling];
  return {
    script,
    modules: modules && new Modules(modules, new Packages(packages)),
    apis: apis && { ...apis, script: new vm.Script(JSON.stringify(names)) },
  };
}

function begin(request) {
  current = spare ?? new Firing();
  spare = null;
  if (app.modules) current.giveModules(app.modules);
  if (app.apis) current.giveApis(app.apis);
  current.begin(request.number, request.gate);
  return current;
}

function load(firing) {
  app.script.runInContext(firing.context, { displayErrors: false }); // else it writes into what is thrown
  return reading.runInContext(firing.context);
}

async function fire(request) {
  const firing = begin(request);
  const settle = (ok, value, returned) => firing.settle(ok, value, returned);
  try {
    firing.realm.call(load(firing), request.callback, request.payload, settle);
  } catch (error) {
    settle(false, error);
  }
  await drain(() => firing.settled);
  while (firing.isBusy || (withPackages && !firing.settled)) await progress(firing);
  firing.takesCalls = false; // nobody waits for the answer to a getter's call
  const message = outcome(firing);
  await turnOver(); // what the app's getters have scheduled meanwhile is this firing's still
  return message;
}

/** Waits for the answer to a call and what it sets off, or for packages: timers, requests. */
async function progress(firing) {
  if (firing.pending.size === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1)); // the parent has the time limit
    await drain(() => firing.isBusy); // what an answer sets off may ask for the next
    return;
  }
  const { done, value } = lines.next();
  if (done) exit(0); // the parent is gone
  if (value.op !== undefined) ahead.push(value);
  else if (value.number === firing.number && firing.pending.delete(value.id)) {
    firing.answer(value.id, value.ok, value.text);
  }
  await drain(() => firing.settled);
}

function outcome(firing) {
  const { settled, rejections, late, promised } = firing;
  const base = { type: "settled", duration_ms: firing.elapsed(), late, promised };
  if (settled && !settled.ok) {
    return { ...base, status: "failed", value: null, error: firing.failure(settled.value) };
  }
  if (rejections.length > 0) {
    const error = { ...firing.failure(rejections[0]), unawaited: true };
    return { ...base, status: "failed", value: null, error };
  }
  if (!settled) return { ...base, status: "never", value: null, error: null };
  return { ...base, status: "ok", value: carried(settled.value, firing.realm), error: null };
}

async function inspect(request) {
  const firing = begin(request);
  firing.mute();
  let error = null;
  let exported;
  try {
    exported = load(firing);
  } catch (thrown) {
    error = firing.failure(thrown);
  }
  let found = { kind: "undefined", names: {}, events: null };
  try {
    if (!error) found = describe(exported);
  } catch (thrown) { // exports is a Proxy, and not a friendly one
    error = firing.failure(thrown);
  }
  await drain(() => true); // a rejection at the top level is not the first firing's
  return { type: "exports", ...found, broken: app.modules?.broken() ?? {}, error };
}

/** Compiles the app that a request brings; the message that says why not, where that fails. */
function uncompiled(brought) {
  app = null;
  try {
    app = compiled(brought);
    return null;
  } catch (error) { // which is this realm's own
    return { type: "uncompiled", ...uncompilable(error) };
  }
}

/** The answer to a request. What is thrown here is not the app's doing. */
async function answer(request) {
  const obstacle = request.app ? uncompiled(request.app) : null;
  return obstacle ?? await (request.op === "fire" ? fire(request) : inspect(request));
}

/** What the parent says next, null where it says no more. */
function next() {
  return ahead.shift() ?? lines.next().value ?? null;
}

/** Ends the process, which is how the parent learns that there will be no answer. */
function giveUp(error) {
  complain(error.stack);
  exit(1);
}

spare = new Firing();
send(0, { type: "ready" });
for (let request = next(); request; request = next()) {
  if (request.op === undefined) continue; // an answer to a call that nobody waits for any more
  const message = await answer(request).catch(giveUp);
  if (current) current.open = false;
  current = null;
  send(request.number, message);
  spare ??= new Firing();
}
exit(0);
