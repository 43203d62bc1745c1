"""server/test_data/requests.json judged: each mock that cannot answer is a problem at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fdevents import App, Severity
from fdevents.app.files import TextFile
from fdevents.app.jsonfile import parse_json
from fdevents.app.mocks import read_mocks
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno


def app_of(make_app: MakeApp, mocks: str) -> Path:
    """An app without other faults, with these mocks."""
    root = make_app("exports = { events: [{ event: 'onTicketCreate', callback: 'c' }], c() {} };")
    path = root / "server" / "test_data" / "requests.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(mocks, "utf-8")
    return root


BAD_MOCKS = {
    '{"url": "x"}': "it must be a list of mocks",
    '[{"url": "https://x", "stauts": 200}]': "“stauts” is not a key of mock 0",
    '[{"method": "GET"}]': "Mock 0 has no “url”",
    '[{"url": "https://x", "method": "FETCH"}]': "“FETCH” is not a method",
    '[{"url": "https://x", "status": 99}]': "is 99; it must be a whole number from 100 to 599",
    '[{"url": "https://x", "headers": {"a": 1}}]': "“a” of “headers” of mock 0 is a number",
    '[{"url": "https://x", "delay": -1}]': "is -1; it must be a number of seconds from 0 to 60",
    '[{"url": "https://x", "error": "no"}]': "“error” of mock 0 is text; it must be an object",
    "[5]": "Mock 0 is a number; it must be an object",
}


@pytest.mark.parametrize("text", BAD_MOCKS)
def test_an_unusable_mock_is_a_warning_at_its_place(make_app: MakeApp, text: str) -> None:
    app = App.load(app_of(make_app, text))
    (found,) = app.problems
    assert (found.rule, found.severity) == ("mocks-shape", Severity.WARNING)
    assert BAD_MOCKS[text] in found.message
    assert found.place.file == "server/test_data/requests.json" and found.place.line == 1
    assert read_mocks(parse_json(TextFile("x", text))) == []


def test_mocks_that_are_not_json_are_an_error(make_app: MakeApp) -> None:
    (found,) = App.load(app_of(make_app, "[")).problems
    assert (found.rule, found.place.file) == ("requests-syntax", "server/test_data/requests.json")


def test_the_schema_of_mocks_says_the_same_as_the_check(cli: Any) -> None:
    validator = Draft202012Validator(cli("schema", "mocks").json)
    validator.validate([{"url": "https://x/*", "status": 404, "response": {"a": 1}}, {"url": "x"}])
    for text in BAD_MOCKS:
        assert not validator.is_valid(json.loads(text)), text
