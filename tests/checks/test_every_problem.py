"""What is wrong with an app: every rule, by apps that break it, and every fault at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fdevents import App, Problem, Severity
from fdevents.app.folder import read_app
from fdevents.problems import RULES, Place, in_order
from fdevents.problems import problem as make_problem
from fdevents.sandbox.pool import Pool
from fdevents.session.settings import Settings
from tests.support.apps import MANIFEST, SERVER, MakeApp, helps
from tests.support.places import APPS

pytestmark = pytest.mark.deno

NAMES = sorted(path.name for path in APPS.iterdir() if path.is_dir())


def expected(name: str) -> list[list[Any]]:
    """The problems that an app has: rule, severity, file, line, column, words of the message and
    of the hint."""
    found: list[list[Any]] = json.loads((APPS / name / "expected.json").read_text("utf-8"))
    return found


def listed(problems: list[Problem]) -> list[tuple[str, str]]:
    """Rule and place of each."""
    return [(each.rule, str(each.place)) for each in problems]


def only(problems: list[Problem]) -> Problem:
    """The one problem that there is."""
    assert len(problems) == 1, listed(problems)
    return problems[0]


@pytest.fixture
def short_of_time() -> Iterator[Pool]:
    """Sandboxes of this test's own, for code that ends them."""
    sandboxes = Pool()
    yield sandboxes
    sandboxes.close()


@pytest.mark.parametrize("name", NAMES)
def test_an_app_has_the_problems_that_it_was_written_to_have(name: str) -> None:
    app = App.load(APPS / name)
    found = in_order([*app.problems, *app.machine_problems])
    assert [
        [each.rule, each.severity.value, each.place.file, each.place.line, each.place.column]
        for each in found
    ] == [line[:5] for line in expected(name)]
    for each, (*_, says, hint) in zip(found, expected(name), strict=True):
        assert says in each.message
        assert hint in helps(each)


# Those with `runs.json` say how they are fired, and are fired so elsewhere.
PLAIN = [name for name in NAMES if not (APPS / name / "runs.json").exists()]


@pytest.mark.parametrize("name", [name for name in PLAIN if not expected(name)])
def test_an_app_without_problems_fires_every_event_that_it_registers(name: str) -> None:
    app = App.load(APPS / name)
    assert app.registrations
    for event in app.registrations:
        outcome = app.fire(event)
        assert outcome.ok, outcome.error


def test_every_rule_is_broken_by_an_app_and_no_app_breaks_an_unknown_one() -> None:
    assert {line[0] for name in NAMES for line in expected(name)} == set(RULES)


def test_a_rule_says_what_holds_and_how_bad_it_is_if_it_does_not() -> None:
    for rule, (severity, sentence) in RULES.items():
        assert severity in Severity
        assert sentence.endswith(".")
        assert make_problem(rule, "…", Place("manifest.json")).severity is severity


def test_problems_stand_in_the_order_of_files_and_positions() -> None:
    problems = App.load(APPS / "everything-wrong").problems
    places = [(each.place.file, each.place.line or 0, each.place.column or 0) for each in problems]
    assert places == sorted(places)
    assert len({each.place.file for each in problems}) == 4


def test_a_syntax_error_hides_no_other_problem(make_app: MakeApp) -> None:
    root = make_app(
        "exports = { cb() { setTimeout(); }\n",
        manifest='{"platform-version": "2.2", "product": {"freshdesk": {"events": {'
        '"onTicketCreat": {"handler": "cb"}}}}}',
        config__iparams_json="[",
    )
    assert listed(App.load(root).problems) == [
        ("iparams-syntax", "config/iparams.json:1:2"),
        ("unknown-event", "manifest.json:1:66"),
        ("unavailable-global", "server/server.js:1:20"),
        ("server-syntax", "server/server.js:2:1"),
    ]


@pytest.mark.parametrize(
    "manifest, server",
    [
        (
            MANIFEST,
            "exports = { events: [{ event: 'onTicketCreat', callbak: 'cb' }], cb() {} };\n",
        ),
        (MANIFEST, "exports = { events: [{ event: 'onTicketCreat', callback: 5 }], cb() {} };\n"),
        (
            '{"platform-version": "2.2", "product": {"freshdesk": {"events": {'
            '"onTicketCreat": {"hanlder": "cb"}}}}}',
            "exports = { cb() {} };\n",
        ),
    ],
    ids=["key misspelt", "no text", "handler misspelt"],
)
def test_a_broken_callback_does_not_hide_a_misspelt_event(
    make_app: MakeApp, manifest: str, server: str
) -> None:
    found = App.load(make_app(server, manifest=manifest)).problems
    assert "unknown-event" in [each.rule for each in found], listed(found)


@pytest.mark.parametrize(
    "entries, rule, column, says",
    [
        ("5", "missing-registration-key", 22, "Item 0 of exports.events is 5"),
        ("null", "missing-registration-key", 22, "Item 0 of exports.events is null"),
        ("'onTicketCreate'", "missing-registration-key", 22, "is 'onTicketCreate', not a"),
        ("{ event: 5, callback: 'cb' }", "unknown-event", 31, "The event is 5"),
        (
            "{ event: 'onTicketCreate', callback: null }",
            "callback-missing",
            59,
            "The callback is null",
        ),
        (
            "{ event: 'onTicketCreate', callback: () => 1 }",
            "callback-missing",
            59,
            "The callback is [Function",
        ),
        (
            "{ event: 'onTicketCreate', callback: 'cb', once: true }",
            "unknown-registration-key",
            65,
            "“once” is not a key",
        ),
        ("{ event: '', callback: 'cb' }", "unknown-event", 31, "There is no event “”"),
        (
            "{ event: 'onticketcreate', callback: 'cb' }",
            "unknown-event",
            31,
            "There is no event “onticketcreate”",
        ),
    ],
)
def test_a_registration_that_is_none_is_named_with_its_place(
    make_app: MakeApp, entries: str, rule: str, column: int, says: str
) -> None:
    found = only(App.load(make_app(f"exports = {{ events: [{entries}], cb() {{}} }};\n")).problems)
    assert (found.rule, str(found.place)) == (rule, f"server/server.js:1:{column}")
    assert found.severity is Severity.ERROR
    assert says in found.message


@pytest.mark.parametrize(
    "code, kind",
    [("null", "null"), ("'text'", "string"), ("5", "number"), ("undefined", "undefined")],
)
def test_exports_that_can_hold_no_handler_are_named(
    make_app: MakeApp, code: str, kind: str
) -> None:
    found = App.load(make_app(f"\n exports = {code};\n")).problems[0]
    assert (found.rule, str(found.place)) == ("no-exports", "server/server.js:2:2")
    assert f"exports is {kind}" in found.message


@pytest.mark.parametrize(
    "code, kind",
    [
        ("{}", "object"),
        ("null", "null"),
        ("'onTicketCreate'", "string"),
        ("undefined", "undefined"),
    ],
)
def test_events_that_are_no_list_are_named(make_app: MakeApp, code: str, kind: str) -> None:
    found = only(App.load(make_app(f"exports = {{\n  events: {code},\n  cb() {{}} }};\n")).problems)
    assert (found.rule, str(found.place)) == ("events-not-a-list", "server/server.js:2:11")
    assert f"exports.events is {kind}" in found.message


@pytest.mark.parametrize("name", ["toString", "__proto__", "constructor", "hasOwnProperty"])
def test_what_every_object_inherits_is_no_callback(make_app: MakeApp, name: str) -> None:
    server = SERVER.replace("'cb'", f"'{name}'")
    found = only(App.load(make_app(server)).problems)
    assert found.rule == "callback-missing"
    assert f"“{name}”, which server.js does not export" in found.message
    assert "It exports cb." in found.hint


def test_a_registration_without_any_function_says_so(make_app: MakeApp) -> None:
    server = "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }] };\n"
    assert only(App.load(make_app(server)).problems).hint == "It does not export any function."


@pytest.mark.parametrize(
    "code", ["while (true) {}", "(function again() { Promise.resolve().then(again); })();"]
)
def test_a_top_level_that_never_ends_is_a_problem(
    make_app: MakeApp, short_of_time: Pool, code: str
) -> None:
    app = App(read_app(make_app(code + SERVER)), short_of_time, Settings(timeout=0.5))
    found = only(app.problems)
    assert (found.rule, str(found.place)) == ("load-failed", "server/server.js")
    assert "does not run to the end" in found.message
    assert "0.5 s" in found.message
    assert "loop" in found.hint


def test_a_top_level_that_takes_all_memory_is_a_problem(
    make_app: MakeApp, short_of_time: Pool
) -> None:
    server = "const all = []; while (true) all.push(new Array(1e6).fill(0));\n"
    found = only(App(read_app(make_app(server)), short_of_time).problems)
    assert found.rule == "load-failed"
    assert "128 MB" in found.message


@pytest.mark.parametrize(
    "code, says",
    [
        ("throw 'text'", "'text'"),
        ("throw null", "null"),
        ("throw { code: 5 }", "{ code: 5 }"),
        ("throw Object.freeze({ code: 5 })", "{ code: 5 }"),
    ],
)
def test_a_thrown_value_that_is_no_error_is_shown_as_it_is(
    make_app: MakeApp, code: str, says: str
) -> None:
    found = only(App.load(make_app(code + ";\n")).problems)
    assert found.rule == "load-failed"
    assert found.message == f"The top level of server.js threw {says}"


@pytest.mark.parametrize(
    "exports",
    [
        "new Proxy({}, { ownKeys() { throw new Error('hidden'); } })",
        "new Proxy({}, { getPrototypeOf() { throw new Error('hidden'); } })",
        "{ events: new Proxy([], { get() { throw new Error('hidden'); } }), cb() {} }",
        "{ '\\ud800': 1, cb() {} }",
        "{ events: Array.from({ length: 30 }, () => ({ event: 'x'.repeat(1e6) })) }",
    ],
    ids=["no keys", "no prototype", "no events", "no name", "30 MB of events"],
)
def test_exports_that_cannot_be_read_are_not_called_a_syntax_error_or_a_crash(
    make_app: MakeApp, exports: str
) -> None:
    for found in App.load(make_app(f"exports = {exports};\n")).problems:
        assert found.rule != "server-syntax"
        assert "died" not in found.message


@pytest.mark.parametrize("code", ["import x from 'y';\n", "export default {};\n"])
def test_an_es_module_is_told_what_to_do_instead(make_app: MakeApp, code: str) -> None:
    found = App.load(make_app(code)).problems[0]
    assert found.rule == "server-syntax"
    assert "not an ES module: assign to exports" in found.hint


def test_events_by_another_name_are_found(make_app: MakeApp) -> None:
    server = "exports = { event: [{ event: 'onTicketCreate', callback: 'c' }], c() {} };"
    (found,) = App.load(make_app(server)).problems
    assert (found.rule, found.hint) == (
        "no-events", "“event” is exported: did you mean “events”?"
    )  # fmt: skip
