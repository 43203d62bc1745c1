"""`fdevents schema`: a JSON Schema for everything that is printed as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from fdevents.checks.shape import SHAPES
from tests.support.commands import Cli
from tests.support.processes import finished

pytestmark = pytest.mark.slow

NAMES = ("outcome", "problems", "events", "doctor")
EACH = pytest.mark.parametrize("name", NAMES)


@pytest.mark.parametrize("name", [*NAMES, *SHAPES])
def test_a_schema_is_json_schema_and_nothing_else_is_printed(cli: Cli, name: str) -> None:
    result = cli("schema", name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(result.json)


@EACH
def test_a_schema_refuses_keys_that_it_does_not_know(cli: Cli, name: str) -> None:
    schema = cli("schema", name).json
    objects = [schema, *schema["$defs"].values()]
    assert all(each["additionalProperties"] is False for each in objects)


@EACH
def test_a_schema_holds_the_version_of_the_document(cli: Cli, name: str) -> None:
    assert cli("schema", name).json["properties"]["schema"]["const"] == 1


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (
            "outcome",
            ["schema", "event", "variant", "handler", "status", "duration_ms", "console", "calls",
             "value", "rendered", "notes", "error", "payload"],
        ),
        ("problems", ["schema", "app", "problems"]),
        ("events", ["schema", "events"]),
        ("doctor", ["schema", "findings"]),
    ],
)  # fmt: skip
def test_a_schema_requires_every_key(cli: Cli, name: str, keys: list[str]) -> None:
    schema = cli("schema", name).json
    assert list(schema["properties"]) == keys
    assert sorted(schema["required"]) == sorted(keys)
    for part in schema["$defs"].values():
        assert sorted(part["required"]) == sorted(part["properties"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": 2}, {"status": "fine"}, {"duration_ms": "1"}, {"event": None},
        {"console": [{"level": "shout", "text": "", "at_ms": 0}]}, {"error": "no"},
        {"payload": None}, {"more": 1}, {"rendered": {"error": None}}, {"notes": [5]},
    ],
)  # fmt: skip
def test_the_schema_of_outcomes_refuses_what_is_none(cli: Cli, wrong: dict[str, Any]) -> None:
    validator = Draft202012Validator(cli("schema", "outcome").json)
    right = {
        "schema": 1, "event": "onTicketCreate", "variant": "created", "handler": "cb",
        "status": "ok", "duration_ms": 0.5, "console": [], "calls": [], "value": None,
        "rendered": {"error": None, "data": 1}, "notes": [], "error": None, "payload": {},
    }  # fmt: skip
    validator.validate(right)
    with pytest.raises(ValidationError):
        validator.validate(right | wrong)


@pytest.mark.parametrize(
    ("command", "name"),
    [("trigger", "outcome"), ("run", "outcome"), ("invoke", "outcome"), ("validate", "problems")],
)
def test_a_command_names_its_document_too(cli: Cli, command: str, name: str) -> None:
    assert cli("schema", command).stdout == cli("schema", name).stdout


@pytest.mark.parametrize(("name", "guess"), [("outcom", "outcome"), ("problem", "problems")])
def test_an_unknown_document_is_refused_and_the_nearest_offered(
    cli: Cli, name: str, guess: str
) -> None:
    result = cli("schema", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Did you mean “{guess}”?" in result.stderr


def test_where_no_document_is_near_all_are_offered(cli: Cli) -> None:
    said = cli("schema", "zzz").stderr
    assert all(name in said for name in (*NAMES, *SHAPES))


@pytest.mark.deno
def test_no_app_is_needed(tmp_path: Path) -> None:
    assert finished("schema", "events", cwd=tmp_path).exit_code == 0
