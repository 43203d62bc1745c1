"""What a command waits for before it does anything: imports, counted in a process of its own."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from tests.support.apps import MakeApp
from tests.support.processes import SIGNALS, finished

pytestmark = pytest.mark.deno

HEAVY = {"pydantic", "jinja2", "tree_sitter", "watchfiles", "deno"}
SERVER = """exports = {
  events: [{ event: "onTicketCreate", callback: "cb" },
           { event: "onTicketUpdate", callback: "no" }],
  cb() { console.log("here"); }, no() { throw new Error("no"); },
};
"""


def imported(*arguments: str | Path, completing: str = "") -> set[str]:
    """The modules, and top-level packages, that a command or a Tab imports, as the interpreter
    tells."""
    result = finished(
        *arguments,
        python=("-v",),
        _FDEVENTS_COMPLETE="complete_bash" if completing else "",
        COMP_WORDS=completing,
        COMP_CWORD=str(completing.count(" ")),
    )
    names = set(re.findall(r"^import '([\w.]+)' #", result.stderr, re.MULTILINE))
    assert "fdevents.cli" in names
    return names | {name.partition(".")[0] for name in names}


def test_the_version_needs_nothing() -> None:
    assert not imported("--version") & (HEAVY | {"rich", "pydantic_core", "msgspec"})


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_no_command_is_imported_before_it_is_invoked(arguments: tuple[str, ...]) -> None:
    found = imported(*arguments)
    assert "fdevents.cli.commands" in found
    assert not [name for name in found if name.startswith("fdevents.cli.commands.")]


def test_a_command_is_imported_alone(make_app: MakeApp) -> None:
    found = imported("iparams", "list", "--app", make_app(SERVER))
    commands = [name for name in found if name.startswith("fdevents.cli.commands.")]
    assert commands == ["fdevents.cli.commands.iparams"]


@pytest.mark.parametrize(
    "line",
    ["fdevents ", "fdevents trigger ", "fdevents trigger onTicketUpdate --variant ",
     "fdevents trigger onTicketUpdate --change "],
)  # fmt: skip
def test_completion_needs_the_catalogue_only(line: str) -> None:
    found = imported(completing=line)
    assert not found & (HEAVY | {"rich", "pydantic_core"})


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("trigger", "--help"), ("run", "-h"), ("validate", "-h")]
)
def test_help_needs_no_more_than_what_prints_it(arguments: tuple[str, ...]) -> None:
    assert not imported(*arguments) & HEAVY


@pytest.mark.parametrize(
    "arguments",
    [("onTicketCreate",), ("onTicketCreate", "--json"), ("onTicketUpdate",),
     ("onTicketUpdate", "--change", "priority=1,2", "--set", "ticket.subject=Hi", "--json")],
)  # fmt: skip
def test_firing_once_builds_no_models_renders_nothing_and_watches_nothing(
    make_app: MakeApp, arguments: tuple[str, ...]
) -> None:
    found = imported("trigger", *arguments, "--app", make_app(SERVER))
    assert "deno" in found
    assert not found & {"pydantic", "jinja2", "rich.console", "watchfiles"}


# Found on sys.path by every interpreter that starts: Ctrl-C comes at the import of a module.
INTERRUPTING = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPTED_AT"]:
            os.kill(os.getpid(), signal.NUMBER)
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(("number", "exit_code"), SIGNALS.items())
@pytest.mark.parametrize(
    "module",
    ["fdevents.sandbox.process", "deno", "fdevents.cli", "click", "typer", "fdevents.cli.context"],
)
def test_a_signal_at_any_import_ends_it_without_a_word(
    make_app: MakeApp, tmp_path: Path, module: str, number: signal.Signals, exit_code: int
) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING.replace("NUMBER", number.name))
    result = finished(
        "run", "--app", make_app(SERVER), PYTHONPATH=str(tmp_path), INTERRUPTED_AT=module
    )
    assert (result.exit_code, result.stdout, result.stderr) == (exit_code, "", "")


def test_ctrl_c_before_signals_are_ours_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING.replace("NUMBER", "SIGINT"))
    result = finished("run", PYTHONPATH=str(tmp_path), INTERRUPTED_AT="fdevents.signals")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_until_signals_are_ours_next_to_nothing_is_imported() -> None:
    result = finished("--version", python=("-X", "importtime"))
    names = [line.rpartition("|")[2].strip() for line in result.stderr.splitlines()]
    ours = names[names.index("fdevents") : names.index("fdevents.signals")]
    assert not set(ours) & {"typing", "pathlib", "re", "collections"}
