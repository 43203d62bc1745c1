"""The command line: what a person types, and the exit code that the shell gets."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from fdevents import __version__
from fdevents.cli.commands import stored
from fdevents.cli.commands.docs import docs
from fdevents.cli.commands.events import events
from fdevents.cli.commands.explain import explain
from fdevents.cli.commands.init import init
from fdevents.cli.commands.install import install
from fdevents.cli.commands.iparams import iparams
from fdevents.cli.commands.payload import payload
from fdevents.cli.commands.run import run as run_command
from fdevents.cli.commands.schema import schema
from fdevents.cli.commands.trigger import trigger
from fdevents.cli.commands.validate import validate
from fdevents.cli.context import CommandContext
from fdevents.errors import ExitCode, FdeventsError, UsageProblem
from fdevents.signals import Terminated

if TYPE_CHECKING:
    from fdevents.sandbox.process import Sandbox

app = typer.Typer(
    name="fdevents",
    help="Fire Freshdesk product events at your app's handlers, on your machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (init, validate, events, payload, trigger):
    app.command()(_command)
app.command("run")(run_command)
app.command()(schema)
app.command()(install)
app.command()(docs)
app.command()(explain)
app.add_typer(stored.db, name="db")
app.add_typer(iparams, name="iparams")
app.add_typer(stored.schedule, name="schedule")


def _show_version(wanted: bool) -> None:
    if wanted:
        click.echo(f"fdevents {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    ctx: typer.Context,
    app_folder: Annotated[
        Path | None,
        typer.Option(
            "--app",
            metavar="DIR",
            help="The app's folder; the current one by default.",
            show_default=False,
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Fire Freshdesk product events at your app's handlers, on your machine."""
    ctx.ensure_object(CommandContext).app = app_folder


def run(arguments: list[str], started: Sandbox | None = None) -> int:
    """Runs one command line and returns its exit code; nothing that goes wrong is raised.

    `started` is a sandbox that is warming up; it is ended if the command has no use for it.
    """
    context = CommandContext(started)
    _escape_what_cannot_be_printed()
    try:
        return _attempt(arguments, context)
    except BrokenPipeError:
        return _reader_gone()
    finally:
        context.close()


def _attempt(arguments: list[str], context: CommandContext) -> int:
    """The exit code, with the error said. Raises BrokenPipeError when nobody reads any more."""
    try:
        result = app(arguments, standalone_mode=False, obj=context, prog_name="fdevents")
        sys.stdout.flush()
        code = int(result or ExitCode.OK)
        return _interrupted() if code == ExitCode.INTERRUPTED else code  # as typer ends on Ctrl-C
    except click.ClickException as error:
        return _usage(error)
    except FdeventsError as error:
        return _failed(error)
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
        return _unforeseen(error, arguments)


def _interrupted() -> int:
    if sys.stderr.isatty():
        sys.stderr.write("\n")  # the terminal has written ^C
    return ExitCode.INTERRUPTED


def _escape_what_cannot_be_printed() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _usage(error: click.ClickException) -> int:
    from fdevents.cli.showing import show_error
    from fdevents.reports.terminal import err

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message())
        return ExitCode.USAGE
    if error.message == "Missing command." and isinstance(error, click.UsageError) and error.ctx:
        click.echo(error.ctx.get_help())
        return ExitCode.USAGE
    message = error.format_message()
    hint = _usage_hint(error) if isinstance(error, click.UsageError) else ""
    if hint.startswith("Did you mean"):
        message = re.split(r" \(?Did you mean", message)[0]  # click's own guess
    show_error(err(), FdeventsError(message, hint))
    return ExitCode.USAGE


# Options that people look for where they are not: the command, the option, what to do.
_PAYLOADS = "run fires default payloads; trigger takes the payload options."
_ELSEWHERE = {
    ("trigger", "--once"): "trigger fires once, unless --watch is given.",
    ("run", "--watch"): "run always watches; --once fires once.",
    ("validate", "--json"): "Try: --format json",
    ("run", "--change"): _PAYLOADS,
    ("run", "--set"): _PAYLOADS,
    ("run", "--payload"): _PAYLOADS,
    ("run", "--variant"): _PAYLOADS,
    ("run", "--iparam"): _PAYLOADS,
}


def _usage_hint(error: click.UsageError) -> str:
    from fdevents.freshdesk.catalogue import all_events
    from fdevents.wording import did_you_mean

    context = error.ctx
    if context is None:
        return ""
    if isinstance(error, click.MissingParameter) and error.param:
        if error.param.name == "event":
            return all_events()
        names = (error.param.metavar or "").split("|")
        if len(names) > 1:
            return f"It is one of {', '.join(names)}."
    guess = ""
    if isinstance(error, click.NoSuchOption):
        elsewhere = _ELSEWHERE.get((str(context.info_name), error.option_name))
        if elsewhere:
            return elsewhere
        options = [name for param in context.command.params for name in param.opts]
        guess = did_you_mean(error.option_name, options)
    elif isinstance(context.command, click.Group) and "No such command" in error.message:
        guess = did_you_mean(error.message.split("'")[1], context.command.commands)
    return guess or f"Try: {context.command_path} --help"


def _failed(error: FdeventsError) -> int:
    from fdevents.cli.showing import show_error
    from fdevents.reports.terminal import err

    show_error(err(), error)
    return error.exit_code


_FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


_INSTALLING = "--install-completion"


def _unforeseen(error: Exception, arguments: list[str]) -> int:
    if _INSTALLING in arguments:  # typer writes to the home folder, and handles no failure
        return _failed(_not_installed(error))
    if isinstance(error, OSError) and error.errno in _FULL:
        return _full(error)
    return _bug(error)


def _not_installed(error: Exception) -> UsageProblem:
    why = str(error).rstrip(".")
    if isinstance(error, OSError) and error.filename:
        why = f"{error.filename} cannot be written: {error.strerror}"
    return UsageProblem(
        f"The completion could not be installed: {why}.",
        "--show-completion prints it, to be put where your shell looks for it.",
    )


def _full(error: OSError) -> int:
    """Files of the user's own are written elsewhere, with messages of their own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _failed(UsageProblem(f"Standard output cannot be written: {error.strerror}."))


def _bug(error: Exception) -> int:
    if isinstance(error.__cause__, KeyboardInterrupt):
        return ExitCode.INTERRUPTED  # Python wraps it, in a class that was being made
    from fdevents.cli.showing import show_error
    from fdevents.reports.terminal import err

    if os.environ.get("FDEVENTS_DEBUG"):
        import traceback

        traceback.print_exception(error)
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    code = frame.tb_frame.f_code if frame else None
    where = f" in {Path(code.co_filename).name}, {code.co_name}" if code else ""
    message = f"This is a bug in fdevents: {type(error).__name__}{where}: {error}"
    hint = "Please report it, with what FDEVENTS_DEBUG=1 prints."
    show_error(err(), FdeventsError(message, hint))
    return ExitCode.BUG


def _reader_gone() -> int:
    """Who read our output has closed the pipe, as head does: nothing more to say."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    return ExitCode.READER_GONE
