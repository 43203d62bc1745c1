// One firing: its context, and what the app's code says and asks for meanwhile.

import vm from "node:vm";
import { types } from "node:util";
import { offer } from "./inside/apis.js";
import { send } from "./channel.js";
import { prepare } from "./inside/realm.js";
import { equip } from "./inside/require.js";
import { uncompilable } from "./modules.js";
import { cut, dir, failure, format, LIMIT, reason, table } from "./carried.js";

// The parent keeps what a firing says and asks for, so that must end somewhere. Its own limits are
// wider and end the process; within these, an app hears which one it has reached.
const MOST_LINES = 50_000;
const MOST_CALLS = 10_000;
const MOST_ARGUMENTS = 4 * LIMIT; // characters of JSON, of all calls together

const FIRST_REQUEST = 1_000_000; // beyond the ids that the context gives to its calls

// Console methods that show what they are given in a way of their own; what they say is logged.
const OWN_WAYS = { __proto__: null, table, dir: ([value, options]) => dir(value, options) };

const { isNativeError, isPromise } = types;
// A frame of the app's files, whose names begin like that, and not of a package.
const FRAME = /(?:\(|at )server\/[^\n]{1,300}/;
const now = performance.now.bind(performance);
const preparation = new vm.Script(`(${prepare})`, { filename: "fdevents:realm" });
const equipment = new vm.Script(`(${equip})`, { filename: "fdevents:modules" });
const offering = new vm.Script(`(${offer})`, { filename: "fdevents:apis" });

/**
 * A context for one firing. It is `open` until the firing is over, and takes calls until it is
 * known how the handler ended.
 */
export class Firing {
  open = true;
  takesCalls = true;
  number = 0; // that of the request which it answers
  settled = null; // {ok, value} once the handler has returned or thrown
  promised = false; // whether what it returned was a promise
  rejections = []; // reasons of the promises that nobody handled
  pending = new Set(); // calls of APIs that have no answer yet
  late = []; // those for which the handler did not wait
  gate = null; // the gateway's port, and the secret by which it knows this firing
  #left = LIMIT; // characters of console text
  #lines = 0;
  #calls = 0;
  #requests = new Map(); // those of packages that have no answer yet, by their ids
  #last = FIRST_REQUEST;
  #arguments = 0;
  #start = 0;
  // Why there are errors that our own code made, with a code that a program reads. Nothing of it is
  // in the errors themselves, or the app could make errors that look like ours.
  #causes = new WeakMap();
  #cause = null; // that of the error which is about to be made
  #mark = (error) => {
    // What a call is rejected with need not be an object.
    if (typeof error === "object" && error !== null) this.#causes.set(error, this.#cause);
  };
  #answer = null; // settles the promise of a call

  constructor() {
    this.context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
    const heard = (method, args) => this.hear(method, args);
    this.realm = preparation.runInContext(this.context)(function (...args) {
      try {
        heard(this, args);
      } catch (error) {
        return isNativeError(error) ? null : reason(error); // null: the stack overflowed
      }
    });
  }

  /** Starts the clock for the request of that number; `gate` is where packages send requests. */
  begin(number, gate = null) {
    this.number = number;
    this.gate = gate;
    this.#start = now();
  }

  /** Milliseconds since then. */
  elapsed() {
    return Math.round((now() - this.#start) * 1000) / 1000;
  }

  /** Drops all further console lines and calls: the app is only looked at. */
  mute() {
    this.open = false;
  }

  /** How the handler ended; what comes later does not count. */
  settle(ok, value, returned) {
    if (this.settled) return;
    this.settled = { ok, value };
    this.promised = isPromise(returned);
    this.late.push(...this.pending, ...this.#requests.keys());
  }

  /** Whether something is under way that ends by itself. */
  get isBusy() {
    return this.pending.size > 0 || this.#requests.values().some((isOver) => !isOver());
  }

  /** What was thrown where nobody could catch it; a handler that ended well has failed after all. */
  uncaught(error) {
    if (this.settled?.ok) this.settled = { ok: false, value: error };
    else this.settle(false, error);
  }

  /**
   * A request of a package's, which is waited for until its `end`, or until `isOver`. Its `leave`
   * is the header by which the gateway lets it in and knows where it goes.
   */
  exchange(isOver = () => false) {
    const id = ++this.#last;
    this.#requests.set(id, isOver);
    if (this.settled) this.late.push(id);
    return {
      leave: (origin) => [
        "x-fdevents",
        `${this.gate.secret} ${id} ${this.elapsed()} ${origin}`,
      ],
      end: () => this.#requests.delete(id),
    };
  }

  /** A connection that a package opens by itself, which is not let out. */
  stopped(host) {
    this.#called("net.connect", ++this.#last, JSON.stringify([host]), "", ["net.connect"]);
  }

  /** What a thrown or rejected value says, with the code of an error that our own code made. */
  failure(error) {
    const { code = null, file = "", detail = "" } = this.#causes.get(error) ?? {};
    return { ...failure(error, this.realm), code, file: cut(file), detail: cut(detail) };
  }

  /** The message for an error that the context is about to make and to `mark`. */
  #complaint(message, cause) {
    this.#cause = cause;
    return message;
  }

  giveModules(modules) {
    const locate = (folder, wanted) => {
      const found = modules.locate(folder, wanted);
      if (found.file) return `=${found.file}`;
      if (found.package) return `@${found.package}`;
      if (found.standIn) return "~";
      return `!${this.#complaint(found.message, found.cause)}`;
    };
    const text = (name) => modules.text(name);
    const bring = (name) => {
      try {
        return modules.bring(name, this.context);
      } catch (error) {
        const { code, message } = uncompilable(error);
        // The handler's own recursion may be what left no room for the compiler.
        if (code !== "not_javascript") throw error;
        return this.#complaint(`${name} is not JavaScript: ${message}`, { code, file: name });
      }
    };
    const unpack = (name, take) => {
      try {
        take(modules.packages.load(name));
      } catch (error) {
        const detail = reason(error).split("\n")[0];
        const cause = { code: "package_broken", detail };
        return this.#complaint(`The package ${name} does not load: ${detail}`, cause);
      }
    };
    equipment.runInContext(this.context)(locate, text, bring, unpack, this.#mark);
  }

  giveApis({ telling, script }) {
    const called = (api, id, args, stack) => this.#called(api, id, args, stack, telling);
    const names = script.runInContext(this.context); // lists that are the context's own
    this.#answer = offering.runInContext(this.context)(names[0], names[1], called, this.#mark);
  }

  /** Settles the promise of a call with the JSON `text`. */
  answer(id, ok, text) {
    this.#cause = { code: "call_rejected", detail: String(id) };
    this.#answer(id, ok, text);
  }

  /** One call of an API's. Answers with a message where there have been too many. */
  #called(api, id, args, stack, telling) {
    if (!this.open || !this.takesCalls) return;
    const text = args.length > LIMIT ? '["[longer than 1 MB]"]' : args.toWellFormed();
    this.#calls += 1;
    this.#arguments += text.length;
    const tooMuch = { code: "too_much", detail: api };
    if (this.#calls > MOST_CALLS) {
      return this.#complaint("fdevents lets a firing make 10,000 API calls.", tooMuch);
    }
    if (this.#arguments > MOST_ARGUMENTS) {
      return this.#complaint("fdevents lets a firing pass 4 MB to APIs.", tooMuch);
    }
    const frame = (FRAME.exec(stack)?.[0] ?? "").toWellFormed();
    send(this.number, { type: "call", id, api, args: text, at_ms: this.elapsed(), frame });
    if (telling.includes(api)) return;
    this.pending.add(id);
    if (this.settled) this.late.push(id);
  }

  /** One call of a console method, of the context's or of a package. */
  hear(method, args) {
    if (!this.open || this.#left < 0) return;
    const at = this.elapsed();
    const ownWay = OWN_WAYS[method];
    const level = ownWay ? "log" : method;
    let said = (ownWay ?? format)(args);
    if (said.length > this.#left) said = said.slice(0, this.#left);
    const tooMany = ++this.#lines >= MOST_LINES;
    const over = tooMany || said.length >= this.#left;
    this.#left -= said.length + 1;
    send(this.number, { type: "console", level, text: said.toWellFormed(), at_ms: at });
    if (over) {
      this.#left = -1;
      const kept = tooMany ? "50,000 console lines are" : "1 MB of console output is";
      const text = `[fdevents] ${kept} kept; what follows is dropped.`;
      send(this.number, { type: "console", level: "warn", text, at_ms: at });
    }
  }
}
