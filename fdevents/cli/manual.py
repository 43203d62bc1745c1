"""What `--help` prints: whole words in whole lines, however narrow the screen is.

Typer's own cuts words that are wider than a column of its table, such as the paths of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from fdevents.masking import NO_SECRETS
from fdevents.reports.layout import wrapped
from fdevents.reports.terminal import Terminal, columns, out

_NARROW = 60  # columns: on fewer, what an option does stands below it
_WIDEST_LABEL = 22  # columns, with a wider label what it does stands below it, too
_COMMAND_LINE = "fdevents "  # how a paragraph begins that is an example, to be copied

Row = tuple[str, str]


def help_text(command: click.Command, ctx: click.Context) -> str:
    """Return the help of a command, in colour where standard output shows any."""
    terminal = out(NO_SECRETS)
    ctx.color = terminal.colour  # whoever prints it would take the colours out again
    parts = [_usage(terminal, command, ctx), _prose(terminal, command.help or "")]
    for head, rows in _sections(command, ctx):
        parts.append([terminal.paint(head, bold=True), *_table(terminal, rows)])
    return "\n\n".join("\n".join(part) for part in parts)


def _usage(terminal: Terminal, command: click.Command, ctx: click.Context) -> list[str]:
    words = (ctx.command_path, *command.collect_usage_pieces(ctx))
    head = terminal.paint("Usage:", bold=True)
    return list(wrapped(terminal, " ".join(words), " " * 7, f"{head} "))


def _prose(terminal: Terminal, text: str) -> list[str]:
    """Set the paragraphs of a docstring into lines; examples stay as they are."""
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith(_COMMAND_LINE):
            lines += ["", f"  {paragraph}"]
        else:
            lines += ["", *wrapped(terminal, paragraph, "")]
    return lines[1:]


def _sections(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, list[Row]]]:
    """Find the arguments, the options by their panels, and the commands of a group."""
    found: dict[str, list[Row]] = {}
    for parameter in command.get_params(ctx):
        usual = "Options" if isinstance(parameter, click.Option) else "Arguments"
        row = parameter.get_help_record(ctx)
        if row:
            head = getattr(parameter, "rich_help_panel", None) or usual
            found.setdefault(head, []).append(row)
    if isinstance(command, click.Group):
        names = ((name, command.get_command(ctx, name)) for name in command.list_commands(ctx))
        found["Commands"] = [(name, _summary(each)) for name, each in names if each]
    yield from found.items()


def _summary(command: click.Command) -> str:
    return (command.help or "").strip().partition("\n\n")[0]


def _table(terminal: Terminal, rows: Iterable[Row]) -> Iterator[str]:
    """Set labels and what they mean side by side, or below each other where that is too narrow."""
    rows = list(rows)
    fitting = [columns(label) for label, _ in rows if columns(label) <= _WIDEST_LABEL]
    column = 4 + max(fitting, default=0)
    if terminal.width < _NARROW:
        column = 6
    for label, meaning in rows:
        first = f"  {terminal.paint(label, fg='cyan')}"
        gap = column - columns(label) - 2
        if terminal.width < _NARROW or gap < 2:
            yield first
            first = " " * column
        else:
            first += " " * gap
        yield from wrapped(terminal, meaning, " " * column, first)
