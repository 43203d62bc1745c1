"""`generateTargetUrl`, and what comes to the URL."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, Fire, Rejected, manifest, told

pytestmark = pytest.mark.deno


def test_the_target_url_is_stable_and_wants_a_handler(fire: Fire, rejected: Rejected) -> None:
    first = fire("return generateTargetUrl()", "onExternalEvent").value
    assert first == "http://localhost:10001/event/hook/freshdesk"
    assert fire("return generateTargetUrl()", "onExternalEvent").value == first
    assert "external events" in rejected("generateTargetUrl()")["message"]


def test_options_are_text_that_stands_in_the_target_url(fire: Fire) -> None:
    event = "onExternalEvent"
    url = fire("return generateTargetUrl('a b&c')", event).value
    assert url.endswith("/event/hook/freshdesk?options=a%20b%26c")
    for options, said in (("{ a: 1 }", "they must be text"), ("'x'.repeat(101)", "up to 100")):
        outcome = fire(told(f"generateTargetUrl({options})"), event)
        assert outcome.value["rejected"]["status"] == 400
        assert said in outcome.value["rejected"]["message"]


def test_the_target_url_names_the_module_that_registers_the_event(make_app: MakeApp) -> None:
    part = {"events": {"onExternalEvent": {"handler": "cb"}}}
    manifest = {"platform-version": "3.0", "modules": {"common": part, "support_ticket": {}}}
    root = make_app("exports = { cb: () => generateTargetUrl() };", manifest=json.dumps(manifest))
    assert App.load(root).fire("onExternalEvent").value.endswith("/event/hook/common")


DATA = [
    ("2.3", '{"a": 1}', {}, {"a": 1}),
    ("2.2", '{"a": 1}', {}, {"a": 1}),
    ("3.0", "a=1&b=%C3%BC&a=2", {"content-type": "application/x-www-form-urlencoded"},
     {"a": ["1", "2"], "b": "ü"}),
    ("3.0", "<a/>", {"Content-Type": "text/xml; charset=utf-8"}, "<a/>"),
    ("3.0", "[1]", {"Content-Type": "application/vnd.x+json"}, [1]),
]  # fmt: skip


@pytest.mark.parametrize(("version", "data", "headers", "wanted"), DATA)
def test_the_body_of_a_request_comes_by_its_content_type(
    make_app: MakeApp, cli: Any, version: str, data: str, headers: dict[str, str], wanted: Any
) -> None:
    event = "onExternalEvent"
    root = make_app("exports = { cb: (p) => [p.data, p.headers] };",
                    manifest=manifest(event, version=version))  # fmt: skip
    more = [word for name, value in headers.items() for word in ("--header", f"{name}:{value}")]
    (root.parent / "body").write_text(data, "utf-8")
    for given in (data, str(root.parent / "body")):
        result = cli("trigger", event, "--app", root, "--json", "--data", given, *more)
        body, sent = result.json["value"]
        assert body == wanted
        assert sent == (headers or {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("event", "line", "message"),
    [
        ("onExternalEvent", ["--data", "{"], "The data is not valid JSON"),
        ("onExternalEvent", ["--data", "no-such-file"], "cannot be read"),
        ("onExternalEvent", ["--header", "x"], "NAME:VALUE"),
        ("onScheduledEvent", ["--data", "[1]"], "must be an object, and this is a list"),
        (CREATE, ["--data", "{}"], "onTicketCreate has no body"),
    ],
)
def test_data_that_cannot_be_is_wrong_usage(
    make_app: MakeApp, cli: Any, event: str, line: list[str], message: str
) -> None:
    root = make_app("exports = { cb() {} };", manifest=manifest(event))
    result = cli("trigger", event, "--app", root, *line)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
