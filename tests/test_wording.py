"""The name that was probably meant."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents.wording import did_you_mean, nearest

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
