"""Stack traces of the app's code: where in its files their frames are, as an editor counts."""

from __future__ import annotations

import re
from functools import lru_cache

from fdevents.app.folder import AppFiles
from fdevents.app.positions import from_engine
from fdevents.problems import Place

# Bounded, since a stack may be any text: neither endless search nor endless numbers.
_FRAME = re.compile(r"(?:\(|at (?:async )?)(server/[^():\n]{1,200}):(\d{1,9}):(\d{1,9})\b")


MOST_FRAMES = 50


def after_message(stack: str, message: str) -> str:
    """Return the stack without the message before it, which may look like frames itself."""
    return stack.partition(message)[2] if message and message in stack else stack


def in_characters(stack: str, message: str, files: AppFiles) -> str:
    """Return the stack with lines and columns as an editor counts them, not as V8 does; what the
    message quotes stays."""

    def counted(match: re.Match[str]) -> str:
        text = files.text(match[1])
        if not text:
            return match[0]
        line, column = _counted(text, int(match[2]), int(match[3]))
        start, end = match.start(1) - match.start(), match.end(3) - match.start()
        return f"{match[0][:start]}{match[1]}:{line}:{column}{match[0][end:]}"

    frames = after_message(stack, message)
    before = stack.removesuffix(frames)
    return before + _FRAME.sub(counted, _first(frames), count=MOST_FRAMES)


def _first(frames: str) -> str:
    """Return the first MOST_FRAMES of the lines: an app can have V8 keep as many as it likes."""
    lines = frames.split("\n", MOST_FRAMES + 1)
    return frames if len(lines) <= MOST_FRAMES + 1 else "\n".join([*lines[:-1], "    …"])


def place_in(stack: str) -> Place | None:
    """Return the place of the first frame of the app's files."""
    match = _FRAME.search(stack)
    if not match:
        return None
    return Place(match[1], int(match[2]), int(match[3]))


# A call in a loop has the same place ten thousand times, and counting goes through the whole file.
_counted = lru_cache(maxsize=64)(from_engine)
