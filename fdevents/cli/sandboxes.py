"""The sandboxes of a command: the one that started early, and those it needs beside it."""

from __future__ import annotations

import typer

from fdevents.cli.context import CommandContext
from fdevents.sandbox.pool import Pool


def sandboxes(ctx: typer.Context, memory_mb: int, *, spare: bool = False) -> Pool:
    """Return the sandboxes of this command; they end with it, however that ends."""
    outer: CommandContext = ctx.obj
    started, outer.started = outer.started, None
    found = Pool(memory_mb, spare=spare, started=started)
    ctx.call_on_close(found.close)
    return found
