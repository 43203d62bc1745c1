"""`fdevents doctor`: what fdevents needs of a machine, a line each, and what would help."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from jsonschema import Draft202012Validator

from fdevents import __version__
from fdevents.session import checkup
from fdevents.session.checkup import Part
from tests.support.apps import SERVER, MakeApp
from tests.support.commands import Cli
from tests.support.processes import finished, prose

pytestmark = pytest.mark.deno

DECLARING = '{"platform-version": "2.2", "product": {"freshdesk": {}}, "dependencies": {"x": "1"}}'


def findings(cli: Cli, *arguments: str | Path) -> dict[str, Any]:
    """What `doctor --json` found, by part."""
    return {each["part"]: each for each in cli("doctor", *arguments, "--json").json["findings"]}


def test_each_part_has_a_line_with_its_version_or_its_place(cli: Cli, in_an_app: Path) -> None:
    result = cli("doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")] == list(Part)
    assert lines[0].startswith(f"✔ fdevents  {__version__}, in ")
    assert "sandbox   ready in" in result.stdout
    assert f"{in_an_app}, platform 2.0: no problems" in prose(result.stdout)


def test_the_document_keeps_to_its_schema(cli: Cli, in_an_app: Path) -> None:
    schema = cli("schema", "doctor").json
    found = cli("doctor", "--json").json
    Draft202012Validator(schema).validate(found)
    assert [each["part"] for each in found["findings"]] == list(Part)
    assert schema["$defs"]["FindingEntry"]["properties"]["part"]["enum"] == list(Part)


@pytest.mark.parametrize(
    ("deno", "said"),
    [
        ("def find_deno_bin(): raise FileNotFoundError('no deno here')\n", "not installed"),
        ("def find_deno_bin(): return '/nonexistent/deno'\n", "does not say its version"),
    ],
)
def test_without_deno_the_rest_is_said_all_the_same(
    make_app: MakeApp, tmp_path: Path, deno: str, said: str
) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "deno.py").write_text(deno)
    python_path = os.pathsep.join([str(tmp_path / "path"), os.environ.get("PYTHONPATH", "")])
    result = finished("doctor", cwd=make_app(SERVER), PYTHONPATH=python_path)
    assert (result.exit_code, result.stderr) == (4, "")
    assert said in prose(result.stdout)
    assert "pip install --force-reinstall deno" in prose(result.stdout)
    assert "not loaded, since there is no sandbox" in prose(result.stdout)


def test_a_cache_that_cannot_be_written_is_a_warning(
    cli: Cli, in_an_app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(checkup, "cache_folder", lambda: tmp_path / "file" / "deno")
    found = findings(cli)["cache"]
    assert found["status"] == "warning"
    assert f"{tmp_path / 'file' / 'deno'} cannot be written" in found["found"]
    assert found["hint"] == f"Make {tmp_path / 'file' / 'deno'} a folder that you may write to."
    assert cli("doctor").exit_code == 0


def test_a_system_that_tells_of_no_saves_is_a_warning(
    cli: Cli, in_an_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used_up(*_: object, **__: object) -> Any:
        raise RuntimeError("OS file watch limit reached.")

    with monkeypatch.context() as patch:
        patch.setattr(watchfiles, "watch", used_up)
        found = findings(cli)["watcher"]
    assert found["status"] == "warning"
    assert "(OS file watch limit reached.)" in found["found"]
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    assert "(WATCHFILES_FORCE_POLLING is set)" in findings(cli)["watcher"]["found"]
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "false")
    assert findings(cli)["watcher"]["status"] == "ok"


def test_a_missing_npm_matters_to_an_app_that_declares_packages_alone(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    plain = findings(cli, "--app", make_app(SERVER))["npm"]
    assert (plain["status"], plain["hint"]) == ("ok", "")
    needing = findings(cli, "--app", make_app(SERVER, manifest=DECLARING))["npm"]
    assert needing["status"] == "warning"
    assert needing["hint"] == "Install Node, which brings npm."


def test_an_npm_that_hangs_is_said(
    cli: Cli, in_an_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def hanging(command: list[str], **how: Any) -> Any:
        if command[0] == "/bin/npm":
            raise subprocess.TimeoutExpired(command, how["timeout"])
        return run(command, **how)

    monkeypatch.setattr("shutil.which", lambda _: "/bin/npm")
    monkeypatch.setattr(subprocess, "run", hanging)
    assert findings(cli)["npm"]["found"].startswith("/bin/npm does not run")


def test_problems_of_the_app_are_counted_and_the_command_that_shows_them_is_named(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app("exports = { events: 5 };\n")
    result = cli("doctor", "--app", app)
    assert result.exit_code == 3
    assert "platform 2.0: 1 error" in prose(result.stdout)
    assert "`fdevents validate --local` shows them." in prose(result.stdout)


def test_a_folder_without_an_app_is_wrong_only_where_it_was_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = findings(cli)["app"]
    assert (here["status"], here["hint"]) == ("ok", "`fdevents init` makes one.")
    assert cli("doctor").exit_code == 0
    assert findings(cli, "--app", tmp_path)["app"]["status"] == "error"
    assert cli("doctor", "--app", tmp_path).exit_code == 3
    nowhere = cli("doctor", "--app", tmp_path / "nope")
    assert nowhere.exit_code == 3
    assert "it does not exist" in prose(nowhere.stdout)


def test_what_is_said_keeps_within_sixty_columns(
    cli: Cli, in_an_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    lines = cli("doctor").stdout.splitlines()
    assert sum("does not tell" in line for line in lines) == 1
    # A path is one word, left whole for whoever copies it.
    assert all(len(line) <= 60 for line in lines if os.sep not in line)
