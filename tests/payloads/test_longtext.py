"""Long text is cut at 10 KB of UTF-8, never inside a character, and its flag is set."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.contacts import CONTACT
from fdevents.freshdesk.conversations import CONVERSATION
from fdevents.freshdesk.model import TEN_KB
from fdevents.freshdesk.tickets import TICKET
from fdevents.payloads.compose import encode
from fdevents.payloads.longtext import truncate, truncated
from tests.support.payloads import payload_of

# Every character there is, with the lone surrogates that JSON and file names can carry.
characters = st.characters(exclude_categories=())
texts = st.text(characters)


def size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def test_ten_kb_are_10240_bytes() -> None:
    assert TEN_KB == 10_240


@pytest.mark.parametrize("character", ["a", "é", "€", "😀"])
def test_text_of_exactly_the_limit_is_not_cut_and_one_byte_more_is(character: str) -> None:
    fill = "a" * (10_240 - size(character))
    assert truncated(fill + character, 10_240) == fill + character
    assert truncated("a" + fill + character, 10_240) == "a" + fill


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("é" * 5_120, 5_120),
        ("é" * 5_121, 5_120),
        ("a" + "é" * 5_120, 5_120),
        ("€" * 3_413, 3_413),
        ("€" * 3_414, 3_413),
        ("😀" * 2_560, 2_560),
        ("😀" * 2_561, 2_560),
        ("ab" + "😀" * 2_560, 2_561),
        ("\ud800" * 3_414, 3_413),
    ],
)
def test_no_character_is_cut_in_two(text: str, kept: int) -> None:
    assert truncated(text, 10_240) == text[:kept]


@given(texts, st.integers(0, 40))
@settings(deadline=None)
def test_what_is_kept_is_the_longest_beginning_that_fits(text: str, limit: int) -> None:
    short = truncated(text, limit)
    assert text.startswith(short)
    assert size(short) <= limit
    if short != text:
        assert size(short + text[len(short)]) > limit


@given(st.text(characters, max_size=4), st.integers(2_550, 10_250))
@settings(deadline=None)
def test_long_text_of_any_characters_keeps_the_longest_beginning(piece: str, times: int) -> None:
    text = piece * times
    short = truncated(text, TEN_KB)
    assert text.startswith(short)
    assert size(short) <= TEN_KB
    if short != text:
        assert size(short + text[len(short)]) > TEN_KB


@given(texts, st.integers(0, 40))
@settings(deadline=None)
def test_what_was_cut_is_not_cut_again(text: str, limit: int) -> None:
    short = truncated(text, limit)
    assert truncated(short, limit) == short


@pytest.mark.parametrize(
    ("entity", "names"),
    [(TICKET, ["description", "description_text"]), (CONVERSATION, ["body", "body_text"])],
    ids=["ticket", "conversation"],
)
def test_each_text_is_cut_and_flagged_by_itself(entity: Any, names: list[str]) -> None:
    for name in names:
        flags = {f"is_{each}_truncated": False for each in names}
        values: dict[str, Any] = dict.fromkeys(names, "short") | flags
        values[name] = "a" * 10_241
        truncate(entity, values)
        assert values.pop(name) == "a" * 10_240
        assert values.pop(f"is_{name}_truncated") is True
        assert set(values.values()) == {"short", False}


@pytest.mark.parametrize("value", [None, 5, ["a" * 20_000], {"a": 1}])
def test_what_is_no_text_is_left_alone(value: Any) -> None:
    values = {"description": value}
    truncate(TICKET, values)
    assert values == {"description": value}


def test_a_short_text_keeps_the_flag_that_it_came_with() -> None:
    values = {"description": "short", "is_description_truncated": True}
    truncate(TICKET, values)
    assert values["is_description_truncated"] is True


def test_a_contacts_description_has_no_limit() -> None:
    values = {"description": "a" * 20_000}
    truncate(CONTACT, values)
    assert values == {"description": "a" * 20_000}


def test_a_long_description_is_cut_in_the_payload() -> None:
    ticket = composed("onTicketCreate", ("ticket.description", "é" * 5_121))
    assert ticket["description"] == "é" * 5_120
    assert ticket["is_description_truncated"] is True
    assert ticket["description_text"] == "é" * 5_120
    assert ticket["is_description_text_truncated"] is True


def test_a_description_of_exactly_10240_bytes_is_whole_in_the_payload() -> None:
    ticket = composed("onTicketUpdate", ("ticket.description", "é" * 5_120))
    assert ticket["description"] == ticket["description_text"] == "é" * 5_120
    assert ticket["is_description_truncated"] is False
    assert ticket["is_description_text_truncated"] is False


def test_markup_counts_for_the_html_and_not_for_its_text() -> None:
    html = f"<div>{'a' * 10_240}</div>"
    conversation = composed("onConversationCreate", ("conversation.body", html))
    assert conversation["body"] == html[:10_240]
    assert conversation["is_body_truncated"] is True
    assert conversation["body_text"] == "a" * 10_240
    assert conversation["is_body_text_truncated"] is False


def test_a_long_text_of_a_payload_from_elsewhere_is_cut() -> None:
    start = {"data": {"ticket": {"description_text": "a" * 10_241}}}
    payload = payload_of(EVENTS["onTicketCreate"], payload=start)
    assert payload["data"]["ticket"] == {
        "description_text": "a" * 10_240,
        "is_description_text_truncated": True,
    }


def test_lone_surrogates_reach_the_payload() -> None:
    ticket = composed("onTicketCreate", ("ticket.description_text", "\udcff" * 4_000))
    assert ticket["description_text"] == "\udcff" * 3_413
    assert "\\udcff" in encode(ticket)


def composed(event: str, *assignments: tuple[str, Any]) -> dict[str, Any]:
    found = EVENTS[event]
    entity: dict[str, Any] = payload_of(found, assign=assignments)["data"][found.entity.name]
    return entity
