"""A program that renders one Jinja template, and what it does, for templates of our own.

Run as a file it imports nothing of ours: `[text, context]` comes in by standard input, as JSON, and
`{"text": …}` goes out, or `{"why": …, "line": …}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

LARGEST = 8 * 1024 * 1024  # characters


class NotRendered(Exception):
    """Why a template does not render, and in which line, as far as that is known."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


def rendered(text: str, context: Mapping[str, Any]) -> str:
    """Render the template in Jinja's sandbox. Raises NotRendered."""
    # 45 ms, and only a template that no sample stands for needs it.
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    # Attributes stay in the order of the documentation; Jinja would sort them.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    found: list[str] = []
    size = 0
    try:
        for part in environment.from_string(text).generate(context):
            size += len(part)
            if size > LARGEST:
                raise NotRendered(f"it makes more than {LARGEST // 1024**2} MB.")
            found.append(part)
    except TemplateError as error:
        raise NotRendered(str(error.message), getattr(error, "lineno", None)) from None
    except NotRendered:
        raise
    except Exception as error:  # whatever a template's expressions can raise
        raise NotRendered(f"{type(error).__name__}: {error}") from None
    return "".join(found)


def main() -> None:
    """Render what standard input has."""
    text, context = json.loads(sys.stdin.buffer.read())
    try:
        answer: dict[str, Any] = {"text": rendered(text, context)}
    except NotRendered as error:
        answer = {"why": error.why, "line": error.line}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
