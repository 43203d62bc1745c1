"""Signals at random moments: to the process, or to the sandbox that it started."""

from __future__ import annotations

import ctypes
import json
import os
import random
import shlex
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil

from tests.support.apps import registering
from tests.support.places import PACKAGE
from tests.support.processes import FDEVENTS

SIGNALS = [
    signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE,
    signal.SIGSTOP,
]  # fmt: skip
# What takes Python its own time to end with; any other signal ends it as the system does.
OURS = {signal.SIGTERM: 143, signal.SIGINT: 130}
_HARMLESS = (signal.SIGPIPE, signal.SIGSTOP)  # Python ignores the one, and goes on after the other
SERVER = """exports = {
  async cb(payload) {
    for (let n = 0; n < 5; n++) await $db.update("count", "increment", { n: 1 });
    console.log(payload.data.ticket.subject);
    return "x".repeat(1000);
  },
};
"""
COMMANDS = [
    "trigger onTicketCreate",
    "trigger onTicketCreate --json",
    "trigger onTicketCreate --save kept --force",
    "trigger onTicketCreate --watch",
    "run",
    "run --once",
    "validate",
    "validate --format json",
    "payload onTicketCreate -o payload.json",
    "iparams set key=value",
    """db set kept '{"n": 7}'""",
]
LASTS = (0.1, 0.7)  # seconds, of Python's own start and of a whole command
PATIENCE = 20.0
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER, of prctl(2)


def signals(chance: random.Random, folder: Path) -> Iterator[str]:
    """One command a try, and one signal, to it or to its sandbox."""
    app = made(folder / "app")
    with adopting_orphans() as orphans:
        while True:
            command, number = chance.choice(COMMANDS), chance.choice(SIGNALS)
            moment, to_child = chance.uniform(0, chance.choice(LASTS)), chance.random() < 0.3
            tried = f"{number.name} to {'the sandbox' if to_child else 'us'}, `{command}`,"
            tried += f" after {moment * 1000:.0f} ms: "
            found = _struck(app, command, number, moment, to_child) + orphans() + _broken(app)
            yield tried + "; ".join(found) if found else ""


def made(app: Path) -> Path:
    """An app whose handler keeps something, and has a parameter."""
    (app / "server").mkdir(parents=True)
    (app / "config").mkdir()
    (app / "manifest.json").write_text(registering({"onTicketCreate": "cb"}))
    (app / "server" / "server.js").write_text(SERVER)
    key = {"key": {"display_name": "Key", "type": "text"}}
    (app / "config" / "iparams.json").write_text(json.dumps(key))
    return app


def _struck(
    app: Path, command: str, number: signal.Signals, moment: float, to_child: bool
) -> list[str]:
    """Runs the command, sends the signal, and says what was wrong with how that ended."""
    process = subprocess.Popen(
        [*FDEVENTS, *shlex.split(command)],
        cwd=app, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    threading.Event().wait(moment)  # the moment is what is tried, and not waited for anything
    sent = _send(process, number, to_child)
    watches = command == "run" or "--watch" in command
    if watches and (to_child or not sent or number in _HARMLESS):
        # Which does not end a watch; what does, once it has begun, is the same for all.
        threading.Event().wait(LASTS[-1])
        process.terminate()
        allowed = {143, -signal.SIGPIPE} if number == signal.SIGPIPE else {143}
    else:
        allowed = _codes(command, number, to_child) if sent else {0}
    try:
        _, said = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return ["it hangs"]
    text = said.decode("utf-8", "replace")
    if number == signal.SIGINT and "KeyboardInterrupt" in text and str(PACKAGE) not in text:
        return []  # what Python says where it comes before the first line of ours
    found = []
    if process.returncode not in allowed:
        found.append(f"exit {process.returncode}: {text[:600]!r}")
    if "Traceback" in text or "Exception ignored" in text or "bug in fdevents" in text:
        found.append(f"it said {text[:900]!r}")
    return found


def _send(process: subprocess.Popen[bytes], number: signal.Signals, to_child: bool) -> bool:
    """Whether there was somebody to send it to."""
    if process.poll() is not None:
        return False
    if not to_child:
        _strike(psutil.Process(process.pid), number)
        return True
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if "deno" in child.name():
                    _strike(child, number)
                    return True
    return False


def _strike(process: psutil.Process, number: signal.Signals) -> None:
    process.send_signal(number)
    if number == signal.SIGSTOP:  # as a laptop that is shut, and opened again
        threading.Event().wait(0.3)
        process.resume()


def _codes(command: str, number: signal.Signals, to_child: bool) -> set[int]:
    if number == signal.SIGSTOP:
        return {0}
    if to_child:  # before it was ready, while it fired, and when nobody needed it any more
        return {0, 1, 4}
    if number == signal.SIGPIPE:  # which Python ignores, once it has started
        return {0, -number}
    return {0, OURS.get(number, -number), -number}


def _broken(app: Path) -> list[str]:
    """What a later command would stumble over: files written by half, a store that is none."""
    found = []
    for path in app.rglob("*.json"):
        try:
            json.loads(path.read_text())
        except ValueError as error:
            found.append(f"{path.name} is half a file: {error}")
    store = app / ".fdevents" / "store.db"
    if store.exists():
        with closing(sqlite3.connect(store, timeout=5)) as connection:
            ((verdict,),) = connection.execute("PRAGMA integrity_check")
            if verdict != "ok":
                found.append(f"the store is broken: {verdict}")
    return found


@contextmanager
def adopting_orphans() -> Iterator[Callable[[], list[str]]]:
    """Processes whose parent has ended become our children for the time of the block; calling what
    it yields says which of them have not ended within two seconds."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    def orphans() -> list[str]:
        deadline = time.monotonic() + 2
        while True:
            left = [c for c in psutil.Process().children(recursive=True) if c.pid not in before]
            left = [child for child in left if not _buried(child)]
            if not left:
                return []
            if time.monotonic() > deadline:
                break
            threading.Event().wait(0.01)
        found = [f"an orphan: {_line(child)}" for child in left]
        for child in left:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        return found

    try:
        yield orphans
    finally:
        libc.prctl(_ADOPT_ORPHANS, 0, 0, 0, 0)


def _buried(child: psutil.Process) -> bool:
    """Whether it has ended; who became ours has nobody else to wait for it."""
    try:
        if child.status() == psutil.STATUS_ZOMBIE and child.ppid() == os.getpid():
            os.waitpid(child.pid, os.WNOHANG)
        return not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ChildProcessError):
        return True


def _line(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline())[:120]
    except psutil.NoSuchProcess:
        return "gone just now"
