"""manifest.json: its keys and their types, its version, and the events that it registers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App, Problem, Severity
from fdevents.checks.manifest import check_manifest
from fdevents.freshdesk.versions import VERSIONS
from tests.support.apps import TWICE, MakeApp, json_file, place_in, registering

SERVER = "exports = { cb() {}, other() {} };\n"


def product(events: Any, version: str = "2.2") -> dict[str, Any]:
    """A 2.x manifest that registers `events`."""
    return {"platform-version": version, "product": {"freshdesk": {"events": events}}}


def check(text: str | dict[str, Any]) -> list[Problem]:
    """The problems of a manifest."""
    return list(check_manifest(json_file("manifest.json", text)))


def at(text: str, needle: str, nth: int = 1) -> str:
    """The place of the nth `needle` in the manifest's text."""
    return str(place_in("manifest.json", text, needle, nth))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_that_exists_is_none_too_new_or_old(version: str) -> None:
    assert check({"platform-version": version, "product": {"freshdesk": {}}}) == []


@pytest.mark.parametrize(
    "written, shown",
    [
        ('"9.9"', "“9.9”"),
        ('"2"', "“2”"),
        ("null", "null"),
        ("true", "true"),
        ("{}", "an object"),
        ("[]", "a list"),
    ],
)
def test_a_version_that_does_not_exist_is_shown_with_those_that_do(
    written: str, shown: str
) -> None:
    text = f'{{\n  "platform-version": {written}\n}}'
    (found,) = check(text)
    assert (found.rule, found.severity) == ("platform-version", Severity.ERROR)
    assert str(found.place) == "manifest.json:2:23"
    assert f"The platform-version is {shown}," in found.message
    assert all(version in found.hint for version in VERSIONS)


def test_a_version_without_quotes_is_the_one_that_is_meant() -> None:
    manifest = json.loads(registering({"onTicketCreate": "cb"}, "3.0"))
    (found,) = check(json.dumps(manifest | {"platform-version": 3.0}))
    assert found.hint == 'Put it in quotes: "3.0".'


def test_a_manifest_without_a_version_is_told_of_them() -> None:
    (found,) = check('{"product": {"freshdesk": {}}}')
    assert (found.rule, str(found.place)) == ("platform-version", "manifest.json:1:1")
    assert "has no “platform-version”" in found.message


@pytest.mark.parametrize(
    "text, key, guess",
    [
        ('{"platform-versoin": "2.0"}', "platform-versoin", "platform-version"),
        ('{"platform-version": "2.0", "prodcut": {}}', "prodcut", "product"),
        ('{"platform-version": "3.0", "module": {}}', "module", "modules"),
        (
            '{"platform-version": "2.2", "product": {"freshdesk": {"evnets": {}}}}',
            "evnets",
            "events",
        ),
        (
            '{"platform-version": "2.2", "product": {"freshdeks": {"events": {}}}}',
            "freshdeks",
            "freshdesk",
        ),
        (
            '{"platform-version": "2.2", "product": {"freshdesk": {"events": '
            '{"onTicketCreate": {"hanlder": "cb"}}}}}',
            "hanlder",
            "handler",
        ),
    ],
)
def test_a_misspelt_key_is_an_error_with_the_right_name(text: str, key: str, guess: str) -> None:
    (found,) = check(text)
    assert (found.rule, found.severity) == ("manifest-shape", Severity.ERROR)
    assert str(found.place) == at(text, f'"{key}"')
    assert f"“{key}”" in found.message
    assert found.hint == f"Did you mean “{guess}”?"


def test_a_key_that_resembles_nothing_is_a_warning_with_the_known_ones() -> None:
    text = '{"platform-version": "2.0",\n "cspell": {},\n "product": {"freshdesk": {"zzz": 1}}}'
    top, part = check(text)
    assert [top.severity, part.severity] == [Severity.WARNING] * 2
    assert [str(top.place), str(part.place)] == [at(text, '"cspell"'), at(text, '"zzz"')]
    assert "“cspell” is not a key of the manifest" in top.message
    assert "“zzz” is not a key of product.freshdesk" in part.message
    assert "product, modules" in top.hint
    assert "events, location" in part.hint


@pytest.mark.parametrize(
    "key, value, says, severity",
    [
        ("product", [], "“product” is a list; it must be an object", Severity.ERROR),
        ("modules", "x", "“modules” is text; it must be an object", Severity.ERROR),
        ("whitelisted-domains", {}, "is an object; it must be a list", Severity.WARNING),
        ("dependencies", 5, "is a number; it must be an object", Severity.WARNING),
        ("engines", None, "is null; it must be an object", Severity.WARNING),
        ("scripts", [], "is a list; it must be an object", Severity.WARNING),
        ("features", True, "is true; it must be an object", Severity.WARNING),
        ("app", "", "is empty text; it must be an object", Severity.WARNING),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error_where_it_keeps_handlers_from_being_fired(
    key: str, value: Any, says: str, severity: Severity
) -> None:
    text = json.dumps({"platform-version": "2.0", key: value})
    (found,) = check(text)
    assert (found.rule, found.severity) == ("manifest-shape", severity)
    assert str(found.place) == at(text, json.dumps(value))
    assert says in found.message


@pytest.mark.parametrize(
    "part, says",
    [
        ({"events": []}, "“events” of product.freshdesk is a list; it must be an object"),
        (5, "product.freshdesk is a number; it must be an object"),
        ({"events": {"onTicketCreate": "cb"}}, "onTicketCreate is text; it must be an object"),
        ({"events": {"onTicketCreate": {}}}, "onTicketCreate has no “handler”"),
        (
            {"events": {"onTicketCreate": {"handler": 5}}},
            "The handler of onTicketCreate is a number",
        ),
        (
            {"events": {"onTicketCreate": {"handler": ""}}},
            "handler of onTicketCreate is empty text",
        ),
    ],
)
def test_a_product_of_the_wrong_shape_is_one_problem(part: Any, says: str) -> None:
    (found,) = check({"platform-version": "2.2", "product": {"freshdesk": part}})
    assert (found.rule, found.severity) == ("manifest-shape", Severity.ERROR)
    assert says in found.message


@pytest.mark.parametrize(
    "text, kind", [("[]", "a list"), ("null", "null"), ('"x"', "text"), ("5", "a number")]
)
def test_a_manifest_that_is_no_object_says_what_it_is(text: str, kind: str) -> None:
    (found,) = check(text)
    assert (found.rule, str(found.place)) == ("manifest-shape", "manifest.json:1:1")
    assert found.message == f"The manifest is {kind}; it must be an object."


def test_a_module_that_does_not_exist_gets_the_nearest() -> None:
    text = '{"platform-version": "3.0", "modules": {"support_tickets": {"events": {"onTicketCreate": {"handler": "cb"}}}}}'  # noqa: E501
    (found,) = check(text)
    assert (found.rule, str(found.place)) == ("manifest-shape", at(text, '"support_tickets"'))
    assert "“support_tickets” is not a module" in found.message
    assert found.hint == "Did you mean “support_ticket”?"


def test_parts_of_a_manifest_that_are_not_ours_are_left_alone() -> None:
    location = {"location": {"full_page_app": {"url": "index.html", "icon": "icon.svg"}}}
    assert (
        check(
            {
                "platform-version": "3.0",
                "modules": {"common": location | {"requests": {"get": {}}, "functions": {}}},
                "engines": {"node": "18.0.0", "fdk": "9.0.0"},
                "whitelisted-domains": ["https://example.com"],
                "dependencies": {"base-64": "1.0.0"},
            }
        )
        == []
    )


@pytest.mark.deno
def test_an_event_named_twice_is_a_duplicate_and_nothing_else(make_app: MakeApp) -> None:
    text = TWICE.replace("lost", "other")
    found = App.load(make_app(SERVER, manifest=text)).problems
    assert [each.rule for each in found] == ["duplicate-event"], [each.message for each in found]
    assert found[0].severity is Severity.ERROR
    assert str(found[0].place) == at(text, '"onTicketCreate"', 2)
    assert "onTicketCreate is registered twice" in found[0].message


def test_an_event_named_twice_in_other_letters_of_json_is_a_duplicate() -> None:
    text = TWICE.replace(
        '"onTicketCreate": {"handler": "lost', '"onTicket\\u0043reate": {"handler": "lost'
    )
    assert "duplicate-event" in [each.rule for each in check(text)]


def test_any_other_key_named_twice_is_a_warning() -> None:
    text = '{"platform-version": "2.0",\n "platform-version": "2.0"}'
    (found,) = check(text)
    assert (found.rule, found.severity) == ("manifest-shape", Severity.WARNING)
    assert str(found.place) == "manifest.json:2:2"
    assert "“platform-version” appears twice" in found.message


def test_positions_hold_with_windows_line_ends_and_after_other_letters() -> None:
    text = '{\r\n  "platform-version": "2.0",\r\n  "app": {"é😀": 1}, "featurs": {}\r\n}\r\n'
    (found,) = check(text)
    assert str(found.place) == at(text, '"featurs"') == "manifest.json:3:21"


@pytest.mark.parametrize(
    ("version", "product", "found"),
    [
        ("2.2", {"acme": {}}, "“acme” is not a product that we know"),
        ("2.2", {"freshdesk": {}, "acme": {}}, "“acme” is not a product that we know"),
        ("2.2", {"freshservice": {}}, None),
        ("2.3", {"freshworks_crm": {}, "freshchat": {}}, None),
        ("3.0", {}, None),
    ],
)
def test_a_product_outside_of_the_family_is_a_warning(
    version: str, product: dict[str, Any], found: str | None
) -> None:
    problems = check({"platform-version": version, "product": product})
    assert [each.severity for each in problems] == ([Severity.WARNING] if found else [])
    assert all(found in each.message for each in problems if found)
