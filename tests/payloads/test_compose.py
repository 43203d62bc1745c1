"""Event, variant and what was asked for become the payload that a handler gets."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from msgspec.structs import replace

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.model import Event
from fdevents.payloads.compose import AppValues, compose, encode
from fdevents.payloads.notes import NotOnPlatform, TooLarge
from fdevents.payloads.spec import PayloadSpec
from fdevents.payloads.templates import Template, render
from fdevents.payloads.written import read_changes
from fdevents.remedies import LeaveOut, Parameter
from tests.support.payloads import payload_of
from tests.support.places import DATA

DOCUMENTED = DATA / "documented_samples"
TICKET_CREATE = EVENTS["onTicketCreate"]
TICKET_UPDATE = EVENTS["onTicketUpdate"]
CONTACT_UPDATE = EVENTS["onContactUpdate"]
REPLY = EVENTS["onConversationCreate"]


@pytest.mark.parametrize("event", [EVENTS[name] for name in SPECIFIED_EVENTS], ids=SPECIFIED_EVENTS)
def test_without_wishes_the_payload_is_the_sample(event: Event) -> None:
    assert payload_of(event) == render(event, event.variants[0])
    for variant in event.variants:
        assert payload_of(event, variant=variant.name) == render(event, variant)


def test_a_payload_may_have_telephone_numbers_and_dates_of_either_kind() -> None:
    requester = {"mobile": "7654367287", "phone": 4352789885, "created_at": 1440752896}
    start = {"data": {"ticket": {"created_at": 1484557933.5}, "requester": requester}}
    assert payload_of(TICKET_CREATE, payload=start)["data"] == start["data"]
    for value in ("987653151", 987653151):
        payload = payload_of(CONTACT_UPDATE, changes={"mobile": value})
        assert payload["data"]["contact"]["mobile"] == value


@pytest.mark.deno
def test_a_template_without_an_envelope_gets_a_full_one() -> None:
    template = Template('{"data": {"ticket": {}}}', "own.json.j2")
    payload = payload_of(TICKET_CREATE, AppValues(template=template))
    assert set(payload) == {"account_id", "domain", "event", "data", "iparams"}


@pytest.mark.deno
@pytest.mark.parametrize("inner", ["[1]", '"text"', "5"])
def test_odd_changes_of_a_template_give_way_to_those_asked_for(inner: str) -> None:
    template = Template(f'{{"data": {{"ticket": {{"changes": {inner}}}}}}}', "own.json.j2")
    payload = payload_of(
        TICKET_UPDATE, AppValues(template=template), variant="spam", changes={"priority": (1, 2)}
    )
    assert payload["data"]["ticket"] == {"priority": 2, "changes": {"priority": [1, 2]}}


@pytest.mark.deno
@pytest.mark.parametrize("inner", ["null", "[]", "5"])
def test_a_template_without_a_ticket_has_nothing_to_change(inner: str) -> None:
    own = AppValues(template=Template(f'{{"data": {{"ticket": {inner}}}}}', "own.json.j2"))
    with pytest.raises(UsageProblem, match=r"nothing to change: the payload has no data\.ticket"):
        payload_of(TICKET_UPDATE, own, variant="spam", changes={"priority": (1, 2)})


@pytest.mark.deno
def test_iparams_are_null_for_an_app_without_any() -> None:
    assert payload_of(TICKET_CREATE, AppValues(iparams={}))["iparams"] is None
    template = Template('{"data": {"ticket": {}}}', "own.json.j2")
    assert payload_of(TICKET_CREATE, AppValues(template=template))["iparams"] is None
    assert payload_of(TICKET_CREATE, AppValues(declared=("team",)))["iparams"] == {}


def test_iparams_are_the_apps_values() -> None:
    assert payload_of(TICKET_CREATE, AppValues(iparams={"key": "x"}))["iparams"] == {"key": "x"}
    start = {"data": {"ticket": {}}, "iparams": {"old": 1}}
    assert payload_of(TICKET_CREATE, payload=start)["iparams"] == {"old": 1}
    own = AppValues(iparams={"a": 1, "old": 2})
    started = {"data": {"ticket": {}}, "iparams": {"old": 1, "b": 2}}
    both = payload_of(TICKET_CREATE, own, payload=started)["iparams"]
    assert both == {"a": 1, "old": 2, "b": 2}, "what is configured beats test data"
    given = payload_of(TICKET_CREATE, own, payload=start, iparams={"old": 3})
    assert given["iparams"] == {"a": 1, "old": 3}


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
    spec = PayloadSpec(
        event=CONTACT_UPDATE.name,
        payload=start,
        changes={"tags": (["a"], tags)},
        assign=(
            ("contact.other_emails[0]", "z"),
            ("iparams.a.b", 2),
            ("contact.custom_fields.c", value),
            ("contact.custom_fields.c.c", 2),
        ),
    )
    own = AppValues(iparams=iparams)
    assert compose(spec, own).text == compose(spec, own).text
    assert given == before


def test_a_change_starts_from_what_was_set() -> None:
    payload = payload_of(TICKET_UPDATE, changes={"priority": 4}, assign={"ticket.priority": 3})
    ticket = payload["data"]["ticket"]
    assert (ticket["priority"], ticket["changes"]) == (4, {"priority": [3, 4]})


CONTRADICTIONS: dict[str, tuple[list[str], list[tuple[str, Any]], str]] = {
    "set and change": (["priority=1,2"], [("ticket.priority", 3)],
                       "is set to 3, but the change of priority says that it becomes 2."),
    "set inside a change": (['tags=[["a"],["a","b"]]'], [("contact.tags[0]", "z")],
                            'is set to "z", but the change of tags says'),
    "set what the sample changes": ([], [("ticket.priority", 4)],
                                    "priority would be 4, but `changes` says that it became 2."),
    "set all pairs": ([], [("ticket.changes", {"status": [2, 4]})], "says that it became 4."),
    "set no pairs": ([], [("ticket.changes", {"status": 4})], "is not an object of pairs."),
    "set no changes": ([], [("ticket.changes", [])], "[] is not a dictionary."),
    "set the pair": ([], [("ticket.changes.priority", [1, 4])], "says that it became 4."),
    "another event": ([], [("event", "onTicketCreate")], 'event is "onTicketCreate", not onTicket'),
    "no entity": ([], [("ticket", 5)], "data.ticket is 5, not an object."),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(what: str) -> None:
    changes, assignments, message = CONTRADICTIONS[what]
    event = CONTACT_UPDATE if "contact" in str(assignments) else TICKET_UPDATE
    spec = PayloadSpec(
        event=event.name, changes=read_changes(event, changes), assign=tuple(assignments)
    )
    with pytest.raises(PayloadRefused) as caught:
        compose(spec)
    assert message in caught.value.message
    assert caught.value.parameter is Parameter.ASSIGN
    compose(replace(spec, force=True))


def test_what_was_set_may_say_the_same_as_the_change() -> None:
    both = payload_of(TICKET_UPDATE, changes={"priority": (1, 3)}, assign={"ticket.priority": 3})
    assert both["data"]["ticket"]["priority"] == 3


def test_a_variant_and_a_payload_exclude_each_other() -> None:
    with pytest.raises(UsageProblem, match="replaces the sample") as caught:
        payload_of(TICKET_UPDATE, variant="deleted", payload={"data": {"ticket": {}}})
    assert caught.value.remedies == (LeaveOut((Parameter.VARIANT, Parameter.PAYLOAD)),)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_payload_that_json_cannot_carry_is_a_usage_problem(value: float) -> None:
    with pytest.raises(UsageProblem, match="cannot be sent as JSON"):
        encode(payload_of(TICKET_CREATE, assign=(("account_id", value),)))


def test_a_payload_is_one_line_of_ascii() -> None:
    line = encode(payload_of(TICKET_CREATE, assign=(("ticket.subject", "é\n\u2028"),)))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["data"]["ticket"]["subject"] == "é\n\u2028"


EVERY_PAYLOAD = """
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.payloads.compose import AppValues, compose
from fdevents.payloads.spec import PayloadSpec
from fdevents.payloads.templates import own_template
for event in (EVENTS[name] for name in SPECIFIED_EVENTS):
    for variant in event.variants:
        for template in (None, own_template(event)):
            name = event.entity.name
            sets = ((name + ".b", 1), (name + ".a", 2), (name + ".id", 3))
            spec = PayloadSpec(event=event.name, variant=variant.name, assign=sets, force=True)
            print(compose(spec, AppValues(template=template, iparams={"b": 1, "a": 2})).text)
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
    payload = payload_of(event, assign=assignments, force=force)
    entity: dict[str, Any] = payload["data"][event.entity.name]
    return entity


def test_what_is_not_fired_or_too_large_is_noted() -> None:
    on_2_0 = compose(PayloadSpec(event="onTicketDelete"))
    assert on_2_0.notes == (NotOnPlatform("onTicketDelete", "2.0"),)
    assert str(on_2_0.notes[0]) == "platform 2.0 does not fire onTicketDelete."
    small = compose(PayloadSpec(event="onTicketCreate"))
    assert small.notes == ()
    large = compose(PayloadSpec(event="onTicketCreate", assign={"iparams.x": "x" * 300 * 1024}))
    assert large.notes == (TooLarge(len(large.text)),)
    assert "the platform takes up to 256 KB" in str(large.notes[0])
    assert "the payload is 257 KB" in str(TooLarge(256 * 1024 + 1))


@pytest.mark.parametrize("value", [float("nan"), {1}, object()])
def test_a_payload_that_json_cannot_carry_has_no_text(value: Any) -> None:
    composed = compose(PayloadSpec(event="onTicketCreate", assign={"iparams.x": value}))
    with pytest.raises(UsageProblem, match="cannot be sent as JSON"):
        _ = composed.notes


def test_a_parameter_that_the_app_does_not_declare_is_refused_unless_forced() -> None:
    app = AppValues(declared=("team",), declared_in="config/iparams.json")
    with pytest.raises(PayloadRefused, match="does not declare this parameter") as caught:
        payload_of(TICKET_CREATE, app, iparams={"teem": 1})
    assert (caught.value.parameter, caught.value.name) == (Parameter.IPARAMS, "teem")
    assert caught.value.hint == "Did you mean “team”?"
    assert payload_of(TICKET_CREATE, app, iparams={"teem": 1}, force=True)["iparams"] == {"teem": 1}
