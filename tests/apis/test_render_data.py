"""`renderData`: how the handlers of set-up events end."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents import App, Rendered
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.freshdesk.versions import platform_of
from tests.support.apps import MakeApp, registering
from tests.support.calling import Fire

pytestmark = pytest.mark.deno

SETUP = [event for event in EVENTS.values() if event.kind is Kind.SETUP]
ENDS = {
    "renderData();",
    "renderData(null, { a: 1 });",
    "await $db.set('k', { a: 1 }); renderData();",
    "$db.set('k', { a: 1 }).then(() => renderData());",
    "renderData(); return new Promise(() => {});",
}
WRONG_ENDS = {
    "": ("never called renderData()", "server/server.js:2:1"),
    "renderData(); renderData();": ("was called 2 times", "server/server.js:2:32"),
    "renderData('no');": ("does not take", "server/server.js:2:32"),
    "renderData({});": ("does not take", "server/server.js:2:32"),
}
REFUSALS = {
    "renderData({ message: 'no' });": ("no", {"message": "no"}),
    "renderData({ status: 403 }, {});": ("status 403", {"status": 403}),
    "renderData(new Error('no'));": ("no", {"message": "no"}),
    "try { null.x } catch (e) { e.code = 'C'; e.from = {}; renderData(e) }": (
        "Cannot read properties of null (reading 'x')",
        {"message": "Cannot read properties of null (reading 'x')", "code": "C"},
    ),
}


@pytest.mark.parametrize("body", ENDS)
@pytest.mark.parametrize("event", SETUP, ids=lambda event: str(event.name))
def test_a_set_up_is_ended_by_render_data(fire: Fire, event: Any, body: str) -> None:
    outcome = fire(body, event.name)
    assert all(call.awaited for call in outcome.calls)
    assert (outcome.status, outcome.error, outcome.notes) == ("ok", None, ())


@pytest.mark.parametrize("body", WRONG_ENDS)
def test_a_set_up_fails_that_render_data_does_not_end(fire: Fire, body: str) -> None:
    outcome = fire(body, "onAppInstall")
    assert outcome.status == "failed"
    said, place = WRONG_ENDS[body]
    assert outcome.error and said in outcome.error.message and outcome.error.hint
    assert str(outcome.error.place) == place


@pytest.mark.parametrize("body", REFUSALS)
@pytest.mark.parametrize("event", SETUP, ids=lambda event: str(event.name))
def test_an_error_given_to_render_data_refuses_the_installation(
    fire: Fire, event: Any, body: str
) -> None:
    outcome = fire(body, event.name)
    message, error = REFUSALS[body]
    assert outcome.error and outcome.rendered
    assert (outcome.status, outcome.error.kind) == ("refused", "refused")
    assert (outcome.error.message, outcome.rendered.error) == (message, error)
    assert not outcome.ok


def test_a_message_of_more_than_60_characters_is_noted(fire: Fire) -> None:
    assert fire(f"renderData({{ message: '{'x' * 60}' }});", "onAppInstall").notes == ()
    [note] = fire(f"renderData({{ message: '{'x' * 61}' }});", "onAppInstall").notes
    assert note == "The message has 61 characters; the platform takes up to 60."


def test_on_3_x_an_async_set_up_ends_with_its_promise(fire: Fire) -> None:
    outcome = fire("await $db.set('k', { a: 1 });", "onAppInstall", version="3.0")
    assert (outcome.status, outcome.error) == ("ok", None)
    [note] = outcome.notes
    assert note == "onAppInstall was ended by the handler's promise; renderData was not called."


def test_on_3_x_an_async_set_up_that_calls_render_data_too_is_ok_with_a_note(fire: Fire) -> None:
    outcome = fire("renderData();", "onAppInstall", version="3.0")
    assert (outcome.status, outcome.error) == ("ok", None)
    [note] = outcome.notes
    assert "SDK 9.8 is reported to fail" in note


def test_on_3_x_a_set_up_without_promise_needs_render_data(make_app: MakeApp) -> None:
    manifest = registering({"onAppInstall": "cb"}, "3.0")
    app = App.load(make_app("exports = { cb() {} };", manifest=manifest))
    assert [each.rule for each in app.problems] == ["set-up-unfinished"]
    assert app.fire("onAppInstall").status == "failed"
    app = App.load(make_app("exports = { cb() { renderData(); } };", manifest=manifest))
    assert app.problems == []
    outcome = app.fire("onAppInstall")
    assert (outcome.status, outcome.notes) == ("ok", ())


def test_validate_says_nothing_of_an_async_set_up_on_3_x(make_app: MakeApp) -> None:
    manifest = registering({"onAppInstall": "cb"}, "3.0")
    for handler in ("async cb() {}", "cb: async () => {}", "cb() { return $db.get('k'); }"):
        assert App.load(make_app(f"exports = {{ {handler} }};", manifest=manifest)).problems == []


def test_a_set_up_has_ten_seconds_up_to_2_3_and_twenty_on_3_x() -> None:
    seconds = {event.seconds_on(platform_of(v)) for event in SETUP for v in ("2.0", "2.2", "2.3")}
    assert seconds == {10}
    assert {event.seconds_on(platform_of("3.0")) for event in SETUP} == {20}
    others = [event for event in EVENTS.values() if event not in SETUP]
    assert {event.seconds_on(platform_of("2.2")) for event in others} == {20}


def test_other_handlers_need_not_call_render_data(fire: Fire) -> None:
    assert fire("return 1").ok
    outcome = fire("renderData(null, { a: [1] }); renderData('late');")
    assert (outcome.status, outcome.rendered) == ("ok", Rendered(None, {"a": [1]}))


def test_on_platform_2_0_a_set_up_is_ended_by_render_data_too(make_app: MakeApp) -> None:
    events = "events: [{ event: 'onAppInstall', callback: 'cb' }]"
    app = App.load(make_app(f"exports = {{ {events}, cb() {{ renderData(); }} }};"))
    assert app.fire("onAppInstall").ok
    error = App.load(make_app(f"exports = {{ {events}, cb() {{}} }};")).fire("onAppInstall").error
    assert error and "never called renderData()" in error.message
