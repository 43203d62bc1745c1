"""Names and texts of an app's do nothing to the terminal or the build service that shows them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fdevents.apis.db import Database
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import store_of
from tests.support.apps import MakeApp, registering
from tests.support.commands import Cli

pytestmark = pytest.mark.deno

BAD = "<\x1b]0;t\x07\x9b2J\u202e>"  # a title, what clears the screen, and what turns text around
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
SGR = re.compile(r"\x1b\[[0-9;]*m")
COMMAND = re.compile(r"^\s*::|##\[")
OURS = ("::error file=", "::warning file=")  # in the format for GitHub
FORGED = "x\n::error file=a.js::forged\n  ::add-mask::e\n##[warning]forged"
SERVER = f"""exports = {{
  async cb() {{
    const forged = {json.dumps(FORGED)}, bad = {json.dumps(BAD)};
    console.log(forged, bad);
    await $db.set(bad, {{ [bad]: forged }});
    await $request.get(`https://a.example/${{bad}}`).catch(() => {{}});
    const error = new Error(forged + bad); error.name = forged; throw error;
  }},
  [{json.dumps(BAD)}]() {{ return {json.dumps(FORGED + BAD)}; }},
}};
"""
# Of the first, the app has to be sound, or nothing is fired.
FIRED = [
    "trigger onTicketCreate",
    "trigger onTicketUpdate",
    "trigger onTicketUpdate --change NAME=1,2 --force",
    "run --once",
]
LINES = [
    "trigger onTicketCreate",
    "trigger NAME --payload NAME",
    "payload onTicketUpdate --save NAME",
    "validate",
    "validate --format github",
    "validate --format sarif",
    "db list",
    "db get missing-NAME",
    "schedule list",
    "mocks list",
    "mocks check",
    "mocks add NAME",
    "iparams list",
    "iparams set NAME=NAME --force",
    "explain NAME",
    "events NAME",
    "install",
    "doctor",
]


@pytest.fixture
def hostile(make_app: MakeApp) -> Path:
    """An app whose handlers and records say such things."""
    app = make_app(SERVER, manifest=registering({"onTicketCreate": "cb", "onTicketUpdate": BAD}))
    Database(store_of(app)).set(BAD, {BAD: FORGED})
    due = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    Schedules(store_of(app)).create({"name": BAD, "data": {BAD: FORGED}, "schedule_at": due})
    return app


@pytest.fixture
def broken(hostile: Path) -> Path:
    """The same app, in which whatever has a name has a bad one."""
    events = {"onTicketCreate": {"handler": "cb"}, BAD: {"handler": BAD}}
    mock = {"method": "GET", "url": f"https://{BAD}/{FORGED}", "response": FORGED, BAD: FORGED}
    files = {
        "manifest.json": {
            "platform-version": "2.2", BAD: 1, "dependencies": {BAD: FORGED, "a": BAD},
            "product": {"freshdesk": {"events": events}}, "whitelisted-domains": [BAD, FORGED],
        },
        "config/iparams.json": {BAD: {"type": BAD, "display_name": FORGED}},
        "config/iparam_test_data.json": {BAD: FORGED, FORGED: BAD},
        "server/test_data/requests.json": [mock],
    }  # fmt: skip
    for name, value in files.items():
        (hostile / name).parent.mkdir(exist_ok=True)
        (hostile / name).write_text(json.dumps(value, ensure_ascii=False))
    (hostile / "server" / f"{BAD}.js").write_text("let let;")
    return hostile


def does_nothing(cli: Cli, line: str) -> bool:
    """Whether nothing that the command prints, with either name, is obeyed."""
    for name in (BAD, FORGED):
        result = cli(*(word.replace("NAME", name) for word in line.split()))
        shown = SGR.sub("", result.stdout + result.stderr)
        assert shown and "bug in fdevents" not in shown
        lines = shown.split("\n")
        others = [
            each for each in lines if not each.startswith(("::error file=", "::warning file="))
        ]
        assert not RAW.search(shown), shown
        assert len(others) == len(lines) or line.endswith("github")
        assert not any(COMMAND.search(each) for each in others), shown
    return True


@pytest.mark.parametrize("line", FIRED)
def test_what_an_app_says_does_nothing_where_it_is_shown(
    cli: Cli, hostile: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.chdir(hostile)
    assert does_nothing(cli, line)


@pytest.mark.parametrize("line", LINES)
def test_what_an_app_names_does_nothing_where_it_is_shown(
    cli: Cli, broken: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.chdir(broken)
    assert does_nothing(cli, line)


def test_an_annotation_for_github_is_one_for_each_problem(cli: Cli, broken: Path) -> None:
    problems = cli("validate", "--format", "json", "--app", broken).json["problems"]
    lines = cli("validate", "--format", "github", "--app", broken).stdout.splitlines()
    assert len(lines) == len(problems) > 5
    assert all(each.startswith(("::error file=", "::warning file=")) for each in lines)


def test_a_forged_line_in_an_error_is_still_read_as_text(cli: Cli, hostile: Path) -> None:
    shown = cli("trigger", "onTicketCreate", "--app", hostile).stdout
    assert ": :error file=a.js::forged" in shown and "# #[warning]forged" in shown
