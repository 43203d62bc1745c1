"""One command line, run for its exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import click
import typer

from fdevents import __version__
from fdevents.cli.context import CommandContext
from fdevents.cli.lazy import LazyGroup
from fdevents.cli.nowhere import open_nowhere
from fdevents.cli.options import AppDir
from fdevents.errors import ExitCode
from fdevents.signals import Terminated

if TYPE_CHECKING:
    from fdevents.sandbox.process import Sandbox

app = typer.Typer(
    name="fdevents",
    cls=LazyGroup,
    help="Fire Freshdesk product events at your app's handlers, on your machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        click.echo(f"fdevents {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    ctx: typer.Context,
    app_folder: AppDir = None,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Fire Freshdesk product events at your app's handlers, on your machine."""
    ctx.ensure_object(CommandContext).app = app_folder


def run(arguments: list[str], started: Sandbox | None = None) -> int:
    """Run one command line and return its exit code; nothing that goes wrong is raised.

    `started` is a sandbox that is warming up; it is ended if the command has no use for it.
    """
    context = CommandContext(started)
    _escape_what_cannot_be_printed()
    if any(word.endswith("-completion") for word in arguments):
        from fdevents.cli.shells import use_our_scripts  # for whoever sets Tab up

        use_our_scripts()
    try:
        return _attempt(arguments, context)
    except BrokenPipeError:
        return _reader_gone()
    finally:
        context.close()


def _attempt(arguments: list[str], context: CommandContext) -> int:
    """Return the exit code, with the error said. Raises BrokenPipeError when nobody reads."""
    try:
        result = app(arguments, standalone_mode=False, obj=context, prog_name="fdevents")
        sys.stdout.flush()
        code = int(result or ExitCode.OK)
        return _interrupted() if code == ExitCode.INTERRUPTED else code  # as typer ends on Ctrl-C
    except (KeyboardInterrupt, click.exceptions.Abort, EOFError):
        return _interrupted()
    except Terminated:
        return ExitCode.TERMINATED
    except BrokenPipeError:
        raise
    except SystemExit as exit_:  # how click leaves when the reader of a pipe has gone
        if isinstance(exit_.__context__, BrokenPipeError):
            raise exit_.__context__ from None
        raise
    except Exception as error:  # the edge: nothing goes past it
        from fdevents.cli.failed import say  # 10 ms that only what goes wrong has to wait

        return say(error, arguments)


def _interrupted() -> int:
    if sys.stderr.isatty():
        sys.stderr.write("\n")  # the terminal has written ^C
    return ExitCode.INTERRUPTED


def _escape_what_cannot_be_printed() -> None:
    # An old Windows console cannot encode “→”; an answer with an escape in it beats none.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _reader_gone() -> int:
    """Fall silent: who read our output has closed the pipe, as head does."""
    nowhere = open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # Else Python reports the broken pipe once more when it ends.
            os.dup2(nowhere, stream.fileno())
    return ExitCode.READER_GONE
