"""Firing a handler that is written in a line, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from fdevents import Failure, Outcome

FireHandler = Callable[..., Outcome]
OURS = re.compile(r"fdevents:|file:|ext:|node:|host\.js|context\.js")


def lines(outcome: Outcome) -> list[str]:
    """The text of each line; the firing went well."""
    assert outcome.status == "ok", outcome.error
    return [line.text for line in outcome.console]


def failure(outcome: Outcome) -> Failure:
    """Why the firing failed."""
    assert outcome.status == "failed"
    assert outcome.value is None
    assert outcome.error
    return outcome.error
