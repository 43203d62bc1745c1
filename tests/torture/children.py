"""Processes that stand where the sandbox's should: they hang, lie, flood, and do not want to go."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import deno

from tests.support.messages import MESSAGES, encoded
from tests.support.processes import FDEVENTS
from tests.torture.fuzzed import made
from tests.torture.signals import adopting_orphans

READY = encoded(MESSAGES[0]).decode().strip()
# Shell scripts; `$DENO` is the real one.
CHILDREN = {
    "hangs at start": "exec sleep 1000",
    "hangs, and so does a child of it that holds its pipes": "sleep 1000 & sleep 1000",
    "ends, and a child of it holds its pipes": "sleep 15 & exit 3",
    "stops itself": "kill -STOP $$",
    "prints garbage": "head -c 300000 /dev/urandom; exec sleep 1000",
    "prints a line without an end": "exec cat /dev/zero",
    "prints lines without an end": "exec yes",
    "prints JSON that is no message": "echo '{}'; exec sleep 1000",
    "drips": "while :; do printf x; sleep 0.2; done",
    "floods stderr": "exec yes >&2",
    "floods stderr at first": 'yes | head -c 3000000 >&2; exec "$DENO" "$@"',
    "floods stderr and ends": "yes no such luck | head -c 3000000 >&2; exit 1",
    "greets and hangs": f"echo '{READY}'; exec sleep 1000",
    "greets twice": f"""echo '{READY}'; exec "$DENO" "$@" """,
    "greets and ends": f"echo '{READY}'",
    "greets and closes its pipes": f"echo '{READY}'; exec sleep 1000 <&- >&- 2>&-",
    "answers twice": """ "$DENO" "$@" | while IFS= read -r a; do echo "$a"; echo "$a"; done""",
    "closes its output": "exec sleep 1000 >&-",
    "closes its pipes": "exec sleep 1000 <&- >&- 2>&-",
    "closes its input": 'exec "$DENO" "$@" <&-',
    "ignores signals": "trap '' TERM INT HUP PIPE QUIT; while :; do sleep 1; done",
    "ends at once": "exit 0",
    "kills itself": "kill -9 $$",
    "is not a program": "",
}
COMMANDS = ["trigger onTicketCreate --timeout 2", "validate --timeout 2", "run --once --timeout 2",
            "invoke add --timeout 2 --json"]  # fmt: skip
LONGEST = 10.0  # seconds
SLACK = 15.0  # for a machine that has something else to do


def children(chance: random.Random, folder: Path) -> Iterator[str]:
    """One such process a try."""
    app = made(folder / "app")
    names = list(CHILDREN)
    chance.shuffle(names)
    with adopting_orphans() as orphans:
        while True:
            for name in names:
                command = chance.choice(COMMANDS)
                found = struck(app, folder, name, command) or "; ".join(orphans())
                yield f"a child that {name}, `{command}`: {found}" if found else ""


def struck(app: Path, folder: Path, name: str, command: str) -> str:
    """What is wrong with how the command ends where the sandbox does what is called `name`."""
    started = time.monotonic()
    process = subprocess.Popen(
        [*FDEVENTS, "--app", str(app), *command.split()],
        env=os.environ | {"PYTHONPATH": str(pretending(folder, name))},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=70)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "it hangs"
    took, said = time.monotonic() - started, err.decode("utf-8", "replace")
    if took > LONGEST + SLACK:
        return f"takes {took:.1f} s, exit {process.returncode}: {said[-300:]}"
    # What goes wrong after the greeting is what the app's packages may have done: 1, or 3.
    is_early = "greets" not in name and "answers" not in name and "input" not in name
    codes = {4} if is_early else {1, 3, 4}
    if "Traceback" in said or "This is a bug" in said or process.returncode not in codes:
        return f"exit {process.returncode}, {took:.1f} s: {said[-900:]} {out[-300:]!r}"
    return "" if said + out.decode("utf-8", "replace") else "it says nothing"


def pretending(folder: Path, name: str) -> Path:
    """A folder for PYTHONPATH where the package deno offers that process."""
    place = folder / f"deno-{list(CHILDREN).index(name)}"
    place.mkdir(exist_ok=True)
    binary = place / "fake"
    text = f"#!/bin/sh\nDENO={deno.find_deno_bin()!r}\n{CHILDREN[name]}\n"
    binary.write_text(text if CHILDREN[name] else "\x7fELF nothing")
    binary.chmod(0o755)
    (place / "deno.py").write_text(f"def find_deno_bin(): return {str(binary)!r}\n")
    return place
