"""What a handler returns: as JSON where JSON carries it whole, else as Node prints it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fdevents import App
from tests.support.apps import MANIFEST
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno

MB = 1 << 20

CARRIED: dict[str, Any] = {
    "null": None,
    "true": True,
    "'text'": "text",
    "''": "",
    "'\\u0000\\u{1F600}\\u2028'": "\x00\U0001f600\u2028",
    "1.5": 1.5,
    "5e-324": 5e-324,
    "2 ** 53": 2**53,
    "1e21": 1e21,
    "[]": [],
    "{}": {},
    "[[1], { a: [{}] }]": [[1], {"a": [{}]}],
    "{ b: 1, 2: 0, a: null }": {"2": 0, "b": 1, "a": None},
    "Object.freeze({ a: [Object.freeze([])] })": {"a": [[]]},
    'JSON.parse(\'{"__proto__": {"x": 1}, "toJSON": 2}\')': {"__proto__": {"x": 1}, "toJSON": 2},
    "{ '': 1, 'a b': 2, '\\u0000': 3 }": {"": 1, "a b": 2, "\x00": 3},
    "(() => { const shared = [1]; return [shared, shared]; })()": [[1], [1]],
    "Array(100000).fill(null)": [None] * 100_000,
}

PRINTED = {
    "10n": "10n",
    "NaN": "NaN",
    "-Infinity": "-Infinity",
    "-0": "-0",
    "[-0]": "[ -0 ]",
    "Symbol('s')": "Symbol(s)",
    "() => 1": "[Function (anonymous)]",
    "class A {}": "[class A]",
    "new (class A { x = 1 })()": "A { x: 1 }",
    "Object.create(null)": "[Object: null prototype] {}",
    "Object.create({ a: 1 })": "{}",
    "new Date(0)": "1970-01-01T00:00:00.000Z",
    "new Date(NaN)": "Invalid Date",
    "/x/g": "/x/g",
    "new Map([[1, { a: 2 }]])": "Map(1) { 1 => { a: 2 } }",
    "new Set([1])": "Set(1) { 1 }",
    "new Uint8Array(2)": "Uint8Array(2) [ 0, 0 ]",
    "Object('s')": "[String: 's']",
    "[undefined]": "[ undefined ]",
    "{ a: undefined }": "{ a: undefined }",
    "{ a: { b: undefined } }": "{ a: { b: undefined } }",
    "[, 1]": "[ <1 empty item>, 1 ]",
    "Array(3)": "[ <3 empty items> ]",
    "Array(2 ** 32 - 1)": "[ <4294967295 empty items> ]",
    "Object.assign([1], { x: 2 })": "[ 1, x: 2 ]",
    "Object.assign([, ], { x: 1 })": "[ <1 empty item>, x: 1 ]",
    "Object.setPrototypeOf([1], null)": "[Array(1): null prototype] [ 1 ]",
    "{ get a() { throw new Error('no'); } }": "{ a: [Getter] }",
    "{ toJSON() { return 1; } }": "{ toJSON: [Function: toJSON] }",
    "[10n, { a: Infinity }]": "[ 10n, { a: Infinity } ]",
    "(() => { const a = {}; a.a = a; return a; })()": "<ref *1> { a: [Circular *1] }",
    "(() => { const a = []; a.push([a]); return a; })()": "<ref *1> [ [ [Circular *1] ] ]",
    "[new Proxy({ a: 1 }, { ownKeys() { throw 1; } })]": "[ { a: 1 } ]",
    "[new Proxy([1], {})]": "[ [ 1 ] ]",
    "[Promise.resolve(1)]": "[ Promise { 1 } ]",
}

HOSTILE = (
    "new Proxy({}, { getPrototypeOf() { throw 1; }, ownKeys() { throw 1; }, has() { throw 1; } })",
    "[(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy; })()]",
    "Object.defineProperty({ u: undefined }, Symbol.toStringTag, { get() { throw 1; } })",
    "Object.defineProperty({ u: undefined }, 'constructor', { get() { throw 1; } })",
    "{ u: undefined, constructor: new Proxy(class {}, { get() { throw 1; } }) }",
    "'\\ud800'",
    "['\\udfff']",
    "{ '\\ud800': 1 }",
    "Symbol('\\ud800')",
    "Object.defineProperty(() => 1, 'name', { value: '\\ud800' })",
    "new Error('\\ud800')",
    "Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })",
    "{ u: undefined, [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } }",
    "Object.defineProperty([, ], '__proto__', { value: [5], enumerable: true })",
    "Object.defineProperties(new Map([[1, 2]]), { entries: { value: 1 }, size: { value: 5 } })",
    "Object.setPrototypeOf(new Map([[1, 2]]), null)",
    "Object.setPrototypeOf(() => 1, null)",
    "(function () { return arguments; })(1, 2)",
    "globalThis",
    "Object.getOwnPropertyNames(globalThis).map((name) => globalThis[name])",
)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> App:
    """An app whose handler returns what it gets as the iparam `v`."""
    root = tmp_path_factory.mktemp("echo")
    (root / "server").mkdir()
    (root / "manifest.json").write_text(MANIFEST)
    (root / "server" / "server.js").write_text(
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],"
        " cb: (payload) => payload.iparams.v };\n"
    )
    return App.load(root)


@pytest.mark.parametrize("value", CARRIED)
def test_what_json_carries_comes_as_it_is(fire_handler: FireHandler, value: str) -> None:
    outcome = fire_handler(f"() => ({value})")
    assert outcome.status == "ok", outcome.error
    assert outcome.value == CARRIED[value]
    assert json.dumps(outcome.value) == json.dumps(CARRIED[value])
    assert not outcome.value_is_text


@pytest.mark.parametrize("value", PRINTED)
def test_what_json_would_lose_comes_as_node_prints_it(
    fire_handler: FireHandler, value: str
) -> None:
    outcome = fire_handler(f"() => ({value})")
    assert outcome.status == "ok", outcome.error
    assert (outcome.value, outcome.value_is_text) == (PRINTED[value], True)


def test_undefined_is_none(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => {}")
    assert (outcome.status, outcome.value) == ("ok", None)


def test_the_text_undefined_is_a_text(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => 'undefined'")
    assert (outcome.value, outcome.value_is_text) == ("undefined", False)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_breaks_the_firing_or_the_next(fire_handler: FireHandler, value: str) -> None:
    outcome = fire_handler(f"() => {{ const value = ({value}); return {{ value }}; }}")
    assert outcome.status == "ok", outcome.error
    assert outcome.value_is_text
    assert outcome.value.encode("utf-8")
    assert fire_handler("() => 'next'").value == "next"


def test_an_array_that_hides_an_item_loses_none(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => Object.defineProperty([1], 0, { enumerable: false })")
    assert outcome.value == "[ 1 ]"


def test_a_returned_error_is_shown_with_the_apps_frames_alone(fire_handler: FireHandler) -> None:
    outcome = fire_handler("function h() {\n  return new RangeError('x');\n}")
    assert outcome.status == "ok"
    assert outcome.value == "RangeError: x\n    at Object.h [as cb] (server/server.js:2:10)"


DEEP = {
    "{ a }": "{ a: { a: { a: [Object] } } }",
    "[a]": "[ [ [ [Array] ] ] ]",
    "{ a, b: a }": "{\n"
    "  a: { a: { a: [Object], b: [Object] }, b: { a: [Object], b: [Object] } },\n"
    "  b: { a: { a: [Object], b: [Object] }, b: { a: [Object], b: [Object] } }\n"
    "}",
}


@pytest.mark.parametrize("wrap", DEEP)
def test_depth_is_shown_as_far_as_node_shows_it(fire_handler: FireHandler, wrap: str) -> None:
    outcome = fire_handler(
        f"() => {{ let a = 1; for (let i = 0; i < 10000; i++) a = {wrap}; return a; }}"
    )
    assert outcome.status == "ok"
    assert outcome.value_is_text
    assert outcome.value == DEEP[wrap]


def test_a_value_of_a_hundred_levels_is_still_json(fire_handler: FireHandler) -> None:
    value = fire_handler("() => { let a = 1; for (let i = 0; i < 100; i++) a = [a]; return a; }")
    assert not value.value_is_text
    assert str(value.value).count("[") == 100


@pytest.mark.parametrize("levels", [101, 199, 250, 5000])
def test_more_levels_than_json_is_read_to_are_text(fire_handler: FireHandler, levels: int) -> None:
    outcome = fire_handler(
        f"() => {{ let a = 1; for (let i = 0; i < {levels}; i++) a = [a]; return a; }}"
    )
    assert (outcome.status, outcome.value) == ("ok", "[ [ [ [Array] ] ] ]")


@pytest.mark.parametrize(
    "value",
    [
        "'x'.repeat(2 ** 20 + 1)",
        "'\\u{1F600}'.repeat(600000)",
        "'x' + '\\u{1F600}'.repeat(600000)",
        "['x'.repeat(600000), 'y'.repeat(600000)]",
        "Symbol('x'.repeat(2000000))",
        "new Error('x'.repeat(2000000))",
        "Object.fromEntries(Array.from({ length: 100000 }, (_, i) => ['key' + i, i]))",
        "new Map(Array.from({ length: 100000 }, (_, i) => [i, i]))",
    ],
)
def test_one_megabyte_is_kept_and_the_cut_announced(fire_handler: FireHandler, value: str) -> None:
    outcome = fire_handler(f"() => ({value})")
    assert outcome.status == "ok", outcome.error
    assert outcome.value_is_text
    cut = " … [cut by fdevents at 1 MB]"
    assert outcome.value.endswith(cut)
    assert len(outcome.value) <= MB + len(cut)
    assert outcome.value.encode("utf-8")


@pytest.mark.parametrize("character", ["x", "\\u0000", "é", "\\u2028"])
def test_a_text_of_one_megabyte_comes_whole(fire_handler: FireHandler, character: str) -> None:
    outcome = fire_handler(f"() => '{character}'.repeat(2 ** 20)")
    assert len(outcome.value) == MB
    assert not outcome.value_is_text


@pytest.mark.parametrize("length", [200_000, 1_000_000, 3_000_000])
def test_a_list_that_the_handler_could_make_can_be_shown(
    fire_handler: FireHandler, length: int
) -> None:
    outcome = fire_handler(f"() => Array({length}).fill(0)")
    assert outcome.status == "ok", outcome.error
    assert f"... {length - 100} more items" in outcome.value


def test_bytes_are_shown_not_copied(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => new Uint8Array(100_000_000)")
    assert outcome.status == "ok", outcome.error
    assert "... 99999900 more items" in outcome.value


def test_a_thrown_text_is_cut_too(fire_handler: FireHandler) -> None:
    for handler in ("() => { throw 'x'.repeat(5e6); }", "() => { throw Error('x'.repeat(5e6)); }"):
        error = fire_handler(handler).error
        assert error
        assert MB <= len(error.message) < MB + 100
        assert error.message.endswith("[cut by fdevents at 1 MB]")


# Whole numbers past 2 ** 53 are printed in fewer digits than they have.
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15).filter(lambda x: x != 0)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=JSON_VALUES)
def test_json_survives_the_way_there_and_back(echo: App, value: Any) -> None:
    outcome = echo.fire("onTicketCreate", iparams={"v": value})
    assert outcome.status == "ok", outcome.error
    assert (outcome.value, outcome.value_is_text) == (value, False)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_reaches_the_handler(echo: App, text: str) -> None:
    outcome = echo.fire("onTicketCreate", iparams={"v": text})
    assert outcome.status == "ok"
    assert outcome.value_is_text
