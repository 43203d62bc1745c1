"""Command lines that say what cannot be: what click found, with what was probably meant."""

from __future__ import annotations

import click

from fdevents.cli.choices import OneOf
from fdevents.cli.lazy import UnknownCommand
from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import all_events
from fdevents.wording import did_you_mean

_PAYLOADS = "run fires default payloads; trigger takes the payload options."
# Options that people look for where they are not: by the command and the option, what to do. The
# nearest name among the command's own would mislead.
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


def names_no_command(error: click.UsageError) -> bool:
    """Tell whether a command is missing, which is answered with the help."""
    # Whatever else can be wrong with a group of commands is of a class of its own.
    is_group = error.ctx is not None and isinstance(error.ctx.command, click.Group)
    return is_group and type(error) is click.UsageError


def usage_error(error: click.ClickException) -> UsageProblem:
    """Return what click found wrong, and our hint, as an error of ours."""
    message, hint = error.format_message(), ""
    if isinstance(error, click.NoSuchOption):
        message = error.message  # without click's own guess
    if isinstance(error, click.UsageError) and error.ctx:
        hint = _hint(error, error.ctx) or f"Try: {error.ctx.command_path} --help"
    return UsageProblem(message, hint)


def _hint(error: click.UsageError, context: click.Context) -> str:
    if isinstance(error, click.MissingParameter) and error.param:
        if error.param.name == "event":
            return all_events()
        return error.param.type.hint() if isinstance(error.param.type, OneOf) else ""
    if isinstance(error, click.NoSuchOption):
        elsewhere = _ELSEWHERE.get((str(context.info_name), error.option_name))
        options = [name for param in context.command.params for name in param.opts]
        return elsewhere or did_you_mean(error.option_name, options)
    return did_you_mean(error.given, error.names) if isinstance(error, UnknownCommand) else ""
