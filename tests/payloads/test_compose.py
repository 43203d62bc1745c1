"""Event, variant and what was asked for become the payload that a handler gets."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fdevents.errors import AppUnusable, PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.model import Event
from fdevents.payloads.changes import make_change, parse_change
from fdevents.payloads.compose import Wanted, compose, encode, find_event, find_variant
from fdevents.payloads.templates import Template, render
from tests.support.places import DATA

DOCUMENTED = DATA / "documented_samples"
TICKET_CREATE = EVENTS["onTicketCreate"]
TICKET_UPDATE = EVENTS["onTicketUpdate"]
CONTACT_UPDATE = EVENTS["onContactUpdate"]
REPLY = EVENTS["onConversationCreate"]
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
    ({"event": "onContactCreate", "data": {"ticket": {}}}, 'event "onContactCreate", not of'),
    ({"event": "onTicketCraete", "data": {"ticket": {}}}, "which is no event"),
    ({"event": None, "data": {"ticket": {}}}, "event null, not of onTicketCreate"),
    ({"event": ["onTicketCreate"], "data": {"ticket": {}}}, "not of onTicketCreate"),
    ({"event": {}, "data": {"ticket": {}}}, "not of onTicketCreate"),
]  # fmt: skip


def test_an_event_that_is_not_there_is_refused_with_the_nearest() -> None:
    assert find_event("onTicketUpdate") is TICKET_UPDATE
    with pytest.raises(UsageProblem, match="no event “onTicketUpdated”") as caught:
        find_event("onTicketUpdated")
    assert "“onTicketUpdate”" in caught.value.hint


def test_a_variant_that_is_not_there_is_refused_with_the_nearest_and_all() -> None:
    assert find_variant(REPLY, None).name == "reply"
    assert find_variant(REPLY, "public-note").name == "public-note"
    with pytest.raises(UsageProblem, match="no variant “privat-note”") as caught:
        find_variant(REPLY, "privat-note")
    assert "Did you mean “private-note”?" in caught.value.hint
    assert "reply, public-note, private-note" in caught.value.hint
    with pytest.raises(UsageProblem, match="no variant “”"):
        find_variant(REPLY, "")


@pytest.mark.parametrize("event", [EVENTS[name] for name in SPECIFIED_EVENTS], ids=SPECIFIED_EVENTS)
def test_without_wishes_the_payload_is_the_sample(event: Event) -> None:
    assert compose(event, Wanted()) == render(event, event.variants[0])
    for variant in event.variants:
        assert compose(event, Wanted(variant=variant.name)) == render(event, variant)


@pytest.mark.parametrize(("start", "words"), REFUSED)
def test_a_start_of_something_else_is_refused_and_sent_with_force(start: Any, words: str) -> None:
    with pytest.raises(PayloadRefused) as caught:
        compose(TICKET_CREATE, Wanted(start=start))
    assert words in caught.value.message
    assert "--force" in caught.value.hint
    assert caught.value.rule
    sent = compose(TICKET_CREATE, Wanted(start=start, force=True))
    assert {key: sent[key] for key in start} == start
    assert sent.get("data") == start.get("data")


@pytest.mark.parametrize(
    ("start", "words"), [([], "a list"), ("text", "text"), (5, "a number"), (True, "true or false")]
)
def test_a_start_that_is_no_object_is_refused(start: Any, words: str) -> None:
    with pytest.raises(UsageProblem, match=f"The payload is {words}") as caught:
        compose(TICKET_CREATE, Wanted(start=start))
    if "--force" in caught.value.hint:
        assert compose(TICKET_CREATE, Wanted(start=start, force=True)) == start


def test_keys_that_are_no_text_are_refused() -> None:
    with pytest.raises(UsageProblem):
        compose(TICKET_CREATE, Wanted(start={1: 2}))


def test_a_start_gets_the_missing_parts_of_the_envelope() -> None:
    ticket = {"id": 9}
    payload = compose(TICKET_CREATE, Wanted(start={"data": {"ticket": ticket}}))
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
    assert compose(TICKET_CREATE, Wanted(start=start)) == start


@pytest.mark.parametrize("path", sorted(DOCUMENTED.iterdir()), ids=lambda path: str(path.stem))
def test_every_documented_sample_is_a_start(path: Path) -> None:
    event = EVENTS[path.stem.partition(".")[0]]
    start = json.loads(path.read_bytes())
    payload = compose(event, Wanted(start=start))
    assert {key: payload[key] for key in start} == start
    assert {"account_id", "domain", "event", "data", "iparams"} <= set(payload)
    assert payload["event"] == event.name


def test_the_documented_ticket_update_of_data_alone_takes_changes() -> None:
    start = json.loads((DOCUMENTED / "onTicketUpdate.json").read_bytes())
    assert list(start) == ["data"]
    change = make_change(TICKET_UPDATE, "status", ("Open", "Close"))
    payload = compose(TICKET_UPDATE, Wanted(start=start, changes=(change,)))
    assert payload["event"] == "onTicketUpdate"
    assert payload["data"]["ticket"]["status"] == 5
    assert payload["data"]["ticket"]["changes"] == {"status": [2, 5]}


def test_a_payload_may_have_telephone_numbers_and_dates_of_either_kind() -> None:
    requester = {"mobile": "7654367287", "phone": 4352789885, "created_at": 1440752896}
    start = {"data": {"ticket": {"created_at": 1484557933.5}, "requester": requester}}
    assert compose(TICKET_CREATE, Wanted(start=start))["data"] == start["data"]
    for value in ("987653151", 987653151):
        change = make_change(CONTACT_UPDATE, "mobile", value)
        payload = compose(CONTACT_UPDATE, Wanted(changes=(change,)))
        assert payload["data"]["contact"]["mobile"] == value


def test_a_template_without_an_envelope_gets_a_full_one() -> None:
    template = Template('{"data": {"ticket": {}}}', "own.json.j2")
    payload = compose(TICKET_CREATE, Wanted(template=template))
    assert set(payload) == {"account_id", "domain", "event", "data", "iparams"}


@pytest.mark.parametrize("inner", ["[1]", '"text"', "5"])
def test_a_template_with_odd_changes_is_changed_or_refused(inner: str) -> None:
    template = Template(f'{{"data": {{"ticket": {{"changes": {inner}}}}}}}', "own.json.j2")
    change = make_change(TICKET_UPDATE, "priority", (1, 2))
    wanted = Wanted(variant="spam", template=template, changes=(change,))
    try:
        payload = compose(TICKET_UPDATE, wanted)
    except (UsageProblem, AppUnusable):
        return
    assert payload["data"]["ticket"]["changes"] == {"priority": [1, 2]}


@pytest.mark.parametrize("iparams", [None, {}])
def test_iparams_are_null_for_an_app_without_any(iparams: dict[str, Any] | None) -> None:
    assert compose(TICKET_CREATE, Wanted(iparams=iparams))["iparams"] is None
    template = Template('{"data": {"ticket": {}}}', "own.json.j2")
    assert compose(TICKET_CREATE, Wanted(iparams=iparams, template=template))["iparams"] is None


def test_iparams_are_the_apps_values() -> None:
    assert compose(TICKET_CREATE, Wanted(iparams={"key": "x"}))["iparams"] == {"key": "x"}
    start = {"data": {"ticket": {}}, "iparams": {"old": 1}}
    assert compose(TICKET_CREATE, Wanted(start=start))["iparams"] == {"old": 1}
    assert compose(TICKET_CREATE, Wanted(start=start, iparams={"a": 1, "old": 2}))["iparams"] == {
        "a": 1,
        "old": 1,
    }
    given = Wanted(start=start, iparams={"a": 1}, given_iparams={"old": 3})
    assert compose(TICKET_CREATE, given)["iparams"] == {"a": 1, "old": 3}


@pytest.mark.parametrize(
    ("event", "html", "text"),
    [(TICKET_CREATE, "description", "description_text"), (REPLY, "body", "body_text")],
    ids=["ticket", "conversation"],
)
def test_html_and_plain_text_follow_each_other(event: Event, html: str, text: str) -> None:
    name = event.entity.name
    one = assigned(event, (f"{name}.{html}", "<p>Tom &amp; <b>Jerry</b></p>"))
    assert one[text] == "Tom & Jerry"
    other = assigned(event, (f"{name}.{text}", "1 < 2"))
    assert other[html] == "<div>1 &lt; 2</div>"
    both = assigned(event, (f"{name}.{text}", "text"), (f"data.{name}.{html}", "<p>html</p>"))
    assert (both[html], both[text]) == ("<p>html</p>", "text")
    null = assigned(event, (f"{name}.{html}", None))
    assert null[html] is None


def test_a_value_of_the_same_name_elsewhere_is_not_followed() -> None:
    sample = render(TICKET_CREATE, TICKET_CREATE.variants[0])["data"]["ticket"]
    fields = ("ticket.custom_fields", {"description": 1})
    for path in ("custom_fields.description", "custom_fields.description_text"):
        ticket = assigned(TICKET_CREATE, fields, (f"ticket.{path}", "x"), force=True)
        assert ticket["description"] == sample["description"]
        assert ticket["description_text"] == sample["description_text"]


def test_a_description_that_is_gone_again_is_not_followed() -> None:
    ticket = assigned(TICKET_CREATE, ("ticket.description", "x"), ("ticket", {"id": 1}))
    assert ticket == {"id": 1}


def test_what_was_given_is_never_changed() -> None:
    start = json.loads((DOCUMENTED / "onContactUpdate.json").read_bytes())
    tags, iparams, value = ["a", "b"], {"a": {"b": 1}}, {"c": 1}
    given = (start, tags, iparams, value)
    before = copy.deepcopy(given)
    wanted = Wanted(
        start=start,
        iparams=iparams,
        changes=(make_change(CONTACT_UPDATE, "tags", (["a"], tags)),),
        assignments=(
            ("contact.other_emails[0]", "z"),
            ("iparams.a.b", 2),
            ("contact.custom_fields.c", value),
            ("contact.custom_fields.c.c", 2),
        ),
    )
    first, again = compose(CONTACT_UPDATE, wanted), compose(CONTACT_UPDATE, wanted)
    assert encode(first) == encode(again)
    assert given == before


def test_a_change_starts_from_what_was_set() -> None:
    change = parse_change(TICKET_UPDATE, "priority=4")
    wanted = Wanted(changes=(change,), assignments=(("ticket.priority", 3),))
    ticket = compose(TICKET_UPDATE, wanted)["data"]["ticket"]
    assert (ticket["priority"], ticket["changes"]) == (4, {"priority": [3, 4]})


CONTRADICTIONS: dict[str, tuple[list[str], list[tuple[str, Any]], str]] = {
    "set and change": (["priority=1,2"], [("ticket.priority", 3)],
                       "--set ticket.priority says 3, --change priority says that it becomes 2."),
    "set inside a change": (['tags=[["a"],["a","b"]]'], [("contact.tags[0]", "z")],
                            "--set contact.tags[0] says"),
    "set what the sample changes": ([], [("ticket.priority", 4)],
                                    "priority is 4 then, but `changes` says that it became 2."),
    "set the pair": ([], [("ticket.changes.priority", [1, 4])], "says that it became 4."),
    "another event": ([], [("event", "onTicketCreate")], 'of event "onTicketCreate", not of'),
    "no entity": ([], [("ticket", 5)], "data.ticket is 5, where an object is wanted."),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(what: str) -> None:
    changes, assignments, message = CONTRADICTIONS[what]
    event = CONTACT_UPDATE if "contact" in str(assignments) else TICKET_UPDATE
    parsed = tuple(parse_change(event, text) for text in changes)
    wanted = Wanted(changes=parsed, assignments=tuple(assignments))
    with pytest.raises(PayloadRefused) as caught:
        compose(event, wanted)
    assert message in caught.value.message
    compose(event, replace(wanted, force=True))


def test_what_was_set_may_say_the_same_as_the_change() -> None:
    change = parse_change(TICKET_UPDATE, "priority=1,3")
    wanted = Wanted(changes=(change,), assignments=(("ticket.priority", 3),))
    assert compose(TICKET_UPDATE, wanted)["data"]["ticket"]["priority"] == 3


def test_a_variant_and_a_payload_exclude_each_other() -> None:
    with pytest.raises(UsageProblem, match="replaces the sample"):
        compose(TICKET_UPDATE, Wanted(variant="deleted", start={"data": {"ticket": {}}}))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_payload_that_json_cannot_carry_is_a_usage_problem(value: float) -> None:
    with pytest.raises(UsageProblem, match="cannot be sent as JSON"):
        encode(compose(TICKET_CREATE, Wanted(assignments=(("account_id", value),))))


def test_a_payload_is_one_line_of_ascii() -> None:
    line = encode(compose(TICKET_CREATE, Wanted(assignments=(("ticket.subject", "é\n\u2028"),))))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["data"]["ticket"]["subject"] == "é\n\u2028"


EVERY_PAYLOAD = """
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.payloads.compose import Wanted, compose, encode
from fdevents.payloads.templates import own_template
for event in (EVENTS[name] for name in SPECIFIED_EVENTS):
    for variant in event.variants:
        for template in (None, own_template(event)):
            name = event.entity.name
            sets = ((name + ".b", 1), (name + ".a", 2), (name + ".id", 3))
            wanted = Wanted(variant=variant.name, template=template, assignments=sets, force=True,
                            iparams={"b": 1, "a": 2})
            print(encode(compose(event, wanted)))
"""


@pytest.mark.deno
def test_the_same_wishes_give_the_same_bytes_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", EVERY_PAYLOAD],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 2 * sum(
        len(EVENTS[name].variants) for name in SPECIFIED_EVENTS
    )


def assigned(event: Event, *assignments: tuple[str, Any], force: bool = False) -> dict[str, Any]:
    """The entity of the event's payload, after the assignments."""
    payload = compose(event, Wanted(assignments=assignments, force=force))
    entity: dict[str, Any] = payload["data"][event.entity.name]
    return entity
