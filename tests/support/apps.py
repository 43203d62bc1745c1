"""Apps written in a line."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

MANIFEST = '{"platform-version": "2.0", "product": {"freshdesk": {}}}\n'


class MakeApp(Protocol):
    """`make_app(server="exports = {…}")` writes an app and returns its folder."""

    def __call__(
        self, server: str | None = None, *, manifest: str | None = MANIFEST, **files: str | bytes
    ) -> Path: ...
