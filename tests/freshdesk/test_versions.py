"""Payloads of later platforms: keys and types as in Freshworks' own samples, key by key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.versions import PLATFORMS, platform_of
from fdevents.payloads.compose import AppValues
from tests.support.apps import MakeApp
from tests.support.calling import manifest
from tests.support.payloads import payload_of
from tests.support.places import DATA

PLATFORM_SAMPLES = DATA / "platform_samples"
PATHS = [path for path in sorted(PLATFORM_SAMPLES.rglob("*.json")) if path.stem in EVENTS]
SPECIFIED = [EVENTS[name] for name in SPECIFIED_EVENTS]
LATER = [profile for profile in PLATFORMS if profile.name != "2.0"]

# Where ours differs on purpose: a key's path, in which events it does, and why.
INTENDED = {
    "iparams": "At run time there are iparams; the samples leave them out.",
    "app_settings": "At run time it is there; the samples leave it out.",
    "currentHost": "At run time it is there; the samples leave it out.",
    "data.ticket.changes.source": "What the sample changes is another variant's change.",
    "data.ticket.changes.priority": "What the sample changes is another variant's change.",
    "data.ticket.changes.deleted": "What the sample changes is another variant's change.",
    "data.contact.changes": "What the sample changes is another change.",
    "data.company.changes": "What the sample changes is another change.",
    "data.time_entry.changes.billable": "What the sample changes is another change.",
    "data.contact.preferences": "A contact's own settings, of which some have more.",
    "data.ticket.custom_fields": "An account's own: ours has other ones.",
    "domain": "Ours is there always; the sample of an external event leaves it out.",
    "data.reminder": "What an app gave to a schedule is its own.",
    "data.ticket_id": "What an app gave to a schedule is its own.",
    "data.sample_data1": "What an app gave to a schedule is its own.",
    "data.sample_data2": "What an app gave to a schedule is its own.",
    "data.sample_data3": "What an app gave to a schedule is its own.",
    "region": "Ours is there always; the samples of agents' statuses leave it out.",
    "data.changes.model_changes": "What the sample changes is another change.",
    "data.changes": "The sample of a changed ticket field is that of a deleted one.",
    "data": "The sample of a schedule without data has none.",
    "data.actor.preferences": "An agent's own settings, of which ours has fewer.",
}
# The same, of the specification's own platform alone.
INTENDED_ON_2_0 = {
    "account_id": "A number in the payload table, and both in the samples.",
    "region": "The specification documents its five events without it.",
    "timestamp": "The specification documents its five events without it.",
    "data.conversation.attachments[].file_size": "Ruling 6.",
    "data.conversation.attachments[].size": "Ruling 6.",
    "data.time_entry.time_spent": "Seconds, as in the pair (ruling 4).",
}
NULLABLE = "null"


def shape(value: Any, path: str = "") -> dict[str, str]:
    """The JSON type of everything in `value`, by path; the items of a list share one."""
    if isinstance(value, dict):
        found = {path: "object"} if path else {}
        for key, inner in value.items():
            found |= shape(inner, f"{path}.{key}" if path else key)
        return found
    if isinstance(value, list):
        inner = {k: v for item in value for k, v in shape(item, f"{path}[]").items()}
        return {path: "array", **inner}
    kinds = {str: "string", bool: "boolean", type(None): NULLABLE}
    return {path: kinds.get(type(value), "number")}


def differences(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Each path that is missing, too many or of another type; null goes with everything."""
    found = []
    for path in {**theirs, **ours}:
        kinds = {ours.get(path, "absent"), theirs.get(path, "absent")}
        inside_unknown = any(
            each.get(parent) == NULLABLE
            or (each.get(parent) == "array" and f"{parent}[]" not in each)
            for each in (ours, theirs)
            for parent in parents(path)
        )
        wrong = len(kinds) > 1 and (NULLABLE not in kinds or "absent" in kinds)
        if wrong and not inside_unknown:
            found.append(path)
    return sorted(set(found))


def parents(path: str) -> list[str]:
    """The paths around a path."""
    steps = path.replace("[]", ".[]").split(".")
    return [".".join(steps[:end]).replace(".[]", "[]") for end in range(1, len(steps))]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_payload_has_the_keys_and_types_of_the_platforms_own_sample(path: Path) -> None:
    sample = json.loads(path.read_bytes())
    ours = payload_of(EVENTS[path.stem], AppValues(profile=platform_of(path.parent.name)))
    intended = INTENDED | (INTENDED_ON_2_0 if path.parent.name == "2.0" else {})
    if path.stem in ("onExternalEvent", "onAppUninstall"):
        intended = intended | {"account_id": "Text in these samples alone, up to 2.2."}
    unexpected = [
        each
        for each in differences(shape(ours), shape(sample))
        if not any(each == known or each.startswith(f"{known}.") for known in intended)
    ]
    assert unexpected == []


@pytest.mark.parametrize("intended", [INTENDED, INTENDED_ON_2_0], ids=["any", "2.0"])
def test_every_intended_difference_is_one(intended: dict[str, str]) -> None:
    found = {
        each
        for path in PATHS
        if intended is INTENDED or path.parent.name == "2.0"
        for each in differences(
            shape(payload_of(EVENTS[path.stem], AppValues(profile=platform_of(path.parent.name)))),
            shape(json.loads(path.read_bytes())),
        )
    }
    for known in intended:
        assert any(each == known or each.startswith(f"{known}.") for each in found), known


def test_the_comparison_sees_what_differs() -> None:
    assert differences(shape({"a": 1, "b": {"c": []}}), shape({"a": "1", "b": {}})) == ["a", "b.c"]
    assert differences(shape({"a": [{"b": 1}]}), shape({"a": [{"b": "x"}]})) == ["a[].b"]
    assert differences(shape({"a": None}), shape({"a": {"b": 1}})) == []


@pytest.mark.parametrize("profile", LATER, ids=lambda profile: profile.name)
@pytest.mark.parametrize("event", SPECIFIED, ids=list(SPECIFIED_EVENTS))
def test_what_the_event_says_itself_stays(event: Any, profile: Any) -> None:
    """What later platforms add never replaces what the template says, but for what is in order
    there: dates, and what agrees with `private`."""
    specified = payload_of(event)
    later = payload_of(event, AppValues(profile=profile))
    for name, entity in (specified["data"] or {}).items():
        mended = ("attachments", "created_at", "updated_at", "cc_emails")
        mine = {key: later["data"][name].get(key) for key in entity if key not in mended}
        assert mine == {key: value for key, value in entity.items() if key not in mended}
    assert later["region"] == "US"
    assert isinstance(later["account_id"], str) == profile.text_account_id
    assert ("actor" in later["data"]) == (profile.name in ("2.3", "3.0"))
    assert ("currentHost" in later) == (profile.name == "3.0")


@pytest.mark.deno
def test_the_manifests_version_and_the_option_choose_the_platform(
    make_app: MakeApp, cli: Any
) -> None:
    manifest = '{"platform-version": "2.3", "product": {"freshdesk": {}}}'
    root = make_app("exports = {};", manifest=manifest)
    for platform, actor in ((None, True), ("2.0", False), ("2.1", False), ("3.1", True)):
        option = ["--platform", platform] if platform else []
        result = cli("payload", "onTicketCreate", "--app", root, *option)
        assert ("actor" in json.loads(result.stdout)["data"]) == actor
        composed = App.load(root, platform=platform).payload("onTicketCreate")
        assert ("actor" in composed.payload["data"]) == actor


def test_what_a_later_platform_adds_can_be_set() -> None:
    paths = {
        "actor.email": "a@b.c",
        "region": "EU",
        "ticket.custom_fields.cf_x": 1,
        "currentHost.endpoint_urls.freshdesk": "https://x.y",
        "ticket.sla_policy_id": 7,
    }
    app = AppValues(profile=platform_of("3.0"))
    payload = payload_of(EVENTS["onTicketCreate"], app, assign=paths)
    assert payload["data"]["actor"]["email"] == "a@b.c"
    assert payload["region"] == "EU"
    assert payload["data"]["ticket"]["custom_fields"]["cf_x"] == 1
    assert payload["currentHost"]["endpoint_urls"]["freshdesk"] == "https://x.y"


def test_events_name_only_platforms_that_exist() -> None:
    names = {profile.name for profile in PLATFORMS}
    assert {name for event in EVENTS.values() for name in event.platforms} < names


@pytest.mark.deno
def test_an_event_of_another_platform_is_a_warning(make_app: MakeApp) -> None:
    root = make_app("exports = { cb() {} };", manifest=manifest("onSettingsUpdate", version="2.2"))
    (found,) = App.load(root).problems
    assert found.rule == "unknown-event"
    assert "does not fire onSettingsUpdate" in found.message
    assert App.load(root, platform="3.0").problems == []
