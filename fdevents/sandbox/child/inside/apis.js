// The platform's own APIs, such as $db: a call goes out as text and its answer comes back as text.

/**
 * Gives the context its APIs. As `prepare`, it runs inside the context and trusts nothing.
 *
 * `answering` are the names that return a promise, such as `$db.get`, or stand on what calls return,
 * such as `$db.entity.get`: `$db.entity(…).get(…).get()`. `telling` are those that return nothing.
 * `send(name, id, text, stack)` passes a call on with its arguments as JSON and where it was made, or
 * answers with why there may be no more, for an error that is then shown to `mark`; what both throw
 * is a stack overflow. Returns `answer(id, ok, text)`, which settles the promise of a call; what it is
 * rejected with is shown to `mark`, too.
 */
export function offer(answering, telling, send, mark) {
  "use strict";
  const { apply, defineProperty, ownKeys } = Reflect;
  const { parse, stringify } = JSON;
  const { propertyIsEnumerable } = Object.prototype;
  const { then } = Promise.prototype;
  const { split } = String.prototype;
  const OwnPromise = Promise;
  const OutOfRange = RangeError;
  const OwnError = Error;
  const nothing = { __proto__: null };
  const stores = { __proto__: null }; // what two calls lead to, by the name of the first
  // Without a prototype, on which the app could put properties of its own.
  const waiting = { __proto__: null }; // id -> how its promise is settled
  let last = 0;

  function hidden(value) {
    return { __proto__: null, value, writable: true, enumerable: false, configurable: true };
  }

  function sent(name, id, args) {
    const text = stringify(args);
    const { stack } = new OwnError(); // at most ten frames, which takes microseconds
    let error;
    try {
      const complaint = send(name, id, text, typeof stack === "string" ? stack : "");
      if (complaint === undefined) return;
      error = new OwnError(complaint);
      mark(error);
    } catch {
      throw new OutOfRange("Maximum call stack size exceeded");
    }
    throw error;
  }

  /**
   * Makes a promise one of the platform's: with `done`, `fail` and `always`, which return it, and a
   * `then`, which `catch` and `finally` call, whose promise has them, too.
   */
  function deferred(promise) {
    let isHandled = false; // by somebody else than `done`, who is then told of a rejection
    const pass = (reason) => {
      if (!isHandled) throw reason;
    };
    const methods = {
      then(use, useReason) {
        isHandled = true;
        return deferred(apply(then, promise, [use, useReason]));
      },
      done(use) {
        apply(then, promise, [use, pass]);
        return promise;
      },
      fail(use) {
        isHandled = true;
        apply(then, promise, [undefined, use]);
        return promise;
      },
      always(use) {
        isHandled = true;
        apply(then, promise, [use, use]);
        return promise;
      },
    };
    for (let index = 0; index < 4; index++) {
      const name = ["then", "done", "fail", "always"][index];
      defineProperty(promise, name, hidden(methods[name]));
    }
    return promise;
  }

  function promised(id) {
    return deferred(
      new OwnPromise((resolve, reject) => {
        waiting[id] = { __proto__: null, resolve, reject };
      }),
    );
  }

  function caller(name) {
    return (...args) => {
      const id = ++last;
      sent(name, id, args);
      return promised(id);
    };
  }

  /** An Error with what JSON leaves out of it, its message, and without objects, which may be cycles. */
  function said(value) {
    if (typeof value !== "object" || value === null || typeof value.toJSON === "function") {
      return value;
    }
    const { message } = value;
    const isLost = typeof message === "string" && !apply(propertyIsEnumerable, value, ["message"]);
    if (!isLost) return value;
    const copy = { __proto__: null, message };
    const keys = ownKeys(value);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      if (!apply(propertyIsEnumerable, value, [key])) continue;
      const kind = typeof value[key];
      if (kind === "string" || kind === "number" || kind === "boolean") copy[key] = value[key];
    }
    return copy;
  }

  function teller(name) {
    return (...args) => {
      for (let index = 0; index < args.length; index++) args[index] = said(args[index]);
      sent(name, ++last, args);
    };
  }

  function define(name, call) {
    const parts = apply(split, name, ["."]);
    const own = parts[parts.length - 1];
    // As stack traces and console.log show it.
    defineProperty(call, "name", { __proto__: null, value: own });
    if (parts.length === 1) return defineProperty(globalThis, own, hidden(call));
    if (globalThis[parts[0]] === undefined) defineProperty(globalThis, parts[0], hidden({}));
    const api = globalThis[parts[0]];
    if (parts.length === 2) return api[own] = call;
    if (stores[parts[1]] === undefined) {
      const methods = stores[parts[1]] = {};
      api[parts[1]] = () => ({ get: () => methods });
    }
    stores[parts[1]][own] = call;
  }

  for (const name of answering) define(name, caller(name));
  for (const name of telling) define(name, teller(name));

  return function answer(id, ok, text) {
    const { resolve, reject } = waiting[id] ?? nothing;
    delete waiting[id];
    const value = parse(text);
    if (!ok) mark(value);
    (ok ? resolve : reject)(value);
  };
}
