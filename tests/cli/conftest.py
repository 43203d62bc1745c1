"""Where the commands of this folder's tests run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.apps import SERVER, MakeApp


@pytest.fixture
def in_an_app(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app without faults is the current folder."""
    app = make_app(SERVER)
    monkeypatch.chdir(app)
    return app
