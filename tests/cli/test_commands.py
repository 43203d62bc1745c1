"""The list of commands says what the commands say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

import fdevents.cli.commands
from fdevents.cli.commands import COMMANDS
from fdevents.cli.lazy import load
from tests.support.commands import Cli
from tests.support.processes import prose


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_the_first_line_of_its_help(name: str) -> None:
    assert (load(name).help or "").split("\n")[0] == COMMANDS[name]


def test_every_file_of_a_command_is_listed() -> None:
    files = Path(fdevents.cli.commands.__file__).parent.glob("[!_]*.py")
    assert sorted(each.stem for each in files) == sorted(COMMANDS)


def test_the_help_lists_every_command_with_its_summary(cli: Cli) -> None:
    said = prose(cli("--help").stdout.replace("│", " "))
    for name, summary in COMMANDS.items():
        assert f"{name} {summary}" in said


@pytest.mark.parametrize("group", ["db", "iparams", "schedule"])
def test_the_nearest_command_of_a_group_is_offered(cli: Cli, group: str) -> None:
    result = cli(group, "lits")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no command “lits”." in result.stderr
    assert "Did you mean “list”?" in result.stderr


@pytest.mark.parametrize("group", ["db", "iparams", "schedule"])
def test_a_group_alone_shows_its_help_once(cli: Cli, group: str) -> None:
    result = cli(group)
    assert result.exit_code == 2
    assert (result.stdout + result.stderr).count("Usage:") == 1
