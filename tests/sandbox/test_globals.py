"""What a handler finds around it: one payload, the language, a console, exports, nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents import App
from fdevents.freshdesk.globals import UNAVAILABLE_GLOBALS
from tests.support.apps import MakeApp
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno


# The global object's properties in ECMAScript 2024 with Iterator, as Node 22 has them.
LANGUAGE = {
    "globalThis", "Infinity", "NaN", "undefined", "eval", "isFinite", "isNaN", "parseFloat",
    "parseInt", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape",
    "unescape", "AggregateError", "Array", "ArrayBuffer", "BigInt", "BigInt64Array",
    "BigUint64Array", "Boolean", "DataView", "Date", "Error", "EvalError", "FinalizationRegistry",
    "Float32Array", "Float64Array", "Function", "Int8Array", "Int16Array", "Int32Array", "Iterator",
    "Map", "Number", "Object", "Promise", "Proxy", "RangeError", "ReferenceError", "RegExp", "Set",
    "SharedArrayBuffer", "String", "Symbol", "SyntaxError", "TypeError", "Uint8Array",
    "Uint8ClampedArray", "Uint16Array", "Uint32Array", "URIError", "WeakMap", "WeakRef", "WeakSet",
    "Atomics", "JSON", "Math", "Reflect", "Intl",
}  # fmt: skip

# Ways of one firing to leave something behind, each with the question whether it did.
TRACES = {
    "a global": ("globalThis.left = 1", "'left' in globalThis"),
    "an undeclared variable": ("left = 1", "typeof left !== 'undefined'"),
    "a var of the module": ("state.count += 1", "state.count !== 0"),
    "a let of the module": ("counter += 1", "counter !== 0"),
    "exports": ("exports.left = 1", "'left' in exports"),
    "Object.prototype": ("Object.prototype.left = 1", "'left' in {}"),
    "a frozen prototype": ("Object.freeze(Array.prototype)", "Object.isFrozen(Array.prototype)"),
    "a changed method": ("Array.prototype.map = null", "![].map"),
    "a deleted global": ("delete globalThis.JSON", "typeof JSON !== 'object'"),
    "a replaced console": ("console = null", "console === null"),
    "a console property": ("console.log.left = 1; console.left = 1", "!!console.left"),
    "a wrapped console.log": ("console.log = () => {}", "String(console.log) === '() => {}'"),
    "a symbol": ("globalThis[Symbol.for('left')] = 1", "Symbol.for('left') in globalThis"),
    "a template object": ("tagged()", "tagged() !== undefined"),
    "a cached function": ("cached().left = 1", "'left' in cached()"),
    "stackTraceLimit": ("Error.stackTraceLimit = 0", "Error.stackTraceLimit !== 10"),
    "RegExp statics": ("/(l)eft/.exec('left')", "RegExp.$1 !== ''"),
    "a prevented extension": (
        "Object.preventExtensions(globalThis)",
        "!Object.isExtensible(globalThis)",
    ),
}
STATE = (
    "var state = { count: 0 }; let counter = 0; const seen = new WeakMap();\n"
    "const same = (strings) => strings;\n"
    "function tagged() { const s = same`x`, old = seen.get(s); seen.set(s, 1); return old; }\n"
    "function cached() { return Math.max; }\n"
)


@pytest.mark.parametrize(
    "handler",
    [
        "function (...all) { return all; }", "(...all) => all",
        "async function (...all) { return all; }", "async (...all) => all",
        "(...all) => Promise.resolve(all)",
        "(...all) => ({ then: (resolve) => resolve(all) })",
        "function () { return [...arguments]; }",
    ],
)  # fmt: skip
def test_a_handler_gets_the_payload_and_nothing_else(
    fire_handler: FireHandler, handler: str
) -> None:
    outcome = fire_handler(handler)
    assert outcome.status == "ok", outcome.error
    assert outcome.value == [outcome.payload]


@pytest.mark.parametrize(
    "method",
    ["cb(p) { return p.event; }", "async cb(p) { return p.event; }", "cb: (p) => p.event",
     "get cb() { return (p) => p.event; }", "['c' + 'b']: function (p) { return p.event; }"],
)  # fmt: skip
def test_every_way_to_write_a_handler_works(make_app: MakeApp, method: str) -> None:
    registered = "events: [{ event: 'onTicketCreate', callback: 'cb' }]"
    outcome = App.load(make_app(f"exports = {{ {registered}, {method} }};")).fire("onTicketCreate")
    assert (outcome.status, outcome.value) == ("ok", "onTicketCreate")


def test_this_is_exports(fire_handler: FireHandler) -> None:
    assert fire_handler("function () { return this === exports; }").value is True


def test_a_payload_is_made_of_the_handlers_own_plain_objects(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        "(p) => [Object.getPrototypeOf(p) === Object.prototype, p instanceof Object,"
        " Object.isFrozen(p), Object.getPrototypeOf(p.data.ticket) === Object.prototype]"
    )
    assert outcome.value == [True, True, False, True]


def test_what_a_handler_does_to_its_payload_stays_there(fire_handler: FireHandler) -> None:
    outcome = fire_handler("(p) => { delete p.data; p.event = 'changed'; }")
    assert outcome.payload["event"] == "onTicketCreate"
    assert outcome.payload["data"]


@pytest.mark.parametrize(
    "handler",
    [
        "async () => { await null; await null; return 'late'; }",
        "() => new Promise((resolve) => Promise.resolve().then(() => resolve('late')))",
        "async () => { for await (const each of [Promise.resolve('late')]) return each; }",
        "() => Promise.race([new Promise(() => {}), Promise.resolve('late')])",
    ],
)
def test_a_promise_is_awaited(fire_handler: FireHandler, handler: str) -> None:
    assert fire_handler(handler).value == "late"


def test_what_nobody_awaits_still_runs_to_its_end(fire_handler: FireHandler) -> None:
    chain = "async function slow() { for (let i = 0; i < 200; i++) await i; console.log('end'); }"
    outcome = fire_handler("() => { slow(); return 'early'; }", before=f"{chain}\n")
    assert (outcome.status, outcome.value) == ("ok", "early")
    assert [line.text for line in outcome.console] == ["end"]


def test_a_rejection_that_nobody_handles_is_a_failure(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        "() => { Promise.resolve().then(() => { console.log('here'); throw new Error('lost'); });"
        " return 'early'; }"
    )
    assert (outcome.status, outcome.value) == ("failed", None)
    assert [line.text for line in outcome.console] == ["here"]
    assert outcome.error
    assert (outcome.error.name, outcome.error.message) == ("Error", "lost")
    assert "Nothing awaits this promise" in outcome.error.hint


def test_a_rejection_that_is_handled_later_in_the_chain_is_none(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        "async () => { const p = Promise.reject(new Error('x')); await null; await null;"
        " try { await p; } catch (error) { return error.message; } }"
    )
    assert (outcome.status, outcome.value) == ("ok", "x")


def test_the_globals_are_the_languages_own_and_those_of_the_platform(
    fire_handler: FireHandler,
) -> None:
    names = set(fire_handler("() => Object.getOwnPropertyNames(globalThis)").value)
    assert names == LANGUAGE | {
        "console", "exports", "global", "process",
        "$request", "$db", "$schedule", "renderData", "generateTargetUrl",
    }  # fmt: skip


def test_an_address_class_is_missing_here_with_a_hint_that_claims_no_more(
    fire_handler: FireHandler,
) -> None:
    error = fire_handler("() => new URL('https://a.b')").error
    assert error and error.message == "URL is not defined"
    assert error.hint.startswith("URL does not exist here, and may not on the platform.")


def test_nothing_hides_behind_the_global_object(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        "() => { const found = []; let at = globalThis;"
        " for (let o = at; o; o = Object.getPrototypeOf(o)) {"
        "   if (o !== Object.prototype && o !== globalThis)"
        "     found.push(...Reflect.ownKeys(o).map(String));"
        "   found.push(...Object.getOwnPropertySymbols(o).map(String)); }"
        " return found.concat(Object.keys(globalThis)); }"
    )
    assert outcome.value == ["constructor"]


def test_the_console_has_seven_methods(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => Reflect.ownKeys(console)")
    assert outcome.value == ["log", "info", "warn", "error", "debug", "table", "dir"]


@pytest.mark.parametrize("name", sorted(UNAVAILABLE_GLOBALS))
def test_what_is_missing_is_a_reference_error_that_says_what_to_use(
    fire_handler: FireHandler, name: str
) -> None:
    outcome = fire_handler(f"() => {name}(() => {{}})")
    assert outcome.status == "failed"
    assert outcome.error
    assert outcome.error.name == "ReferenceError"
    assert outcome.error.message == f"{name} is not defined"
    hint = outcome.error.hint
    assert all(word in hint for word in ("timers", "require", "Buffer", "fetch"))
    assert "not exist on the platform" in hint
    assert UNAVAILABLE_GLOBALS[name] in hint


def test_asking_for_what_is_missing_with_typeof_is_no_error(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => [typeof setTimeout, typeof require, typeof WebAssembly]")
    assert outcome.value == ["undefined"] * 3


def test_a_console_method_that_is_missing_is_named_with_those_that_exist(
    fire_handler: FireHandler,
) -> None:
    error = fire_handler("() => console.trace('x')").error
    assert error
    assert error.message == "console.trace is not a function"
    assert error.hint == "console has log, info, warn, error, debug, table and dir."


def test_import_is_refused_with_a_reason(fire_handler: FireHandler) -> None:
    error = fire_handler("() => import('node:fs')").error
    assert error
    assert "no import()" in error.hint


@pytest.mark.parametrize("name", ["JSON", "Map", "Promise", "console", "Error"])
@pytest.mark.parametrize("declare", ["const {} = 1;", "class {} {{}}", "function {}() {{}}"])
def test_an_app_may_use_the_languages_names_for_its_own(
    fire_handler: FireHandler, name: str, declare: str
) -> None:
    outcome = fire_handler(f"() => typeof {name}", before=f"{declare.format(name)}\n")
    assert outcome.value == ("number" if declare.startswith("const") else "function")


@pytest.mark.parametrize("trace", TRACES)
def test_a_firing_leaves_nothing_behind(make_app: MakeApp, trace: str) -> None:
    act, question = TRACES[trace]
    app = App.load(
        make_app(
            f"{STATE}exports = {{ events: [{{ event: 'onTicketCreate', callback: 'cb' }}],\n"
            f"  cb() {{ const found = {question}; {act}; return [found, {question}]; }} }};\n"
        )
    )
    first, second = app.fire("onTicketCreate"), app.fire("onTicketCreate")
    assert (first.status, second.status) == ("ok", "ok"), first.error
    assert first.value[0] is False
    assert second.value == first.value


def test_handlers_of_one_app_share_nothing(make_app: MakeApp) -> None:
    app = App.load(
        make_app(
            "let calls = 0; exports = { events: [{ event: 'onTicketCreate', callback: 'a' },"
            " { event: 'onTicketUpdate', callback: 'b' }],"
            " a() { return ++calls; }, b() { return ++calls; } };"
        )
    )
    values: list[Any] = [
        app.fire(name).value for name in ("onTicketCreate", "onTicketUpdate", "onTicketCreate")
    ]
    assert values == [1, 1, 1]


def test_two_apps_in_one_sandbox_share_nothing(fire_handler: FireHandler) -> None:
    assert fire_handler("() => { globalThis.shared = 1; return typeof helper; }").value
    outcome = fire_handler("() => typeof shared + typeof helper", before="const helper = 1;\n")
    assert outcome.value == "undefinednumber"


@pytest.mark.parametrize(
    "way",
    [
        "(0, eval)('globalThis')",
        "eval('globalThis')",
        "new Function('return globalThis')()",
        "Object.getPrototypeOf(function* () {}).constructor('yield globalThis')().next().value",
        "await (async () => {}).constructor('return globalThis')()",
    ],
)
def test_code_from_text_sees_no_more_than_the_handler(fire_handler: FireHandler, way: str) -> None:
    outcome = fire_handler(f"async () => [{way} === globalThis, typeof setTimeout, typeof require]")
    assert outcome.value == [True, "undefined", "undefined"]


def test_code_from_text_is_made_as_the_language_says(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        """async () => {
          class Adder extends Function {}
          const { constructor: Async } = async () => {};
          const add = new Function('a', 'b = 1', 'return a + b');
          return [add(1), Function('return this')() === globalThis, add instanceof Function,
            add.constructor === Function, new Adder('return 3') instanceof Adder, Async.name,
            await new Async('return await 5')(),
            Object.getPrototypeOf(Function) === Function.prototype,
            [...Object.getPrototypeOf(function* () {}).constructor('yield 6')()],
            eval('(' + JSON.stringify({ a: [7] }) + ')'), eval(8), typeof eval, eval.name];
        }"""
    )
    assert outcome.value == [2, True, True, True, True, "AsyncFunction", 5, True, [6],
                             {"a": [7]}, 8, "function", "eval"]  # fmt: skip


def test_text_that_is_no_code_is_a_syntax_error_in_the_handler(fire_handler: FireHandler) -> None:
    for code in ("eval('(')", "new Function('(')"):
        error = fire_handler(f"() => {code}").error
        assert error
        assert (error.name, error.place and error.place.line) == ("SyntaxError", 1)
