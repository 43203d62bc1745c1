"""Commands from their start to their end, everything cold but the disk's cache."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from .bench import EVENT, HERE, SAID, Bench, fdevents
from .measure import Contender, command, in_turns
from .table import Comparison

IMPORTS = "import typer, pydantic, jinja2, rich.console"


def cold_start(bench: Bench) -> Comparison:
    """One firing from the shell, against what we import and what others take for one."""
    trigger = fdevents("trigger", EVENT, "--app", bench.app)
    contenders = [
        command(f'floor: python -c "{IMPORTS}"', [sys.executable, "-c", IMPORTS]),
        command(f"fdevents trigger {EVENT}", trigger, says=SAID),
        command(f"fdevents trigger {EVENT} --json", [*trigger, "--json"], says=SAID),
        command("lambda-local, an event file", bench.lambda_local(), says=SAID),
        command("node, ten lines of node:vm", bench.node_vm(bench.app), says=SAID),
        command("deno, ten lines of node:vm", bench.deno_vm(bench.app), says=SAID),
        command("python -c pass", [sys.executable, "-c", "pass"]),
    ]
    return Comparison("cold trigger, wall time", "ms", in_turns(contenders, bench.runs(40)))


def small_commands(bench: Bench) -> Comparison:
    """What fires nothing, against a Typer app of two empty commands."""
    contenders = [
        _bare("hello", ["hello"]),
        _ours("--version", ["--version"]),
        _bare("--help", ["--help"]),
        _ours("--help", ["--help"]),
        _ours("trigger --help", ["trigger", "--help"]),
        _bare("completion", [], completing("bare", "bare he", 1)),
        _ours("completion", [], completing("fdevents", "fdevents trigger onT", 2)),
    ]
    return Comparison("small commands, wall time", "ms", in_turns(contenders, bench.runs(40)))


def completing(program: str, typed: str, word: int) -> dict[str, str]:
    """The environment in which bash asks `program` what could follow."""
    return {
        f"_{program.upper()}_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(word),
    }


def _bare(
    name: str, arguments: list[str], environment: Mapping[str, str] | None = None
) -> Contender:
    program = [sys.executable, str(HERE / "bare_typer.py"), *arguments]
    floor = "floor: " if name == "hello" else ""
    return command(f"{floor}bare Typer app, {name}", program, says="h", environment=environment)


def _ours(
    name: str, arguments: list[str], environment: Mapping[str, str] | None = None
) -> Contender:
    says = "onTicketUpdate" if environment else "fdevents"
    return command(f"fdevents {name}", fdevents(*arguments), says=says, environment=environment)
