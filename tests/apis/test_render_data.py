"""`renderData`: how the handlers of set-up events end."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents import App
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from tests.support.apps import MakeApp
from tests.support.calling import Fire

pytestmark = pytest.mark.deno

SETUP = [event for event in EVENTS.values() if event.kind is Kind.SETUP]
ENDS = {
    "renderData();": None,
    "renderData(null, { a: 1 });": None,
    "renderData({ message: 'no' });": None,
    "await $db.set('k', { a: 1 }); renderData();": None,
    "$db.set('k', { a: 1 }).then(() => renderData());": None,
    "": "never called renderData()",
    "renderData(); renderData();": "was called 2 times",
    "renderData('no');": "does not take",
    "renderData(new Error('no'));": "does not take",
    "renderData({});": "does not take",
}


@pytest.mark.parametrize("body", ENDS)
@pytest.mark.parametrize("event", SETUP, ids=lambda event: str(event.name))
def test_a_set_up_is_ended_by_render_data(fire: Fire, event: Any, body: str) -> None:
    outcome = fire(body, event.name, version="3.0")
    assert all(call.awaited for call in outcome.calls)
    said = ENDS[body]
    if said is None:
        assert (outcome.status, outcome.error) == ("ok", None)
    else:
        assert outcome.status == "failed"
        assert outcome.error and said in outcome.error.message and outcome.error.hint
        assert str(outcome.error.place) == "server/server.js:2:1"


def test_a_set_up_has_ten_seconds_and_the_others_twenty() -> None:
    assert {event.seconds for event in SETUP} == {10}
    assert {event.seconds for event in EVENTS.values() if event not in SETUP} == {20}


def test_other_handlers_need_not_call_render_data(fire: Fire) -> None:
    assert fire("return 1").ok
    assert fire("renderData(); renderData();").ok


def test_on_platform_2_0_a_set_up_is_ended_by_render_data_too(make_app: MakeApp) -> None:
    events = "events: [{ event: 'onAppInstall', callback: 'cb' }]"
    app = App.load(make_app(f"exports = {{ {events}, cb() {{ renderData(); }} }};"))
    assert app.fire("onAppInstall").ok
    error = App.load(make_app(f"exports = {{ {events}, cb() {{}} }};")).fire("onAppInstall").error
    assert error and "never called renderData()" in error.message
