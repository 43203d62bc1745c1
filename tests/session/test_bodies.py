"""Events from outside in the library: a body with headers, and the data of a schedule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App, RawText, UsageProblem
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

OUTSIDE = """exports = {
  called: ({ data, headers }) => [data, headers],
  due: ({ data }) => data,
  make: () => $schedule.create({ name: "mine", data: { a: 1 },
    schedule_at: new Date(Date.now() + 3600_000).toISOString() }),
};
"""


@pytest.fixture
def outside(make_app: MakeApp) -> App:
    """An app that hears from outside, and has a schedule."""
    handlers = {"onExternalEvent": "called", "onScheduledEvent": "due", "onTicketCreate": "make"}
    events = {event: {"handler": handler} for event, handler in handlers.items()}
    manifest = {"platform-version": "2.3", "product": {"freshdesk": {"events": events}}}
    return App.load(make_app(OUTSIDE, manifest=json.dumps(manifest)))


@pytest.mark.parametrize(
    ("data", "headers", "body"),
    [
        ({"a": [1]}, {}, {"a": [1]}),
        (None, {}, None),
        (0, {}, 0),
        ("{}", {}, "{}"),
        (RawText("{}"), {}, {}),
        (RawText("null"), {}, None),
        (RawText("a=1&b=2&b=3"), {"content-type": "application/x-www-form-urlencoded"},
         {"a": "1", "b": ["2", "3"]}),
        ("<a/>", {"Content-Type": "text/xml"}, "<a/>"),
        (RawText("{}"), {"Content-Type": "text/plain"}, "{}"),
    ],
)  # fmt: skip
def test_an_external_event_brings_a_body_and_headers(
    outside: App, data: Any, headers: dict[str, str], body: Any
) -> None:
    outcome = outside.fire("onExternalEvent", data=data, headers={"X-Mine": "1", **headers})
    assert outcome.value[0] == body
    assert outcome.value[1].items() >= {"X-Mine": "1", **headers}.items()


@pytest.mark.parametrize(("text", "kind"), [("<a/>", "application/xml"), ("a", "text/plain")])
def test_what_is_no_json_is_told_how_to_be_sent(outside: App, text: str, kind: str) -> None:
    with pytest.raises(UsageProblem, match="not valid JSON") as refused:
        outside.fire("onExternalEvent", data=RawText(text))
    assert kind in str(refused.value)


@pytest.mark.parametrize("version", ["2.0", "2.2", "2.3", "3.0"])
@pytest.mark.parametrize(
    ("data", "text"), [({"a": 1}, '{"a": 1}'), (RawText('{"a":1}'), '{"a":1}')]
)
def test_json_is_a_value_on_every_version_and_text_where_that_is_asked_for(
    outside: App, version: str, data: Any, text: str
) -> None:
    app = App.load(outside.root, platform=version)
    assert app.payload("onExternalEvent", data=data).payload["data"] == {"a": 1}
    as_text = app.payload("onExternalEvent", data=data, data_as="text").payload
    assert as_text["data"] == text
    assert isinstance(app.payload("onExternalEvent").payload["data"], dict)


def test_a_schedule_is_fired_by_its_name_or_with_data(outside: App) -> None:
    assert outside.fire("onTicketCreate").ok
    assert outside.fire("onScheduledEvent", schedule="mine").value == {"a": 1}
    assert outside.fire("onScheduledEvent", data={"b": {}}).value == {"b": {}}


def test_where_no_name_is_near_the_schedules_that_there_are_are_listed(outside: App) -> None:
    outside.fire("onTicketCreate")
    with pytest.raises(UsageProblem) as caught:
        outside.payload("onScheduledEvent", schedule="")
    assert caught.value.hint == "It has mine."


@pytest.mark.parametrize(
    ("event", "keywords", "says"),
    [
        ("onScheduledEvent", {"schedule": "min"}, "The app has no schedule “min”."),
        ("onScheduledEvent", {"schedule": ""}, "The app has no schedule “”."),
        ("onScheduledEvent", {"schedule": "mine", "data": {}}, "A schedule brings its own data."),
        ("onScheduledEvent", {"data": [1]}, "A schedule's data must be an object, and this is a"),
        ("onScheduledEvent", {"headers": {"A": "b"}}, "onScheduledEvent has no headers"),
        ("onExternalEvent", {"schedule": "mine"}, "onExternalEvent has no schedules."),
        ("onExternalEvent", {"data": RawText("{")}, "The data is not valid JSON"),
        ("onExternalEvent", {"data_as": "json"}, "The data cannot be handed over as “json”"),
        ("onScheduledEvent", {"data_as": "text"}, "onScheduledEvent has no data that is text"),
        ("onTicketCreate", {"data": None}, "onTicketCreate has no body"),
        ("onTicketCreate", {"headers": {"A": "b"}}, "onTicketCreate has no body"),
    ],
)
def test_what_the_event_does_not_bring_is_refused(
    outside: App, event: str, keywords: Any, says: str
) -> None:
    outside.fire("onTicketCreate")
    with pytest.raises(UsageProblem) as caught:
        outside.payload(event, **keywords)
    assert caught.value.message.startswith(says)
    assert "--" not in str(caught.value)
