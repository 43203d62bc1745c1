"""What `validate` says of server methods and actions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App
from tests.support.apps import ENGINES, MakeApp

pytestmark = pytest.mark.deno


def said(
    make_app: MakeApp, server: str, functions: Any, version: str = "3.0", **files: str
) -> list[str]:
    """Each problem of an app that declares these functions, with its place."""
    top, part = ("modules", "support_ticket") if version >= "3" else ("product", "freshdesk")
    declared = {top: {part: {"functions": functions}}}
    manifest = {"platform-version": version, **declared, "engines": ENGINES}
    app = App.load(make_app(server, manifest=json.dumps(manifest, indent=1), **files))
    assert not app.errors
    return [f"{each.place}: {each.message} {each.hint}".strip() for each in app.problems]


def test_a_method_that_is_exported_has_no_problem(make_app: MakeApp) -> None:
    server = "exports = { say() { renderData(); }, helper() { return 1; } };\n"
    assert said(make_app, server, {"say": {"timeout": 25}}) == []
    assert said(make_app, server, {"say": {"timeout": 5}}, "2.2") == []
    assert said(make_app, server, {"say": {"timeout": "10"}}, "2.2") == []


def test_a_method_that_is_not_exported_is_told_with_the_nearest(make_app: MakeApp) -> None:
    [problem] = said(make_app, "exports = { creatIssue() {} };\n", {"createIssue": {}})
    assert problem == (
        "manifest.json:6:5: server/server.js does not export a function createIssue. "
        "Did you mean “creatIssue”?"
    )
    [problem] = said(make_app, "exports = { createIssue: 5 };\n", {"createIssue": {}})
    assert "is of type number, not a function" in problem


@pytest.mark.parametrize("name", ["x", "1st", "a-b", "a" * 41])
def test_a_name_that_the_platform_does_not_take_is_told(make_app: MakeApp, name: str) -> None:
    server = f"exports = {{ '{name}': function () {{ renderData(); }} }};\n"
    [problem] = said(make_app, server, {name: {}})
    assert f"“{name}” cannot be the name" in problem


@pytest.mark.parametrize(
    ("version", "timeout", "allowed"),
    [("3.0", 10, "20, 25 or 30"), ("2.3", 20, "5, 10 or 15")],
)
def test_a_timeout_that_the_platform_does_not_give_is_told(
    make_app: MakeApp, version: str, timeout: int, allowed: str
) -> None:
    server = "exports = { say() { renderData(); } };\n"
    [problem] = said(make_app, server, {"say": {"timeout": timeout}}, version)
    assert f"The timeout of say is {timeout}." in problem and f"takes {allowed}." in problem
    assert problem.startswith("manifest.json:7:17")


def test_unknown_keys_and_values_are_told(make_app: MakeApp) -> None:
    server = "exports = { say() { renderData(); }, tell() { renderData(); } };\n"
    found = said(make_app, server, {"say": {"timeuot": 20}, "tell": {"timeout": "long"}})
    assert "“timeuot” is not a key of the function say. Did you mean “timeout”?" in found[0]
    assert "The timeout of tell is text; it must be a number of seconds." in found[1]


def test_what_answers_and_cannot_be_called_is_told_where_that_is_certain(
    make_app: MakeApp,
) -> None:
    server = "exports = { say() { renderData(); }, stray() { renderData(null, 1); } };\n"
    [problem] = said(make_app, server, {"say": {}})
    assert problem.startswith("server/server.js:1:38: Nothing can call stray")
    assert said(make_app, server, {"say": {}}, "2.3") == []
    called = server.replace("say() { renderData(); }", "say() { exports.stray(); }")
    assert said(make_app, called, {"say": {}}) == []


def test_actions_are_exported_and_have_schemas(make_app: MakeApp) -> None:
    server = "exports = { say() { renderData(); } };\n"
    assert said(make_app, server, {"say": {}}, actions_json='{"say": {"parameters": {}}}') == []
    [problem] = said(make_app, server, {"say": {}}, actions_json='{"say": {"response": []}}')
    assert problem == "actions.json:1:22: “response” of the action “say” is a list; " + (
        "it must be an object."
    )
    [problem] = said(make_app, server, {"say": {}}, actions_json='{"tell": {}}')
    assert problem.startswith("actions.json:1:2: server/server.js does not export a function tell")
    [problem] = said(make_app, server, {"say": {}}, actions_json="{")
    assert "is not valid JSON" in problem
