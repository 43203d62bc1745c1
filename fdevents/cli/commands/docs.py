"""`fdevents docs`: the guide, a topic at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fdevents.assets import asset
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.reports.markdown import show_markdown
from fdevents.reports.terminal import out
from fdevents.wording import EVERY, did_you_mean, listed


def topics() -> dict[str, Path]:
    """Find the guide's pages, by topic."""
    return {path.stem: path for path in sorted(asset("docs").glob("*.md"))}


def complete_topic(incomplete: str) -> list[tuple[str, str]]:
    """Offer the topics, with what each is about."""
    return [(name, _about(path)) for name, path in topics().items() if name.startswith(incomplete)]


def docs(
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="What to read about; without it, the topics are listed.",
            autocompletion=complete_topic,
        ),
    ] = None,
) -> int:
    """Show the guide, a topic at a time.

    On a terminal it is set for reading, and in a pipe it is plain Markdown.
    """
    found = topics()
    if topic is None:
        show_markdown(out(NO_SECRETS), _contents(found))
        return ExitCode.OK
    if topic not in found:
        guess = did_you_mean(topic, found) or f"The topics are {listed(found, most=EVERY)}."
        raise UsageProblem(f"The guide has no topic “{topic}”.", guess)
    show_markdown(out(NO_SECRETS), found[topic].read_text("utf-8"))
    return ExitCode.OK


def _contents(found: dict[str, Path]) -> str:
    rows = (f"| `{name}` | {_about(path)} |" for name, path in found.items())
    more = "`fdevents docs TOPIC` shows one, `fdevents explain RULE` a rule of `validate`."
    return "\n".join(("| Topic | What it is about |", "|---|---|", *rows, "", more))


def _about(path: Path) -> str:
    """Return the page's first sentence."""
    _title, _, body = path.read_text("utf-8").partition("\n\n")
    return body.partition("\n\n")[0].replace("\n", " ").partition(". ")[0].rstrip(".") + "."
