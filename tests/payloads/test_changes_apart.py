"""Updates that no table describes: their changes stand beside the entity, and all else is alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import PayloadRefused
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.versions import platform_of
from fdevents.payloads.compose import AppValues
from tests.support.payloads import payload_of
from tests.support.places import DATA

APP = AppValues(profile=platform_of("2.3"))
STATUS = EVENTS["onAgentStatusUpdate"]
APART = [event for event in EVENTS.values() if event.apart]


def sample(name: str) -> dict[str, Any]:
    """The platform's own sample of the event, as it lies in an app's test data."""
    path = DATA / "platform_samples/2.3" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


@pytest.mark.parametrize("event", APART, ids=lambda event: str(event.name))
def test_the_pairs_stand_in_model_changes_and_the_new_values_in_the_entity(event: Any) -> None:
    data = payload_of(event, APP)["data"]
    pairs = {name: list(pair) for name, pair in event.variants[0].changes.items()}
    assert data["changes"]["model_changes"] == pairs != {}
    assert "changes" not in data[event.entity.name]
    assert {name: data[event.entity.name][name] for name in pairs} == {
        name: new for name, (_, new) in pairs.items()
    }


def test_a_change_that_is_asked_for_replaces_the_samples() -> None:
    data = payload_of(STATUS, APP, changes={"state": ("on", "off")})["data"]
    assert data["changes"]["model_changes"] == {"state": ["on", "off"]}
    assert data["changes"]["misc_changes"] == {}
    assert (data["agent_status"]["state"], data["agent_status"]["name"]) == ("off", "Test One")


def test_an_old_value_comes_from_the_payload_and_an_assignment() -> None:
    given = payload_of(STATUS, APP, assign={"agent_status.icon": 1}, changes={"icon": 2})
    assert given["data"]["changes"]["model_changes"] == {"icon": [1, 2]}


def test_what_contradicts_a_pair_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="became"):
        payload_of(STATUS, APP, assign={"agent_status.name": "Other"})
    with pytest.raises(PayloadRefused, match="became"):
        payload_of(STATUS, APP, assign={"changes.model_changes.name[1]": "Other"})


def test_an_attribute_of_which_no_type_is_known_takes_any_value() -> None:
    event = EVENTS["onGroupUpdate"]
    for value in (7, "text", None, ["x"]):
        data = payload_of(event, APP, changes={"escalate_to": (0, value)})["data"]
        assert data["group"]["escalate_to"] == value


@pytest.mark.parametrize("event", APART, ids=lambda event: str(event.name))
def test_a_payload_that_the_sdk_made_is_taken_whatever_it_calls_itself(event: Any) -> None:
    theirs = sample(event.name)
    ours = payload_of(event, APP, payload=theirs)
    assert (ours["event"], ours["data"]) == (theirs["event"], theirs["data"])


def test_the_sdks_names_of_deletions_and_creations_are_taken_too() -> None:
    for name in ("onAgentStatusCreate", "onAgentStatusDelete"):
        assert payload_of(EVENTS[name], APP, payload=sample(name))["event"].startswith("agent_")
