"""An app's problems as GitHub's workflow commands: an annotation in the diff for each.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fdevents.masking import Secrets
from fdevents.problems import Problem
from fdevents.reports.words import Words


def github_lines(
    app: Path, problems: Iterable[Problem], secrets: Secrets, words: Words
) -> Iterator[str]:
    """Write a line for each problem of the app in the folder `app`."""
    for each in problems:
        file = (app / each.place.file).as_posix()
        parts = {"file": file, "line": each.place.line, "col": each.place.column}
        parts["title"] = f"fdevents {each.rule}"
        properties = ",".join(
            f"{name}={_escaped(str(value), ':,')}" for name, value in parts.items() if value
        )
        message = secrets.in_text(f"{each.message} {words(each.hint, each.remedies)}".strip())
        yield f"::{each.severity.value} {properties}::{_escaped(message)}"


def _escaped(value: str, more: str = "") -> str:
    # The % first, or what stands for the others would be escaped again.
    for each in f"%\r\n{more}":
        value = value.replace(each, f"%{ord(each):02X}")
    return value
