"""`fdevents run --once`: every registered event, one after the other, and one exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from tests.support.apps import MakeApp
from tests.support.commands import Cli, Result
from tests.support.processes import finished, prose

pytestmark = pytest.mark.deno

CALLBACKS = {
    "onContactUpdate": "console.log('first')",
    "onTicketCreate": "throw new Error('second')",
    "onTicketUpdate": "return 'third'",
}


def server(callbacks: dict[str, str]) -> str:
    """A server.js that registers these events, each with its handler's code."""
    entries = ", ".join(f"{{ event: '{each}', callback: '{each}' }}" for each in callbacks)
    functions = ",\n".join(f"  {name}(payload) {{ {code} }}" for name, code in callbacks.items())
    return f"exports = {{ events: [{entries}],\n{functions} }};\n"


def outcomes(result: Result) -> list[dict[str, Any]]:
    """The lines of JSON."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def events(result: Result) -> list[str]:
    """What was fired, in order."""
    return [each["event"] for each in outcomes(result)]


def test_every_registered_event_is_fired_in_order(cli: Cli, make_app: MakeApp) -> None:
    result = cli("run", "--once", "--json", "--app", make_app(server(CALLBACKS)))
    assert result.stderr == ""
    assert events(result) == list(CALLBACKS)
    assert [each["status"] for each in outcomes(result)] == ["ok", "failed", "ok"]


def test_one_handler_that_fails_is_exit_code_1(cli: Cli, make_app: MakeApp) -> None:
    assert cli("run", "--once", "--app", make_app(server(CALLBACKS))).exit_code == 1
    fine = dict.fromkeys(CALLBACKS, "")
    assert cli("run", "--once", "--app", make_app(server(fine))).exit_code == 0


@pytest.mark.parametrize("code", ["for (;;);", "for (const a = [];;) a.push(Array(1e6).fill(1))"])
def test_after_a_handler_that_took_the_sandbox_with_it_the_next_is_fired(
    cli: Cli, make_app: MakeApp, code: str
) -> None:
    app = make_app(server({"onTicketCreate": code, "onTicketUpdate": "return 1"}))
    result = cli("run", "--once", "--json", "--timeout", "1.5", "--app", app)
    assert result.exit_code == 1
    assert [each["status"] == "ok" for each in outcomes(result)] == [False, True]


def test_every_line_of_json_is_what_the_schema_says(cli: Cli, make_app: MakeApp) -> None:
    validator = Draft202012Validator(cli("schema", "outcome").json)
    result = cli("run", "--once", "--json", "--app", make_app(server(CALLBACKS)))
    for document in outcomes(result):
        validator.validate(document)


def test_each_event_gets_its_default_payload(cli: Cli, make_app: MakeApp) -> None:
    result = cli(
        "run", "--once", "--json", "--app", make_app(server(dict.fromkeys(SPECIFIED_EVENTS, "")))
    )
    for document in outcomes(result):
        assert document["variant"] == EVENTS[document["event"]].variants[0].name
        assert document["payload"] == cli("payload", document["event"]).json


def test_only_the_events_that_are_named_are_fired_once_each(cli: Cli, make_app: MakeApp) -> None:
    named = ("onTicketUpdate", "onContactUpdate", "onTicketUpdate")
    result = cli("run", *named, "--once", "--json", "--app", make_app(server(CALLBACKS)))
    assert (result.exit_code, events(result)) == (0, ["onTicketUpdate", "onContactUpdate"])


def test_an_event_that_is_not_registered_is_refused_before_anything_is_fired(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app(server({"onTicketCreate": "", "onTicketUpdate": ""}))
    result = cli("run", "onTicketCreate", "onContactCreate", "--once", "--app", app)
    assert (result.exit_code, result.stdout) == (2, "")
    said = prose(result.stderr)
    assert "does not register onContactCreate; it registers onTicketCreate, onTicketUpdate" in said


def test_an_unknown_event_is_refused_and_the_nearest_offered(cli: Cli, make_app: MakeApp) -> None:
    result = cli("run", "onTicketCrate", "--once", "--app", make_app(server(CALLBACKS)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean “onTicketCreate”?" in result.stderr


@pytest.mark.parametrize("style", [(), ("--json",)])
def test_an_app_with_errors_is_not_fired_at(
    cli: Cli, make_app: MakeApp, style: tuple[str, ...]
) -> None:
    broken = server(CALLBACKS).replace("'onTicketUpdate' }", "'renamed' }")
    result = cli("run", "--once", "--app", make_app(broken), *style)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "callback-missing" in result.stderr


def test_a_template_of_the_apps_own_that_is_broken_keeps_everything_from_being_fired(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app(server({"onTicketCreate": "", "onTicketUpdate": ""}))
    folder = app / ".fdevents" / "templates" / "payloads"
    folder.mkdir(parents=True)
    (folder / "onTicketUpdate.json.j2").write_text("{{ nothing }}")
    result = cli("run", "--once", "--app", app)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "onTicketUpdate.json.j2" in result.stderr


def test_an_app_that_registers_nothing_is_told_so(cli: Cli, make_app: MakeApp) -> None:
    result = cli("run", "--once", "--app", make_app("exports = { cb() {} };\n"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to fire here: the app does not register an event\n"


@pytest.mark.parametrize(
    "product",
    [
        {"platform-version": "2.2", "product": {"freshdesk": {"events": {
            "onTicketCreate": {"handler": "cb"}}}}},
        {"platform-version": "3.0", "modules": {"common": {}, "support_ticket": {"events": {
            "onTicketCreate": {"handler": "cb"}}}}},
    ],
)  # fmt: skip
def test_registrations_of_the_manifest_are_fired(
    cli: Cli, make_app: MakeApp, product: dict[str, Any]
) -> None:
    app = make_app("exports = { cb() { return 1; } };\n", manifest=json.dumps(product))
    result = cli("run", "--once", "--json", "--app", app)
    assert [(each["handler"], each["value"]) for each in outcomes(result)] == [("cb", 1)]


def test_test_data_for_parameters_reaches_every_handler(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(
        server({"onTicketCreate": "return payload.iparams"}),
        config__iparams_json='{"team": {"display_name": "Team", "type": "text"}}',
        config__iparam_test_data_json='{"team": "mine"}',
    )
    result = cli("run", "--once", "--json", "--app", app)
    assert outcomes(result)[0]["value"] == {"team": "mine"}


def test_a_folder_that_is_not_there_is_named_and_init_offered(tmp_path: Path) -> None:
    result = finished("run", "--once", "--app", "nowhere", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no app at nowhere" in result.stderr
    assert "fdevents init nowhere" in prose(result.stderr)


def test_here_is_where_the_app_is_if_no_folder_is_named(make_app: MakeApp) -> None:
    result = finished("run", "--once", "--json", cwd=make_app(server({"onTicketCreate": ""})))
    assert (result.exit_code, events(result)) == (0, ["onTicketCreate"])
