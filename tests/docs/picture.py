"""The picture of a firing in README.md: real output of fdevents, drawn by rich."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.docs.examples import without_times
from tests.docs.pages import GUIDE

PICTURE = GUIDE / "firing.svg"
COLUMNS = 80
_SESSION = (
    ("trigger", "onTicketUpdate", "--change", "priority=Low,Urgent"),
    ("trigger", "onTicketUpdate", "--change", "tags=vip"),
)

# rich's own frame, without the fonts that it would fetch from a server.
_FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw() -> str:
    """Run the session in a new app and draw what it prints, as an SVG."""
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, legacy_windows=False
    )
    with tempfile.TemporaryDirectory() as folder:
        _run(folder, "init", "my-app", "--event", "onTicketUpdate")
        for number, arguments in enumerate(_SESSION):
            command = f"$ fdevents {' '.join(arguments)}"
            console.print(Text(f"\n{command}" if number else command, style="bold"))
            console.print(Text.from_ansi(_run(f"{folder}/my-app", *arguments).rstrip()))
    svg = console.export_svg(title="fdevents", code_format=_FRAME, unique_id="firing")
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


def text_of(svg: str) -> str:
    """The words that a picture shows, without times: what has to be current."""
    words = re.findall(r"<text [^>]*>(.*?)</text>", svg, re.DOTALL)
    return without_times(html.unescape("".join(words)).replace("\xa0", " "))


def write() -> bool:
    """Draw the picture, if what it shows has changed; say whether it had."""
    drawn = draw()
    if PICTURE.exists() and text_of(PICTURE.read_text("utf-8")) == text_of(drawn):
        return False
    PICTURE.write_text(drawn, "utf-8")
    return True


def _run(folder: str, *arguments: str) -> str:
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-m", "fdevents", *arguments],
        cwd=Path(folder),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout
