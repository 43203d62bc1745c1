"""`fdevents trigger`: one firing, its exit code, and the line of JSON that tells all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.apps import MakeApp
from tests.support.commands import Cli, Result
from tests.support.processes import finished, prose

pytestmark = pytest.mark.deno

KEYS = ["schema", "event", "variant", "handler", "status", "duration_ms", "console", "calls",
        "value", "rendered", "notes", "error", "payload"]  # fmt: skip
# Each way in which a handler can end: its code, the exit code, the status, the error's name and
# kind.
ENDS = {
    "returns": ("return 1", 0, "ok", None, None),
    "fulfils": ("return Promise.resolve(1)", 0, "ok", None, None),
    "throws": ("throw new TypeError('no')", 1, "failed", "TypeError", "threw"),
    "rejects": ("return Promise.reject(new Error('no'))", 1, "failed", "Error", "threw"),
    "throws no error": ("throw 'text'", 1, "failed", "Uncaught", "not_an_error"),
    "throws nothing": ("throw undefined", 1, "failed", "Uncaught", "not_an_error"),
    "throws a null": ("throw null", 1, "failed", "Uncaught", "not_an_error"),
    "rejects unheard": ("Promise.reject(new Error('no'))", 1, "failed", "Error", "threw"),
    "hangs": ("for (;;);", 1, "timed_out", "TimedOut", "timed_out"),
    "never settles": ("return new Promise(() => {})", 1, "timed_out", "TimedOut", "never_settled"),
    "takes all memory": ("for (const all = [];;) all.push(Array(1e6).fill(1))", 1, "crashed",
                         "OutOfMemory", "out_of_memory"),
}  # fmt: skip
VALUES = {
    "undefined": None, "null": None, "0": 0, "-1.5e-7": -1.5e-7, "9007199254740991": 2**53 - 1,
    "true": True, "''": "", "'text'": "text", "'日本 ✔\\u0000'": "日本 ✔\x00", "[1, [2]]": [1, [2]],
    "({ a: { b: null } })": {"a": {"b": None}},
    "12345678901234567890123n": "12345678901234567890123n", "NaN": "NaN", "-0": "-0",
    "Infinity": "Infinity", "Symbol('s')": "Symbol(s)", "new Map([[1, 2]])": "Map(1) { 1 => 2 }",
    "[1n]": "[ 1n ]",
}  # fmt: skip


def server(code: str, more: str = "") -> str:
    """A server.js whose handler of onTicketCreate has this code."""
    return (
        f"exports = {{ events: [{{ event: 'onTicketCreate', callback: 'cb' }}],\n"
        f"  cb(payload) {{ {code} }} }};\n{more}"
    )


def seconds(end: str) -> str:
    """A time limit that is short only where it is waited for."""
    return "1" if end == "hangs" else "30"


def outcome(cli: Cli, result: Result) -> dict[str, Any]:
    """The one line of JSON, held against the schema."""
    assert result.stdout.count("\n") == 1 and result.stdout.endswith("\n")
    document: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(cli("schema", "outcome").json).validate(document)
    assert list(document) == KEYS
    return document


@pytest.mark.parametrize("end", ENDS)
def test_how_the_handler_ends_is_the_exit_code_and_the_status(
    cli: Cli, make_app: MakeApp, end: str
) -> None:
    code, exit_code, status, name, kind = ENDS[end]
    app = make_app(server(code))
    result = cli("trigger", "onTicketCreate", "--app", app, "--json", "--timeout", seconds(end))
    document = outcome(cli, result)
    assert (result.exit_code, result.stderr) == (exit_code, "")
    assert document["status"] == status
    assert document["duration_ms"] >= 0
    error = document["error"]
    assert (error and error["name"]) == name
    if error:
        assert error["kind"] == kind
        assert list(error) == ["kind", "name", "message", "stack", "file", "line", "column", "hint"]
        assert (error["file"], error["line"]) == ("server/server.js", 2)


@pytest.mark.parametrize("end", ENDS)
def test_text_ends_with_the_same_exit_code(cli: Cli, make_app: MakeApp, end: str) -> None:
    code, exit_code, status, name, _ = ENDS[end]
    app = make_app(server(code))
    result = cli("trigger", "onTicketCreate", "--app", app, "--timeout", seconds(end))
    assert (result.exit_code, result.stderr) == (exit_code, "")
    assert status.replace("_", " ") in result.stdout
    assert (name or "onTicketCreate") in result.stdout


@pytest.mark.parametrize("value", VALUES)
def test_what_the_handler_returns_is_in_the_json(cli: Cli, make_app: MakeApp, value: str) -> None:
    app = make_app(server(f"return {value}"))
    document = outcome(cli, cli("trigger", "onTicketCreate", "--app", app, "--json"))
    assert document["value"] == VALUES[value]


def test_the_json_has_what_was_fired_at_what(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("console.warn('a', 1); console.table([]); return payload.data"))
    options = ("onTicketCreate", "--set", "ticket.id=12345678901234567890123", "--app", app)
    document = outcome(cli, cli("trigger", *options, "--json"))
    assert document["schema"] == 1
    assert [document[key] for key in ("event", "variant", "handler")] == [
        "onTicketCreate", "created", "cb",
    ]  # fmt: skip
    assert document["payload"] == cli("payload", *options).json
    assert [list(line) for line in document["console"]] == [["level", "text", "at_ms"]] * 2
    assert [line["level"] for line in document["console"]] == ["warn", "log"]
    assert document["console"][0]["text"] == "a 1"


def test_the_error_has_place_and_stack(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("helper()", "function helper() {\n  null.x;\n}\n"))
    error = outcome(cli, cli("trigger", "onTicketCreate", "--app", app, "--json"))["error"]
    assert (error["file"], error["line"], error["column"]) == ("server/server.js", 4, 8)
    assert "server/server.js:4:8" in error["stack"] and "server/server.js:2:" in error["stack"]


def test_payload_options_reach_the_handler(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(
        server("return [payload.data.ticket.subject, payload.iparams]"),
        config__iparams_json='{"team": {"display_name": "Team", "type": "text"}}',
        config__iparam_test_data_json='{"team": "from the file"}',
    )
    command = ("trigger", "onTicketCreate", "--app", app, "--json")
    given = ("--set", "ticket.subject=Hi", "--iparam", "team=given")
    assert outcome(cli, cli(*command))["value"][1] == {"team": "from the file"}
    assert outcome(cli, cli(*command, *given))["value"] == ["Hi", {"team": "given"}]


def test_a_payload_from_standard_input_is_fired(make_app: MakeApp) -> None:
    app = make_app(server("return payload.data.ticket.id"))
    result = finished(
        "trigger", "onTicketCreate", "--payload", "-", "--json", cwd=app,
        stdin='{"data": {"ticket": {"id": 77}}}',
    )  # fmt: skip
    assert (result.exit_code, json.loads(result.stdout)["value"]) == (0, 77)


@pytest.mark.parametrize("command", ["trigger", "payload"])
def test_an_empty_object_on_standard_input_is_a_payload(make_app: MakeApp, command: str) -> None:
    """It is false in Python, and was taken for nothing once."""
    events = {"onExternalEvent": {"handler": "called"}}
    manifest = {"platform-version": "2.2", "product": {"freshdesk": {"events": events}}}
    app = make_app("exports = { called: (p) => p.event };", manifest=json.dumps(manifest))
    line = ("onExternalEvent", "--payload", "-", *(["--json"] if command == "trigger" else []))
    result = finished(command, *line, cwd=app, stdin="{}")
    assert (result.exit_code, result.stderr) == (0, "")
    payload = result.json["payload"] if command == "trigger" else result.json
    assert payload["event"] == "onExternalEvent"


@pytest.mark.parametrize("style", [(), ("--json",)])
@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (server("", "}"), "server-syntax"),
        (server("", "throw new Error('at once');"), "load-failed"),
        (server("").replace("onTicket", "onTickt"), "unknown-event"),
        (server("").replace("cb(", "other("), "callback-missing"),
    ],
)
def test_an_app_with_errors_is_not_fired_at(
    cli: Cli, make_app: MakeApp, written: str, rule: str, style: tuple[str, ...]
) -> None:
    result = cli("trigger", "onTicketCreate", "--app", make_app(written), *style)
    assert (result.exit_code, result.stdout) == (3, "")
    assert rule in result.stderr


def test_a_folder_without_an_app_has_errors_too(tmp_path: Path) -> None:
    result = finished("trigger", "onTicketCreate", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "manifest.json" in result.stderr and "fdevents init" in result.stderr


def test_broken_test_data_for_parameters_is_an_error_of_the_app(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app(server(""), config__iparam_test_data_json="{")
    result = cli("trigger", "onTicketCreate", "--app", app)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "config/iparam_test_data.json:1:2" in result.stderr


def test_warnings_are_commentary_and_the_event_is_fired(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("if (payload.x) btoa(1); return 5"))
    result = cli("trigger", "onTicketCreate", "--app", app, "--json")
    assert "unavailable-global" in result.stderr
    assert (result.exit_code, outcome(cli, result)["value"]) == (0, 5)


def test_an_event_that_is_not_registered_is_refused_with_those_that_are(
    cli: Cli, make_app: MakeApp
) -> None:
    result = cli("trigger", "onContactCreate", "--app", make_app(server("")))
    assert (result.exit_code, result.stdout) == (2, "")
    said = prose(result.stderr)
    assert "does not register onContactCreate; it registers onTicketCreate" in said


@pytest.mark.parametrize(
    ("arguments", "guess"),
    [
        (("onTicketCrete",), "Did you mean “onTicketCreate”?"),
        (("onTicketCreate", "--variant", "creatd"), "Did you mean “created”?"),
        (("onTicketCreate", "--change", "priority=1,2"), "--set"),
        (("onTicketCreate", "--wacth"), "--watch"),
    ],
)
def test_wrong_usage_fires_nothing_and_says_what_would_be_right(
    cli: Cli, make_app: MakeApp, arguments: tuple[str, ...], guess: str
) -> None:
    app = make_app(server("console.log('fired')"))
    result = cli("trigger", *arguments, "--app", app)
    assert (result.exit_code, result.stdout) == (2, "")
    assert guess in prose(result.stderr)


def test_the_time_limit_is_the_one_that_was_given(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("for (;;);"))
    options = ("--app", app, "--json", "--timeout", "0.25")
    document = outcome(cli, cli("trigger", "onTicketCreate", *options))
    assert "0.25 s" in document["error"]["message"]
    assert document["duration_ms"] >= 250
    hint = "Look for a loop that does not end. --timeout SECONDS gives more time."
    assert document["error"]["hint"] == hint


def test_the_memory_limit_is_the_one_that_was_given(cli: Cli, make_app: MakeApp) -> None:
    code = "const all = []; for (let n = 0; n < 24; n++) all.push(Array(1e6).fill(n)); return 1"
    command = ("trigger", "onTicketCreate", "--app", make_app(server(code)), "--json")
    little = outcome(cli, cli(*command, "--memory", "64"))
    assert little["status"] == "crashed" and "64 MB" in little["error"]["message"]
    hint = "Look for a list or text that grows in a loop. --memory MB gives more."
    assert little["error"]["hint"] == hint
    assert outcome(cli, cli(*command, "--memory", "512"))["value"] == 1


@pytest.mark.parametrize("order", ["before", "after"])
def test_the_folder_may_be_named_before_and_after_the_command(
    cli: Cli, make_app: MakeApp, order: str
) -> None:
    option = ("--app", make_app(server("return 1")))
    command = ("trigger", "onTicketCreate")
    assert cli(*((*option, *command) if order == "before" else (*command, *option))).exit_code == 0


def test_here_is_where_the_app_is_if_no_folder_is_named(make_app: MakeApp) -> None:
    result = finished("trigger", "onTicketCreate", cwd=make_app(server("return 1")))
    assert (result.exit_code, result.stderr) == (0, "")


def test_console_output_without_end_is_cut_and_told(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("for (let n = 0; n < 3000; n++) console.log('x'.repeat(1000))"))
    document = outcome(cli, cli("trigger", "onTicketCreate", "--app", app, "--json"))
    assert sum(len(line["text"]) for line in document["console"]) < 1.1e6
    assert "1 MB" in document["console"][-1]["text"]


@pytest.mark.parametrize(
    ("exported", "hint"),
    [("cb() {}", 'Add { event: "onTicketCreate"'), ("event: []", "did you mean “events”?")],
)
def test_an_app_that_registers_nothing_is_told_so_once(
    cli: Cli, make_app: MakeApp, exported: str, hint: str
) -> None:
    result = cli("trigger", "onTicketCreate", "--app", make_app(f"exports = {{ {exported} }};\n"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert prose(result.stderr).startswith("error: The app does not register onTicketCreate")
    assert hint in prose(result.stderr)
    assert "no-events" not in result.stderr


def test_recording_without_sending_is_refused_by_name(cli: Cli, make_app: MakeApp) -> None:
    app = make_app("exports = {};")
    result = cli("trigger", "onTicketCreate", "--record", "--app", app)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--record needs requests that are really sent. --live sends them." in prose(
        result.stderr
    )


def test_a_header_of_a_scheduled_event_is_refused(cli: Cli) -> None:
    result = cli("payload", "onScheduledEvent", "--data", "{}", "--header", "A: b")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "onScheduledEvent has no headers" in result.stderr
