"""Payloads that lie in the app: the SDK's test data, and those that are kept by name."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fdevents import UsageProblem
from fdevents.app import saved
from fdevents.freshdesk.catalogue import find_event
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
SERVER = (
    "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],"
    " cb: (p) => p.data.ticket.subject };"
)


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app that returns the ticket's subject."""
    return make_app(SERVER)


def put(app: Path, name: str, subject: str) -> None:
    """A payload in the app's test data."""
    path = app / "server" / "test_data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": {"ticket": {"subject": subject}}}))


@pytest.mark.parametrize("folder", ["", "support_ticket/", "freshdesk/", "common/"])
def test_the_apps_test_data_is_a_start(app: Path, cli: Any, folder: str) -> None:
    put(app, f"{folder}{EVENT}.json", "mine")
    result = cli("trigger", EVENT, "--app", app, "--from", "test-data", "--json")
    assert result.json["value"] == "mine"
    changed = cli("payload", EVENT, "--app", app, "--from", "test-data",
                  "--set", "ticket.priority=4")  # fmt: skip
    assert changed.json["data"]["ticket"] == {"subject": "mine", "priority": 4}


def test_the_nearest_test_data_comes_first(app: Path, cli: Any) -> None:
    for folder in ("common/", "freshdesk/", "support_ticket/", ""):
        put(app, f"{folder}{EVENT}.json", folder)
        made = cli("payload", EVENT, "--app", app, "--from", "test-data").json
        assert made["data"]["ticket"]["subject"] == folder


def test_test_data_of_which_nobody_may_know_is_not_said_to_be_missing(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:  # as in a folder of somebody else's, where root may look
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(UsageProblem, match=rf"{EVENT}.json cannot be read: Permission denied"):
        saved.test_data_file(app, find_event(EVENT))


def test_test_data_that_is_a_link_to_itself_says_so(app: Path, cli: Any) -> None:
    put(app, "other.json", "")
    (app / "server" / "test_data" / f"{EVENT}.json").symlink_to(f"{EVENT}.json")
    result = cli("trigger", EVENT, "--app", app, "--from", "test-data")
    assert result.exit_code == 2
    assert "cannot be read: Too many levels of symbolic links" in " ".join(result.stderr.split())


def test_a_payload_is_kept_by_name_and_never_overwritten(app: Path, cli: Any) -> None:
    line = ["trigger", EVENT, "--app", app, "--set", "ticket.subject=kept"]
    assert cli(*line, "--save", "my-one").exit_code == 0
    kept = app / "server" / "test_data" / "fdevents" / "my-one.json"
    before = kept.read_bytes()
    used = cli("trigger", EVENT, "--app", app, "--payload", "my-one", "--json")
    assert used.json["value"] == "kept"
    again = cli("payload", EVENT, "--app", app, "--set", "ticket.subject=other", "--save", "my-one")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "already exists" in again.stderr
    assert kept.read_bytes() == before
    assert cli(*line[:-1], "ticket.subject=new", "--save", "my-one", "--force").exit_code == 0
    assert json.loads(kept.read_bytes())["data"]["ticket"]["subject"] == "new"


# iparams are null on platform 2.0 where an app has none, and a payload may hold whatever it likes.
@pytest.mark.parametrize("iparams", [None, [1, 2], "text"])
@pytest.mark.parametrize("command", ["trigger", "payload"])
def test_what_is_kept_is_what_was_sent(
    make_app: MakeApp, tmp_path: Path, cli: Any, command: str, iparams: Any
) -> None:
    app = make_app(SERVER)
    start = tmp_path / "start.json"
    start.write_text(json.dumps({"iparams": iparams, "data": {"ticket": {"subject": "hi"}}}))
    done = cli(command, EVENT, "--app", app, "--payload", start, "--save", "one")
    assert done.exit_code == 0, done.stderr
    kept = json.loads((app / "server" / "test_data" / "fdevents" / "one.json").read_bytes())
    assert kept["iparams"] == iparams
    assert kept == cli("payload", EVENT, "--app", app, "--payload", "one").json


def test_where_no_folder_can_be_made_nothing_is_kept(app: Path, cli: Any) -> None:
    (app / "server" / "test_data").write_text("mine")
    result = cli("trigger", EVENT, "--app", app, "--save", "one")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "test_data/fdevents cannot be made" in " ".join(result.stderr.split())
    assert (app / "server" / "test_data").read_text() == "mine"


REFUSED = {
    ("--from", "elsewhere"): "Write: --from test-data",
    ("--from", "test-data"): "server/test_data/onTicketCreate.json",
    ("--from", "test-data", "--payload", "x"): "Leave out --payload or --from",
    ("--payload", "mi-one"): "Did you mean “my-one”?",
    ("--payload", "no.json"): "cannot be read",
    ("--save", "../x"): "cannot be the name of a payload",
    ("--save", ""): "cannot be the name of a payload",
    ("--schedule", "x"): "has no schedules",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_there_is_wrong_usage(app: Path, cli: Any, line: tuple[str, ...]) -> None:
    cli("payload", EVENT, "--app", app, "--save", "my-one")
    result = cli("trigger", EVENT, "--app", app, *line)
    assert result.exit_code == 2
    assert REFUSED[line] in " ".join(result.stderr.split())


def test_a_schedule_of_the_app_is_fired_by_name(make_app: MakeApp, cli: Any) -> None:
    manifest = json.dumps({"platform-version": "2.3", "product": {"freshdesk": {"events": {
        EVENT: {"handler": "make"}, "onScheduledEvent": {"handler": "due"}}}}})  # fmt: skip
    app = make_app(
        "exports = { make: () => $schedule.create({ name: 'mine', data: { a: 1 },"
        " schedule_at: new Date(Date.now() + 864e5).toISOString() }), due: (p) => p.data };",
        manifest=manifest,
    )
    assert cli("trigger", EVENT, "--app", app).exit_code == 0
    line = ["trigger", "onScheduledEvent", "--app", app, "--json", "--schedule"]
    assert cli(*line, "mine").json["value"] == {"a": 1}
    result = cli(*line, "min")
    assert (result.exit_code, "Did you mean “mine”?" in result.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are no files there")
def test_a_pipe_among_saved_payloads_is_none_and_nobody_waits_for_it(app: Path, cli: Any) -> None:
    put(app, "fdevents/mine.json", "mine")
    os.mkfifo(app / "server" / "test_data" / "fdevents" / "kept.json")
    result = cli("trigger", EVENT, "--payload", "kept", "--app", app)
    assert result.exit_code == 2
    assert "Saved are mine." in result.stderr
