"""`fdevents events`: the catalogue, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.model import Event, Module
from tests.support.commands import Cli
from tests.support.processes import finished, prose

EACH = pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))


def test_every_event_is_listed_with_its_variants(cli: Cli) -> None:
    result = cli("events")
    assert (result.exit_code, result.stderr) == (0, "")
    for event in EVENTS.values():
        assert event.name in result.stdout
        for variant in event.variants if len(event.variants) > 1 else ():
            assert variant.name in result.stdout


@pytest.mark.deno
def test_60_columns_hold_the_list_by_module_with_each_name_in_one_piece() -> None:
    lines = finished("events", COLUMNS="60").stdout.splitlines()
    heads = [line for line in lines if line in set(Module)]
    assert heads == list(dict.fromkeys(event.module for event in EVENTS.values()))
    for event in EVENTS.values():
        assert any(line.split()[:1] == [event.name] for line in lines)


def test_the_list_says_how_to_see_more(cli: Cli) -> None:
    assert "fdevents events EVENT" in cli("events").stdout


@pytest.mark.slow
@EACH
def test_one_event_is_shown_in_detail(cli: Cli, event: Event) -> None:
    result = cli("events", event.name)
    assert (result.exit_code, result.stderr) == (0, "")
    shown = prose(result.stdout)
    for part in (event.name, *(each.summary for each in event.variants), *event.fires_for):
        assert part in shown
    for rule in event.not_fired:
        assert f"{rule.what} ({rule.source})" in shown
    for entity in event.entities:
        assert f"data.{entity.name}" in shown


@pytest.mark.slow
@EACH
def test_every_attribute_is_shown_with_its_type_and_enumeration(cli: Cli, event: Event) -> None:
    lines = cli("events", event.name).stdout.splitlines()
    text = prose(" ".join(lines))
    for entity in event.entities:
        start = next(i for i, line in enumerate(lines) if line.startswith(f"data.{entity.name}"))
        for attribute in entity.attributes:
            row = next(line for line in lines[start:] if line.split()[:1] == [attribute.name])
            assert attribute.type.value in row
            assert all(label in text for label in attribute.labels.values())


def test_what_change_takes_is_shown_with_its_other_names(cli: Cli) -> None:
    shown = prose(cli("events", "onTicketUpdate").stdout)
    assert ", ".join(EVENTS["onTicketUpdate"].changeable) in shown
    assert "group for group_id" in shown


def test_an_event_without_changes_does_not_speak_of_them(cli: Cli) -> None:
    assert "--change" not in cli("events", "onTicketCreate").stdout


def test_the_default_variant_is_marked(cli: Cli) -> None:
    lines = cli("events", "onConversationCreate").stdout.splitlines()
    (default,) = [line for line in lines if "default)" in line]
    assert default.split()[0] == "reply"


def test_json_is_the_whole_catalogue_and_what_the_schema_says(cli: Cli) -> None:
    result = cli("events", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = result.json
    Draft202012Validator(cli("schema", "events").json).validate(document)
    assert list(document) == ["schema", "events"]
    assert document["schema"] == 1
    assert [each["name"] for each in document["events"]] == list(EVENTS)


@pytest.mark.slow
@EACH
def test_json_of_one_event_is_its_part_of_the_whole(cli: Cli, event: Event) -> None:
    (alone,) = cli("events", event.name, "--json").json["events"]
    whole: list[dict[str, Any]] = cli("events", "--json").json["events"]
    assert alone == next(each for each in whole if each["name"] == event.name)


def test_an_event_in_json_has_exactly_these_keys(cli: Cli) -> None:
    (event,) = cli("events", "onTicketUpdate", "--json").json["events"]
    assert list(event) == [
        "name", "summary", "kind", "module", "platforms", "variants", "fires_for",
        "not_fired_for", "changeable", "entities",
    ]  # fmt: skip
    assert list(event["variants"][0]) == ["name", "summary", "changes"]
    assert event["variants"][0]["changes"] == {"source": [2, 3], "priority": [1, 2]}
    assert list(event["not_fired_for"][0]) == ["what", "source"]
    assert [entity["name"] for entity in event["entities"]] == ["ticket", "requester"]
    attributes = {each["name"]: each for each in event["entities"][0]["attributes"]}
    priority = attributes["priority"]
    assert list(priority) == ["name", "type", "description", "values"]
    assert priority["type"] == "number"
    assert priority["values"] == {"1": "Low", "2": "Medium", "3": "High", "4": "Urgent"}
    assert attributes["subject"]["values"] == {}


@pytest.mark.parametrize("arguments", [(), ("onTicketUpdate",), ("--json",)])
def test_no_colour_goes_into_a_pipe(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert "\x1b" not in cli("events", *arguments).stdout


@pytest.mark.parametrize("arguments", [(), ("onTicketUpdate",)])
def test_forced_colour_goes_into_a_pipe_too_but_not_into_json(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in cli("events", *arguments).stdout
    assert "\x1b" not in cli("events", *arguments, "--json").stdout


@pytest.mark.parametrize("arguments", [(), ("onTicketUpdate",)])
def test_no_colour_wins_over_forced_colour(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("events", *arguments).stdout


@pytest.mark.deno
@EACH
def test_an_ascii_stream_gets_ascii(event: Event) -> None:
    result = finished("events", event.name, PYTHONIOENCODING="ascii")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.isascii() and event.summary in prose(result.stdout)


@pytest.mark.deno
def test_an_ascii_stream_gets_the_whole_list() -> None:
    result = finished("events", PYTHONIOENCODING="ascii")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.isascii()
    assert all(event.name in result.stdout for event in EVENTS.values())


@pytest.mark.parametrize(
    ("name", "guess"), [("onTicketUpdat", "onTicketUpdate"), ("ONCONTACTCREATE", "onContactCreate")]
)
def test_an_unknown_event_is_refused_and_the_nearest_offered(
    cli: Cli, name: str, guess: str
) -> None:
    result = cli("events", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"“{name}”" in result.stderr
    assert f"Did you mean “{guess}”?" in result.stderr


def test_where_no_name_is_near_the_command_that_lists_all_is_offered(cli: Cli) -> None:
    said = prose(cli("events", "zzz").stderr)
    assert all(name in said for name in SPECIFIED_EVENTS)
    assert "fdevents events" in said


@pytest.mark.deno
def test_no_app_is_needed_and_none_is_looked_for(tmp_path: Path) -> None:
    for arguments in ((), ("onTicketCreate",), ("--json",)):
        result = finished("events", *arguments, cwd=tmp_path)
        assert (result.exit_code, result.stderr) == (0, "")
