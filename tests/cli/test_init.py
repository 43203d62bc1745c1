"""`fdevents init`: a new app that works at once, and nothing of anybody's overwritten."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from fdevents.freshdesk.catalogue import SPECIFIED_EVENTS
from tests.support.commands import Cli
from tests.support.places import tree
from tests.support.processes import finished, prose

FILES = (
    "manifest.json",
    "server/server.js",
    "config/iparams.json",
    "config/iparam_test_data.json",
    "README.md",
)
TWO = ("--event", "onTicketUpdate", "--event", "onContactCreate")


def test_the_files_that_were_written_are_the_result(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "app"
    result = cli("init", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(folder / name) for name in FILES]
    assert sorted(tree(folder)) == sorted(FILES)


@pytest.mark.deno
def test_what_to_try_next_is_commentary_and_works(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "app"
    result = cli("init", folder, *TWO)
    *_, words = result.stderr.strip().partition("fdevents ")
    assert words == f"trigger onTicketUpdate --app {folder}"
    assert cli(*words.split()).exit_code == 0


def test_the_next_command_can_be_pasted_for_a_folder_with_a_space(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "my app"
    *_, words = cli("init", folder).stderr.strip().partition("fdevents ")
    assert shlex.split(words)[-1] == str(folder)


@pytest.mark.deno
@pytest.mark.parametrize("registration", ["exports", "manifest"])
def test_a_new_app_has_no_problem_and_every_handler_ends_well(
    cli: Cli, tmp_path: Path, registration: str
) -> None:
    assert cli("init", tmp_path / "app", "--registration", registration).exit_code == 0
    validated = cli("validate", "--app", tmp_path / "app", "--format", "json")
    assert (validated.exit_code, validated.json["problems"]) == (0, [])
    fired = cli("run", "--once", "--json", "--app", tmp_path / "app")
    outcomes = [json.loads(line) for line in fired.stdout.splitlines()]
    assert fired.exit_code == 0
    assert [each["event"] for each in outcomes] == list(SPECIFIED_EVENTS)
    assert all(each["console"] for each in outcomes)


@pytest.mark.deno
def test_only_the_events_that_are_named_are_handled(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path / "app", *TWO, "--event", "onTicketUpdate")
    fired = cli("run", "--once", "--json", "--app", tmp_path / "app")
    outcomes = [json.loads(line) for line in fired.stdout.splitlines()]
    assert [each["event"] for each in outcomes] == ["onTicketUpdate", "onContactCreate"]


def test_events_are_registered_in_exports_unless_the_manifest_is_asked_for(
    cli: Cli, tmp_path: Path
) -> None:
    cli("init", tmp_path / "one", *TWO)
    cli("init", tmp_path / "two", *TWO, "--registration", "manifest")
    one, two = (json.loads((tmp_path / name / FILES[0]).read_bytes()) for name in ("one", "two"))
    assert one == {"platform-version": "2.0", "product": {"freshdesk": {}}}
    assert list(two["product"]["freshdesk"]["events"]) == ["onTicketUpdate", "onContactCreate"]
    assert "events:" in (tmp_path / "one" / FILES[1]).read_text()
    assert "events:" not in (tmp_path / "two" / FILES[1]).read_text()


@pytest.mark.deno
def test_here_is_where_the_app_goes_if_no_folder_is_named(tmp_path: Path) -> None:
    result = finished("init", cwd=tmp_path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == list(FILES)
    assert result.stderr == "Now try: fdevents trigger onTicketCreate\n"


def test_the_folder_may_be_named_before_the_command(cli: Cli, tmp_path: Path) -> None:
    assert cli("--app", tmp_path / "app", "init").exit_code == 0
    assert sorted(tree(tmp_path / "app")) == sorted(FILES)


@pytest.mark.parametrize("existing", FILES)
def test_a_file_that_exists_is_named_and_nothing_is_written(
    cli: Cli, tmp_path: Path, existing: str
) -> None:
    path = tmp_path / existing
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"mine")
    result = cli("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(path) in "".join(result.stderr.split())
    assert tree(tmp_path) == {existing: b"mine"}


def test_every_file_that_exists_is_named(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path)
    before = tree(tmp_path)
    result = cli("init", tmp_path, "--registration", "manifest")
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(str(tmp_path / name) in "".join(result.stderr.split()) for name in FILES)
    assert tree(tmp_path) == before


def test_files_of_other_names_are_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "lib.js").write_bytes(b"mine")
    (tmp_path / "LICENSE").write_bytes(b"mine")
    assert cli("init", tmp_path).exit_code == 0
    assert tree(tmp_path)["server/lib.js"] == tree(tmp_path)["LICENSE"] == b"mine"


def test_a_broken_link_is_not_written_through(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "README.md").symlink_to(tmp_path / "elsewhere")
    assert cli("init", tmp_path / "app").exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_is_no_folder_for_an_app(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "app").write_bytes(b"mine")
    result = cli("init", tmp_path / "app")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a file, not a folder" in prose(result.stderr)
    assert tree(tmp_path) == {"app": b"mine"}


def test_a_folder_below_a_file_cannot_be_made(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    result = cli("init", tmp_path / "file" / "app")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert tree(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize(
    ("arguments", "guess"),
    [
        (("--event", "onTicketUpdte"), "onTicketUpdate"),
        (("--registration", "export"), "exports"),
        (("--registration", "xml"), "exports and manifest"),
        (("--regisration", "exports"), "--registration"),
    ],
)
def test_a_wrong_word_writes_nothing_and_the_nearest_is_offered(
    cli: Cli, tmp_path: Path, arguments: tuple[str, str], guess: str
) -> None:
    result = cli("init", tmp_path / "app", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert guess in result.stderr
    assert not (tmp_path / "app").exists()
