"""`--help` and `--version`: results, of every command, in whole lines."""

from __future__ import annotations

import itertools
import re

import click
import pytest

from fdevents.cli.commands import COMMANDS as EVERY
from fdevents.cli.lazy import load
from tests.support.commands import Cli
from tests.support.processes import prose

pytestmark = pytest.mark.slow

COMMANDS = ("init", "validate", "events", "payload", "trigger", "run", "schema")


@pytest.mark.parametrize("line", ["", "--app ."])
def test_no_command_at_all_shows_the_help_once(cli: Cli, line: str) -> None:
    result = cli(*line.split())
    assert result.exit_code == 2
    assert (result.stdout + result.stderr).count("Usage:") == 1


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_a_result(cli: Cli, option: str) -> None:
    result = cli(option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli: Cli, command: str, option: str) -> None:
    result = cli(command, option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"fdevents {command}" in result.stdout and "--help" in result.stdout


@pytest.mark.parametrize("command", ["init", "events", "payload", "trigger", "run", "schema"])
def test_help_says_what_an_argument_is(cli: Cli, command: str) -> None:
    said = {
        "init": "Where to put it", "events": "One event, in detail",
        "payload": "such as onTicketUpdate", "trigger": "such as onTicketUpdate",
        "run": "Only these", "schema": "Which document",
    }  # fmt: skip
    assert said[command] in prose(cli(command, "--help").stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_prose_of_help_is_set_in_whole_lines(cli: Cli, command: str) -> None:
    """A line that ends early, although the next word had room on it, was broken twice."""
    parts = re.split(r"^(?:Arguments|Options)$", cli(command, "--help").stdout, flags=re.MULTILINE)
    lines = [line.strip() for line in parts[0].split("\n")]
    for line, following in itertools.pairwise(lines):
        if line and following:
            assert len(f"{line} {following.split()[0]}") > 76, line


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize("command", EVERY)
def test_help_has_every_word_whole_on_any_screen(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str, columns: int
) -> None:
    """A path that is cut cannot be found, and one that is broken in two cannot be copied."""
    monkeypatch.setenv("COLUMNS", str(columns))
    found = load(command)
    groups = found.commands if isinstance(found, click.Group) else {}
    for words, each in [((command,), found), *(((command, name), groups[name]) for name in groups)]:
        shown = cli(*words, "--help").stdout
        for parameter in each.params:
            assert prose(getattr(parameter, "help", "") or "") in prose(shown)
        for line in shown.splitlines():
            is_word = len(line.split()) == 1
            assert len(line) <= columns or is_word or line.startswith("  fdevents "), line


def test_help_says_what_is_used_by_default(cli: Cli) -> None:
    said = prose(cli("trigger", "--help").stdout)
    assert "[default: as the platform, 20 or 10]" in said
    assert "[default: 128; 16<=x<=65536]" in said


def test_the_version_is_a_result(cli: Cli) -> None:
    result = cli("--version")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.split()[0] == "fdevents"
