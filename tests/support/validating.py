"""An app with problems, and what `fdevents validate` says of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.commands import Cli

# Two errors; the first one's event has what GitHub's workflow commands must have escaped.
BROKEN = r"""exports = {
  events: [{ event: "on%Ticket\r\n,:Create", callback: "cb" },
           { event: "onTicketUpdate", callback: "updte" }],
  cb() { setTimeout(cb); },
  update() {},
};
"""


def problems(cli: Cli, app: Path) -> list[dict[str, Any]]:
    """What `--format json` says of the app."""
    found: list[dict[str, Any]] = cli("validate", "--app", app, "--format", "json").json["problems"]
    return found


def sarif(cli: Cli, app: Path) -> dict[str, Any]:
    """What `--format sarif` says of the app."""
    document: dict[str, Any] = cli("validate", "--app", app, "--format", "sarif").json
    return document
