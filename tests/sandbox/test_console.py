"""The console: what its methods print, which is what Node prints, and how much of it is kept."""

from __future__ import annotations

import pytest

from fdevents import App, ConsoleLine
from tests.support.apps import MakeApp
from tests.support.firing import FireHandler, lines

pytestmark = pytest.mark.deno


# Arguments of console.log, and what Node 20 prints for them.
PRINTED = {
    "": "",
    "'text'": "text",
    "''": "",
    "'a\\nb'": "a\nb",
    "1, 'a'": "1 a",
    "'a', 1, { b: 2 }, [3]": "a 1 { b: 2 } [ 3 ]",
    "null, undefined, true": "null undefined true",
    "-0, NaN, 10n, 1e21": "-0 NaN 10n 1e+21",
    "Symbol('s')": "Symbol(s)",
    "() => 1": "[Function (anonymous)]",
    "function f() {}": "[Function: f]",
    "class A {}": "[class A]",
    "class B extends Map {}": "[class B extends Map]",
    "class C { static s = 2 }": "[class C] { s: 2 }",
    "async () => 1": "[AsyncFunction (anonymous)]",
    "function* g() {}": "[GeneratorFunction: g]",
    "Object.assign(() => {}, { a: 1 })": "[Function (anonymous)] { a: 1 }",
    "{ [Symbol('s')]: Symbol('a b') }": "{ [Symbol(s)]: Symbol(a b) }",
    "[Symbol.iterator]": "[ Symbol(Symbol.iterator) ]",
    "new Map([[Symbol('k'), 1]])": "Map(1) { Symbol(k) => 1 }",
    "Object.assign([1], { [Symbol('s')]: 2 })": "[ 1, [Symbol(s)]: 2 ]",
    "Object.defineProperty({}, Symbol('h'), { value: 1 })": "{}",
    "'%o', Object.defineProperty({}, Symbol('h'), { value: 1 })": "{ [Symbol(h)]: 1 }",
    "['\\x1B[1m', '\\x7F', '\\\\x1b'], '\\\\x1b'": "[ '\\x1B[1m', '\\x7F', '\\\\x1b' ] \\x1b",
    "[1, , 3]": "[ 1, <1 empty item>, 3 ]",
    "[undefined, null]": "[ undefined, null ]",
    "Object.assign([1], { x: 1 })": "[ 1, x: 1 ]",
    "[\"it's\", 'a\\nb', '\\u0000']": "[ \"it's\", 'a\\nb', '\\x00' ]",
    "[]": "[]",
    "{}": "{}",
    "{ a: { b: { c: { d: 1 } } } }": "{ a: { b: { c: [Object] } } }",
    "{ a: { b: { c: [1] } } }": "{ a: { b: { c: [Array] } } }",
    "{ a: undefined, 'b-c': 1 }": "{ a: undefined, 'b-c': 1 }",
    "{ get a() { return 1; }, set b(v) {} }": "{ a: [Getter], b: [Setter] }",
    "new Date(0), new Date(NaN)": "1970-01-01T00:00:00.000Z Invalid Date",
    "/x/gi": "/x/gi",
    "new Map([['k', { a: 1 }]])": "Map(1) { 'k' => { a: 1 } }",
    "new Set([1, 'a'])": "Set(2) { 1, 'a' }",
    "new WeakMap()": "WeakMap { <items unknown> }",
    "new Uint8Array([1, 2])": "Uint8Array(2) [ 1, 2 ]",
    "new ArrayBuffer(2)": "ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }",
    "Object.create(null)": "[Object: null prototype] {}",
    "new (class Foo { a = 1; #b = 2 })()": "Foo { a: 1 }",
    "Promise.resolve(4)": "Promise { 4 }",
    "new Promise(() => {})": "Promise { <pending> }",
    "new Proxy({ a: 1 }, {})": "{ a: 1 }",
    "Object('s'), Object(1)": "[String: 's'] [Number: 1]",
    "(() => { const a = {}; a.self = a; return a; })()": "<ref *1> { self: [Circular *1] }",
    "(function () { return arguments; })(1)": "[Arguments] { '0': 1 }",
    "[1][Symbol.iterator]()": "Object [Array Iterator] {}",
    "(function* () {})()": "Object [Generator] {}",
    "Math": "Object [Math] {}",
    "'%s is %d', 'x', '42'": "x is 42",
    "'%s', { a: { b: 1 } }": "{ a: [Object] }",
    "'%i %f', 3.7, '2.5x'": "3 2.5",
    "'%j', { a: 1 }": '{"a":1}',
    "'%j', (() => { const a = {}; a.a = a; return a; })()": "[Circular]",
    "'%o', [1]": "[ 1, [length]: 1 ]",
    "'%O', { a: { b: { c: { d: 1 } } } }": "{ a: { b: { c: [Object] } } }",
    "'%c', 'css', 'after'": " after",
    "'%% %s', 'x'": "% x",
    "'%s'": "%s",
    "'%s %s', 'a'": "a %s",
    "'%x', 1": "%x 1",
    "'100%'": "100%",
}

TABLES = {
    "[{ a: 1, b: 'x' }, { a: 2, c: true }]": """\
┌─────────┬───┬─────┬──────┐
│ (index) │ a │ b   │ c    │
├─────────┼───┼─────┼──────┤
│ 0       │ 1 │ 'x' │      │
│ 1       │ 2 │     │ true │
└─────────┴───┴─────┴──────┘""",
    "[{ a: 1, b: 2 }], ['b']": """\
┌─────────┬───┐
│ (index) │ b │
├─────────┼───┤
│ 0       │ 2 │
└─────────┴───┘""",
    "[1, [2, 3]]": """\
┌─────────┬───┬───┬────────┐
│ (index) │ 0 │ 1 │ Values │
├─────────┼───┼───┼────────┤
│ 0       │   │   │ 1      │
│ 1       │ 2 │ 3 │        │
└─────────┴───┴───┴────────┘""",
    "{ x: { a: 1 } }": """\
┌─────────┬───┐
│ (index) │ a │
├─────────┼───┤
│ x       │ 1 │
└─────────┴───┘""",
    "new Map([['k', 1]])": """\
┌───────────────────┬─────┬────────┐
│ (iteration index) │ Key │ Values │
├───────────────────┼─────┼────────┤
│ 0                 │ 'k' │ 1      │
└───────────────────┴─────┴────────┘""",
    "'text'": "text",
    "null": "null",
}


@pytest.mark.parametrize("arguments", PRINTED)
def test_log_prints_as_node_does(fire_handler: FireHandler, arguments: str) -> None:
    assert lines(fire_handler(f"() => console.log({arguments})")) == [PRINTED[arguments]]


def test_a_long_list_ends_after_a_hundred(fire_handler: FireHandler) -> None:
    (text,) = lines(fire_handler("() => console.log(Array(103).fill(0))"))
    assert text.count("0, ") + text.count("0,\n") == 100
    assert text.endswith("... 3 more items\n]")


def test_a_long_text_inside_of_an_object_ends_after_ten_thousand(fire_handler: FireHandler) -> None:
    (text,) = lines(fire_handler("() => console.log({ body: 'x'.repeat(20000) })"))
    assert text.count("x") == 10_000
    assert text.endswith("'... 10000 more characters\n}")


@pytest.mark.parametrize("arguments", TABLES)
def test_table_prints_as_node_does(fire_handler: FireHandler, arguments: str) -> None:
    assert lines(fire_handler(f"() => console.table({arguments})")) == [TABLES[arguments]]


def test_table_refuses_columns_that_are_no_list_as_node_does(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => { console.table([{ a: 1 }], 5); }")
    assert outcome.error
    assert outcome.error.message.startswith(
        'The "properties" argument must be an instance of Array. Received type number (5)'
    )


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ("{ a: { b: { c: { d: 1 } } } }", "{ a: { b: { c: [Object] } } }"),
        ("{ a: { b: 1 } }, { depth: 0 }", "{ a: [Object] }"),
        (
            "{ a: { b: { c: { d: 1 } } } }, { depth: null }",
            "{\n  a: { b: { c: { d: 1 } } }\n}",
        ),
        ("[1], { showHidden: true }", "[ 1, [length]: 1 ]"),
        ("'text'", "'text'"),
        ("'%s', 'x'", "'%s'"),
        ("{ a: 1 }, null", "{ a: 1 }"),
        ("", "undefined"),
    ],
)
def test_dir_prints_as_node_does(fire_handler: FireHandler, arguments: str, printed: str) -> None:
    assert lines(fire_handler(f"() => console.dir({arguments})")) == [printed]


def test_a_logged_error_shows_the_apps_frames_alone(fire_handler: FireHandler) -> None:
    (text,) = lines(fire_handler("function h() {\n  console.log(new Error('x'));\n}"))
    assert text == "Error: x\n    at Object.h [as cb] (server/server.js:2:15)"


@pytest.mark.parametrize(
    "text",
    [
        "seen:\n    at node:internal/x",
        "seen:\n    at f (file:///elsewhere.js:1:1)",
        "    at ext:me",
    ],
)
def test_text_that_only_looks_like_a_stack_is_printed_whole(
    fire_handler: FireHandler, text: str
) -> None:
    assert lines(fire_handler(f"() => console.log({text!r})")) == [text]


def test_lines_come_in_order_with_their_level_and_time(fire_handler: FireHandler) -> None:
    methods = ["log", "info", "warn", "error", "debug", "table", "dir"]
    calls = "".join(f"console.{name}('{name}');" for name in methods)
    outcome = fire_handler(f"async () => {{ {calls} await null; console.log('end'); }}")
    levels = ["log", "info", "warn", "error", "debug", "log", "log", "log"]
    assert [line.level for line in outcome.console] == levels
    assert lines(outcome) == [*methods[:6], "'dir'", "end"]
    times = [line.at_ms for line in outcome.console]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= outcome.duration_ms


def test_a_line_comes_as_soon_as_it_is_printed(make_app: MakeApp) -> None:
    app = App.load(
        make_app(
            "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],"
            " cb() { console.log('first'); for (;;); } };"
        )
    )
    outcome = app.fire("onTicketCreate", timeout=0.3)
    assert outcome.status == "timed_out"
    assert [line.text for line in outcome.console] == ["first"]


def test_methods_work_without_their_console(fire_handler: FireHandler) -> None:
    assert lines(fire_handler("() => { const { log } = console; [1].forEach(log); }")) == [
        "1 0 [ 1 ]"
    ]


def test_a_top_level_line_belongs_to_the_firing(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => console.log('handler')", before="console.log('top');\n")
    assert lines(outcome) == ["top", "handler"]


@pytest.mark.parametrize(
    "value",
    [
        "{ get [Symbol.toStringTag]() { throw 1; } }",
        "{ __proto__: null, toString: null }",
        "Object.defineProperty({}, 'constructor', { get() { throw 1; } })",
        "Object.defineProperty(new Error(), 'message', { get() { throw 1; } })",
        "Object.defineProperty(new Error(), 'stack', { get() { throw null; } })",
        "new Proxy({}, new Proxy({}, { get() { throw 1; } }))",
        "new Proxy(new Proxy({}, {}), { ownKeys() { throw 1; }, getPrototypeOf() { throw 1; } })",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "'%s', { toString() { throw new Error('no'); } }",
        "'%d', { valueOf() { throw 1; } }",
        "'%j', { toJSON() { throw 1; } }",
        "'%s', Object.create(null)",
        "{ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } }",
        "'\\ud800', ['\\udfff'], { ['\\ud800']: Symbol('\\udc00') }",
    ],
)
def test_no_value_breaks_the_console(fire_handler: FireHandler, value: str) -> None:
    outcome = fire_handler(
        f"() => {{ console.log({value}); console.table({value}); console.dir({value}); }}"
    )
    assert len(lines(outcome)) == 3


def test_running_out_of_stack_in_the_console_is_a_range_error(fire_handler: FireHandler) -> None:
    error = fire_handler("() => { const f = () => { console.log('x'); f(); }; f(); }").error
    assert error
    assert (error.name, error.message) == ("RangeError", "Maximum call stack size exceeded")


def test_a_console_line_is_a_public_value(fire_handler: FireHandler) -> None:
    (line,) = fire_handler("() => console.warn('careful')").console
    assert isinstance(line, ConsoleLine)
    assert (line.level, line.text) == ("warn", "careful")


SHOWN_ERRORS = {
    "behind": ("console.log('failed:', new Error('x'), 'ticket', 5)", "ticket 5"),
    "in a list": ("console.log([new Error('x'), 1])", "1"),
    "with a code": ("console.log(Object.assign(new Error('x'), { code: 'E1' }))", "code: 'E1'"),
    "in an object": ("console.log({ e: new Error('x'), z: 1 })", "z: 1"),
    "an aggregate": ("console.log(new AggregateError([new Error('a')], 'agg'))", "[errors]"),
    "after an await": ("await null; console.log(new Error('x'), 'then')", "then"),
    "from text": ("try { eval('null.x') } catch (e) { console.log(e.stack) }", "eval"),
}


@pytest.mark.parametrize("what", SHOWN_ERRORS)
def test_a_shown_error_has_no_frame_of_ours(fire_handler: FireHandler, what: str) -> None:
    code, kept = SHOWN_ERRORS[what]
    (line,) = fire_handler(f"async () => {{ {code} }}").console
    assert "server/server.js:" in line.text and kept in line.text
    assert not any(word in line.text for word in ("fdevents:", "file:", "ext:", "Shielded"))


def test_what_only_looks_like_a_frame_of_ours_stays(fire_handler: FireHandler) -> None:
    said = "remote said:\n    at x (file:///srv/sandbox/app.js:1:2)\nend"
    assert fire_handler(f"() => console.log({said!r})").console[0].text == said
