"""What `trigger` and `run` say of an app's problems: no more than keeps the outcome in sight."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from fdevents.cli.showing import show_steps
from fdevents.session.session import SessionStep
from fdevents.session.steps import AppRead, ProblemsFound, ScheduleDue
from tests.support.apps import SERVER, MakeApp
from tests.support.commands import Cli

pytestmark = pytest.mark.deno

DECLARED = {"key": {"display_name": "Key", "type": "text", "required": True, "secure": True}}
WARNED = (
    "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],"
    " cb() { if (0) { btoa(1); atob(2); } } };\n"
)


@pytest.fixture
def warned(make_app: MakeApp) -> Path:
    """An app with two warnings, a package that is not installed and a parameter without a value."""
    manifest: dict[str, Any] = {"platform-version": "2.0", "product": {"freshdesk": {}},
                                "dependencies": {"slug": "1.0.0"}}  # fmt: skip
    return make_app(
        WARNED, manifest=json.dumps(manifest), config__iparams_json=json.dumps(DECLARED)
    )


@pytest.mark.parametrize("command", [("trigger", "onTicketCreate"), ("run", "--once")])
def test_warnings_are_one_line_and_what_a_machine_lacks_another(
    cli: Cli, warned: Path, command: tuple[str, ...]
) -> None:
    result = cli(*command, "--app", warned)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "2 warnings: fdevents validate",
        "note: Not ready here. Run: fdevents iparams set key=VALUE && fdevents install",
    ]


def test_what_a_machine_lacks_is_a_sentence_where_that_fits_into_the_line(
    cli: Cli, make_app: MakeApp
) -> None:
    for names, said in (
        (["key"], "The parameter has no value here: key. Run: fdevents iparams set key=VALUE"),
        (["key", "key_of_the_other_helpdesk"],
         "Not ready here. Run: fdevents iparams set key=VALUE key_of_the_other_helpdesk=VALUE"),
    ):  # fmt: skip
        values = json.dumps(dict.fromkeys(names, DECLARED["key"]))
        root = make_app(SERVER, config__iparams_json=values)
        assert cli("trigger", "onTicketCreate", "--app", root).stderr == f"note: {said}\n"


def test_an_event_that_the_platform_does_not_fire_is_one_of_the_warnings(
    cli: Cli, warned: Path
) -> None:
    server = warned / "server" / "server.js"
    server.write_text(WARNED.replace("onTicketCreate", "onTicketDelete"))
    result = cli("trigger", "onTicketDelete", "--app", warned)
    first, second = result.stderr.splitlines()
    assert (first, second[:5]) == ("3 warnings: fdevents validate", "note:")
    as_json = cli("trigger", "onTicketDelete", "--json", "--app", warned).stderr
    assert as_json.count("does not fire onTicketDelete") == 1


def test_errors_are_shown_whole_beside_them(cli: Cli, warned: Path) -> None:
    server = warned / "server" / "server.js"
    server.write_text(WARNED.replace("'cb' }", "'gone' }"))
    result = cli("trigger", "onTicketCreate", "--app", warned)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "error callback-missing  server/server.js:1:59" in result.stderr
    assert "2 warnings: fdevents validate" in result.stderr
    assert "unavailable-global" not in result.stderr


def test_programs_get_warnings_whole(cli: Cli, warned: Path) -> None:
    result = cli("trigger", "onTicketCreate", "--json", "--app", warned)
    rules = [line.split()[1] for line in result.stderr.splitlines() if line.startswith("warning ")]
    assert rules == [*["unavailable-global"] * 2, "iparam-value", "package-missing"]
    assert len(result.stdout.splitlines()) == 1  # the outcome's document, and nothing else


@pytest.mark.parametrize("as_json", [False, True])
def test_they_are_said_again_only_where_they_changed(
    warned: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    def steps() -> Iterator[SessionStep]:
        for server in (WARNED, WARNED, WARNED.replace("atob(2);", ""), SERVER):
            (warned / "server" / "server.js").write_text(server)
            app = App.load(warned)
            yield AppRead(app)
            yield ProblemsFound(tuple(app.problems), tuple(app.machine_problems))
            yield ScheduleDue("a line between the rounds")

    show_steps(steps(), as_json=as_json)
    rounds = capsys.readouterr().err.split("is due\n")
    assert ["warning" in each for each in rounds] == [True, False, True, as_json, False]
