"""Values, lists and nearest names, as they stand in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents.wording import brief, did_you_mean, kind_of, listed, nearest, quoted, shortened

NAMES = ["status", "priority", "group_id", "responder_id", "is_escalated", "fr_escalated"]


def test_a_misspelt_name_is_recognised() -> None:
    assert nearest("priorty", NAMES) == ["priority"]
    assert nearest("escalated", NAMES) == ["is_escalated"]


def test_case_is_ignored_and_the_name_given_as_it_is_written() -> None:
    assert nearest("STATUS", NAMES) == ["status"]
    assert nearest("onticketcreate", ["onTicketCreate"]) == ["onTicketCreate"]


def test_several_are_given_best_first() -> None:
    assert nearest("r_escalated", NAMES, most=2) == ["fr_escalated", "is_escalated"]
    assert nearest("s_escalated", NAMES, most=2) == ["is_escalated", "fr_escalated"]


def test_what_resembles_nothing_finds_nothing() -> None:
    assert nearest("xyz", NAMES) == []
    assert nearest("priority", []) == []
    assert nearest("", NAMES) == []
    assert did_you_mean("xyz", NAMES) == ""


def test_a_cutoff_can_be_wider_or_closer() -> None:
    assert nearest("grup_id", NAMES, cutoff=0.95) == []
    assert nearest("grup_id", NAMES, cutoff=0.5) == ["group_id"]


def test_the_guess_is_a_sentence() -> None:
    assert did_you_mean("priorty", NAMES) == "Did you mean “priority”?"
    two = did_you_mean("r_escalated", NAMES, most=2)
    assert two == "Did you mean “fr_escalated” or “is_escalated”?"


@given(st.text(), st.lists(st.text(), unique_by=str.casefold), st.integers(1, 3))
@settings(deadline=None)
def test_only_names_that_exist_are_found(name: str, names: list[str], most: int) -> None:
    found = nearest(name, names, most=most)
    assert len(found) <= most
    assert set(found) <= set(names)
    assert found == nearest(name, iter(names), most=most)


@given(st.lists(st.text(min_size=1), min_size=1, unique_by=str.casefold), st.data())
@settings(deadline=None)
def test_a_name_that_exists_is_nearest_to_itself(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    assert nearest(name, names) == [name]


def test_a_value_is_shown_as_json_and_cut_short() -> None:
    assert brief({"a": ["ü", None, True]}) == '{"a": ["ü", null, true]}'
    assert brief("x" * 100, 10) == '"xxxxxxxx…'
    assert brief({1, 2}) == "{1, 2}", "what JSON cannot hold is shown all the same"


def test_a_value_that_contains_itself_can_be_shown() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert brief(endless) == "[[...]]"


def test_text_is_cut_only_where_it_is_too_long() -> None:
    assert shortened("12345", 5) == "12345"
    assert shortened("123456", 5) == "1234…"


@given(st.text(), st.integers(1, 100))
def test_cut_text_is_never_longer_than_allowed(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "an object"),
        ([], "a list"),
        ("", "text"),
        (True, "true or false"),
        (0, "a number"),
        (1.5, "a number"),
        (None, "null"),
    ],
)
def test_a_value_is_of_a_kind(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


def test_names_are_joined_as_in_a_sentence() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(iter("abc"), last="or") == "a, b or c"
    assert listed(map(quoted, "ab")) == "“a” and “b”"


def test_a_long_list_says_how_many_more_there_are() -> None:
    assert listed("abcdef", most=4) == "a, b, c, d and 2 more"
    assert listed("abcd", most=4) == "a, b, c and d"
    assert listed("abcde", most=4) == "a, b, c, d and 1 more"
