"""config/requests.json judged: templates that cannot be sent, and names that the manifest lacks."""

from __future__ import annotations

import json

import pytest

from fdevents import App, Severity
from tests.support.apps import ENGINES, MakeApp

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
BAD_TEMPLATES: dict[str, tuple[str, str]] = {
    "no schema": ('{"t": {}}', "The template “t” has no “schema”"),
    "no object": ("[]", "it must be an object of templates"),
    "a misspelt key": (
        '{"t": {"schema": {"host": "x", "mehtod": "GET"}}}',
        "“mehtod” is not a key",
    ),
    "a URL for a host": (
        '{"t": {"schema": {"host": "https://x/y"}}}',
        "“https://x/y” is not the name of a host",
    ),
    "no host": ('{"t": {"schema": {"path": "/"}}}', "has no “host”"),
    "a strange method": (
        '{"t": {"schema": {"host": "x", "method": "FETCH"}}}',
        "“FETCH” is not a method",
    ),
    "plain http": ('{"t": {"schema": {"host": "x", "protocol": "http"}}}', "by https only"),
    "a wrong type": (
        '{"t": {"schema": {"host": "x", "query": "a=1"}}}',
        "“query” of the schema of “t” is text; it must be an object",
    ),
}


@pytest.mark.parametrize("what", BAD_TEMPLATES)
def test_a_template_that_cannot_be_sent_is_named(make_app: MakeApp, what: str) -> None:
    text, message = BAD_TEMPLATES[what]
    root = make_app("exports = { events: [{ event: 'onTicketCreate', callback: 'c' }], c() {} };",
                    config__requests_json=text)  # fmt: skip
    found, *_ = (each for each in App.load(root).problems if message in each.message)
    assert (found.rule, found.place.file) == ("requests-shape", "config/requests.json")
    assert found.severity is Severity.WARNING  # since handlers are fired all the same


def test_templates_and_the_manifest_name_each_other(make_app: MakeApp) -> None:
    manifest = {"platform-version": "2.3", "engines": ENGINES, "product": {"freshdesk": {
        "events": {EVENT: {"handler": "c"}}, "requests": {"a": {}, "bb": {}}}}}  # fmt: skip
    templates = {name: {"schema": {"host": "x", "method": "GET"}} for name in ("a", "c")}
    root = make_app("exports = { c() {} };", manifest=json.dumps(manifest),
                    config__requests_json=json.dumps(templates))  # fmt: skip
    found = {each.message: each.severity for each in App.load(root).problems}
    assert len(found) == 2
    missing = "The manifest names the template “bb”, but config/requests.json does not have it."
    assert found[missing] is Severity.WARNING
