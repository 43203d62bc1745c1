"""An app's problems in four formats: text, json, github and sarif."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from fdevents import __version__
from fdevents.problems import RULES, Problem
from fdevents.reports.layout import excerpt, wrapped
from fdevents.reports.printed import problems_document
from fdevents.reports.terminal import Output
from fdevents.session.app import App

Renderer = Callable[[Output, App, list[Problem]], Iterator[str]]


def text(output: Output, app: App, problems: list[Problem]) -> Iterator[str]:
    """For people: each problem with its source line, and how many there are."""
    for each in problems:
        colour = "red" if each.is_error else "yellow"
        word = output.paint(each.severity.value, fg=colour, bold=True)
        place = output.paint(str(each.place), fg="cyan")
        yield f"{word} {output.paint(each.rule, bold=True)}  {place}"
        yield from wrapped(output, each.message, "  ")
        yield from excerpt(output, app.files.text(each.place.file), each.place)
        if each.hint:
            yield from wrapped(
                output, each.hint, " " * 8, f"  {output.paint('hint', fg='yellow')}  "
            )
        yield ""
    yield from _summary(output, app, problems)


def as_json(_: Output, app: App, problems: list[Problem]) -> Iterator[str]:
    """One JSON document; `fdevents schema problems` describes it."""
    yield json.dumps(problems_document(str(app.root), problems), indent=2)


def github(_: Output, app: App, problems: list[Problem]) -> Iterator[str]:
    """GitHub's workflow commands: an annotation in the diff for each problem."""
    for each in problems:
        file = (app.root / each.place.file).as_posix()
        parts = {"file": file, "line": each.place.line, "col": each.place.column}
        parts["title"] = f"fdevents {each.rule}"
        properties = ",".join(
            f"{name}={_escaped(str(value), ':,')}" for name, value in parts.items() if value
        )
        message = f"{each.message} {each.hint}".strip()
        yield f"::{each.severity.value} {properties}::{_escaped(message)}"


def sarif(_: Output, app: App, problems: list[Problem]) -> Iterator[str]:
    """SARIF 2.1.0, as code scanning services take it."""
    rules = [
        {
            "id": rule,
            "shortDescription": {"text": holds},
            "defaultConfiguration": {"level": severity.value},
        }
        for rule, (severity, holds) in RULES.items()
    ]
    driver = {"name": "fdevents", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(app, each) for each in problems],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    yield json.dumps(document, indent=2)


FORMATS: dict[str, Renderer] = {"text": text, "json": as_json, "github": github, "sarif": sarif}


def show_problems(output: Output, app: App, problems: list[Problem], style: str = "text") -> None:
    """Prints the problems in the format `style`."""
    for line in FORMATS[style](output, app, problems):
        output.line(line)


def _sarif_result(app: App, each: Problem) -> dict[str, Any]:
    from urllib.parse import quote

    uri = quote((app.root / each.place.file).as_posix())
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if each.place.line:
        region = {"startLine": each.place.line, "startColumn": each.place.column or 1}
        location["region"] = region
    return {
        "ruleId": each.rule,
        "ruleIndex": list(RULES).index(each.rule),
        "level": each.severity.value,
        "message": {"text": f"{each.message} {each.hint}".strip()},
        "locations": [{"physicalLocation": location}],
    }


def _summary(output: Output, app: App, problems: list[Problem]) -> Iterator[str]:
    errors = sum(each.is_error for each in problems)
    warnings = len(problems) - errors
    if problems:
        counts = [_count(errors, "error"), _count(warnings, "warning")]
        yield ", ".join(count for count in counts if count)
        return
    mark = output.paint(output.sign("✔", "OK"), fg="green", bold=True)
    said = f"no problems; {len(app.registrations)} registered: {', '.join(app.registrations)}"
    yield from wrapped(output, said, "  ", f"{mark} ")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""


def _escaped(value: str, more: str = "") -> str:
    for each in f"%\r\n{more}":
        value = value.replace(each, f"%{ord(each):02X}")
    return value
