"""The floors below the front ends know no options and no commands: they name parameters and
remedies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fdevents.cli.commands import COMMANDS
from tests.support.places import PACKAGE

pytestmark = pytest.mark.slow

# Everything below cli/, but for what runs Deno, which has options of its own.
ROOMS = [
    "*.py",
    "payloads/*.py",
    "freshdesk/*.py",
    "apis/*.py",
    "app/*.py",
    "checks/*.py",
    "session/*.py",
    "reports/*.py",
    "sandbox/codes.py",
    "sandbox/fence.py",
    "sandbox/guard.py",
    "sandbox/asking.py",
    "sandbox/messages.py",
    "sandbox/pool.py",
    "sandbox/watchdog.py",
    "sandbox/windows.py",
    "sandbox/writer.py",
]
OPTION = re.compile(r"--[a-z]")
COMMAND = re.compile(rf"fdevents (?:{'|'.join(sorted(map(str, COMMANDS)))})\b")


# Their docstrings are descriptions in the JSON Schemas that are printed.
DESCRIBED = [
    PACKAGE / "reports" / name
    for name in ("documents.py", "catalogue_document.py", "checkup_document.py")
]


def said(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the text of each string of a module that somebody may read who runs it."""
    tree = ast.parse(path.read_text("utf-8"))
    # A string that stands alone is a docstring.
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    ours = set() if path in DESCRIBED else alone
    # A remedy that is a command has its words, whichever front end offers it.
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Name(id="Run")):
                ours |= {id(node) for node in ast.walk(call)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in ours:
                yield node.lineno, text


@pytest.mark.parametrize("room", ROOMS)
def test_a_lower_floor_says_nothing_of_options_and_commands(room: str) -> None:
    paths = list(PACKAGE.glob(room))
    assert paths
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in paths
        for line, text in said(path)
        if OPTION.search(text) or COMMAND.search(text)
    ]
    assert found == []


def test_the_words_that_are_looked_for_are_found() -> None:
    assert {"trigger", "run", "iparams"} <= set(COMMANDS)
    assert OPTION.search("Pass --force.") and COMMAND.search("Run: fdevents iparams set x")
    assert not COMMAND.search("not yet fired by fdevents itself")
    in_cli = {text for _, text in said(PACKAGE / "cli" / "remedies.py")}
    assert any(OPTION.search(text) for text in in_cli)
    assert any("Milliseconds since" in text for _, text in said(DESCRIBED[0]))
