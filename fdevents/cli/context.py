"""What was there before the command: the sandbox that started early, --app before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from fdevents.sandbox.pool import Pool
    from fdevents.sandbox.process import Sandbox
    from fdevents.session.settings import Settings


class CommandContext:
    """`started` is the sandbox that is warming up; whoever takes it closes it."""

    def __init__(self, started: Sandbox | None = None, app: Path | None = None) -> None:
        self.started = started
        self.app = app

    def close(self) -> None:
        """End a sandbox that no command took."""
        if self.started:
            self.started.close()
            self.started = None


def app_dir(ctx: typer.Context, given: Path | None) -> Path:
    """Find the app's folder: named after the command, before it, or here."""
    outer: CommandContext = ctx.obj
    return given or outer.app or Path()


def sandboxes(ctx: typer.Context, memory_mb: int, *, spare: bool = False) -> Pool:
    """Return the sandboxes of this command; they end with it, however that ends."""
    from fdevents.sandbox.pool import Pool

    outer: CommandContext = ctx.obj
    started, outer.started = outer.started, None
    found = Pool(memory_mb, spare=spare, started=started)
    ctx.call_on_close(found.close)
    return found


# The parameters of commands that are settings of a session, by the names that `Settings` has.
_SETTINGS = {
    "platform": "platform",
    "timeout": "timeout",
    "memory": "memory_mb",
    "db": "db",
    "allow_net": "allow_net",
    "live": "live",
    "record": "record",
}


def settings(ctx: typer.Context) -> Settings:
    """Return how handlers run, as the options of this command say. Raises UsageProblem."""
    from fdevents.session.settings import Settings  # Tab and --help need none

    given = {own: ctx.params[name] for name, own in _SETTINGS.items() if name in ctx.params}
    return Settings(**given | {"allow_net": tuple(ctx.params.get("allow_net") or ())})
