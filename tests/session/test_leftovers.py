"""What a firing leaves behind stays with it: work, calls and what it did to the language."""

from __future__ import annotations

import pytest

from fdevents import App
from fdevents.app.folder import read_app
from fdevents.sandbox.pool import Pool
from tests.support.apps import MakeApp
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno

# What app code may do to the language, in its own context.
MEDDLING = {
    "JSON": "JSON.parse = JSON.stringify = () => { throw 1; }; globalThis.JSON = null",
    "Promise": "globalThis.Promise = null",
    "Promise.prototype": "Promise.prototype.then = Promise.prototype.catch = null",
    "Promise.resolve": "Promise.resolve = Promise.reject = () => 1",
    "Promise.prototype.constructor": "Promise.prototype.constructor = class {}",
    "Symbol.species": "Object.defineProperty(Promise, Symbol.species, { value: null });"
    "Object.defineProperty(Array, Symbol.species, { value: null })",
    "console": "globalThis.console = null",
    "console.log": "console.log = null; delete console.table",
    "members of Object.prototype": "for (const key of ['toString', 'hasOwnProperty', 'valueOf'])"
    " Object.prototype[key] = () => { throw 1; }",
    "more of Object.prototype": "for (const key of ['get', 'set', 'value', 'json', 'text', 'ok'])"
    " Object.prototype[key] = () => { throw 1; }",
    "toJSON": "Object.prototype.toJSON = () => 5; Array.prototype.toJSON = () => 5",
    "setters on Object.prototype": "for (const key of ['0', 'a', 'then', 'type', 'value'])"
    " Object.defineProperty(Object.prototype, key, { set() { throw 1; }, configurable: true })",
    "methods of arrays": "for (const key of Object.getOwnPropertyNames(Array.prototype))"
    " if (key !== 'length' && key !== 'constructor') Array.prototype[key] = () => { throw 1; }",
    "iterators": "Array.prototype[Symbol.iterator] = () => { throw 1; };"
    " Object.getPrototypeOf(new Map().keys()).next = null",
    "a frozen array": "Object.freeze(Array.prototype); Object.freeze(Object.prototype)",
    "methods of functions": "for (const key of ['call', 'apply', 'bind'])"
    " Function.prototype[key] = () => { throw 1; }",
    "Reflect": "for (const key of Reflect.ownKeys(Reflect)) delete Reflect[key];"
    " globalThis.Reflect = null",
    "Object": "for (const key of Object.getOwnPropertyNames(Object)) try { Object[key] = null }"
    " catch {}",
    "prepareStackTrace": "try { Error.prepareStackTrace = () => 5 } catch {}",
    "Error": "try { globalThis.Error = { prepareStackTrace: () => 5 } } catch {}",
    "errors": "globalThis.TypeError = globalThis.RangeError = null;"
    " Error.prototype.toString = () => { throw 1; }; Error.captureStackTrace = null",
    "everything": "for (const key of Object.getOwnPropertyNames(globalThis))"
    " if (key !== 'exports') try { delete globalThis[key] } catch {}",
    "the global's prototype": "Object.setPrototypeOf(globalThis, null)",
    "Object.prototype.then": "Object.prototype.then = undefined",
}


# Work that a firing leaves behind, meant for the next: LATE is called when that is under way.
LEFTOVERS = {
    "microtasks of a returned value": "return Object.defineProperty({ u: undefined },"
    " Symbol.toStringTag, { get: () => chain(60) })",
    "microtasks of an error": "throw Object.defineProperty(new Error(), 'message',"
    " { get: () => chain(60) })",
    "a finalizer": "globalThis.registry = new FinalizationRegistry(late);"
    " for (let i = 0; i < 1000; i++) registry.register({}, i)",
}


# Calls of an API that are made by what is thrown or returned, when somebody looks at it.
LATE_CALLS = {
    "a getter of an error": "throw Object.defineProperty(new Error(), 'message',"
    " { get() { $db.get('k'); return ''; } });",
    "a microtask of a getter": "throw Object.defineProperty(new Error(), 'message',"
    " { get() { Promise.resolve().then(() => $db.get('k')); return ''; } });",
    "a tag": "return Object.defineProperty({ u: undefined }, Symbol.toStringTag,"
    " { get() { $db.get('k'); return 'T'; } });",
    "a call that is not answered": "throw Object.defineProperty(new Error(), 'message',"
    " { get() { renderData(1); return ''; } });",
}


LATE = """
const late = () => { ACT };
const chain = (n) => n ? Promise.resolve().then(() => chain(n - 1)) : late();
"""


NEXT = """async () => {
  for (let i = 0; i < 150; i++) new Uint8Array(1e6);
  return "B";
}"""


@pytest.mark.parametrize("what", MEDDLING)
@pytest.mark.parametrize("where", ["in the handler", "at the top level"])
def test_app_code_may_change_its_language_and_the_outcome_is_true(
    fire_handler: FireHandler, what: str, where: str
) -> None:
    top, inside = (MEDDLING[what], "") if where == "at the top level" else ("", MEDDLING[what])
    value = "{ a: [1, { b: p.event }], c: 'x' }"
    told = "const { log } = console; "
    outcome = fire_handler(
        f"async (p) => {{ {inside}; await null; log('here', [1]); return {value}; }}",
        before=f"{told}{top};\n",
    )
    assert outcome.status == "ok", outcome.error
    assert outcome.value == {"a": [1, {"b": "onTicketCreate"}], "c": "x"}
    assert [line.text for line in outcome.console] == ["here [ 1 ]"]
    failing = fire_handler(f"async (p) => {{ {inside};\n  null.x;\n}}", before=f"{told}{top};\n")
    assert failing.error
    assert failing.error.message == "Cannot read properties of null (reading 'x')"
    if what != "Error":  # whose hook may make any text of a stack
        assert str(failing.error.place) == "server/server.js:3:8"


@pytest.mark.parametrize("act", ["Promise.reject(new Error('from A'))", "for (;;);"])
@pytest.mark.parametrize("what", LEFTOVERS)
def test_what_a_firing_leaves_never_runs_in_the_next(
    make_app: MakeApp, what: str, act: str
) -> None:
    app = App.load(
        make_app(
            f"{LATE.replace('ACT', act)} exports = {{ events:"
            " [{ event: 'onTicketCreate', callback: 'a' },"
            " { event: 'onTicketUpdate', callback: 'b' }],"
            f" a() {{ {LEFTOVERS[what]} }}, b: {NEXT} }};"
        )
    )
    for _ in range(5 if what == "a finalizer" else 1):  # the collector has a will of its own
        app.fire("onTicketCreate", timeout=1)
        outcome = app.fire("onTicketUpdate", timeout=1)
        assert (outcome.status, outcome.value) == ("ok", "B"), outcome.error


@pytest.mark.parametrize("where", LATE_CALLS)
def test_a_call_made_while_the_outcome_is_read_stays_with_its_firing(
    make_app: MakeApp, pool: Pool, where: str
) -> None:
    manifest = '{"platform-version": "2.3", "product": {"freshdesk": {"events":'
    manifest += ' {"onTicketCreate": {"handler": "cb"}}}}}'
    late = f"exports = {{ cb(p) {{ if (p.iparams.again) return 2; {LATE_CALLS[where]} }} }};"
    app = App(read_app(make_app(late, manifest=manifest)), pool)
    first = app.fire("onTicketCreate")
    status = "failed" if LATE_CALLS[where].startswith("throw") else "ok"
    assert (first.status, first.calls) == (status, ())
    other = App(read_app(make_app("exports = { cb: () => 3, b: 1 };", manifest=manifest)), pool)
    assert list(other.exports.names) == ["cb", "b"]
    assert other.fire("onTicketCreate").value == 3
    assert app.fire("onTicketCreate", iparams={"again": True}).value == 2
