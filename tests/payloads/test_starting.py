"""A payload that was given is started from, and one of something else is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.remedies import Force, Parameter
from tests.support.payloads import payload_of
from tests.support.places import DATA

DOCUMENTED = DATA / "documented_samples"
TICKET_CREATE = EVENTS["onTicketCreate"]
TICKET_UPDATE = EVENTS["onTicketUpdate"]
ENVELOPE = {"account_id": 13, "domain": "sample.freshdesk.com", "iparams": None}

# A start that Freshdesk would never send for a new ticket, and words of the refusal.
REFUSED: list[tuple[Any, str]] = [
    ({}, "has no “data”; it has nothing"),
    ({"ticket": {}}, "has no “data”; it has ticket"),
    ({"data": {"contact": {"id": 1}}}, "no object “ticket”, which onTicketCreate is about; "
                                       "it has contact"),
    ({"data": {}}, "no object “ticket”"),
    ({"data": None}, "no object “ticket”, which onTicketCreate is about; it has null"),
    ({"data": [1]}, "it has a list"),
    ({"data": {"ticket": 5}}, "no object “ticket”"),
    ({"event": "onContactCreate", "data": {"ticket": {}}}, 'event is "onContactCreate", not on'),
    ({"event": "onTicketCraete", "data": {"ticket": {}}}, "which is not an event"),
    ({"event": None, "data": {"ticket": {}}}, "event is null, not onTicketCreate"),
    ({"event": ["onTicketCreate"], "data": {"ticket": {}}}, "not onTicketCreate"),
    ({"event": {}, "data": {"ticket": {}}}, "not onTicketCreate"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "words"), REFUSED)
def test_a_start_of_something_else_is_refused_and_sent_with_force(start: Any, words: str) -> None:
    with pytest.raises(PayloadRefused) as caught:
        payload_of(TICKET_CREATE, payload=start)
    assert words in caught.value.message
    assert (caught.value.parameter, caught.value.remedies) == (Parameter.PAYLOAD, (Force(),))
    assert caught.value.rule
    sent = payload_of(TICKET_CREATE, payload=start, force=True)
    assert {key: sent[key] for key in start} == start
    assert sent.get("data") == start.get("data")


@pytest.mark.parametrize(
    ("start", "words"), [([], "a list"), ("text", "text"), (5, "a number"), (True, "true or false")]
)
def test_a_start_that_is_no_object_is_refused(start: Any, words: str) -> None:
    for force in (False, True):
        with pytest.raises(UsageProblem, match=f"The payload is {words}, not an object") as caught:
            payload_of(TICKET_CREATE, payload=start, force=force)
        assert caught.value.remedies == ()


def test_keys_that_are_no_text_are_refused() -> None:
    with pytest.raises(UsageProblem, match="keys that are not text"):
        payload_of(TICKET_CREATE, payload={1: 2})


def test_a_start_gets_the_missing_parts_of_the_envelope() -> None:
    ticket = {"id": 9}
    payload = payload_of(TICKET_CREATE, payload={"data": {"ticket": ticket}})
    assert payload == {**ENVELOPE, "event": "onTicketCreate", "data": {"ticket": ticket}}


def test_a_start_keeps_what_it_has() -> None:
    start = {
        "region": "US",
        "account_id": "13",
        "domain": "http://x.freshdesk.com",
        "event": "onTicketCreate",
        "data": {"ticket": {"id": 9, "status": 6, "due_by": 1484825400}, "actor": {"id": 1}},
        "iparams": {"a": 1},
    }
    assert payload_of(TICKET_CREATE, payload=start) == start


@pytest.mark.parametrize("path", sorted(DOCUMENTED.iterdir()), ids=lambda path: str(path.stem))
def test_every_documented_sample_is_a_start(path: Path) -> None:
    event = EVENTS[path.stem.partition(".")[0]]
    start = json.loads(path.read_bytes())
    payload = payload_of(event, payload=start)
    assert {key: payload[key] for key in start} == start
    assert {"account_id", "domain", "event", "data", "iparams"} <= set(payload)
    assert payload["event"] == event.name


def test_the_documented_ticket_update_of_data_alone_takes_changes() -> None:
    start = json.loads((DOCUMENTED / "onTicketUpdate.json").read_bytes())
    assert list(start) == ["data"]
    payload = payload_of(TICKET_UPDATE, payload=start, changes={"status": ("Open", "Close")})
    assert payload["event"] == "onTicketUpdate"
    assert payload["data"]["ticket"]["status"] == 5
    assert payload["data"]["ticket"]["changes"] == {"status": [2, 5]}
