"""Which mock answers a request: by method, URL and body."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fdevents.apis.matching import answers
from fdevents.apis.sent import Sent
from fdevents.app.mocks import Mock
from fdevents.app.patterns import matches, may_meet

MATCHING = [
    ("https://x/", "https://x/"),
    ("https://x/*", "https://x/"),
    ("https://x/*", "https://x/a/b?c=d\ne"),
    ("*", ""),
    ("*", "anything"),
    ("**", "anything"),
    ("a*b*c", "abc"),
    ("a*b*c", "a-b-b-c-c"),
    ("a*aba*a", "aabaa"),
    ("", ""),
]
DIFFERENT = [
    ("https://x/", "https://x/a"),
    ("https://x/*", "https://x"),
    ("a*b", "ab-"),
    ("a*a", "a"),
    ("a*b*c", "acb"),
    ("a*bb*b", "abb"),
    ("a.c", "abc"),
    ("", "a"),
]


@pytest.mark.parametrize(("pattern", "text"), MATCHING)
def test_a_star_stands_for_anything(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), DIFFERENT)
def test_everything_else_stands_for_itself(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_a_pattern_matches_as_the_regular_expression_that_says_the_same(
    pattern: str, text: str
) -> None:
    expected = ".*".join(re.escape(part) for part in pattern.split("*"))
    assert matches(pattern, text) == bool(re.fullmatch(expected, text, re.DOTALL))


@given(st.text("ab*", max_size=5), st.text("ab*", max_size=5))
def test_two_patterns_meet_where_a_text_matches_both(one: str, other: str) -> None:
    # Each `*` of one can hold all of the other, so a text of both is never longer than these.
    letters = "ab"
    texts = ["".join(each) for size in range(9) for each in itertools.product(letters, repeat=size)]
    assert may_meet(one, other) == any(
        matches(one, each) and matches(other, each) for each in texts
    )


@pytest.mark.deno
def test_no_pattern_takes_long() -> None:
    """In a process of its own: a regular expression that does not end would stop this one."""
    code = (
        "from fdevents.app.patterns import matches\n"
        "assert not matches('https://x.y/' + '*a' * 1000 + '*b', 'https://x.y/' + 'a' * 100_000)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)


BODIES: list[tuple[Any, str | None, bool]] = [
    (None, None, True),
    (None, "anything", True),
    ({"a": 1}, '{"a": 1, "b": 2}', True),
    ({"a": {"b": 1}}, '{"a": {"b": 1, "c": 2}}', True),
    ({"a": 1}, '{"a": true}', False),
    ({"a": 1}, "a=1", False),
    ({"a": 1}, None, False),
    ("a=1", "a=1", True),
    ([1], "[1, 2]", False),
    ([{"a": 1}], '[{"a": 1, "b": 2}]', True),
    ([1], "[true]", False),
    ({"a": "x-*"}, '{"a": "x-7"}', True),
    ({"a": "x-*"}, '{"a": "y-7"}', False),
    ({"a": "*"}, '{"a": 5}', True),
    ({"a": "x*"}, '{"a": 5}', False),
    ("a=*&b=2", "a=1&b=2", True),
]


@pytest.mark.parametrize(("wanted", "body", "expected"), BODIES)
def test_a_body_has_at_least_what_the_mock_names(
    wanted: Any, body: str | None, expected: bool
) -> None:
    mock = Mock(method="POST", url="https://x/", body=wanted)
    assert answers(mock, Sent("POST", "https://x/", {}, body)) is expected


def test_the_method_has_to_be_the_mocks() -> None:
    mock = Mock(method="POST", url="https://x/")
    assert not answers(mock, Sent("GET", "https://x/", {}, None))


TEMPLATED = Sent("POST", "https://x/a", {}, None, template="notify")


def test_a_mock_may_name_a_template_in_place_of_method_and_url() -> None:
    assert answers(Mock(template="notify"), TEMPLATED)
    assert not answers(Mock(template="other"), TEMPLATED)
    assert not answers(Mock(template="notify"), Sent("POST", "https://x/a", {}, None))


def test_a_mock_answers_where_all_that_it_names_fits() -> None:
    assert answers(Mock(template="notify", method="POST", url="https://x/*"), TEMPLATED)
    assert not answers(Mock(template="notify", method="GET"), TEMPLATED)
    assert not answers(Mock(template="notify", url="https://y/*"), TEMPLATED)
