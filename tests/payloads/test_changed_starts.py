"""Changes of a payload that was given, however odd it is: its own give way to those asked for."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from tests.support.payloads import changed

CONTACT_UPDATE = EVENTS["onContactUpdate"]


def test_changes_of_a_start_are_undone_before_others_are_made() -> None:
    start = {
        "data": {
            "contact": {
                "name": "b",
                "blocked": False,
                "deleted": True,
                "changes": {
                    "name": ["a", "b"],
                    "blocked": [True, False],
                    "deleted": [False, True],
                },
            }
        }
    }
    contact = changed(CONTACT_UPDATE, "phone=1,2", payload=start)
    assert contact["name"] == "a"
    assert contact["phone"] == "2"
    assert contact["changes"] == {"phone": ["1", "2"]}
    assert contact["blocked"] is True
    assert not contact.get("deleted")


@pytest.mark.parametrize("text", ["custom_fields.a=1", "custom_fields.a=1,2"])
def test_a_part_of_what_the_payload_has_without_parts_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match=r"the payload's custom_fields is \[1\]"):
        changed(CONTACT_UPDATE, text, payload={"data": {"contact": {"custom_fields": [1]}}})


def test_an_attribute_changes_beside_odd_custom_fields() -> None:
    contact = changed(
        CONTACT_UPDATE, "name=x", payload={"data": {"contact": {"custom_fields": [1]}}}
    )
    assert contact == {"custom_fields": [1], "name": "x", "changes": {"name": [None, "x"]}}


@pytest.mark.parametrize("odd", [[1], "a", 5, {"name": "no pair"}])
@pytest.mark.parametrize(
    ("text", "name", "pair"),
    [
        ("custom_fields.a=1", "custom_fields", [{"a": None}, {"a": 1}]),
        ("custom_fields.a=1,2", "custom_fields", [{"a": 1}, {"a": 2}]),
        ("name=x", "name", [None, "x"]),
    ],
)
def test_changes_that_are_not_pairs_give_way_to_those_asked_for(
    odd: Any, text: str, name: str, pair: list[Any]
) -> None:
    contact = changed(CONTACT_UPDATE, text, payload={"data": {"contact": {"changes": odd}}})
    assert contact["changes"] == {name: pair}
    assert contact[name] == pair[1]
