"""Each event, variant and version: a payload that agrees with itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from fdevents import App
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event, Kind, Variant
from fdevents.freshdesk.versions import PLATFORMS, Platform, platform_of
from fdevents.payloads.compose import AppValues
from fdevents.payloads.payload import changes_in, entity_in
from tests.support.apps import MakeApp
from tests.support.payloads import payload_of

# The specification's own samples: there, each is as old as its change, or of an account of its own.
AS_DOCUMENTED = {
    ("2.0", "onTicketUpdate", "changed"),
    ("2.0", "onTicketUpdate", "deleted"),
    ("2.0", "onContactUpdate", "changed"),
    ("2.0", "onContactUpdate", "deleted"),
}

each_payload = pytest.mark.parametrize(
    ("profile", "event", "variant"),
    [
        pytest.param(profile, event, variant, id=f"{profile.name}-{event.name}-{variant.name}")
        for profile in PLATFORMS
        for event in EVENTS.values()
        if event.exists_on(profile.name)
        for variant in event.variants
    ],
)


def made(profile: Platform, event: Event, variant: Variant) -> dict[str, Any]:
    return payload_of(event, AppValues(profile=profile), variant=variant.name)


def named(value: Any, name: str) -> Iterator[Any]:
    """Every value of that name in a payload."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from named(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner, name)


@each_payload
def test_a_payload_has_one_account_and_one_domain(
    profile: Platform, event: Event, variant: Variant
) -> None:
    payload = made(profile, event, variant)
    account = str(payload["account_id"])
    assert {str(each) for each in named(payload, "account_id") if each is not None} == {account}
    fields = {key for each in named(payload, "custom_fields") if each for key in each}
    assert {key for key in fields if key.startswith("cf_")} == {
        key for key in fields if re.fullmatch(rf"cf_\w+_{account}", key)
    }
    text = json.dumps(payload)
    documented = (profile.name, event.name, variant.name) in AS_DOCUMENTED and account == "129"
    host = "fdm71.freshpacket.com" if documented else "sample.freshdesk.com"
    hosts = set(re.findall(r"[a-z0-9]+\.fresh(?:desk|packet)\.com", text))
    assert hosts - {"cdn.freshdesk.com"} <= {host}, "where everybody's attachments are"
    secure = event.kind is Kind.SETUP and profile.name in ("2.3", "3.0")
    assert payload["domain"] == f"https://{host}" if secure else host


@each_payload
def test_an_update_lies_after_the_creation_and_other_dates_before_it(
    profile: Platform, event: Event, variant: Variant
) -> None:
    payload = made(profile, event, variant)
    entity = entity_in(payload, event.entity) or {}
    if "updated_at" not in entity or "created_at" not in entity:
        assert not event.specified, "which are told whole"
        return
    made_at, updated = (moment(entity[name]) for name in ("created_at", "updated_at"))
    if event.name.endswith("Update"):
        documented = (profile.name, event.name, variant.name) in AS_DOCUMENTED
        assert updated >= made_at if documented else updated > made_at
    elif not event.name.endswith("Delete"):
        assert updated == made_at
    if event.kind is Kind.PRODUCT and "timestamp" in payload:
        seconds = payload["timestamp"] / (1 if isinstance(payload["timestamp"], float) else 1000)
        assert 0 <= seconds - updated.timestamp() < 1
    requester = payload["data"].get("requester")
    if requester and profile.name != "2.0":
        assert moment(requester["created_at"]) < made_at


@each_payload
def test_what_belongs_together_agrees(profile: Platform, event: Event, variant: Variant) -> None:
    payload = made(profile, event, variant)
    data = payload.get("data") or {}
    if "requester" in data:
        assert data["ticket"]["requester_id"] == data["requester"]["id"]
    if "time_entry" in data and "agent" in data:
        assert data["time_entry"]["agent_id"] == data["agent"]["id"]
    entity = entity_in(payload, event.entity) or {}
    for name, (_, new) in variant.changes.items():
        assert (changes_in(payload, event) or {})[name][1] == new == entity[name]
    if "attachment_ids" in entity and "attachments" in entity:
        assert entity["attachment_ids"] == [each["id"] for each in entity["attachments"]]
    if "changes" in entity:
        assert event.name.endswith("Update")
    assert set(named(payload, "file_size")) == set() or set(named(payload, "size")) == set()


@pytest.mark.parametrize("version", ["2.3", "3.0"])
def test_timestamps_are_seconds_for_freshdesks_own_events_and_else_milliseconds(
    version: str,
) -> None:
    for event in EVENTS.values():
        if event.exists_on(version):
            stamp = payload_of(event, AppValues(profile=platform_of(version)))["timestamp"]
            own = event.kind is Kind.PRODUCT
            assert (type(stamp), stamp > 10**11) == ((float, False) if own else (int, True))


@pytest.mark.parametrize("version", ["2.3", "3.0"])
@pytest.mark.parametrize(
    ("variant", "private", "kind", "category"),
    [
        ("reply", False, "reply", "agent_public_response"),
        ("public-note", False, "public_note", "agent_public_response"),
        ("private-note", True, "private_note", "agent_private_response"),
    ],
)
def test_kind_and_category_of_a_conversation_are_true_to_private(
    version: str, variant: str, private: bool, kind: str, category: str
) -> None:
    app = AppValues(profile=platform_of(version))
    found = payload_of(EVENTS["onConversationCreate"], app, variant=variant)["data"]["conversation"]
    assert (found["private"], found["kind"], found["category"]["name"]) == (private, kind, category)
    assert found["incoming"] is False
    assert found["notable_id"] == found["ticket_id"]


@pytest.mark.parametrize("version", ["2.2", "2.3", "3.0"])
def test_the_deleted_ticket_is_the_ticket_of_the_other_updates(version: str) -> None:
    app = AppValues(profile=platform_of(version))
    deleted = payload_of(EVENTS["onTicketUpdate"], app, variant="deleted")["data"]
    changed = payload_of(EVENTS["onTicketUpdate"], app, variant="spam")["data"]
    assert deleted["requester"] == changed["requester"]
    same = {"deleted": True, "spam": False, "changes": {"deleted": [False, True]}}
    assert deleted["ticket"] == changed["ticket"] | same


MODULES = {
    ("support_ticket", "support_contact"): ["freshdesk"],
    ("common", "support_email"): ["freshdesk"],
    ("support_ticket", "service_ticket", "common"): ["freshdesk", "freshservice"],
    ("support_ticket", "chat_conversation", "deal"): ["freshdesk", "freshchat", "freshworks_crm"],
}


@pytest.mark.deno
@pytest.mark.parametrize(("modules", "products"), MODULES.items())
def test_subscribed_modules_are_the_manifests_with_a_url_for_each_product(
    make_app: MakeApp, modules: tuple[str, ...], products: list[str]
) -> None:
    manifest = {"platform-version": "3.0", "modules": {name: {} for name in modules}}
    app = App.load(make_app("exports = {};", manifest=json.dumps(manifest)))
    for event in ("onTicketCreate", "onAppInstall"):
        host = app.payload(event).payload["currentHost"]
        assert host["subscribed_modules"] == [name for name in modules if name != "common"]
        assert list(host["endpoint_urls"]) == products
        assert host["endpoint_urls"]["freshdesk"] == "https://sample.freshdesk.com"


def test_without_an_app_the_events_own_module_is_subscribed_to() -> None:
    app = AppValues(profile=platform_of("3.0"))
    for event, module in (
        ("onContactCreate", "support_contact"),
        ("onAppInstall", "support_ticket"),
    ):
        host = payload_of(EVENTS[event], app)["currentHost"]
        assert host["subscribed_modules"] == [module]


def test_a_payload_that_was_given_keeps_its_own_host() -> None:
    start = {"data": {"ticket": {}}, "currentHost": {"subscribed_modules": ["deal"]}}
    app = AppValues(profile=platform_of("3.0"), modules=["support_ticket"])
    payload = payload_of(EVENTS["onTicketCreate"], app, payload=start)
    assert payload["currentHost"] == start["currentHost"]


def moment(value: Any) -> datetime:
    if not isinstance(value, str):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
