"""config/requests.json judged: templates that cannot be sent, and names that the manifest lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
    server = "exports = { c: () => $request.invokeTemplate('a', {}) };"
    root = make_app(server, manifest=json.dumps(manifest),
                    config__requests_json=json.dumps(templates))  # fmt: skip
    found = {each.message: each.severity for each in App.load(root).problems}
    assert len(found) == 2
    missing = "The manifest names the template “bb”, but config/requests.json does not have it."
    assert found[missing] is Severity.WARNING


SENDING = "exports = { c: () => $request.invokeTemplate('a', {}) };\n"
A = '{"a": {"schema": {"method": "GET", "host": "x"}}}'


def named(version: str, *names: str, **more: Any) -> str:
    """A manifest of that version with an event that `c` handles, and the templates."""
    part = {"events": {EVENT: {"handler": "c"}}, **more}
    if names:
        part["requests"] = {name: {} for name in names}
    value = {"platform-version": version, "engines": ENGINES, "product": {"freshdesk": part}}
    return json.dumps(value)


def said(root: Path) -> list[str]:
    """What the app's problems say."""
    return [each.message for each in App.load(root).problems]


def test_a_template_that_no_manifest_names_is_named_where_the_platform_sends_templates(
    make_app: MakeApp,
) -> None:
    (found,) = said(make_app(SENDING, manifest=named("2.3"), config__requests_json=A))
    assert (
        found == "The template “a” is in config/requests.json, but the manifest does not name it."
    )
    server = "exports = { c() {} };\n"
    assert said(make_app(server, manifest=named("2.2"), config__requests_json=A)) == []


def test_a_template_that_is_not_there_is_named_once(make_app: MakeApp) -> None:
    (found,) = said(make_app(SENDING, manifest=named("2.3", "a")))
    assert found.startswith("The manifest names the template “a”")
    (found,) = said(make_app(SENDING, manifest=named("2.2")))
    assert found == "Platform 2.2 does not have $request.invokeTemplate."


UNUSED = "exports = { c: () => $request.invokeTemplate('b', {}) };\n"


@pytest.mark.parametrize(
    ("server", "files", "pages", "is_said"),
    [
        (UNUSED, {}, False, True),
        ("exports = { c() {} };\n", {}, False, True),
        (UNUSED, {"app/dist/main.js": "e.invokeTemplate('other')"}, True, True),
        (UNUSED, {"node_modules/p/index.js": "'a'"}, False, True),
        (SENDING, {}, False, False),
        (UNUSED.replace("'b'", "'getThign'"), {}, False, False),
        (UNUSED, {"app/dist/main.js": 'e.invokeTemplate("a",{})'}, True, False),
        (UNUSED, {"src/App.vue": "client.request.invokeTemplate('a')"}, True, False),
        (UNUSED, {"server/lib/x.js": "const names = ['a'];"}, False, False),
        ("exports = { c: () => $request.invokeTemplate(`${x}`, {}) };\n", {}, False, False),
        ("exports = { c: () => $request.invokeTemplate('x' + y, {}) };\n", {}, False, False),
        ("const send = $request.invokeTemplate; exports = { c() {} };\n", {}, False, False),
        ("exports = { c() {} };\n", {"app/index.html": "<p></p>"}, True, False),
    ],
)
def test_a_template_that_nothing_mentions_is_named(
    make_app: MakeApp, server: str, files: dict[str, str], pages: bool, is_said: bool
) -> None:
    templates = A.replace('"a"', '"getThing"')
    location = {"location": {"full_page_app": {"url": "index.html"}}} if pages else {}
    manifest = named("2.3", "getThing", **location)
    root = make_app(server.replace("'a'", "'getThing'"), manifest=manifest,
                    config__requests_json=templates)  # fmt: skip
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.replace("'a'", "'getThing'").replace('"a"', '"getThing"'))
    found = "Nothing in the app sends the template “getThing”." in said(root)
    assert found == is_said
