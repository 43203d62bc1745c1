"""Markdown: set for a terminal, as it was written in a pipe."""

from __future__ import annotations

from io import StringIO

from fdevents.reports.terminal import Terminal

# The terminal's own colours on its own background, which may be light or dark.
_BLOCKS, _WORDS = "ansi_dark", {"markdown.code": "bold cyan"}


def show_markdown(output: Terminal, text: str) -> None:
    """Print `text`, which is Markdown of ours."""
    shown = _rendered(output, text) if output.is_terminal else text
    for line in shown.rstrip("\n").split("\n"):
        output.line(line.rstrip())


def _rendered(output: Terminal, text: str) -> str:
    """Render into a text first, so that `Terminal` is still what prints it."""
    from rich.console import Console  # 60 ms, which a pipe does not need
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(
        file=StringIO(),
        width=output.width,
        no_color=not output.colour,
        force_terminal=output.colour,
        safe_box=not output.unicode,
        emoji=False,
        legacy_windows=False,
        theme=Theme(_WORDS),
    )
    with console.capture() as captured:
        console.print(Markdown(text, code_theme=_BLOCKS, hyperlinks=False))
    return captured.get()
