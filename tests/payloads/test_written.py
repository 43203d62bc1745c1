"""The written forms become the parts of a spec, and what cannot be read is refused by its name."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.payloads.spec import PayloadSpec, SpecKeywords, as_spec, in_pairs
from fdevents.payloads.written import (
    read_assignments,
    read_changes,
    read_headers,
    read_iparams,
)
from fdevents.remedies import Parameter

TICKET_UPDATE = EVENTS["onTicketUpdate"]


def test_changes_are_pairs_of_a_name_and_its_values() -> None:
    texts = ["priority=1,2", "agent=5", 'tags=[["a"],["b"]]', "no_such=1,a"]
    assert read_changes(TICKET_UPDATE, texts) == (
        ("priority", (1, 2)),
        ("agent", (5,)),
        ("tags", (["a"], ["b"])),
        ("no_such", (1, "a")),
    )


def test_assignments_keep_their_order_and_repetitions() -> None:
    texts = ["ticket.tags=[]", "ticket.tags[0]=a", "ticket.tags=[1]", "ticket.subject= a=b "]
    assert read_assignments(TICKET_UPDATE, texts) == (
        ("ticket.tags", []),
        ("ticket.tags[0]", "a"),
        ("ticket.tags", [1]),
        ("ticket.subject", " a=b "),
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ticket.subject=404", "404"),
        ("ticket.subject=true", "true"),
        ("ticket.subject=[1]", "[1]"),
        ('ticket.subject="404"', "404"),
        ("ticket.subject=null", None),
        ("ticket.tweet_id=12345678901234567890", "12345678901234567890"),
        ("ticket.tags=vip", ["vip"]),
        ("ticket.tags=a, b", ["a", "b"]),
        ('ticket.tags="a, b",c', ["a, b", "c"]),
        ("ticket.tags=404", ["404"]),
        ('ticket.tags=["a"]', ["a"]),
        ("ticket.tags=", []),
        ("ticket.tags=null", None),
        ("ticket.tags[0]=404", "404"),
        ("data.ticket.tags[0]=x", "x"),
        ("ticket.spam=TRUE", True),
        ("ticket.status=closed", "closed"),
        ("ticket.status=6", 6),
        ("ticket.created_at=1484825400", 1484825400),
        ("ticket.custom_fields.cf_x=404", 404),
        ("requester.phone=007", "007"),
        ("iparams.x=404", 404),
        ("account_id=7", 7),
    ],
)
def test_what_is_set_is_read_by_the_type_of_its_attribute(written: str, value: Any) -> None:
    ((_, found),) = read_assignments(TICKET_UPDATE, [written])
    assert found == value
    assert type(found) is type(value)


def test_quotes_that_do_not_match_in_a_list_are_refused() -> None:
    with pytest.raises(UsageProblem, match=r"quotes in .* do not match") as caught:
        read_assignments(TICKET_UPDATE, ['ticket.tags="a,b'])
    assert caught.value.parameter is Parameter.ASSIGN


def test_headers_are_names_and_text() -> None:
    assert read_headers(["Content-Type: a/b", "X:1:2"]) == {"Content-Type": "a/b", "X": "1:2"}


def test_iparams_are_json_where_they_are_not_declared_as_text() -> None:
    assert read_iparams(["a=1", "b=1", "c=x"], {"b"}) == {"a": 1, "b": "1", "c": "x"}


@pytest.mark.parametrize(
    ("read", "parameter", "form"),
    [
        (lambda texts: read_changes(TICKET_UPDATE, texts), Parameter.CHANGES, "FIELD=OLD,NEW"),
        (lambda texts: read_assignments(TICKET_UPDATE, texts), Parameter.ASSIGN, "PATH=VALUE"),
        (read_headers, Parameter.HEADERS, "NAME:VALUE"),
        (read_iparams, Parameter.IPARAMS, "NAME=VALUE"),
    ],
)
@pytest.mark.parametrize("text", ["", "x", "=1", " =1", ":1"])
def test_what_is_not_the_form_is_refused(
    read: Any, parameter: Parameter, form: str, text: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        read([text])
    assert caught.value.message == f"it is not of the form {form}."
    assert (caught.value.parameter, caught.value.name) == (parameter, text or '""')


def test_the_keywords_are_the_fields_of_a_spec() -> None:
    assert set(SpecKeywords.__annotations__) | {"event"} == set(PayloadSpec.__annotations__)


def test_a_spec_with_keywords_has_them_over_its_own() -> None:
    spec = PayloadSpec(event="onTicketUpdate", variant="spam", force=True)
    assert as_spec(spec) is spec
    assert as_spec(spec, variant=None) == PayloadSpec(event="onTicketUpdate", force=True)
    assert as_spec("onTicketUpdate", force=True, variant="spam") == spec
    with pytest.raises(TypeError, match="chanegs"):
        as_spec("onTicketUpdate", chanegs={})  # type: ignore[call-arg]


def test_a_mapping_and_pairs_are_the_same() -> None:
    assert in_pairs({"a": 1, "b": (1, 2)}) == in_pairs((("a", 1), ("b", (1, 2))))
    assert in_pairs(None) == in_pairs(()) == ()
