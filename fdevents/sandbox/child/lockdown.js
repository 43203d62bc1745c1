// Empties and freezes the process's own realm, so that code which escapes its context finds
// nothing to use here and nothing to leave behind for the next firing.

const NOT_THE_LANGUAGE = new Set(["console", "WebAssembly", "queueMicrotask"]);

/** Removes from `realm` every global that is not in `language`, and freezes what is left. */
export function lockDown(realm, language) {
  const seen = new Set([realm]);
  for (const intrinsic of nameless()) freezeDeeply(intrinsic, seen);
  for (const name of Object.getOwnPropertyNames(realm)) {
    if (!language.has(name) || NOT_THE_LANGUAGE.has(name)) {
      delete realm[name];
      delete realm[name]; // under Deno's queueMicrotask there is V8's
    } else {
      freezeDeeply(realm[name], seen);
    }
  }
}

/**
 * Takes away what call sites can do: a hook for stack traces that stands on whatever the app calls
 * `Error` is handed them, and they are objects of this realm.
 */
export function emptyCallSites() {
  Error.prepareStackTrace = (_error, sites) => sites;
  const prototype = Reflect.getPrototypeOf(new Error().stack[0]);
  delete Error.prepareStackTrace;
  Reflect.setPrototypeOf(prototype, null);
  for (const name of Reflect.ownKeys(prototype)) { // which cannot be deleted
    const method = prototype[name];
    Reflect.setPrototypeOf(method, null);
    if (method.prototype) Reflect.setPrototypeOf(method.prototype, null);
    Object.freeze(method);
  }
  Object.freeze(prototype);
}

/** An object of each kind whose prototype no global leads to. */
function* nameless() {
  yield function* () {};
  yield async function () {};
  yield async function* () {};
  yield (function* () {})();
  yield (async function* () {})();
  for (const iterable of [[], new Map(), new Set(), "", new Uint8Array()]) {
    yield iterable[Symbol.iterator]();
    yield Iterator.from(iterable).map(() => 0);
  }
  yield "".matchAll(/x/g);
  yield new Error(); // whose stack is read by functions that all errors share
  yield Iterator.from({ next() {} });
  yield new Intl.Segmenter().segment("x");
  yield new Intl.Segmenter().segment("x")[Symbol.iterator]();
  yield (function () {
    return arguments;
  })();
}

function freezeDeeply(value, seen) {
  const kind = typeof value;
  if ((kind !== "object" && kind !== "function") || value === null) return;
  if (seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    freezeDeeply(property.value, seen);
    freezeDeeply(property.get, seen);
    freezeDeeply(property.set, seen);
  }
  freezeDeeply(Reflect.getPrototypeOf(value), seen);
  Object.freeze(value);
}
