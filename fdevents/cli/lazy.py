"""Groups of commands; that of `fdevents` itself loads a command when it is invoked."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from importlib import import_module
from typing import Any

import click
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.models import CommandFunctionType

from fdevents.cli.commands import COMMANDS


class UnknownCommand(click.UsageError):
    """There is no command `given`; there are those called `names`."""

    def __init__(self, given: str, names: list[str], ctx: click.Context) -> None:
        super().__init__(f"There is no command “{given}”.", ctx)
        self.given = given
        self.names = names


class Command(TyperCommand):
    """A command with our help."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help."""
        from fdevents.cli.manual import help_text  # what is to be done need not wait for it

        formatter.write(help_text(self, ctx))


class Group(TyperGroup):
    """Commands with our help, of which the nearest is offered where one is misspelt."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help."""
        from fdevents.cli.manual import help_text  # as above

        formatter.write(help_text(self, ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begins with. Raises UnknownCommand."""
        is_command = args[0] in self.commands or args[0].startswith("-")
        if not is_command and not ctx.resilient_parsing:  # which is completing
            raise UnknownCommand(args[0], list(self.commands), ctx)
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """A command that is a group of others; `help_` is its first line."""

    def __init__(self, help_: str) -> None:
        super().__init__(cls=Group, no_args_is_help=True, add_completion=False, help=help_)

    def command(
        self, name: str | None = None, **how: Any
    ) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Register a function as a command of the group."""
        return super().command(name, cls=Command, **how)


class LazyGroup(Group):
    """The commands of `COMMANDS`: importing all of them takes as long as firing does."""

    def __init__(self, **attrs: Any) -> None:
        stand_ins = {name: TyperCommand(name, help=help_) for name, help_ in COMMANDS.items()}
        super().__init__(**attrs | {"commands": stand_ins})

    def _main_shell_completion(
        self,
        ctx_args: MutableMapping[str, Any],
        prog_name: str,
        complete_var: str | None = None,
    ) -> None:
        """Answer a shell that completes the line, and exit; else return."""
        if "_FDEVENTS_COMPLETE" in os.environ:
            from fdevents.cli.shells import answer_our_scripts  # for Tab alone

            answer_our_scripts()
        super()._main_shell_completion(ctx_args, prog_name, complete_var)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begins with, and load it. Raises UnknownCommand."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and stand_in else None, rest


def load(name: str) -> click.Command:
    """Load the command `name` of `COMMANDS`, from the file that has its name."""
    found = getattr(import_module(f"fdevents.cli.commands.{name}"), name)
    if not isinstance(found, typer.Typer):
        # A single function becomes a command only inside of an app of its own.
        alone = typer.Typer(add_completion=False)
        alone.command(name, cls=Command)(found)
        found = alone
    return get_command(found)
