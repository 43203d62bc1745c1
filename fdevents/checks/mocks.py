"""server/test_data/requests.json judged: whether each mock can answer a request."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.jsonfile import JsonFile
from fdevents.app.mocks import MOCKS
from fdevents.checks.shape import misshapen, unreadable
from fdevents.problems import Problem


def check_mocks(file: JsonFile) -> Iterator[Problem]:
    """Find what is wrong with the file, which an app need not have."""
    yield from unreadable(file, "requests-syntax")
    if not file.trouble:
        yield from misshapen(file, MOCKS, "mocks-shape")
