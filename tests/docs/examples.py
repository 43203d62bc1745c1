"""Runs what a page shows, in the order of the page, in a folder that is empty at first.

A `console` block is a terminal: commands after `$`, and what each prints. A `python` block is run
and has to end well. A block with a file's name before it is written to that file. The two `sh`
blocks of README.md install fdevents: `.ci/run` runs one, and the wheel's test does as the other.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.pages import Block, blocks

SECONDS = 60
_BASH = shutil.which("bash") or "bash"


@dataclass(frozen=True)
class Example:
    """A command of a session, with what the page shows of its output, or a program without any.

    `well` says whether it ended with exit code 0.
    """

    command: str
    shown: str
    printed: str
    well: bool
    is_session: bool

    @property
    def is_current(self) -> bool:
        """Whether the page shows what is printed, but for times."""
        return without_times(self.shown) == without_times(self.printed)


def without_times(text: str) -> str:
    """Replace what differs from run to run."""
    text = re.sub(r" *\d+\.\d+ ms", " # ms", text)
    text = re.sub(r"(_ms['\"]: )[\d.]+", r"\1#", text)
    return re.sub(r"\d+\.\d+s\b", "#s", text).strip()


@dataclass
class Terminal:
    """Runs a page's blocks one after the other; `folder` is where its `cd` has led."""

    folder: Path
    examples: list[Example] = field(default_factory=list)

    def run(self, block: Block) -> str:
        """Run one block; return its text with the output that it has now."""
        if block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "console":
            answered = "".join(self._answered(*each) for each in _commands(block.text))
            return f"{answered.rstrip()}\n"
        elif block.language == "python":
            self._done([sys.executable, "-c", block.text], block.text)
        return block.text

    def _answered(self, command: str, shown: str) -> str:
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return f"$ {command}\n{shown}"
        done = self._done([_BASH, "-c", command], command, shown)
        return f"$ {command}\n{shown if done.is_current else done.printed}"

    def _done(self, arguments: list[str], command: str, shown: str | None = None) -> Example:
        scripts = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            arguments,
            cwd=self.folder,
            env={**os.environ, "PATH": scripts, "COLUMNS": "80"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        example = Example(
            command,
            shown or "",
            done.stdout,
            well=done.returncode == 0,
            is_session=shown is not None,
        )
        self.examples.append(example)
        return example


def renewed(markdown: str, folder: Path) -> tuple[str, list[Example]]:
    """Run a page's examples; return the page with the output that they have now, and them."""
    terminal = Terminal(folder)
    parts, at = [], 0
    for block in blocks(markdown):
        parts += [markdown[at : block.start], terminal.run(block)]
        at = block.end
    return "".join((*parts, markdown[at:])), terminal.examples


def _commands(session: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, with the output that is shown."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output
