"""Sandboxes for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from fdevents.sandbox.pool import Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    """Sandboxes of this test's own, closed in the end; they need little memory."""
    with closing(Pool(80)) as made:
        yield made
