"""How hints, remedies and parameters become words, which the front end knows that reports them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fdevents.remedies import Parameter, Remedy

Words = Callable[[str, Iterable[Remedy]], str]
"""`words(hint, remedies)` is the hint, and what would help as the reader would type or click it."""

Named = Callable[[Parameter], str]
"""`named(parameter)` is the parameter as the reader would type it or find it on a page."""
