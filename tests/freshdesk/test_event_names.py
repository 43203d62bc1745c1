"""The names of events: each is written once, and what is near to one finds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import (
    EVENTS,
    SPECIFIED_EVENTS,
    all_events,
    find_event,
    find_variant,
    suggest_event,
)
from tests.support.places import PACKAGE

AREAS = (
    "tickets", "conversations", "time_entries", "ticket_forms", "contacts", "companies", "agents",
    "solutions", "forums", "lifecycle",
)  # fmt: skip

CATALOGUE = [PACKAGE / "freshdesk" / f"{name}.py" for name in ("catalogue", *AREAS)]


@pytest.mark.slow
def test_only_the_catalogue_knows_the_name_of_an_event() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{constant.lineno}: {constant.value}"
        for path in PACKAGE.rglob("*.py")
        if path not in CATALOGUE
        for constant in _constants(path)
        if constant.value in EVENTS
    ]
    assert found == []


def test_the_name_of_an_event_stands_once() -> None:
    found = [
        constant.value
        for path in CATALOGUE
        for constant in _constants(path)
        if constant.value in EVENTS
    ]
    assert sorted(found) == sorted(EVENTS)


def test_a_misspelt_event_is_told_the_nearest() -> None:
    assert suggest_event("onTicketUpdated") == "Did you mean “onTicketUpdate”?"
    assert suggest_event("ONTICKETCREATE") == "Did you mean “onTicketCreate”?"
    assert suggest_event("onAppUpdate") == "Did you mean “afterAppUpdate”?"


def test_a_misspelt_event_of_later_platforms_is_told_the_nearest() -> None:
    assert suggest_event("onCompanyCreated") == "Did you mean “onCompanyCreate”?"
    assert suggest_event("onTicketDeleted") == "Did you mean “onTicketDelete”?"


def test_an_event_that_resembles_none_is_told_the_usual_ones() -> None:
    assert suggest_event("xyz") == all_events()
    assert all(name in all_events() for name in SPECIFIED_EVENTS)


def test_an_event_that_is_not_there_is_refused_with_the_nearest() -> None:
    assert find_event("onTicketUpdate") is EVENTS["onTicketUpdate"]
    with pytest.raises(UsageProblem, match="no event “onTicketUpdated”") as caught:
        find_event("onTicketUpdated")
    assert "“onTicketUpdate”" in caught.value.hint


def test_a_variant_that_is_not_there_is_refused_with_the_nearest_and_all() -> None:
    reply = EVENTS["onConversationCreate"]
    assert find_variant(reply, None).name == "reply"
    assert find_variant(reply, "public-note").name == "public-note"
    with pytest.raises(UsageProblem, match="no variant “privat-note”") as caught:
        find_variant(reply, "privat-note")
    assert "Did you mean “private-note”?" in caught.value.hint
    assert "reply, public-note and private-note" in caught.value.hint
    with pytest.raises(UsageProblem, match="no variant “”"):
        find_variant(reply, "")


def _constants(path: Path) -> Iterator[ast.Constant]:
    """The constants of a module, docstrings aside."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node
