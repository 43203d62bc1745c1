"""Links that lead out of an app: nothing is read, walked or written at their end."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, AppUnusable, UsageProblem
from fdevents.apis.store import store_of
from fdevents.app import modules
from fdevents.app.scaffold import scaffold
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.session.watcher import fingerprint, watched_folders
from tests.support.apps import MakeApp
from tests.support.commands import Cli
from tests.support.processes import prose

EVENT = "onTicketCreate"
MANIFEST = json.dumps({"platform-version": "2.2", "product": {"freshdesk": {"events": {
    EVENT: {"handler": "cb"}}}}})  # fmt: skip
SECRET = '{"auth": "secret"}'


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app whose handler keeps a record and returns its iparams."""
    return make_app(
        "exports = { async cb(p) { await $db.set('mine', { a: 1 }); return p.iparams; } };\n",
        manifest=MANIFEST,
    )


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder beside the app, with files of the names that an app has."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    for name in ("iparams.json", "iparam_test_data.json", "onTicketCreate.json", "saved.json"):
        (folder / name).write_text(SECRET)
    return folder


def link(path: Path, target: Path) -> None:
    """Puts a link in the place of the app's file or folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder and their contents."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.deno
@pytest.mark.parametrize("name", ["config/iparam_test_data.json", ".fdevents/iparams.json"])
def test_values_are_not_taken_from_a_file_outside_of_the_app(
    app: Path, stranger: Path, name: str
) -> None:
    link(app / name, stranger / "iparams.json")
    with pytest.raises(AppUnusable, match=f"{name} is a link to .*, outside of the app"):
        App.load(app).payload(EVENT)


@pytest.mark.deno
@pytest.mark.parametrize("name", ["config", ".fdevents"])
def test_values_are_not_taken_from_a_folder_outside_of_the_app(
    app: Path, stranger: Path, name: str
) -> None:
    link(app / name, stranger)
    with pytest.raises(AppUnusable, match=f"outside of the app: {name} is a link to {stranger}"):
        App.load(app).payload(EVENT)


@pytest.mark.deno
def test_a_folder_outside_of_the_app_that_has_none_of_its_files_is_no_problem(
    app: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    link(app / "config", tmp_path / "empty")
    assert App.load(app).problems == []


@pytest.mark.deno
@pytest.mark.parametrize("name", [".fdevents", ".fdevents/store.db"])
@pytest.mark.parametrize("there", [True, False])
def test_data_is_not_kept_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str, there: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if there:
        database = sqlite3.connect(elsewhere / "store.db")
        database.execute("CREATE TABLE mine (a)")
        database.close()
    link(app / name, elsewhere if name == ".fdevents" else elsewhere / "store.db")
    before = tree(elsewhere)
    error = App.load(app).fire(EVENT).error
    assert error
    assert f"{name} is a link to {elsewhere}" in error.message
    refused = cli("db", "set", "--app", app, "mine", '{"a": 1}')
    assert refused.exit_code == 2
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    kind = "folder" if name == ".fdevents" else "file"
    assert f"Replace the link with a {kind} of the app's own." in prose(refused.stderr)
    assert tree(elsewhere) == before


def test_records_of_another_app_are_not_shown(app: Path, tmp_path: Path, cli: Cli) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert cli("db", "set", "--app", app, "theirs", '{"a": 1}').exit_code == 0
    (app / ".fdevents").rename(other / ".fdevents")
    link(app / ".fdevents", other / ".fdevents")
    refused = cli("db", "list", "--app", app)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "outside of the app" in prose(refused.stderr)


@pytest.mark.parametrize("name", [".fdevents", ".fdevents/iparams.json"])
@pytest.mark.parametrize("there", [True, False])
def test_values_are_not_set_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str, there: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if there:
        (elsewhere / "iparams.json").write_text(SECRET)
    link(app / name, elsewhere if name == ".fdevents" else elsewhere / "iparams.json")
    before = tree(elsewhere)
    refused = cli("iparams", "set", "--app", app, "key=mine")
    assert refused.exit_code == 2
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    assert tree(elsewhere) == before


LINKED = ["server/test_data", "server/test_data/fdevents", "server/test_data/fdevents/snap.json"]


@pytest.mark.deno
@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("command", ["payload", "trigger"])
def test_a_payload_is_not_saved_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str, command: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link(app / name, elsewhere / "snap.json" if name.endswith(".json") else elsewhere)
    refused = cli(command, EVENT, "--app", app, "--save", "snap", "--force")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    assert list(elsewhere.iterdir()) == []


def test_a_link_to_nowhere_is_not_replaced_by_a_saved_payload(app: Path, cli: Cli) -> None:
    link(app / "server/test_data/fdevents/snap.json", app / "other.json")
    refused = cli("payload", EVENT, "--app", app, "--save", "snap")
    assert refused.exit_code == 2
    assert "snap.json already exists" in prose(refused.stderr)
    assert not (app / "other.json").exists()


@pytest.mark.parametrize("name", ["server/test_data", "server/test_data/onTicketCreate.json"])
def test_test_data_outside_of_the_app_is_no_start(
    app: Path, stranger: Path, cli: Cli, name: str
) -> None:
    link(app / name, stranger / "onTicketCreate.json" if name.endswith(".json") else stranger)
    refused = cli("payload", EVENT, "--app", app, "--from", "test-data")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{name} is a link to {stranger}" in prose(refused.stderr)


@pytest.mark.parametrize(
    "name", ["server/test_data/fdevents", "server/test_data/fdevents/saved.json"]
)
def test_a_saved_payload_outside_of_the_app_is_no_start(
    app: Path, stranger: Path, cli: Cli, name: str
) -> None:
    link(app / name, stranger / "saved.json" if name.endswith(".json") else stranger)
    refused = cli("payload", EVENT, "--app", app, "--payload", "saved")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{name} is a link to {stranger}" in prose(refused.stderr)


@pytest.mark.parametrize("name", ["server/test_data", "server/test_data/requests.json"])
def test_answers_are_not_recorded_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link(app / name, elsewhere / "requests.json" if name.endswith(".json") else elsewhere)
    refused = cli("trigger", EVENT, "--app", app, "--live", "--record")
    assert refused.stdout == ""  # nothing was fired, so nothing was sent
    assert refused.exit_code == 2
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["config", "server"])
def test_no_new_app_is_written_through_a_link_to_a_folder_elsewhere(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    link(tmp_path / "app" / name, tmp_path / "elsewhere")
    with pytest.raises(UsageProblem, match=f"{name} is a link to {tmp_path / 'elsewhere'}"):
        scaffold(tmp_path / "app", [EVENTS[EVENT]], in_manifest=False)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert [path.name for path in (tmp_path / "app").iterdir()] == [name]


def test_init_is_not_recommended_where_a_link_keeps_it_from_writing(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link(tmp_path / "app" / "server", tmp_path / "elsewhere")
    hints = [problem.hint for problem in App.load(tmp_path / "app").problems]
    assert "Replace the link with a folder of the app's own." in hints
    assert not any("fdevents init" in hint for hint in hints)


@pytest.mark.deno
@pytest.mark.parametrize("name", ["server", "config", ".fdevents", ".fdevents/templates"])
def test_a_folder_outside_of_the_app_is_not_walked(
    app: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "server":
        (app / name).rename(tmp_path / "moved")
    deep = tmp_path / "elsewhere" / "templates" / "payloads"
    deep.mkdir(parents=True)
    (deep / "lib.js").write_text("")
    link(app / name, tmp_path / "elsewhere")
    walked: list[str] = []

    def walk(top: Any) -> Any:
        walked.append(os.path.realpath(top))
        return real(top)

    real = os.walk
    monkeypatch.setattr(os, "walk", walk)
    App.load(app)
    assert modules.read_modules(app, "server/server.js").keys() == set()
    watched = [os.path.realpath(folder) for folder in watched_folders(app)]
    assert not any("elsewhere" in folder for folder in (*walked, *watched))
    assert not any("elsewhere" in os.path.realpath(stamp[0]) for stamp in fingerprint(app))


@pytest.mark.parametrize("name", ["server", "config", ".fdevents"])
def test_a_link_to_a_name_that_the_system_does_not_take_is_watched_around(
    make_app: MakeApp, name: str
) -> None:
    root = make_app()
    link(root / name, Path("x" * 300))
    assert root in watched_folders(root)


@pytest.mark.parametrize("name", [".fdevents", ".fdevents/iparams.json"])
def test_a_name_outside_that_the_system_does_not_take_is_refused_alike(
    app: Path, tmp_path: Path, cli: Cli, name: str
) -> None:
    link(app / name, tmp_path / ("x" * 300))
    refused = cli("iparams", "set", "--app", app, "key=mine")
    assert refused.exit_code == 2
    assert f"{name} is a link to" in prose(refused.stderr)


@pytest.mark.deno
def test_links_from_one_place_of_the_app_to_another_are_followed(app: Path, cli: Cli) -> None:
    for name in ("settings", "data", "kept"):
        (app / name).mkdir()
    (app / "settings" / "iparam_test_data.json").write_text('{"key": "own"}')
    link(app / "config", app / "settings")
    link(app / "server" / "test_data", app / "data")
    link(app / ".fdevents", app / "kept")
    outcome = App.load(app).fire(EVENT)
    assert outcome.value == {"key": "own"}
    assert store_of(app).exists
    assert cli("payload", EVENT, "--app", app, "--save", "snap").exit_code == 0
    assert (app / "data" / "fdevents" / "snap.json").exists()
    assert cli("iparams", "set", "--app", app, "key=new", "--force").exit_code == 0
    assert (app / "kept" / "iparams.json").exists()


@pytest.mark.deno
def test_what_is_named_on_the_command_line_may_be_a_link_to_anywhere(
    app: Path, stranger: Path, cli: Cli
) -> None:
    (stranger / "start.json").write_text('{"data": {"ticket": {"subject": "theirs"}}}')
    for name in ("start.json", "out.json", "data.db"):
        link(app / name, stranger / name)
    line: list[str | Path] = ["--app", app, "--payload", app / "start.json"]
    assert cli("payload", EVENT, *line, "-o", app / "out.json").exit_code == 0
    assert "theirs" in (stranger / "out.json").read_text()
    assert cli("trigger", EVENT, *line, "--db", app / "data.db").exit_code == 0
    assert (stranger / "data.db").exists()


READ = ["config/iparams.json", "config/requests.json", "config/oauth_config.json", "actions.json",
        ".fdevents/oauth.json", "server/test_data/requests.json", "server/server.js",
        "server/lib.js", "manifest.json"]  # fmt: skip


@pytest.mark.deno
@pytest.mark.parametrize("name", READ)
def test_no_file_outside_of_the_app_is_read(app: Path, tmp_path: Path, cli: Cli, name: str) -> None:
    (tmp_path / "theirs").write_text('{"what_is_in_there": {"a": 1}}')
    (app / name).unlink(missing_ok=True)
    link(app / name, tmp_path / "theirs")
    for line in (("validate",), ("trigger", EVENT), ("mocks", "list"), ("iparams", "list")):
        said = cli(*line, "--app", app)
        assert "what_is_in_there" not in said.stdout + said.stderr
    assert (tmp_path / "theirs").read_text() == '{"what_is_in_there": {"a": 1}}'


@pytest.mark.deno
@pytest.mark.parametrize("name", ["server/test_data", "server/test_data/requests.json"])
@pytest.mark.parametrize(
    "line", [("mocks", "add", "GET", "https://a.test/"), ("trigger", EVENT, "--add-mocks")],
    ids=" ".join,
)  # fmt: skip
def test_mocks_are_not_added_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str, line: tuple[str, ...]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link(app / name, elsewhere / "requests.json" if name.endswith(".json") else elsewhere)
    refused = cli(*line, "--app", app)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", [".fdevents", ".fdevents/oauth.json"])
def test_tokens_are_not_set_outside_of_the_app(
    app: Path, tmp_path: Path, cli: Cli, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link(app / name, elsewhere if name == ".fdevents" else elsewhere / "oauth.json")
    refused = cli("iparams", "set", "--oauth", "access_token=x", "--app", app)
    assert refused.exit_code == 2
    assert f"{name} is a link to {elsewhere}" in prose(refused.stderr)
    assert list(elsewhere.iterdir()) == []
