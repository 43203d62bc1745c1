"""How a hint and its remedies become words: the front end that reports them knows its options."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fdevents.remedies import Remedy

Words = Callable[[str, Iterable[Remedy]], str]
"""`words(hint, remedies)` is the hint, and what would help as the reader would type or click it."""
