"""Code with which a handler tries to get at what is ours, and how that ends."""

from __future__ import annotations

# `check` looks at everything it gets and says LEAK; `hook` and `wrapped` do so when called.
PRELUDE = """
const { getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect, base = Object.prototype;
const log = console.log, has = Function.prototype.call.bind(WeakSet.prototype.has);
const add = Function.prototype.call.bind(WeakSet.prototype.add), known = new WeakSet();
let looked = false;
const isObject = (x) => typeof x === "function" || (typeof x === "object" && x !== null);
function rooted(o) { for (let up; (up = getPrototypeOf(o)) !== null;) o = up; return o === base; }
function foreign(start, limit = 400, skipped = known) {
  const todo = [start], seen = new WeakSet();
  for (let i = 0; i < todo.length && i < limit; i++) {
    const o = todo[i];
    if (!isObject(o) || has(seen, o) || has(skipped, o)) continue;
    add(seen, o);
    const up = getPrototypeOf(o);
    const site = up !== null && "isToplevel" in up && Object.isFrozen(up) && !getPrototypeOf(up);
    const made = Array.isArray(o) || up === null || site;
    if (!rooted(o) && !made && !Object.isFrozen(o)) return true;
    const keys = ownKeys(o);
    for (let k = 0; k < keys.length; k++) {
      const found = getOwnPropertyDescriptor(o, keys[k]);
      todo[todo.length] = found.value; todo[todo.length] = found.get;
      todo[todo.length] = found.set;
    }
    todo[todo.length] = getPrototypeOf(o);
  }
  if (skipped !== known) todo.filter(isObject).forEach((o) => add(known, o));
  return false;
}
function check(...all) {
  if (!looked) log("LOOKED");
  looked = true;
  for (let i = 0; i < all.length; i++) if (foreign(all[i])) log("LEAK");
}
var hook = function (...all) {
  check(this, all, new.target, arguments, ...all);
  try { check(hook.caller, hook.arguments, arguments.callee.caller); } catch (e) { check(e); }
  return "x";
};
const wrapped = new Proxy(hook, {
  apply(target, self, all) { check(self, all); return "x"; },
  construct(target, all, made) { check(all, made); return {}; },
});
const custom = Symbol.for("nodejs.util.inspect.custom");
const getter = (o, name, get) => Object.defineProperty(o, name, { get, configurable: true });
const names = ownKeys(Reflect).filter((name) => typeof name === "string");
const traps = (trap) => Object.fromEntries(names.map(
  (name) => [name, trap === hook
    ? function (...all) { check(this, all, ...all); return Reflect[name](...all); }
    : new Proxy(function () {}, { apply(t, self, all) {
        check(self, all, ...all); return Reflect[name](...[].slice.call(all)); } })]));
if (foreign(globalThis, 1e6, new WeakSet())) log("LEAK");
"""

# Code of the app's that our side runs while it looks at values: with `HOOK`, a plain function and
# one behind a Proxy, which is handed its arguments in an array of whoever calls.
WATCHED = {
    "a message": "console.log(getter(new Error('x'), 'message', HOOK))",
    "a name": "console.log(getter(new Error('x'), 'name', HOOK))",
    "a stack": "console.log(getter(new Error('x'), 'stack', HOOK))",
    "a tag": "console.log(getter({}, Symbol.toStringTag, HOOK))",
    "a text": "console.log('%s', { toString: HOOK })",
    "a primitive": "console.log('%d', { [Symbol.toPrimitive]: HOOK })",
    "a number": "console.log('%i', { valueOf: HOOK, toString: null })",
    "a JSON form": "console.log('%j', { toJSON: HOOK })",
    "traps": "console.log('%j', new Proxy({ a: 1 }, traps(HOOK)))",
    "traps behind a proxy": "console.log('%s', new Proxy(new Proxy({}, traps(HOOK)), {}))",
    "an inherited trap": "console.log(Object.create(new Proxy({}, traps(HOOK))))",
    "a depth": "console.dir({ a: {} }, { depth: { valueOf: HOOK } })",
    "a cell": "console.table([getter({}, 'a', HOOK)].map((o) => new Proxy(o, traps(HOOK))))",
    "columns": "console.table([{ a: 1 }], new Proxy(['a'], traps(HOOK)))",
    "a returned tag": "return getter({ u: undefined }, Symbol.toStringTag, HOOK)",
    "a returned trap": "return Object.create(new Proxy({}, traps(HOOK)))",
    "a thrown message": "throw getter(new Error('x'), 'message', HOOK)",
    "a thrown name": "throw getter(new Error('x'), 'name', HOOK)",
    "a thrown tag": "throw getter({}, Symbol.toStringTag, HOOK)",
    "a lost rejection": "Promise.reject(getter(new Error('x'), 'message', HOOK))",
    "a thenable": "return { then: HOOK }",
    "an awaited getter": "return getter({}, 'then', HOOK)",
}

# Roads that may lead nowhere at all.
TRIED = {
    "constructors": "check(console.log.constructor, exports.constructor, payload.constructor,"
    " globalThis.constructor, getPrototypeOf(globalThis), console, getPrototypeOf(console))",
    "the payload": "check(payload, payload.data, payload.data.ticket)",
    "this and the caller": "check(this, arguments, arguments.callee && arguments.callee.caller)",
    "generators": "check((function* () {})(), (async function* () {})(), (async () => {})())",
    "iterator helpers": "check([1].values().map((x) => x), Iterator.from({ next() {} }))",
    "iterators": "check([].values(), new Map().keys(), 'a'.matchAll(/a/g), 'a'[Symbol.iterator]())",
    "import": "const p = import('x'); check(p); await p.catch((e) => check(e, e.constructor))",
    "import with a hook": "await import({ toString: hook }).catch(check)",
    "import by code that no script runs": "const code ="
    " \"import('node:fs').then(() => log('LEAK'))\";"
    " await Promise.resolve(code).then(eval).catch(check);"
    " await Promise.resolve('return ' + code).then(Function).then((f) => f()).catch(check);"
    " await Promise.resolve('node:fs').then((name) => import(name)).then(() => log('LEAK'), check)",
    "import by code that our side runs": "const get = eval.bind(null,"
    " \"import('node:fs').then(() => log('LEAK'))\"); console.log('%s', { toString: get });"
    " console.log(getter(new Error('x'), 'message', get)); console.log('%j', { toJSON: get });"
    " return getter({ u: undefined }, Symbol.toStringTag, get)",
    "code from text": "for (const make of [Function, (async () => {}).constructor, eval,"
    " (function* () {}).constructor]) try { check(make('return this')()) } catch (e) { check(e) }",
    "instance checks and iterators": "for (const each of [hook, wrapped]) {"
    " class A { static [Symbol.hasInstance] = each }; console.log(new A());"
    " console.table([{ a: 1 }], Object.assign(['a'], { [Symbol.iterator]: each })) }",
    "call sites": "Error = { prepareStackTrace: hook };"
    " try { null.x } catch (e) { check(e.stack) }",
    "call sites by a getter": "getter(globalThis, 'Error', () => ({ prepareStackTrace: hook }));"
    " const o = {}; RangeError.captureStackTrace?.(o); try { null.x } catch (e) { check(e.stack) }",
    "call sites of a subclass": "class E extends Error { static prepareStackTrace = hook };"
    " check(new E('x').stack)",
    "call sites by definition": "try { Error.prepareStackTrace = hook } catch {}; try {"
    " Object.defineProperty(Error, 'prepareStackTrace', { value: hook }) } catch (e) { check(e) };"
    " const o = {}; Error.captureStackTrace(o); check(o.stack)",
    "call sites for our side": "const e = new Error('x'); Error = { prepareStackTrace: hook };"
    " console.log(e); throw e",
    "a custom inspection": "for (const key of [custom, Symbol.for('Deno.customInspect'),"
    " Symbol.for('Deno.privateCustomInspect'), 'inspect']) { const o = { [key]: hook };"
    " console.log(o); console.dir(o, { customInspect: true }); console.log('%o %O', o, o);"
    " console.log('%s %j', o, o); console.table(o); console.table([o]);"
    " console.table([{ o }], [o]) }",
    "columns that are no list": "for (const key of [custom, Symbol.for('Deno.customInspect')])"
    " try { console.table([1], { constructor: null, [key]: hook }) } catch (e) { check(e) }",
    "errors of the console": "for (const bad of [5, null, 'x', Symbol('x'), {}, hook])"
    " for (const name of ['table', 'dir']) try { console[name]([{ a: 1 }], bad) }"
    " catch (e) { check(e) }",
    "a species": "class A extends Array { static get [Symbol.species]() { return wrapped } };"
    " console.table([{ a: 1 }], A.from(['a'])); console.log(A.from([1]));"
    " console.table(A.from([1]))",
    "this of the console": "for (const self of [null, 1, exports, new Proxy({}, traps(hook))])"
    " for (const name of ownKeys(console)) console[name].call(self, 'x')",
    "setters on Object.prototype": "for (const name of ['value', 'get', 'set', 'text', 'level',"
    " 'type', 'depth', 'then', 'method', 'args', 'ok', 'stack', 'name', 'writable', 'exports'])"
    " Object.defineProperty(Object.prototype, name, { get: hook, set: hook, configurable: true });"
    " console.log({}, [1]); console.table([{ a: 1 }]); console.dir({}, {}); await null",
    "setters on Array.prototype": "for (let i = 0; i < 9; i++) Object.defineProperty("
    "Array.prototype, i, { get: hook, set: hook, configurable: true }); console.log('a', [, 1]);"
    " console.table([[, 1]]); await null",
    "every builtin replaced": "for (const owner of [Object, Function.prototype, Array.prototype,"
    " Promise, Promise.prototype, Reflect, JSON, Map.prototype, Set.prototype, String.prototype,"
    " RegExp.prototype, Error, Error.prototype, Atomics, WeakMap.prototype, Symbol.prototype,"
    " Date.prototype, Object.prototype]) for (const key of ownKeys(owner)) { const found ="
    " getOwnPropertyDescriptor(owner, key); if (typeof found.value === 'function' && found.writable"
    " && owner[key] !== owner.constructor) try { owner[key] = hook } catch {} }"
    " log({ a: [1] }, new Map([[1, new Set([2])]]), /x/g, 'x'); await null",
    "promises": "Promise.prototype.then = hook; Promise.prototype.constructor = wrapped;"
    " Object.defineProperty(Promise, Symbol.species, { value: wrapped });"
    " globalThis.Promise = wrapped; await null; return (async () => 1)()",
    "an iterator of arguments": "Array.prototype[Symbol.iterator] = hook;"
    " getPrototypeOf([].values()).next = hook; console.log('a', 'b'); console.table([[1]], ['0'])",
    "the exports": "globalThis.exports = new Proxy({}, traps(hook)); exports = null",
    "regular expressions": "for (const key of ['match', 'replace', 'search', 'split', 'matchAll'])"
    " RegExp.prototype[Symbol[key]] = hook; RegExp.prototype.exec = hook; console.log(/x/, 'x')",
    "Intl": "check(new Intl.DateTimeFormat().resolvedOptions());"
    " try { new Intl.NumberFormat(new Proxy([], traps(hook))) } catch (e) { check(e) }",
    "a template": "check(((strings) => strings)`a${1}b`)",
    "errors of the engine": "for (const fail of [() => null.x, () => x, () => new Array(-1),"
    " () => JSON.parse('{'), () => decodeURI('%'), () => 1n + 1, () => Symbol() + '',"
    " () => new Proxy({}, null), () => Reflect.construct(1), () => 'x'.repeat(-1),"
    " () => new RegExp('('), () => Object.defineProperty(1), () => Atomics.wait(1),"
    " () => structuredClone({}), () => Array.from({ length: -1n })])"
    " try { fail() } catch (e) { check(e) }",
    "running out of stack": "for (const act of [() => log('x'), () => console.table([{ a: 1 }]),"
    " () => console.dir({ a: 1 }), () => console.table([1], 5), () => [].map(hook.bind)]) {"
    " let budget = 4; const dig = () => { try { act() } catch (e) { if (budget-- > 0) check(e);"
    " if (!(e instanceof Error)) log('LEAK'); throw e } dig() };"
    " try { dig() } catch (e) { check(e) } }",
    "hostile rejections": "for (const reason of [new Proxy(hook, traps(hook)), { then: hook },"
    " wrapped, getter({}, 'stack', hook), new Proxy(new Error(), traps(hook))])"
    " Promise.reject(reason)",
    "weak references": "const w = new WeakRef({}); check(w, w.deref());"
    " new FinalizationRegistry(wrapped).register({}, 1)",
}  # fmt: skip

# How an attempt ends that does not come to its own end; the end is not what it is tried for.
ENDS = {
    "this and the caller": "failed",
    "import by code that our side runs": "failed",
    "call sites for our side": "failed",
    "setters on Object.prototype": "failed",
    "every builtin replaced": "failed",
    "promises": "timed_out",
    "hostile rejections": "failed",
    "a thrown message": "failed",
    "a thrown name": "failed",
    "a thrown tag": "failed",
    "a lost rejection": "failed",
    "a thenable": "timed_out",
}
