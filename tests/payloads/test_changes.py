"""Changes: what Freshdesk fires is applied exactly, and what it does not fire is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event
from fdevents.payloads.changes import FROM_PAYLOAD, Change, make_change
from fdevents.payloads.compose import encode
from fdevents.payloads.written import read_changes
from fdevents.remedies import Force, Give, Parameter
from tests.support.payloads import changed, payload_of

TICKET_UPDATE = EVENTS["onTicketUpdate"]
CONTACT_UPDATE = EVENTS["onContactUpdate"]
UPDATING = [event.name for event in EVENTS.values() if event.takes_changes]
CREATING = [event for event in EVENTS.values() if event.entities and not event.takes_changes]

# The examples of README.md: what is written, the attribute, and its old and new value.
EXAMPLES = [
    ("priority=1,2", "priority", 1, 2),
    ("priority=Low,Medium", "priority", 1, 2),
    ("priority=LOW,uRgEnT", "priority", 1, 4),
    ("status=Open,Close", "status", 2, 5),
    ("source=Portal,feedback widget", "source", 2, 9),
    ("spam=false,true", "spam", False, True),
    ("deleted=false,true", "deleted", False, True),
    ("is_escalated=FALSE,True", "is_escalated", False, True),
    ("group_id=null,351", "group_id", None, 351),
    ("group=351,352", "group_id", 351, 352),
    ("agent=320,null", "responder_id", 320, None),
    ('type=Question,"Feature, request"', "type", "Question", "Feature, request"),
    ("priority=2", "priority", 1, 2),
    ("deleted=true", "deleted", False, True),
    ("fr_escalated=true", "fr_escalated", False, True),
    ("group=7", "group_id", 351, 7),
]

CONTACT_EXAMPLES = [
    ('tags=[["a"],["a","b"]]', "tags", ["a"], ["a", "b"]),
    ('tags=["marketing","vip"]', "tags", ["marketing"], ["marketing", "vip"]),
    ("phone=98765315,007", "phone", "98765315", "007"),
    ("mobile=1,2", "mobile", 1, 2),
    ("active=true", "active", False, True),
    ("blocked=false,true", "blocked", False, True),
    ("whitelisted=true", "whitelisted", False, True),
    ("name=Rachel", "name", "Sherlock Holmes", "Rachel"),
    ('custom_fields={"a":1}', "custom_fields", {"external_id": 1289}, {"a": 1}),
]

# What is refused, with words of the message or hint, and the pair that is sent with force.
REFUSED = [
    ("tags=vip", ["updates of tags", "Restrictions"], "tags", [["sales", "marketing"], ["vip"]]),
    ('tags=[["a"],["b"]]', ["tags", "Product events"], "tags", [["a"], ["b"]]),
    ("custom_fields.x=1,2", ["custom fields", "Restrictions"], "custom_fields",
     [{"x": 1}, {"x": 2}]),
    ("priority=1,9", ["9 is not a priority", "1 Low, 2 Medium, 3 High and 4 Urgent"], "priority",
     [1, 9]),
    ("priority=Low,Huge", ["is not a priority"], "priority", [1, "Huge"]),
    ("status=2,1", ["1 is not a status", "5 Close", "from 2 on"], "status", [2, 1]),
    ("source=null", ["null is not a source", "It cannot be null", "3 Phone"], "source", [2, None]),
    ("deleted=false,false", ["old and the new value are both false"], "deleted", [False, False]),
    ("spam=false,maybe", ["is not a boolean", "true or false"], "spam", [False, "maybe"]),
    ("group_id=1,support", ["is not a number"], "group_id", [1, "support"]),
    ("prioritee=1,2", ["no attribute “prioritee”", "“priority”"], "prioritee", [1, 2]),
    ("agnt=1,2", ["no attribute “agnt”", "“agent”"], "agnt", [1, 2]),
    ("priority=2,2", ["the old and the new value are both 2"], "priority", [2, 2]),
    ("priority=1", ["the old and the new value are both 1"], "priority", [1, 1]),
    ("subject=a,b", ["change of subject", "Supported: status, priority"], "subject", ["a", "b"]),
    ("requester_id=1,2", ["not among the supported"], "requester_id", [1, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "old", "new"), EXAMPLES)
def test_a_ticket_gets_the_new_value_and_changes_the_pair(
    text: str, name: str, old: Any, new: Any
) -> None:
    expected = undone(TICKET_UPDATE, source=2, priority=1)
    expected |= {name: new, "changes": {name: [old, new]}}
    assert same(changed(TICKET_UPDATE, text), expected)


@pytest.mark.parametrize(("text", "name", "old", "new"), CONTACT_EXAMPLES)
def test_a_contact_gets_the_new_value_and_changes_the_pair(
    text: str, name: str, old: Any, new: Any
) -> None:
    expected = undone(CONTACT_UPDATE, phone="98765315")
    expected |= {name: new, "changes": {name: [old, new]}}
    assert same(changed(CONTACT_UPDATE, text), expected)


def test_several_changes_stand_together() -> None:
    ticket = changed(TICKET_UPDATE, "priority=1,4", "group=1", "spam=true")
    assert ticket["changes"] == {"priority": [1, 4], "group_id": [351, 1], "spam": [False, True]}
    assert (ticket["priority"], ticket["group_id"], ticket["spam"]) == (4, 1, True)


def test_a_custom_field_of_a_contact_changes_the_whole_object() -> None:
    contact = changed(CONTACT_UPDATE, "custom_fields.external_id=1290")
    assert contact["custom_fields"] == {"external_id": 1290}
    assert contact["changes"] == {"custom_fields": [{"external_id": 1289}, {"external_id": 1290}]}


def test_one_and_true_are_different_values() -> None:
    contact = changed(CONTACT_UPDATE, "custom_fields.external_id=1,true")
    assert contact["custom_fields"]["external_id"] is True


def test_two_custom_fields_of_a_contact_both_change() -> None:
    contact = changed(CONTACT_UPDATE, "custom_fields.a=1,2", "custom_fields.b=3,4")
    assert contact["custom_fields"] == {"external_id": 1289, "a": 2, "b": 4}
    before, after = contact["changes"]["custom_fields"]
    assert before == {"external_id": 1289, "a": 1, "b": 3}
    assert after == {"external_id": 1289, "a": 2, "b": 4}


@pytest.mark.parametrize(
    ("event", "variant", "text", "changes"),
    [
        (TICKET_UPDATE, "spam", "priority=3", {"spam": [False, True], "priority": [1, 3]}),
        (TICKET_UPDATE, "deleted", "status=3", {"deleted": [False, True], "status": [2, 3]}),
        (TICKET_UPDATE, "spam", "spam=true,false", {"spam": [True, False]}),
        (CONTACT_UPDATE, "blocked", "name=a,b", {"blocked": [False, True], "name": ["a", "b"]}),
    ],
)
def test_a_named_variant_keeps_its_own_change(
    event: Event, variant: str, text: str, changes: dict[str, Any]
) -> None:
    entity = changed(event, text, variant=variant)
    assert entity["changes"] == changes
    assert {name: entity[name] for name in changes} == {n: new for n, (_, new) in changes.items()}


@pytest.mark.parametrize(("text", "words", "name", "pair"), REFUSED)
def test_what_freshdesk_does_not_fire_is_refused_and_sent_with_force(
    text: str, words: list[str], name: str, pair: list[Any]
) -> None:
    with pytest.raises(PayloadRefused) as caught:
        changed(TICKET_UPDATE, text)
    told = f"{caught.value.message} {caught.value.hint}"
    assert all(word in told for word in words), told
    assert caught.value.rule
    ticket = changed(TICKET_UPDATE, text, force=True)
    assert same(ticket["changes"], {name: pair})
    assert same(ticket[name], pair[1])


def test_tag_change_does_not_fire_ticket_update() -> None:
    with pytest.raises(PayloadRefused) as caught:
        changed(TICKET_UPDATE, "tags=vip")
    assert caught.value.rule == "Product events, onTicketUpdate, Restrictions"
    assert caught.value.rule in caught.value.message
    assert (caught.value.parameter, caught.value.name) == (Parameter.CHANGES, "")
    assert caught.value.remedies == (Force(),)


@pytest.mark.parametrize("event", CREATING, ids=lambda event: str(event.name))
@pytest.mark.parametrize("force", [False, True])
def test_create_events_take_no_changes_and_point_to_assignments(event: Event, force: bool) -> None:
    with pytest.raises(UsageProblem, match=f"{event.name} has no changes") as caught:
        changed(event, "priority=1,2", force=force)
    (remedy,) = caught.value.remedies
    assert isinstance(remedy, Give) and remedy.parameter is Parameter.ASSIGN


@pytest.mark.parametrize("text", ["", "priority", "=1,2", " =1", "priority 1,2"])
def test_a_change_without_a_field_or_values_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="not of the form FIELD=OLD,NEW") as caught:
        read_changes(TICKET_UPDATE, [text])
    assert caught.value.remedies == (Give(Parameter.CHANGES, ("priority", (1, 2))),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("priority=", '"" is not a priority.'),
        ("spam=", '"" is not a boolean.'),
        ("group=", '"" is not a number.'),
        ("deleted= ", '" " is not a boolean.'),
    ],
)
def test_a_change_to_nothing_is_refused_where_the_attribute_is_not_text(
    text: str, says: str
) -> None:
    with pytest.raises(PayloadRefused) as caught:
        changed(TICKET_UPDATE, text)
    assert caught.value.message == says


def test_a_change_to_nothing_empties_a_text() -> None:
    ticket = changed(TICKET_UPDATE, "type=")
    assert (ticket["type"], ticket["changes"]["type"][1]) == ("", "")


@pytest.mark.parametrize("texts", [("priority=1,2", "priority=2,3"), ("group=1,2", "group_id=2,3")])
@pytest.mark.parametrize("force", [False, True])
def test_an_attribute_is_changed_once(texts: tuple[str, str], force: bool) -> None:
    with pytest.raises(UsageProblem, match="changed twice"):
        changed(TICKET_UPDATE, *texts, force=force)
    pairs = {text.partition("=")[0]: (1, 2) for text in texts}
    if len(pairs) > 1:
        with pytest.raises(UsageProblem, match="changed twice"):
            payload_of(TICKET_UPDATE, changes=pairs, force=force)


@pytest.mark.parametrize(
    ("text", "pair"),
    [("status=open,closed", [2, 5]), ("status=2,6", [2, 6]), ("status=27", [2, 27])],
)
def test_accounts_have_statuses_of_their_own_and_closed_is_close(text: str, pair: Any) -> None:
    assert changed(TICKET_UPDATE, text)["changes"] == {"status": pair}


def test_a_flag_that_does_not_change_is_told_the_change_that_it_can_have() -> None:
    with pytest.raises(PayloadRefused) as caught:
        changed(TICKET_UPDATE, "deleted=false,true", "spam=false,false")
    example = ("spam", (False, True))
    assert caught.value.remedies[0] == Give(Parameter.CHANGES, example, "says that it becomes true")


@pytest.mark.parametrize("text", ["subject.x=1", "subject.x=1,2", "priority.x=1", "tags.x=1,2"])
@pytest.mark.parametrize("force", [False, True])
def test_a_part_of_what_has_no_parts_is_refused(text: str, force: bool) -> None:
    with pytest.raises(UsageProblem):
        changed(TICKET_UPDATE, text, force=force)


def test_the_library_names_a_new_value_or_a_tuple_of_both() -> None:
    assert make_change(TICKET_UPDATE, "priority", (1, 2)) == Change("priority", 1, 2)
    assert make_change(TICKET_UPDATE, "priority", 2) == Change("priority", FROM_PAYLOAD, 2)
    assert make_change(TICKET_UPDATE, "agent", (None, 5)) == Change("responder_id", None, 5)
    assert make_change(TICKET_UPDATE, "status", "Resolved").new == 4
    assert make_change(CONTACT_UPDATE, "tags", ["a", "b"]).new == ["a", "b"]
    assert make_change(CONTACT_UPDATE, "tags", ([], ["a"])) == Change("tags", [], ["a"])
    part = make_change(CONTACT_UPDATE, "custom_fields.x", 3)
    assert (part.attribute, part.field, part.new, part.name) == (
        "custom_fields", "x", 3, "custom_fields.x",
    )  # fmt: skip


@pytest.mark.parametrize("value", [(), (1, 2, 3)])
def test_the_library_refuses_other_tuples(value: tuple[int, ...]) -> None:
    with pytest.raises(UsageProblem, match="values, not one or two"):
        make_change(TICKET_UPDATE, "priority", value)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"2", {(1, 2): 3}, float("nan")])
def test_the_library_refuses_values_that_are_none_of_the_attribute(value: Any) -> None:
    with pytest.raises(PayloadRefused, match="is not a priority"):
        make_change(TICKET_UPDATE, "priority", value)


NAMES = sorted({*TICKET_UPDATE.changeable, *TICKET_UPDATE.aliases, *CONTACT_UPDATE.changeable})
fields = st.sampled_from([*NAMES, "subject", "custom_fields.a", "changes"]) | st.text(max_size=9)
values = st.text(max_size=20) | st.text(alphabet='[]{}",:. 012-eEnultrasfNI\n', max_size=20)
texts = st.text() | st.builds(lambda field, value: f"{field}={value}", fields, values)


@given(st.sampled_from(UPDATING), st.lists(texts, max_size=3), st.booleans())
@example("onTicketUpdate", ["group_id=1e999"], False)
@example("onContactUpdate", ["custom_fields.a=1e999"], False)
@settings(deadline=None)
def test_any_text_is_a_change_or_a_usage_problem(
    name: str, written: list[str], force: bool
) -> None:
    event = EVENTS[name]
    changes: list[tuple[str, Any]] = []
    for text in written:
        try:
            changes += read_changes(event, [text])
        except UsageProblem:
            continue
    try:
        encode(payload_of(event, changes=tuple(changes), force=force))
    except UsageProblem:
        return


def undone(event: Event, **old: Any) -> dict[str, Any]:
    """The entity of the event's sample, as it was before its own changes."""
    entity: dict[str, Any] = payload_of(event)["data"][event.entity.name]
    assert list(entity["changes"]) == list(old)
    return entity | old


def same(one: Any, other: Any) -> bool:
    """Equal, and not as 1 equals true."""
    return bool(one == other) and encode_sorted(one) == encode_sorted(other)


def encode_sorted(value: Any) -> str:
    return encode(dict(sorted(value.items())) if isinstance(value, dict) else value)
