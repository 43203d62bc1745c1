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
    assert read_assignments(texts) == (
        ("ticket.tags", []),
        ("ticket.tags[0]", "a"),
        ("ticket.tags", [1]),
        ("ticket.subject", " a=b "),
    )


def test_headers_are_names_and_text() -> None:
    assert read_headers(["Content-Type: a/b", "X:1:2"]) == {"Content-Type": "a/b", "X": "1:2"}


def test_iparams_are_json_where_they_are_not_declared_as_text() -> None:
    assert read_iparams(["a=1", "b=1", "c=x"], {"b"}) == {"a": 1, "b": "1", "c": "x"}


@pytest.mark.parametrize(
    ("read", "parameter", "form"),
    [
        (lambda texts: read_changes(TICKET_UPDATE, texts), Parameter.CHANGES, "FIELD=OLD,NEW"),
        (read_assignments, Parameter.ASSIGN, "PATH=VALUE"),
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
