"""What was there before the command: the sandbox that started early, --app before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fdevents.errors import UsageProblem

if TYPE_CHECKING:
    import typer

    from fdevents.sandbox.process import Sandbox


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
    """Find the app's folder: named after the command, before it, or here.

    Raises UsageProblem where it is relative to a folder that is gone.
    """
    folder = _named(ctx, given) or Path()
    try:
        folder.absolute()
    except FileNotFoundError:
        raise UsageProblem(
            "The current folder does not exist any more.",
            "Change to one that does; if it was made again, `cd .` is enough.",
        ) from None
    return folder


def names_an_app(ctx: typer.Context, given: Path | None) -> bool:
    """Tell whether the command line names the app's folder."""
    return _named(ctx, given) is not None


def _named(ctx: typer.Context, given: Path | None) -> Path | None:
    outer: CommandContext = ctx.obj
    return given or outer.app
