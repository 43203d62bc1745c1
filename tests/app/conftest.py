"""Apps for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.apps import MakeApp


@pytest.fixture
def declaring(make_app: MakeApp) -> Callable[..., Path]:
    """Writes an app with the code `server` that declares the packages."""

    def call(server: str, *declared: str, version: str = "2.2") -> Path:
        events = {"onTicketCreate": {"handler": "cb"}}
        manifest = {
            "platform-version": version,
            "dependencies": dict.fromkeys(declared, "1.0.0"),
            "product": {"freshdesk": {"events": events}},
        }
        return make_app(server, manifest=json.dumps(manifest))

    return call
