"""Where things stand in server.js: exports, registrations and handlers, in every way of writing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents import App
from fdevents.app.script import ScriptMap, read_script
from fdevents.checks.scopes import unavailable_uses
from fdevents.problems import Place
from tests.support.apps import MakeApp, place_in

NAME = "server/server.js"
ENTRY = '{ event: "onTicketCreate", callback: "cb" }'


def read(text: str) -> ScriptMap:
    """What is found in a server.js of that text."""
    return read_script(NAME, text)


@pytest.mark.parametrize(
    "text",
    [
        f"exports = {{\n  events: [\n    {ENTRY},\n  ],\n  cb: function () {{}},\n}};\n",
        f"exports = {{\n  events: [\n    {ENTRY},\n  ],\n  cb() {{}},\n}};\n",
        f"exports = {{ 'events': [{ENTRY}], cb: async () => 1 }};\n",
        f'exports = {{ "events": [ /* one */ {ENTRY} // it\n ], async cb() {{}} }};\n',
        f"var exports = {{ events: [{ENTRY}], cb: (payload) => payload }};\n",
        f"exports.events = [{ENTRY}];\nexports.cb = function () {{}};\n",
        f"const events = [{ENTRY}];\nfunction cb() {{}}\nexports = {{ events, cb }};\n",
        f"const list = [{ENTRY}];\nexports = {{ events: list, cb() {{}} }};\n",
        f"const one = {ENTRY};\nexports = {{ events: [one], cb() {{}} }};\n",
        f"const all = {{ events: [{ENTRY}], cb() {{}} }};\nexports = all;\n",
        f"exports = {{ cb() {{}} }};\nexports.events = [{ENTRY}];\n",
        f"'use strict';\n\nexports = {{ events: [{ENTRY}], cb() {{}} }};\n",
    ],
)
def test_a_registration_and_its_two_names_are_found(text: str) -> None:
    (entry,) = read(text).entries
    assert entry.keys == {
        "event": place_in(NAME, text, "event:"),
        "callback": place_in(NAME, text, "callback:"),
    }
    assert entry.values == {
        "event": place_in(NAME, text, '"onTicketCreate"'),
        "callback": place_in(NAME, text, '"cb"'),
    }


@pytest.mark.parametrize(
    "text, needle",
    [
        ("exports = {\n  cb: function () {},\n};\n", "cb:"),
        ("exports = {\n  'cb': () => 1,\n};\n", "'cb'"),
        ("exports = {\n  cb() {},\n};\n", "cb()"),
        ("exports = {\n  async cb() {},\n};\n", "cb()"),
        ("exports = {\n  *cb() {},\n};\n", "cb()"),
        ("exports.cb = function () {};\n", "exports.cb"),
        ("function cb() {}\nexports = { cb };\n", "function cb"),
        ("async function cb() {}\nexports = { cb: cb };\n", "async function cb"),
        ("exports = { cb };\nfunction cb() {}\n", "function cb"),
        ("const other = () => 1;\nexports = { cb: other };\n", "() => 1"),
        ("exports = { cb: made() };\nfunction made() {}\n", "cb:"),
    ],
)
def test_a_handler_is_found_where_its_function_stands(text: str, needle: str) -> None:
    assert read(text).names["cb"] == place_in(NAME, text, needle)


@pytest.mark.parametrize(
    "text, exports, events",
    [
        ("\n exports = { events: [] };\n", "exports", "[]"),
        ("\n exports = { events };\n", "exports", "events"),
        ("const events = [];\nexports = { events };\n", "exports", "[]"),
        ("var a;\nexports.cb = a;\n", "exports.cb", "exports.cb"),
        ("exports = 5;\n", "exports", "exports"),
        ("exports = { cb() {},\n  events() {} };\n", "exports", "events()"),
    ],
)
def test_exports_and_their_events_are_found(text: str, exports: str, events: str) -> None:
    found = read(text)
    assert (found.exports, found.events) == (
        place_in(NAME, text, exports),
        place_in(NAME, text, events),
    )


@pytest.mark.parametrize("text", ["", "\n\n", "// nothing\n", "var a = 1;\n", "(((", "exports"])
def test_without_exports_the_start_of_the_file_stands_for_them(text: str) -> None:
    found = read(text)
    assert (found.exports, found.events) == (Place(NAME, 1, 1), Place(NAME, 1, 1))
    assert (found.entries, found.names) == ((), {})


def test_what_is_built_at_run_time_has_no_places() -> None:
    found = read("exports = { events: made(), ...handlers };\nObject.assign(exports, more);\n")
    assert (found.entries, list(found.names)) == ((), ["events"])


def test_names_that_refer_to_each_other_end() -> None:
    found = read("var a = b, b = a;\nexports = a;\nexports = { events: exports };\n")
    assert found.entries == ()


def test_a_script_with_syntax_errors_is_read_as_far_as_it_goes() -> None:
    text = f"exports = {{ events: [{ENTRY}], cb() {{ setTimeout( }} }};\n"
    found = read(text)
    assert list(unavailable_uses(found)) == [("setTimeout", place_in(NAME, text, "setTimeout"))]


@pytest.mark.parametrize("before", ["", "é", "é😀", "\t", "\ufeff", "日本語 ", "e\u0301"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_positions_count_characters_whatever_stands_before(before: str, end: str) -> None:
    text = f"// {before}{end}exports = {{ /* {before} */ events: [{ENTRY}] }};{end}"
    (entry,) = read(text).entries
    assert entry.place == place_in(NAME, text, "{ event")
    assert entry.place.line == 2


@pytest.mark.slow
@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).exports.file == NAME


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 10_000 + "]" * 10_000,
        "exports = " + "{a:" * 10_000 + "1" + "}" * 10_000,
        "exports = " + "(" * 10_000 + "1" + ")" * 10_000,
        "exports = { events: " + "[" * 10_000 + "]" * 10_000 + " };",
        "setTimeout; exports = a" + ".b" * 10_000,
        "x = 1" + " + 1" * 10_000,
        "exports = " * 10_000 + "1;",
        "a = " * 10_000 + "1;",
        "[" * 100_000,
    ],
    ids=[
        "lists",
        "objects",
        "parentheses",
        "events",
        "members",
        "sums",
        "exports",
        "assignments",
        "never closed",
    ],
)
def test_a_script_nested_ten_thousand_deep_is_read(text: str) -> None:
    assert read(text).exports.line == 1


@pytest.mark.deno
@pytest.mark.parametrize(
    "server, line, column, says",
    [
        ("let a;\nlet a;\n", 2, 5, "'a' has already been declared"),
        ("exports = {\n  cb: function () {\n    await 1;\n  },\n};\n", 3, 5, "await is only valid"),
        ("await 1;\n", 1, 1, "await is only valid"),
        ("export const a = 1;\n", 1, 1, "Unexpected token 'export'"),
        ("import a from 'a';\n", 1, 1, "import statement outside a module"),
        ("'use strict';\nwith (a) {}\n", 2, 1, "with"),
        ("const a;\n", 1, 7, "Missing initializer"),
        ("return 1;\n", 1, 1, "Illegal return"),
        ("exports = { a: /(/ };\n", 1, 16, "Invalid regular expression"),
        ("exports = {\n  cb: function () {\n", 3, 1, "Unexpected end of input"),
        ("exports = {\r\n\r\n  cb: function ( {} }\r\n", 3, 21, "Unexpected token '}'"),
        ("\t\texports = };\n", 1, 13, "Unexpected token '}'"),
        ("\ufeffexports = };\n", 1, 11, "Unexpected token '}'"),
        ("/* é */ exports = };\n", 1, 19, "Unexpected token '}'"),
        ("/* 😀 */ exports = };\n", 1, 19, "Unexpected token '}'"),
    ],
)
def test_a_syntax_error_is_where_v8_sees_it(
    make_app: MakeApp, server: str, line: int, column: int, says: str
) -> None:
    (found,) = App.load(make_app(server)).problems
    assert (found.rule, found.severity.value) == ("server-syntax", "error")
    assert found.place == Place(NAME, line, column)
    assert found.message.startswith("server.js is not JavaScript: ")
    assert says in found.message


@pytest.mark.deno
@pytest.mark.parametrize("before", ["", "/* é */ ", "/* 😀 */ "])
def test_what_throws_at_the_top_level_is_where_it_stands(make_app: MakeApp, before: str) -> None:
    server = f"\n{before}nothing();\n"
    (found,) = App.load(make_app(server)).problems
    assert found.rule == "load-failed"
    assert found.place == place_in(NAME, server, "nothing")
    assert "ReferenceError: nothing is not defined" in found.message


@pytest.mark.deno
def test_a_message_of_v8_ends_with_one_full_stop(make_app: MakeApp) -> None:
    (found,) = App.load(make_app("'use strict';\nvar a = 010;\n")).problems
    assert found.message.endswith("strict mode.")
    assert not found.message.endswith("..")
