"""Who answers the requests of an app that was loaded: its mocks, or the hosts themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fdevents.apis.live import Live
from fdevents.apis.mocked import Mocked
from fdevents.app.folder import AppFiles
from fdevents.app.mock_file import MockFile
from fdevents.app.mocks import read_mocks
from fdevents.app.writing import Write
from fdevents.session.settings import Settings


def sender_of(
    files: AppFiles, settings: Settings, write: Write, missing: Callable[[dict[str, Any]], None]
) -> Live | Mocked:
    """Make what answers requests as the settings say; with `add_mocks`, the mocks that are missing
    are handed to `missing`."""
    if settings.live:
        return Live(MockFile(files, write) if settings.record else None)
    adding = missing if settings.add_mocks else None
    return Mocked(read_mocks(files.mocks), files, adding, match_body=settings.match_body)
