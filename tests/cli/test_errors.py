"""What goes wrong outside of the app: an exit code each, clear words, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fdevents.apis.store import Store
from fdevents.cli import early
from tests.support.commands import Cli
from tests.support.processes import DEADLINE, FDEVENTS, finished, prose

pytestmark = [pytest.mark.deno, pytest.mark.usefixtures("in_an_app")]

# What is typed, and the guess or help that must be among the words.
WRONG = {
    "trigerr onTicketCreate": "Did you mean “trigger”?",
    "Validate": "Did you mean “validate”?",
    "zzz": "fdevents --help",
    "--vresion": "Did you mean “--version”?",
    "--ap x validate": "Did you mean “--app”?",
    "-x": "fdevents --help",
    "--app": "requires an argument",
    "trigger": "onTicketCreate, onTicketUpdate",
    "payload": "onTicketCreate, onTicketUpdate",
    "schema": "outcome",
    "trigger onTicketCraete": "Did you mean “onTicketCreate”?",
    "trigger onTicketCreate twice": "unexpected extra argument",
    "trigger onTicketCreate --wach": "Did you mean “--watch”?",
    "trigger onTicketCreate --variant": "requires an argument",
    "trigger onTicketCreate --variant create": "Did you mean “created”?",
    "trigger onTicketCreate --timeout soon": "--timeout",
    "trigger onTicketCreate --timeout 0": "--timeout",
    "trigger onTicketCreate --timeout -1": "--timeout",
    "trigger onTicketCreate --timeout 86401": "--timeout",
    "trigger onTicketCreate --timeout nan": "--timeout",
    "trigger onTicketCreate --timeout inf": "--timeout",
    "trigger onTicketCreate --memory much": "--memory",
    "trigger onTicketCreate --memory 15": "--memory",
    "trigger onTicketCreate --memory 1.5": "--memory",
    "trigger onTicketCreate --memory 99999999999999999999": "--memory",
    "run --once --timeout nan": "--timeout",
    "run --onc": "Did you mean “--once”?",
    "validate --timeout 1e": "--timeout",
    "validate onTicketCreate": "unexpected extra argument",
    "validate --format yaml": "text, json, github and sarif",
    "schema outcom": "Did you mean “outcome”?",
    "events onTicket": "Did you mean “onTicket",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_usage_is_refused_with_what_would_be_right(cli: Cli, line: str) -> None:
    result = cli(*line.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert WRONG[line] in prose(result.stderr)
    assert result.stderr.count("Did you mean") <= 1
    assert "Traceback" not in result.stderr


def a_bug(*_: object) -> None:
    """Fails as only a bug would."""
    raise KeyError("no such key")


def test_our_own_bug_is_one_message_that_asks_for_a_report(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fdevents.cli.composing.read_app", a_bug)
    result = cli("payload", "onTicketCreate")
    assert (result.exit_code, result.stdout) == (70, "")
    said = prose(result.stderr)
    assert said.startswith("error: This is a bug in fdevents: KeyError")
    assert "FDEVENTS_DEBUG=1" in said and "Traceback" not in said


def test_the_traceback_of_our_own_bug_is_shown_on_demand(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fdevents.cli.composing.read_app", a_bug)
    monkeypatch.setenv("FDEVENTS_DEBUG", "1")
    result = cli("payload", "onTicketCreate")
    assert (result.exit_code, result.stdout) == (70, "")
    assert "Traceback" in result.stderr and "no such key" in result.stderr


def test_an_interrupt_is_one_also_where_python_wraps_it_in_another_error(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 3.12 every exception in `__set_name__` becomes a RuntimeError, Ctrl-C too: a class
    that is being made while its module is imported is a likely place for it."""

    class Interrupted:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(
        "fdevents.cli.composing.read_app", lambda *_: type("Made", (), {"x": Interrupted()})
    )
    result = cli("payload", "onTicketCreate")
    assert (result.exit_code, result.stdout) == (130, "")
    assert "bug" not in result.stderr


@pytest.mark.parametrize(
    "deno",
    [
        "def find_deno_bin(): raise FileNotFoundError('no deno here')\n",
        "def find_deno_bin(): return '/nonexistent/deno'\n",
        "def find_deno_bin(): return '/bin/false'\n",
        "def find_deno_bin(): return '/bin/echo'\n",
    ],
    ids=["not installed", "not there", "ends at once", "says something else"],
)
@pytest.mark.parametrize("command", ["trigger onTicketCreate", "run --once", "validate"])
def test_a_sandbox_that_cannot_start_is_exit_code_4(
    tmp_path: Path, command: str, deno: str
) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "deno.py").write_text(deno)
    python_path = os.pathsep.join([str(tmp_path / "path"), os.environ.get("PYTHONPATH", "")])
    result = finished(*command.split(), PYTHONPATH=python_path)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("error: ") and "sandbox" in result.stderr
    assert "pip install" in prose(result.stderr)
    assert "Traceback" not in result.stderr


def test_it_is_the_same_as_a_module_and_as_a_script() -> None:
    script = Path(sys.executable).with_name("fdevents")
    results = [
        subprocess.run([*command, "--version"], capture_output=True, timeout=DEADLINE)
        for command in (FDEVENTS, [str(script)])
    ]
    assert results[0].stdout == results[1].stdout
    assert [each.returncode for each in results] == [0, 0]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("trigger onTicketCreate --once", "trigger fires once, unless --watch is given."),
        ("run --watch", "run always watches; --once fires once."),
        ("run --change priority=1,2", "trigger takes the payload options"),
        ("validate --json", "--format json"),
    ],
)
def test_an_option_of_another_command_is_pointed_at(cli: Cli, line: str, hint: str) -> None:
    result = cli(*line.split())
    assert result.exit_code == 2
    assert hint in prose(result.stderr)


LONG = "x" * 300  # more than the name of a file may have


@pytest.mark.parametrize("body", [f"a={LONG}", f"a=1&b={LONG}/{LONG}"])
def test_a_form_longer_than_a_file_name_is_a_body(cli: Cli, body: str) -> None:
    result = cli(
        "payload",
        "onExternalEvent",
        "--data",
        body,
        "--header",
        "Content-Type:application/x-www-form-urlencoded",
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert LONG in json.dumps(result.json["data"])


@pytest.mark.parametrize(
    ("given", "said"),
    [(LONG, "there is no such file"), (f"./{LONG}", "cannot be read: File name too long")],
)
def test_a_payload_longer_than_a_file_name_is_wrong_usage(cli: Cli, given: str, said: str) -> None:
    result = cli("trigger", "onTicketCreate", "--payload", given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in prose(result.stderr)


def test_a_store_longer_than_a_file_name_keeps_nothing() -> None:
    assert not Store(Path(LONG)).exists


def test_completion_that_cannot_be_installed_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file")
    result = finished(
        "--install-completion",
        "bash",
        HOME=str(home),
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",
    )
    assert (result.exit_code, result.stdout) == (2, "")
    said = prose(result.stderr)
    assert said.startswith("error: The completion could not be installed: ")
    assert str(home) in result.stderr.replace("\n       ", "")
    assert "--show-completion" in said


@pytest.mark.parametrize("place", [("trigger", "onTicketCreate"), ("run",), ("validate",)])
@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_an_app_folder_longer_than_a_file_name_is_not_there(
    place: tuple[str, ...], before: bool
) -> None:
    named = ("--app", LONG)
    result = finished(*named, *place) if before else finished(*place, *named)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr.startswith("error: There is no app at") and "Traceback" not in result.stderr
    )


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("no home"), PermissionError(13, "no")]
)
def test_whatever_stops_the_guess_at_a_sandbox_stops_nothing_else(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def access(_: list[str]) -> None:
        raise error

    monkeypatch.setattr(early, "_access", access)
    assert early.early_sandbox(["trigger", "onTicketCreate"]) is None


@pytest.mark.skipif(os.name == "nt", reason="where a folder in use cannot be deleted")
@pytest.mark.parametrize("line", ["validate", "trigger onTicketCreate", "init x", "db list", "run"])
def test_a_current_folder_that_is_gone_is_said(tmp_path: Path, line: str) -> None:
    (tmp_path / "gone").mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    result = subprocess.run(
        ["sh", "-c", script, "sh", str(tmp_path / "gone"), *FDEVENTS, *line.split()],
        capture_output=True, text=True, timeout=DEADLINE,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: The current folder does not exist any more.")


def test_a_saved_payload_is_looked_for_in_an_app_longer_than_a_file_name(cli: Cli) -> None:
    result = cli("trigger", "onTicketCreate", "--payload", "kept", "--app", LONG)
    assert result.exit_code == 2
    assert "no such file" in result.stderr
