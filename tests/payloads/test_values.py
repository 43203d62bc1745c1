"""One attribute's values: read from text, checked against type and enumeration, and labelled."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents.errors import UsageProblem
from fdevents.freshdesk.contacts import CONTACT
from fdevents.freshdesk.model import Attribute, Entity
from fdevents.freshdesk.tickets import REQUESTER, TICKET
from fdevents.payloads.values import Mismatch, label, typed
from fdevents.payloads.written import read_values
from fdevents.remedies import Give, Parameter

FITTING = [
    (TICKET, "priority", 1, 1),
    (TICKET, "priority", "Low", 1),
    (TICKET, "priority", "uRGENT", 4),
    (TICKET, "source", "feedback widget", 9),
    (TICKET, "source", "feedback_widget", 9),
    (TICKET, "source", "Feedback-Widget", 9),
    (TICKET, "source", "FeedbackWidget", 9),
    (TICKET, "source", "outbound_email", 10),
    (TICKET, "status", "closed", 5),
    (TICKET, "status", "close", 5),
    (TICKET, "status", 6, 6),
    (TICKET, "status", 27, 27),
    (TICKET, "group_id", 351, 351),
    (TICKET, "group_id", None, None),
    (TICKET, "type", "Question", "Question"),
    (TICKET, "type", None, None),
    (TICKET, "spam", True, True),
    (TICKET, "tags", ["a", "b"], ["a", "b"]),
    (TICKET, "tags", [], []),
    (TICKET, "tags", None, None),
    (TICKET, "attachments", [{"id": 1}], [{"id": 1}]),
    (TICKET, "due_by", "2016-02-13T23:27:49Z", "2016-02-13T23:27:49Z"),
    (TICKET, "due_by", "2017-01-17T17:00:00+05:30", "2017-01-17T17:00:00+05:30"),
    (TICKET, "due_by", 1484825400, 1484825400),
    (CONTACT, "mobile", 3545643254, 3545643254),
    (CONTACT, "mobile", "3545643254", "3545643254"),
    (CONTACT, "phone", 98765315, 98765315),
    (REQUESTER, "phone", "98765315", "98765315"),
    (CONTACT, "custom_fields", {"a": 1}, {"a": 1}),
]

UNFITTING = [
    (TICKET, "priority", 9, "1 Low, 2 Medium, 3 High and 4 Urgent"),
    (TICKET, "priority", True, "1 Low"),
    (TICKET, "priority", None, "1 Low"),
    (TICKET, "priority", "Urgant", "Did you mean “Urgent”?"),
    (TICKET, "priority", None, "It cannot be null."),
    (TICKET, "priority", "normal", "Did you mean “Medium”?"),
    (TICKET, "source", "mail", "Did you mean “Email”?"),
    (TICKET, "source", "web", "Did you mean “Portal”?"),
    (TICKET, "source", "none", "1 Email"),
    (TICKET, "status", 1, "4 Resolved and 5 Close, and every whole number from 2 on."),
    (TICKET, "status", -6, "2 Open"),
    (TICKET, "status", 6.0, "2 Open"),
    (TICKET, "group_id", "support", "number"),
    (TICKET, "group_id", True, "number"),
    (TICKET, "type", 5, "It must be text"),
    (TICKET, "spam", "yes", "true or false"),
    (TICKET, "spam", 1, "true or false"),
    (TICKET, "spam", None, "true or false"),
    (TICKET, "tags", "vip", "an array of strings"),
    (TICKET, "tags", ["vip", 1], "array of strings"),
    (TICKET, "attachments", ["a"], "array of objects"),
    (TICKET, "due_by", "tomorrow", "2016-02-13T23:27:49Z"),
    (CONTACT, "custom_fields", [], "object"),
]


@pytest.mark.parametrize(("entity", "name", "value", "expected"), FITTING)
def test_a_fitting_value_is_kept_and_a_label_becomes_its_number(
    entity: Entity, name: str, value: Any, expected: Any
) -> None:
    found = typed(attribute(entity, name), value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("entity", "name", "value", "wanted"), UNFITTING)
def test_an_unfitting_value_is_told_what_is_wanted(
    entity: Entity, name: str, value: Any, wanted: str
) -> None:
    with pytest.raises(Mismatch) as caught:
        typed(attribute(entity, name), value)
    assert wanted in caught.value.wanted
    assert json.dumps(value) in caught.value.message


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("priority", "1,2", (1, 2)),
        ("priority", " 1 , 2 ", (1, 2)),
        ("priority", "[1, 2]", (1, 2)),
        ("priority", "2", (2,)),
        ("group_id", "null,351", (None, 351)),
        ("group_id", "NULL,351", (None, 351)),
        ("spam", "false,TRUE", (False, True)),
        ("type", 'Question,"Feature, request"', ("Question", "Feature, request")),
        ("type", '"say ""hi""",b', ('say "hi"', "b")),
        ("type", "1,2", ("1", "2")),
        ("type", "null,Question", (None, "Question")),
        ("type", '["a","b"]', ("a", "b")),
        ("tags", '[["a"],["a","b"]]', (["a"], ["a", "b"])),
        ("tags", '["a","b"]', (["a", "b"],)),
        ("tags", "vip", (["vip"],)),
        ("tags", "a,b", (["a"], ["b"])),
        ("tags", "[null,[]]", (None, [])),
        ("custom_fields", '{"a": 1}', ({"a": 1},)),
        ("custom_fields", '[{"a": 1},{"a": 2}]', ({"a": 1}, {"a": 2})),
    ],
)
def test_one_or_two_values_are_read(name: str, written: str, expected: tuple[Any, ...]) -> None:
    assert read_values(attribute(TICKET, name), written, name=name) == expected


def test_a_telephone_number_stays_text_where_the_table_says_text() -> None:
    phone = attribute(CONTACT, "phone")
    assert read_values(phone, "007,+49 30", name="phone") == ("007", "+49 30")


@pytest.mark.parametrize("written", ["1,2,3", "a,b,c,d", 'Question, "Feature, request"'])
def test_more_than_two_values_are_refused_with_the_way_to_quote(written: str) -> None:
    with pytest.raises(UsageProblem, match=r"has \d values, where OLD,NEW has two") as caught:
        read_values(attribute(TICKET, "type"), written, name="type")
    example = ("type", ("Question", "Feature, request"))
    assert caught.value.remedies == (Give(Parameter.CHANGES, example),)


@pytest.mark.parametrize("written", ['"a', 'a,"b', '"a"b,c'])
def test_unmatched_quotes_are_refused(written: str) -> None:
    with pytest.raises(UsageProblem, match=r"quotes in .* do not match"):
        read_values(attribute(TICKET, "type"), written, name="type")


@pytest.mark.parametrize("name", ["priority", "type", "spam", "tags", "custom_fields"])
def test_no_value_at_all_is_read_as_empty_text(name: str) -> None:
    assert read_values(attribute(TICKET, name), "", name=name) == ("",)


def test_a_long_value_is_read_whole() -> None:
    long = "b" * 200_000
    try:
        values = read_values(attribute(CONTACT, "address"), f"a,{long}", name="address")
    except UsageProblem as problem:
        pytest.fail(f"refused: …{problem.message[-60:]}")
    assert [len(each) for each in values] == [1, 200_000]


def test_a_line_break_in_a_value_is_kept() -> None:
    name = attribute(CONTACT, "address")
    assert read_values(name, '"221 B\nBaker Street",b', name="address")[0] == "221 B\nBaker Street"


@given(st.lists(st.text(), min_size=2, max_size=2))
@settings(deadline=None)
def test_texts_quoted_as_csv_come_back(pair: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="").writerow(pair)
    values = read_values(attribute(TICKET, "type"), buffer.getvalue(), name="type")
    assert values == tuple(None if each.strip().casefold() == "null" else each for each in pair)


@given(st.lists(st.lists(st.text()) | st.none(), min_size=2, max_size=2))
@settings(deadline=None)
def test_pairs_of_lists_as_json_come_back(pair: list[Any]) -> None:
    assert read_values(attribute(TICKET, "tags"), json.dumps(pair), name="tags") == tuple(pair)


def test_a_value_of_an_enumeration_has_a_label_and_no_other_has() -> None:
    priority = attribute(TICKET, "priority")
    assert label(priority, 4) == "Urgent"
    assert label(priority, 9) == ""
    assert label(priority, True) == ""
    assert label(priority, None) == ""
    assert label(attribute(TICKET, "group_id"), 1) == ""
    assert label(None, 1) == ""


def attribute(entity: Entity, name: str) -> Attribute:
    found = entity.attribute(name)
    assert found is not None
    return found
