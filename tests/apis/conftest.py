"""What the tests of the APIs share: a handler that calls them, through the real sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents import App, Outcome
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, Fire, Rejected, manifest, told


@pytest.fixture
def fire(make_app: MakeApp) -> Fire:
    """Fires `event` at a handler with the code `body`."""

    def call(body: str, event: str = CREATE, version: str = "2.3", **options: Any) -> Outcome:
        app = make_app(
            f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
            manifest=manifest(event, version=version),
        )
        return App.load(app).fire(event, **options)

    return call


@pytest.fixture
def rejected(fire: Fire) -> Rejected:
    """`rejected("$db.get('k')")`: what the call is rejected with."""

    def call(code: str) -> dict[str, Any]:
        outcome = fire(told(code))
        assert isinstance(outcome.value, dict) and list(outcome.value) == ["rejected"], outcome
        reason: dict[str, Any] = outcome.value["rejected"]
        return reason

    return call
