"""`fdevents validate --format sarif`: what the standard's own schema takes, and says the same."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator

from fdevents.problems import RULES
from tests.support.apps import SERVER, MakeApp, registering
from tests.support.commands import Cli
from tests.support.places import APPS, DATA
from tests.support.validating import BROKEN, problems, sarif

pytestmark = pytest.mark.deno

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SCHEMA_FILE = DATA / "sarif" / "sarif-2.1.0-rtm.5.json"
STANDARD = Draft4Validator(json.loads(SCHEMA_FILE.read_bytes()))


def run_of(cli: Cli, app: Path) -> Any:
    """The one run that the document is about."""
    (run,) = sarif(cli, app)["runs"]
    return run


def test_the_schema_is_whole_and_strict() -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    Draft4Validator.check_schema(schema)
    assert len(schema["definitions"]) == 52
    for wrong in (
        {"version": "2.1.0"},
        {"version": "2.0.0", "runs": []},
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "a"}}, "result": []}]},
        {"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]},
    ):
        assert not STANDARD.is_valid(wrong)


@pytest.mark.parametrize("name", sorted(path.name for path in APPS.iterdir()))
def test_what_is_said_of_an_app_is_sarif(cli: Cli, name: str) -> None:
    document = sarif(cli, APPS / name)
    assert (document["version"], document["$schema"]) == ("2.1.0", SCHEMA)
    STANDARD.validate(document)


def test_sarif_names_the_tool_and_every_rule(cli: Cli, make_app: MakeApp) -> None:
    driver = run_of(cli, make_app(SERVER))["tool"]["driver"]
    assert driver["name"] == "fdevents"
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    levels = {rule["defaultConfiguration"]["level"] for rule in driver["rules"]}
    assert levels == {"error", "warning"}


def test_sarif_results_have_rule_level_message_and_region(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(BROKEN)
    run = run_of(cli, app)
    for result, problem in zip(run["results"], problems(cli, app), strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == problem["severity"]
        assert result["message"]["text"].startswith(problem["message"])
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"] == {
            "startLine": problem["line"],
            "startColumn": problem["column"],
        }


def test_sarif_without_problems_has_an_empty_list_of_results(cli: Cli, make_app: MakeApp) -> None:
    assert run_of(cli, make_app(SERVER))["results"] == []


def test_sarif_places_are_uris_whatever_the_folder_is_called(
    cli: Cli, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(BROKEN).rename(tmp_path / "100% märchen app#1")
    physical = run_of(cli, app)["results"][0]["locations"][0]["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri)
    assert unquote(urlsplit(uri).path) == f"{app}/server/server.js"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_file_whose_name_is_no_text_has_its_address(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(SERVER, manifest=registering({"onTicketCreate": "cb"}))
    (app / "server" / os.fsdecode(b"bad\xff.js")).write_text("let = = 1;")
    results = run_of(cli, app)["results"]
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in results]
    assert any(place["uri"].endswith("server/bad%FF.js") for place in places)
