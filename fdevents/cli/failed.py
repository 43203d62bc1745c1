"""What is said of a command line that came to nothing, and its exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path

import click

from fdevents.cli.nowhere import open_nowhere
from fdevents.cli.remedies import error_text, hint_text
from fdevents.cli.usage import names_no_command, usage_error
from fdevents.errors import ExitCode, FdeventsError, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.reports.error_text import show_error
from fdevents.reports.terminal import err

# A disk, a quota or a file-size limit; Windows does not have EDQUOT.
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
_INSTALLING = "--install-completion"


def say(error: Exception, arguments: list[str]) -> int:
    """Say what stopped the command line `arguments`, and return the exit code."""
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, FdeventsError):
        return _failed(error)
    if _INSTALLING in arguments:  # typer writes to the home folder, and handles no failure
        return _failed(_not_installed(error))
    if isinstance(error, OSError) and _is_of_a_stream(error):
        return _unwritable(error)
    return _bug(error)


def _usage(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), color=error.ctx.color if error.ctx else None)
        return ExitCode.USAGE
    if isinstance(error, click.UsageError) and error.ctx and names_no_command(error):
        click.echo(error.ctx.get_help(), color=error.ctx.color)
        return ExitCode.USAGE
    return _failed(usage_error(error))


def _failed(error: FdeventsError) -> int:
    # Its message quotes what was typed; what an app's files hold is only in what reports show.
    show_error(err(NO_SECRETS), error_text(error), hint_text(error.hint, error.remedies))
    return error.exit_code


def _not_installed(error: Exception) -> UsageProblem:
    why = str(error).rstrip(".")
    if isinstance(error, OSError) and error.filename:
        why = f"{error.filename} cannot be written: {error.strerror}"
    return UsageProblem(
        f"The completion could not be installed: {why}.",
        "--show-completion prints it, to be put where your shell looks for it.",
    )


def _is_of_a_stream(error: OSError) -> bool:
    """Tell whether it says that standard output cannot be written: it is full, or not open for
    writing. A file of the user's has a message of its own."""
    return error.errno in _FULL or (error.errno == errno.EBADF and error.filename is None)


def _unwritable(error: OSError) -> int:
    # Python flushes the stream when it ends, and would fail once more.
    os.dup2(open_nowhere(), sys.stdout.fileno())
    why = "it is not open for writing" if error.errno == errno.EBADF else error.strerror
    return _failed(UsageProblem(f"Standard output cannot be written: {why}."))


def _bug(error: Exception) -> int:
    if isinstance(error.__cause__, KeyboardInterrupt):
        return ExitCode.INTERRUPTED  # Python wraps it, in a class that was being made
    if os.environ.get("FDEVENTS_DEBUG"):
        traceback.print_exception(error)
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    code = frame.tb_frame.f_code if frame else None
    where = f" in {Path(code.co_filename).name}, {code.co_name}" if code else ""
    message = f"This is a bug in fdevents: {type(error).__name__}{where}: {error}"
    return _failed(FdeventsError(message, "Please report it, with what FDEVENTS_DEBUG=1 prints."))
