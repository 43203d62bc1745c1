"""Assignments: what is named is set, and what the payload lacks is refused with the nearest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.model import Event
from fdevents.payloads.assignments import assign
from fdevents.payloads.compose import encode
from fdevents.payloads.templates import render
from fdevents.payloads.written import json_or_text, read_assignments
from fdevents.remedies import Force, Parameter
from tests.support.payloads import payload_of

TICKET_CREATE = EVENTS["onTicketCreate"]
TICKET_UPDATE = EVENTS["onTicketUpdate"]
CONTACT_CREATE = EVENTS["onContactCreate"]
REPLY = EVENTS["onConversationCreate"]

# README's examples and more: what is written, where it goes, and as what.
EXAMPLES: list[tuple[str, list[str | int], Any]] = [
    ('ticket.subject="Hi"', ["data", "ticket", "subject"], "Hi"),
    ("ticket.subject=Hi there", ["data", "ticket", "subject"], "Hi there"),
    ("requester.email=a@b.c", ["data", "requester", "email"], "a@b.c"),
    ("ticket.tags[0]=vip", ["data", "ticket", "tags", 0], "vip"),
    ("ticket.attachments[0].name=a.txt", ["data", "ticket", "attachments", 0, "name"], "a.txt"),
    ("ticket.tags=[]", ["data", "ticket", "tags"], []),
    ("ticket.id=42", ["data", "ticket", "id"], 42),
    ("ticket.spam=true", ["data", "ticket", "spam"], True),
    ("ticket.group_id=null", ["data", "ticket", "group_id"], None),
    ("ticket.subject=a=b", ["data", "ticket", "subject"], "a=b"),
    ("ticket.subject=", ["data", "ticket", "subject"], ""),
    ("ticket.deleted=true", ["data", "ticket", "deleted"], True),
    ("data.ticket.subject=x", ["data", "ticket", "subject"], "x"),
    ('ticket.custom_fields={"a":1}', ["data", "ticket", "custom_fields"], {"a": 1}),
    ("account_id=7", ["account_id"], 7),
    ("domain=acme.freshdesk.com", ["domain"], "acme.freshdesk.com"),
    ("iparams.x=1", ["iparams", "x"], 1),
    ('iparams={"x":1}', ["iparams"], {"x": 1}),
]

# A path that the payload has not, and the one that is meant.
MISSPELT = [
    ("ticket.subjct", "ticket.subject"),
    ("tickt.subject", "ticket.subject"),
    ("requester.emial", "requester.email"),
    ("ticket.tags[2]", "ticket.tags[1]"),
    ("ticket.deletd", "ticket.deleted"),
    ("data.ticket.prioriti", "ticket.priority"),
    ("acount_id", "account_id"),
]


@pytest.mark.parametrize(("text", "place", "value"), EXAMPLES)
def test_a_path_is_set_and_nothing_else(text: str, place: list[str | int], value: Any) -> None:
    expected = render(TICKET_CREATE, TICKET_CREATE.variants[0])
    if place[0] == "iparams":
        expected["iparams"] = {}
    parent: Any = expected
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert encode(assigned(TICKET_CREATE, text)) == encode(expected)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("5.5", 5.5),
        ('"5"', "5"),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("[1]", [1]),
        ("[1", "[1"),
        ("", ""),
        (" ", " "),
        ("01", "01"),
        ("NaN", "NaN"),
        ("[NaN]", "[NaN]"),
        ("-Infinity", "-Infinity"),
        ("1e999", "1e999"),
        ("[" * 100_000, "[" * 100_000),
        ("9" * 5_000, "9" * 5_000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_value_is_json_where_it_parses_as_json_and_else_text(written: str, value: Any) -> None:
    found = json_or_text(written)
    assert found == value
    assert type(found) is type(value)


def test_a_custom_field_of_a_contact_may_be_new() -> None:
    payload = assigned(CONTACT_CREATE, "contact.custom_fields.new=5")
    assert payload["data"]["contact"]["custom_fields"] == {"external_id": 1289, "new": 5}


def test_a_ticket_takes_custom_fields_though_its_sample_has_none() -> None:
    payload = assigned(TICKET_CREATE, "ticket.custom_fields.cf_vip=true")
    assert payload["data"]["ticket"]["custom_fields"] == {"cf_vip": True}


def test_later_assignments_see_earlier_ones() -> None:
    texts = ("ticket.tags=[]", 'ticket.custom_fields={"a":1}', "ticket.custom_fields.b=2")
    ticket = assigned(TICKET_CREATE, *texts, "ticket.custom_fields.a=3")["data"]["ticket"]
    assert ticket["tags"] == []
    assert ticket["custom_fields"] == {"a": 3, "b": 2}


@pytest.mark.parametrize(("path", "meant"), MISSPELT)
def test_an_unknown_path_is_refused_with_the_nearest(path: str, meant: str) -> None:
    with pytest.raises(PayloadRefused, match="has no such path") as caught:
        assigned(TICKET_CREATE, f"{path}=1")
    assert (caught.value.parameter, caught.value.name) == (Parameter.ASSIGN, path)
    assert f"“{meant}”" in caught.value.hint
    assert caught.value.remedies == (Force("create it"),)
    assert caught.value.rule


@pytest.mark.parametrize(
    ("event", "text", "place", "value"),
    [
        (TICKET_CREATE, "ticket.nonesuch=1", ["data", "ticket", "nonesuch"], 1),
        (TICKET_CREATE, "ticket.a.b.c=1", ["data", "ticket", "a"], {"b": {"c": 1}}),
        (TICKET_CREATE, "ticket.a[0].b=1", ["data", "ticket", "a"], [{"b": 1}]),
        (TICKET_CREATE, "ticket.tags[2]=c", ["data", "ticket", "tags", 2], "c"),
        (TICKET_CREATE, "actr.id=1", ["data", "actr"], {"id": 1}),
        (TICKET_CREATE, "data.actr.id=1", ["data", "actr"], {"id": 1}),
        (TICKET_CREATE, "iparams.a.b=1", ["iparams"], {"a": {"b": 1}}),
        (REPLY, "conversation.cc_emails[0]=x", ["data", "conversation", "cc_emails"], ["x"]),
    ],
)  # fmt: skip
def test_force_makes_the_path(event: Event, text: str, place: list[str | int], value: Any) -> None:
    with pytest.raises(PayloadRefused, match="has no such path"):
        assigned(event, text)
    found: Any = assigned(event, text, force=True)
    for step in place:
        found = found[step]
    assert found == value


@pytest.mark.parametrize("path", ["ticket.subject.x", "ticket.tags.x", "ticket[0]", "ticket.id[0]"])
def test_force_replaces_no_value_by_a_container(path: str) -> None:
    with pytest.raises(UsageProblem, match="should go") as caught:
        assigned(TICKET_CREATE, f"{path}=1", force=True)
    assert (caught.value.parameter, caught.value.name) == (Parameter.ASSIGN, path)


def test_force_leaves_no_gap_in_a_list() -> None:
    with pytest.raises(UsageProblem, match="should go"):
        assigned(TICKET_CREATE, "ticket.tags[3]=x", force=True)


@pytest.mark.parametrize("text", ["", "ticket.subject", "=1", " =1", "   =", "ticket.subject:1"])
def test_text_without_path_and_value_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        assigned(TICKET_CREATE, text)
    assert caught.value.parameter is Parameter.ASSIGN


@pytest.mark.parametrize(
    "path", [".subject", "[0]", "ticket..subject", "ticket.", "ticket.tags[", "ticket.tags[]",
             "ticket.tags[-1]", "ticket.tags[x]", "ticket.tags]0[", "ticket.tags[0].", "."],
)  # fmt: skip
@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_path_is_refused(path: str, force: bool) -> None:
    with pytest.raises(UsageProblem, match="is not part of a path") as caught:
        assigned(TICKET_CREATE, f"{path}=1", force=force)
    assert "ticket.tags[0]" in caught.value.hint


@pytest.mark.parametrize("digits", [20, 5_000])
@pytest.mark.parametrize("force", [False, True])
def test_an_index_beyond_all_lists_is_refused(digits: int, force: bool) -> None:
    with pytest.raises(UsageProblem):
        assigned(TICKET_CREATE, f"ticket.tags[{'9' * digits}]=1", force=force)


def test_a_path_of_many_steps_is_made_if_forced() -> None:
    path = "ticket" + ".a" * 500
    with pytest.raises(PayloadRefused):
        assigned(TICKET_CREATE, f"{path}=1")
    assert encode(assigned(TICKET_CREATE, f"{path}=1", force=True)).count('"a"') == 500


@pytest.mark.slow
def test_a_path_of_more_steps_than_json_can_have_is_refused() -> None:
    payload = assigned(TICKET_CREATE, f"ticket{'.a' * 100_000}=1", force=True)
    with pytest.raises(UsageProblem, match="JSON"):
        encode(payload)


def _leaves(value: Any, path: str) -> Iterator[str]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")


LEAVES = [
    (event.name, variant.name, prefix + path)
    for event in [EVENTS[name] for name in SPECIFIED_EVENTS]
    for variant in event.variants
    for name, value in render(event, variant)["data"].items()
    for path in _leaves(value, name)
    for prefix in ("", "data.")
] + [
    (name, None, key)
    for name in SPECIFIED_EVENTS
    for key in ("account_id", "domain", "event", "iparams")
]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
anything = st.recursive(
    scalars, lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=5
)


@given(st.sampled_from(LEAVES), anything)
@settings(deadline=None)
def test_any_value_set_at_a_path_that_exists_is_read_there(
    leaf: tuple[str, str | None, str], value: Any
) -> None:
    name, variant, path = leaf
    event = EVENTS[name]
    found = event.variant(variant)
    assert found is not None
    payload = render(event, found)
    steps = assign(event, payload, path, value, force=True)
    place: Any = payload
    for step in steps:
        place = place[step]
    assert place == value
    assert path.removeprefix("data.") in ("data", *(shown(steps), shown(steps[1:])))


names = st.sampled_from(
    ["ticket", "data", "description", "description_text", "tags", "attachments", "[0]", "[2]", "x",
     "custom_fields", "iparams", "requester", "event", "contact", "body", "changes", "[", ".", " "]
)  # fmt: skip
paths = st.text() | st.lists(names, max_size=4).map(".".join).map(lambda s: s.replace(".[", "["))
values = st.text() | anything.map(json.dumps) | st.sampled_from(["{}", "[]", "null", "<p>a", "1"])
assignments = st.text() | st.builds(lambda path, value: f"{path}={value}", paths, values)


@given(st.sampled_from(SPECIFIED_EVENTS), st.lists(assignments, max_size=3), st.booleans())
@example("onTicketCreate", ["ticket.description=x", "ticket={}"], False)
@example("onTicketCreate", ['ticket={"custom_fields":{}}', "ticket.custom_fields.body=1"], False)
@settings(deadline=None)
def test_any_text_is_an_assignment_or_a_usage_problem(
    name: str, texts: list[str], force: bool
) -> None:
    try:
        encode(assigned(EVENTS[name], *texts, force=force))
    except UsageProblem:
        return


def assigned(event: Event, *texts: str, force: bool = False) -> dict[str, Any]:
    """The event's payload, after the assignments."""
    return payload_of(event, assign=read_assignments(event, texts), force=force)


def shown(steps: tuple[str | int, ...]) -> str:
    """The steps, as a path."""
    joined = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps)
    return joined.removeprefix(".")
