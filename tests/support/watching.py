"""A watch of an app under way, and what is saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.processes import Process, started

WAITING = "watching for changes, Ctrl-C to stop"


def server(value: object, code: str = "") -> str:
    """A server.js whose handler returns `value`, the parameters and the ticket's subject."""
    returned = f"[{value}, payload.iparams, payload.data.ticket.subject]"
    return (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  cb(payload) {{ {code} return {returned}; }} }};\n"
    )


def save(app: Path, value: object, code: str = "", *, renaming: bool = False) -> None:
    """Saves server.js as an editor does: in place, or as a new file that takes its name."""
    path = app / "server" / ("server.js.new" if renaming else "server.js")
    path.write_text(server(value, code))
    path.replace(app / "server" / "server.js")


@contextmanager
def watching(app: Path, *arguments: str, command: str = "trigger") -> Iterator[Process]:
    """A watch of the app, its first firing over."""
    line = [command, "onTicketCreate", "--app", str(app), "--json", *arguments]
    with started(*line, *(["--watch"] if command == "trigger" else [])) as process:
        process.until_said(WAITING)
        yield process


def values(outcomes: list[Any]) -> list[Any]:
    """What the handler was made to return, of each outcome."""
    return [each["value"][0] for each in outcomes]
