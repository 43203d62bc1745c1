"""What was measured on: enough to compare two tables by, and no path of the machine's."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version

import psutil
from deno import find_deno_bin

from .peers import Peers

_PARTS = ("fdevents", "typer", "rich", "pydantic", "jinja2", "watchfiles")


def facts(peers: Peers) -> Iterator[str]:
    """The machine, the versions, and what is left out, a line each."""
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
    yield (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"load {load}"
    )
    deno = _said(find_deno_bin()).split()[1]
    node = f", Node {_said(peers.node).lstrip('v')}" if peers.node else ", no Node"
    yield f"Python {platform.python_version()}, Deno {deno}{node}"
    yield ", ".join([*(f"{each} {version(each)}" for each in _PARTS), *peers.versions()])
    for each in peers.missing:
        yield f"Left out: {each}"


def _said(program: str) -> str:
    ended = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8")
    return ended.stdout.strip()
