"""The table of the platform's APIs, against what the platform versions have and the code takes."""

from __future__ import annotations

import inspect

import pytest

from fdevents.apis.caller import Caller
from fdevents.apis.db import Database
from fdevents.apis.live import Live
from fdevents.apis.refusal import Refused
from fdevents.apis.request import Requests
from fdevents.apis.schedule import Schedules
from fdevents.apis.services import APIS, Services
from fdevents.apis.store import Store
from fdevents.freshdesk.versions import ENTITY_CALLS, PLATFORMS

PARTS = {"$db": Database, "$schedule": Schedules}


def services() -> Services:
    """The services of an app that has nothing."""
    requests = Requests(Live(), domains=[], templates={})
    return Services(Store(":memory:"), requests, frozenset())


def test_every_api_of_a_platform_version_is_in_the_table_and_the_other_way_round() -> None:
    answering = {name for profile in PLATFORMS for name in profile.apis}
    telling = {name for profile in PLATFORMS for name in profile.telling}
    assert {name for name, api in APIS.items() if api.answer} == answering
    assert {name for name, api in APIS.items() if not api.answer} == telling


@pytest.mark.parametrize("name", [name for name in APIS if name.rpartition(".")[0] in PARTS])
def test_the_table_names_the_arguments_that_are_taken(name: str) -> None:
    part, _, call = name.partition(".")
    _, *taken = inspect.signature(getattr(PARTS[part], call)).parameters
    assert APIS[name].takes == tuple(taken)


@pytest.mark.parametrize("name", [name for name, api in APIS.items() if api.answer])
def test_arguments_that_an_api_does_not_take_are_dropped(name: str) -> None:
    with pytest.raises(Refused) as refused:
        services().answer(name, [None] * 50, Caller())
    assert refused.value.reason["status"] == (501 if name in ENTITY_CALLS else 400)


def test_what_is_not_emulated_is_refused() -> None:
    for name in ("$db.other", "renderData", ""):
        with pytest.raises(Refused, match="does not emulate"):
            services().answer(name, [], Caller())
