"""The shape of each file: the checks and the editor's schema come from it, and never disagree."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fdevents.app.folder import ACTIONS as ACTIONS_FILE
from fdevents.app.folder import IPARAMS, MANIFEST, MOCKS, REQUESTS
from fdevents.app.methods import ACTIONS
from fdevents.checks.iparams import check_iparams
from fdevents.checks.manifest import check_manifest
from fdevents.checks.mocks import check_mocks
from fdevents.checks.request_templates import check_requests
from fdevents.checks.shape import SHAPES, editor_schema, misshapen
from fdevents.problems import Problem
from tests.support.apps import json_file


def problems(name: str, value: Any) -> list[Problem]:
    """What the checks say of a file with that value, in an app without other files."""
    text = json.dumps(value)
    nothing = json_file("", None)
    if name == "manifest":
        return list(check_manifest(json_file(MANIFEST, text)))
    if name == "iparams":
        found = check_iparams(json_file(IPARAMS, text), nothing, nothing)
        return [each for each in found if each.rule != "iparam-value"]
    if name == "actions":
        return list(misshapen(json_file(ACTIONS_FILE, text), ACTIONS, "actions-shape"))
    if name == "requests":
        return list(check_requests(json_file(REQUESTS, text), nothing))
    return list(check_mocks(json_file(MOCKS, text)))


def registered(**part: Any) -> dict[str, Any]:
    """A manifest of platform 2.x."""
    return {"platform-version": "2.3", "product": {"freshdesk": part}}


HANDLER = {"handler": "cb"}
TEXT = {"display_name": "Team", "type": "text"}
GOOD: dict[str, list[Any]] = {
    "manifest": [
        registered(),
        registered(events={"onTicketCreate": HANDLER}, location={"x": 1}, url="x", icon=""),
        registered() | {"whitelisted-domains": ["https://a.b", "https://*.é.b:8/"]},
        registered() | {"whitelisted-domains": [
            "https://<%= iparam.sub %>.a.b", "<%= iparam.domain %>", "https://<%=iparam.domain%>/"
        ]},
        {"platform-version": "3.0", "modules": {"support_ticket": {"events": {"x": HANDLER}}}},
        registered(functions={"f": {}, "g": {"timeout": 20}, "h": {"timeout": "20"}}),
        {"platform-version": "3.0", "modules": {"other": {"events": {}}, "common": {}}},
        {"platform-version": "3.0", "modules": {"service_ticket": {"events": {"x": HANDLER}}}},
    ],
    "iparams": [
        {},
        {"a": TEXT, "b": TEXT | {"anything": [], "secure": True, "default": None}},
        {"a": TEXT | {"type": "dropdown", "options": [1]}, "b": TEXT | {"options": 5}},
        {"a": TEXT | {"regex": {"x": "^a", "x-error": "no"}}},
    ],
    "requests": [
        {},
        {"t": {"schema": {"host": "<%= iparam.sub %>.example.com"}}},
        {"t": {"schema": {"host": "x", "method": "Post", "protocol": "https", "path": "/",
                          "query": {"a": 1}, "headers": {}}, "options": {"oauth": "x"}}},
    ],
    "mocks": [
        [],
        [{"url": "x"}, {"url": "", "method": "get", "status": 200.0, "delay": 0.5}],
        [{"url": "x", "body": None, "response": [1], "headers": {"a": ""}, "error": None}],
        [{"url": "x", "error": {"message": 5}, "delay": 60, "status": 599}],
        [{"template": "t"}, {"template": "t", "method": "GET", "url": "x"}],
        [{"url": "x", "responses": [{"status": 429, "headers": {}}, {"response": 1, "delay": 1}]}],
    ],
    "actions": [
        {},
        {"a": {}},
        {"a": {"display_name": "A", "description": "", "parameters": {}, "response": {}, "x": 1}},
    ],
}  # fmt: skip
BAD: dict[str, list[Any]] = {
    "manifest": [
        [], None, {}, {"platform-version": "9.9"}, {"platform-version": 2.0},
        registered() | {"featurs": {}}, registered() | {"cspell": {}}, registered() | {"events": 1},
        registered() | {"engines": []}, registered(evnets={}), registered(url=5),
        registered(events=[]), registered(events={"onTicketCreate": "cb"}),
        registered(events={"onTicketCreate": {}}),
        registered(events={"onTicketCreate": {"handler": ""}}),
        registered(events={"onTicketCreate": {"callback": "cb"}}),
        registered(events={"onTicketCreate": HANDLER | {"more": 1}}),
        registered(functions={"f": 20}), registered(functions={"f": {"timeuot": 20}}),
        registered(functions={"f": {"timeout": "20 s"}}),
        registered(functions={"f": {"timeout": "0"}}),
        registered(functions={"f": {"timeout": 0}}),
        registered() | {"whitelisted-domains": ["api.example.com"]},
        registered() | {"whitelisted-domains": ["https://a.b/path"]},
        registered() | {"whitelisted-domains": [5]}, registered() | {"whitelisted-domains": {}},
        registered() | {"modules": {"support_tickets": {"events": {"x": HANDLER}}}},
        registered() | {"modules": {"zzz": {"events": {"x": HANDLER}}}},
        registered() | {"modules": 5}, registered() | {"product": {"freshdesk": None}},
    ],
    "iparams": [
        [], "x", {"a": 5}, {"a": {}}, {"a": {"type": "text"}}, {"a": {"display_name": "x"}},
        {"a": {"displayName": "x", "type": "text"}}, {"a": TEXT | {"type": "txt"}},
        {"a": TEXT | {"type": ["text"]}}, {"a": TEXT | {"type": "radio"}},
        {"a": TEXT | {"type": "radio", "options": {}}}, {"a": TEXT | {"regex": "x"}},
        {"a": TEXT | {"regex": {"x": 5}}}, {"a": TEXT | {"required": "yes"}},
        {"a": TEXT | {"secure": None}}, {"a": TEXT | {"visible": 0}},
    ],
    "requests": [
        [], {"t": 5}, {"t": {}}, {"t": {"schema": []}}, {"t": {"schema": {}}},
        {"t": {"schema": {"host": "https://x"}}}, {"t": {"schema": {"host": "x/y"}}},
        {"t": {"schema": {"host": 5}}}, {"t": {"schema": {"host": "x", "mehtod": "GET"}}},
        {"t": {"schema": {"host": "x", "method": "FETCH"}}},
        {"t": {"schema": {"host": "x", "protocol": "http"}}},
        {"t": {"schema": {"host": "x", "query": "a=1"}}},
        {"t": {"schema": {"host": "x", "path": None}}},
    ],
    "mocks": [
        {}, None, [5], [{}], [{"url": 5}], [{"url": "x", "stauts": 200}],
        [{"url": "x", "method": "FETCH"}], [{"url": "x", "status": 99}],
        [{"url": "x", "status": 200.5}], [{"url": "x", "status": True}],
        [{"url": "x", "headers": {"a": 1}}], [{"url": "x", "delay": -1}],
        [{"url": "x", "delay": 61}], [{"url": "x", "status": 600}],
        [{"url": "x", "delay": "1"}], [{"url": "x", "error": "no"}],
        [{"template": ""}], [{"template": 5}], [{"method": "GET"}], [{"url": "x", "responses": {}}],
        [{"url": "x", "responses": [{"stauts": 1}]}], [{"url": "x", "responses": [{"status": 1}]}],
    ],
    "actions": [
        [], None, {"a": 5}, {"a": {"parameters": []}}, {"a": {"response": "x"}},
        {"a": {"display_name": 5}}, {"a": {"description": None}},
    ],
}  # fmt: skip
CASES = [
    pytest.param(name, value, fits, id=f"{name} {'good' if fits else 'bad'} {index}")
    for fits, table in ((True, GOOD), (False, BAD))
    for name, values in table.items()
    for index, value in enumerate(values)
]
# What stands in the place of something, for faults that nobody thought of.
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    61,
    99,
    600,
    200,
    -1.5,
    "",
    "x",
    "text",
    "GET",
    "https://a.b",
    [],
    [5],
    {},
    {"events": {}},
)


@pytest.mark.parametrize(("name", "value", "fits"), CASES)
def test_the_checks_and_the_schema_agree(name: str, value: Any, fits: bool) -> None:
    found = problems(name, value)
    validator = Draft202012Validator(editor_schema(name))
    assert (not found, validator.is_valid(value)) == (fits, fits), found


def mutated(value: Any, chance: random.Random) -> Any:
    """The value with one part replaced, taken away, renamed or added."""
    value = copy.deepcopy(value)
    at = value
    while isinstance(at, dict | list) and at:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = chance.choice(keys)
        if chance.random() < 0.5 and isinstance(at[key], dict | list) and at[key]:
            at = at[key]
            continue
        what = chance.randrange(4)
        if what == 0:
            at[key] = chance.choice(ODD)
        elif what == 1:
            del at[key]
        elif what == 2 and isinstance(at, dict):
            at[f"{key}x"] = at.pop(key)
        elif isinstance(at, dict):
            at[chance.choice(("url", "type", "host", "zzz", "events"))] = chance.choice(ODD)
        return value
    return chance.choice(ODD)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_they_agree_on_two_thousand_files_with_random_faults(name: str) -> None:
    chance = random.Random(name)
    validator = Draft202012Validator(editor_schema(name))
    refused = 0
    for _ in range(2000):
        value = mutated(chance.choice(GOOD[name] + BAD[name]), chance)
        faults = list(SHAPES[name].faults(value))
        assert validator.is_valid(value) == (not faults), (value, faults)
        refused += bool(faults)
    assert 200 < refused < 2000


@pytest.mark.parametrize("name", SHAPES)
def test_a_schema_is_json_schema_and_describes_itself(name: str) -> None:
    schema = editor_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["description"].endswith(".")


def test_a_misspelt_product_is_a_matter_of_likeness_that_no_schema_holds() -> None:
    value = registered() | {"product": {"freshdeks": {}}}
    assert [each.message for each in problems("manifest", value)] == [
        "“freshdeks” is not a product."
    ]
    assert Draft202012Validator(editor_schema("manifest")).is_valid(value)


def test_every_fault_of_a_file_is_found_where_it_stands() -> None:
    text = '[{"url": 5,\n  "stauts": 1,\n  "delay": 61}, 5]'
    found = check_mocks(json_file(MOCKS, text))
    assert {f"{each.place.line}:{each.place.column}": each.message for each in found} == {
        "1:10": "“url” of mock 0 is a number; it must be text.",
        "2:3": "“stauts” is not a key of mock 0.",
        "3:12": "“delay” of mock 0 is 61; it must be a number of seconds from 0 to 60.",
        "3:17": "Mock 1 is a number; it must be an object.",
    }


def test_a_value_in_the_place_of_text_is_never_shown_since_it_may_be_a_secret() -> None:
    secret = "s3cret"
    for value in (
        {"a": secret},
        {"a": TEXT | {"required": secret}},
        {"a": TEXT | {"regex": secret}},
    ):
        assert all(secret not in each.message + each.hint for each in problems("iparams", value))
