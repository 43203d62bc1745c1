"""What every row starts from: a scaffolded app, an event file, the commands to compare."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from deno import find_deno_bin

from fdevents import App
from fdevents.app.scaffold import scaffold
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS

from .peers import Peers

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
RUNNERS = HERE / "runners"
EVENT = "onTicketUpdate"
CALLBACK = "onTicketUpdateCallback"
SAID = "ticket 1: priority was 1 and is 2 now"  # by every handler that is measured

Command = list[str]


class Bench:
    """A row's own folder, the peers, and how many runs are wanted."""

    def __init__(self, folder: Path, peers: Peers, *, quick: bool) -> None:
        self.folder = folder
        self.peers = peers
        self.quick = quick
        self.event_file = folder / "event.json"
        self.app = self.make_app("app")
        self.event_file.write_text(
            json.dumps(App.load(self.app).payload(EVENT).payload), encoding="utf-8"
        )

    def runs(self, full: int) -> int:
        """`full`, or a fifth of it."""
        return max(3, full // 5) if self.quick else full

    def make_app(self, name: str) -> Path:
        """A freshly scaffolded app, as `fdevents init` writes it."""
        events = [EVENTS[each] for each in SPECIFIED_EVENTS]
        scaffold(self.folder / name, events, in_manifest=False)
        return self.folder / name

    def node_vm(self, app: Path, *options: str) -> Command:
        """The ten-line runner in Node, or nothing without Node."""
        return [self.peers.node, *options, *self._vm_runner(app)] if self.peers.node else []

    def deno_vm(self, app: Path) -> Command:
        """The ten-line runner in Deno."""
        return [*deno("--allow-read"), *self._vm_runner(app)]

    def nodemon(self, app: Path) -> Command:
        """The ten-line runner under nodemon, or nothing without that."""
        script = self.peers.script("nodemon", "bin/nodemon.js")
        if not script:
            return []
        return [self.peers.node, script, "--watch", str(app / "server"), *self._vm_runner(app)]

    def lambda_local(self) -> Command:
        """lambda-local's own command line, or nothing without it."""
        script = self.peers.script("lambda-local", "build/cli.js")
        handler = str(RUNNERS / "lambda_handler.cjs")
        return (
            [self.peers.node, script, "-l", handler, "-e", str(self.event_file)] if script else []
        )

    def miniflare(self, mode: str) -> Command:
        """A Worker in miniflare that answers dispatchFetch, or nothing without it."""
        if not self.peers.script("miniflare", "package.json"):
            return []
        folder = str(self.peers.folder)
        return [self.peers.node, str(RUNNERS / "miniflare.cjs"), folder, str(self.event_file), mode]

    def _vm_runner(self, app: Path) -> Command:
        server = str(app / "server" / "server.js")
        return [str(RUNNERS / "vm_runner.cjs"), server, str(self.event_file), CALLBACK]


def fdevents(*arguments: str | Path) -> Command:
    """The command as it is installed for this Python."""
    script = shutil.which("fdevents", path=sysconfig.get_path("scripts"))
    start = [script] if script else [sys.executable, "-m", "fdevents"]
    return [*start, *map(str, arguments)]


def deno(*options: str) -> Command:
    """Deno with the options of a sandbox, and those."""
    return [find_deno_bin(), "run", "--no-config", "--no-remote", "--no-npm", "--no-lock", *options]


def python(module: str, *arguments: str) -> Command:
    """One of our own modules in a process of its own."""
    return [sys.executable, "-m", f"{__package__}.{module}", *arguments]


def start(command: Command, **options: Any) -> subprocess.Popen[str]:
    """A process whose lines we write and read."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=PROJECT,
        **options,
    )
