"""The catalogue against templates, samples and code: nothing is missing and nothing left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fdevents.assets import asset
from fdevents.freshdesk import agents, forums, solutions, ticket_forms
from fdevents.freshdesk.catalogue import (
    EVENTS,
    MODULES,
    SPECIFIED_EVENTS,
)
from fdevents.freshdesk.companies import COMPANY
from fdevents.freshdesk.contacts import CONTACT
from fdevents.freshdesk.conversations import CONVERSATION
from fdevents.freshdesk.model import Attribute, Entity, Event, Type, Variant
from fdevents.freshdesk.tickets import REQUESTER, TICKET
from fdevents.freshdesk.time_entries import TIME_ENTRY
from fdevents.freshdesk.versions import PLATFORMS, Platform
from fdevents.payloads.compose import AppValues
from fdevents.payloads.templates import sample_name, template_name
from tests.support.payloads import payload_of
from tests.support.places import DATA

TEMPLATES = asset("templates/payloads")
SAMPLES = asset("sample_payloads") / "2.0"
INDEX = ".rendered-from.json"
ENTITIES = (TICKET, REQUESTER, CONVERSATION, CONTACT, TIME_ENTRY, COMPANY)
# Without a zone and a T in what platform 2.0 writes of companies.
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?")

PLATFORM_SAMPLES = DATA / "platform_samples"
SAMPLED = [event for area in (agents, forums, solutions, ticket_forms) for event in area.EVENTS]

each_event = pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
each_variant = pytest.mark.parametrize(
    ("event", "variant"),
    [
        pytest.param(event, variant, id=f"{event.name}-{variant.name}")
        for event in EVENTS.values()
        if event.entities and event.exists_on("2.0")
        for variant in event.variants
    ],
)
each_entity = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: str(entity.name))


def sample(event: Event, variant: Variant) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / sample_name(event, variant)).read_bytes())
    return found


def test_the_events_are_those_of_the_documentation() -> None:
    assert list(SPECIFIED_EVENTS) == [
        "onTicketCreate",
        "onTicketUpdate",
        "onConversationCreate",
        "onContactCreate",
        "onContactUpdate",
    ]


def test_the_specified_events_are_listed_first_then_the_apps_own_then_the_others() -> None:
    own = "onAppInstall afterAppUpdate onAppUninstall onExternalEvent onScheduledEvent"
    names = [*SPECIFIED_EVENTS, *own.split(), "onSettingsUpdate"]
    assert list(EVENTS)[: len(names)] == names


def test_platform_2_0_has_15_events_and_2_2_and_2_3_have_60() -> None:
    counts = {
        profile.name: sum(event.exists_on(profile.name) for event in EVENTS.values())
        for profile in PLATFORMS
    }
    assert counts == {"2.0": 15, "2.2": 60, "2.3": 60, "3.0": 61}


def test_every_sample_of_the_platform_has_an_event_and_every_event_a_sample() -> None:
    samples = {path.stem for path in PLATFORM_SAMPLES.rglob("*.json")}
    assert samples == set(EVENTS) - {"onSettingsUpdate"}, "of that one, no sample is known"


@pytest.mark.parametrize("event", SAMPLED, ids=lambda event: str(event.name))
def test_a_sampled_event_has_the_attributes_of_its_sample(event: Event) -> None:
    path = PLATFORM_SAMPLES / "2.3" / f"{event.name}.json"
    theirs = json.loads(path.read_bytes())["data"][event.entity.name]
    assert {each.name for each in event.entity.attributes} == set(theirs)
    wrong = [
        each.name
        for each in event.entity.attributes
        if theirs[each.name] is not None and not fits(each, theirs[each.name])
    ]
    assert wrong == []


@pytest.mark.parametrize("event", SAMPLED, ids=lambda event: str(event.name))
def test_a_sampled_event_has_one_account_and_was_updated_after_it_was_created(
    event: Event,
) -> None:
    payload = payload_of(event, AppValues(profile=PLATFORMS[-1]))
    data = payload["data"]
    accounts = {str(each["account_id"]) for each in objects(payload) if "account_id" in each}
    assert (accounts, payload["domain"]) == ({"13"}, "sample.freshdesk.com")
    assert payload["event"] == event.name
    entity = data[event.entity.name]
    if event.takes_changes and "updated_at" in entity:
        assert entity["updated_at"] > entity["created_at"]
    for name, (_, new) in event.variants[0].changes.items():
        assert entity[name] == new


def test_every_event_has_one_template_and_every_template_an_event() -> None:
    assert sorted(path.name for path in TEMPLATES.iterdir()) == sorted(
        f"{name}.json.j2" for name in EVENTS
    )
    assert [template_name(event) for event in EVENTS.values()] == [f"{n}.json.j2" for n in EVENTS]


@pytest.mark.parametrize("profile", PLATFORMS, ids=lambda profile: str(profile.name))
def test_every_variant_has_one_sample_and_every_sample_a_variant(profile: Platform) -> None:
    expected = [
        f"{event.name}.{variant.name}.json"
        for event in EVENTS.values()
        if event.exists_on(profile.name)
        for variant in event.variants
    ]
    found = (SAMPLES.parent / profile.name).iterdir()
    assert sorted(path.name for path in found) == sorted([*expected, INDEX])
    assert len(set(expected)) == len(expected)


@each_variant
def test_a_sample_has_exactly_the_attributes_of_the_catalogue(
    event: Event, variant: Variant
) -> None:
    data = sample(event, variant)["data"]
    # Whoever did it is beside the entities, where the specification does not document the event.
    actor = [] if event.specified else ["actor"]
    assert list(data) == [*(entity.name for entity in event.entities), *actor]
    for entity in event.entities:
        always = {each.name for each in entity.attributes if not each.sometimes}
        known = {each.name for each in entity.attributes}
        found = set(data[entity.name])
        assert found - known == set(), "in the sample but not in the catalogue"
        assert always - found == set(), "in the catalogue but not in the sample"


@each_variant
def test_a_sample_has_values_of_the_documented_types(event: Event, variant: Variant) -> None:
    for entity in event.entities:
        for name, value in sample(event, variant)["data"][entity.name].items():
            attribute = entity.attribute(name)
            assert attribute is not None
            assert fits(attribute, value), f"{entity.name}.{name}: {value!r}"


@each_variant
def test_a_sample_has_the_envelope_of_the_payload_table(event: Event, variant: Variant) -> None:
    payload = sample(event, variant)
    others = [] if event.specified else ["region", "timestamp"]
    assert list(payload) == ["account_id", "domain", "event", *others, "data", "iparams"]
    assert type(payload["account_id"]) is int
    assert re.fullmatch(r"[a-z0-9]+\.[a-z]+\.com", payload["domain"]), "ruling 3: the bare host"
    assert payload["event"] == event.name
    assert payload["iparams"] is None


@each_variant
def test_a_sample_has_the_new_values_beside_the_pairs_of_its_variant(
    event: Event, variant: Variant
) -> None:
    entity = sample(event, variant)["data"][event.entity.name]
    assert ("changes" in entity) == event.takes_changes
    assert entity.get("changes", {}) == {key: list(pair) for key, pair in variant.changes.items()}
    for name, (_, new) in variant.changes.items():
        assert entity[name] == new


@each_event
def test_what_can_change_is_an_attribute(event: Event) -> None:
    names = {each.name for each in event.entity.attributes}
    assert set(event.changeable) <= names - {"changes", "id", "created_at", "updated_at"}
    assert set(event.aliases.values()) <= set(event.changeable)
    assert not set(event.aliases) & names
    for variant in event.variants:
        assert set(variant.changes) <= set(event.changeable)
    for rule in event.not_fired:
        assert set(rule.attributes) <= names - set(event.changeable)
        assert rule.source.startswith("Product events")


@each_event
def test_an_event_has_named_variants_and_a_module_of_the_platform(event: Event) -> None:
    names = [variant.name for variant in event.variants]
    assert len(set(names)) == len(names) > 0
    assert event.variant(None) is event.variants[0]
    assert [event.variant(name) for name in names] == list(event.variants)
    assert event.variant("no such variant") is None
    assert event.module in MODULES
    assert event.fires_for


@each_entity
def test_attributes_that_are_cut_have_their_flag_and_twin(entity: Entity) -> None:
    names = [each.name for each in entity.attributes]
    assert len(set(names)) == len(names)
    for attribute in entity.attributes:
        if attribute.limit:
            flag = entity.attribute(f"is_{attribute.name}_truncated")
            assert flag is not None
            assert flag.type is Type.BOOLEAN
            assert attribute.limit == 10_240
        if attribute.twin:
            twin = entity.attribute(attribute.twin)
            assert twin is not None
            assert twin.limit == attribute.limit
    cut = [each.name for each in entity.attributes if each.limit]
    assert cut == {
        "ticket": ["description", "description_text"],
        "conversation": ["body", "body_text"],
    }.get(entity.name, [])


def test_enumerations_are_those_of_the_documentation_and_ruling_9() -> None:
    found = {
        (entity.name, each.name): dict(each.labels)
        for entity in ENTITIES
        for each in entity.attributes
        if each.labels
    }
    assert found == {
        ("ticket", "status"): {2: "Open", 3: "Pending", 4: "Resolved", 5: "Close"},
        ("ticket", "priority"): {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"},
        ("ticket", "source"): {
            1: "Email", 2: "Portal", 3: "Phone", 5: "Twitter", 6: "Facebook", 7: "Chat",
            8: "Mobihelp", 9: "Feedback Widget", 10: "Outbound Email",
        },
        ("conversation", "source"): {
            0: "Reply", 2: "Note", 5: "Created from tweets", 6: "Created from survey feedback",
            7: "Created from Facebook post", 8: "Created from Forwarded Email",
            9: "Created from Phone", 10: "Created from Mobihelp", 11: "E-Commerce",
        },
    }  # fmt: skip


def test_attributes_are_spelled_as_in_the_samples_not_as_in_the_tables() -> None:
    assert CONTACT.attribute("job_title")
    assert not CONTACT.attribute("job_tittle")
    assert CONVERSATION.attribute("support_email")
    assert not CONVERSATION.attribute("supporting_email")


def test_only_telephone_numbers_and_time_spent_may_be_numbers_or_text() -> None:
    found = {(e.name, a.name) for e in ENTITIES for a in e.attributes if a.also_text}
    phones = {(e, n) for e in ("requester", "contact") for n in ("phone", "mobile")}
    assert found == phones | {("time_entry", "time_spent")}


def fits(attribute: Attribute, value: Any) -> bool:
    """Whether a value may stand in a sample: null, or of the type in the table (ruling 8)."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    text = isinstance(value, str)
    if value is None:
        return attribute.type is not Type.BOOLEAN
    if attribute.labels:
        return type(value) is int and value in attribute.labels
    return {
        Type.NUMBER: number or (text and attribute.also_text),
        Type.STRING: text or (number and attribute.also_text),
        Type.BOOLEAN: isinstance(value, bool),
        Type.DATETIME: number or (text and bool(ISO.fullmatch(value))),
        Type.STRINGS: isinstance(value, list) and all(isinstance(each, str) for each in value),
        Type.OBJECTS: isinstance(value, list) and all(isinstance(each, dict) for each in value),
        Type.DICTIONARY: isinstance(value, dict),
        Type.ANY: True,
    }[attribute.type]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a payload."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from objects(inner)
