"""`$request`: what an app sends is checked and filled in as the platform does, and mocks answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome
from tests.support.apps import MakeApp
from tests.support.calling import told

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
IPARAMS = {"key": {"display_name": "Key", "type": "text", "default_value": "s3cret"}}
DOMAINS = ["https://*.example.com", "https://api.test"]
TEMPLATES = {
    "search": {
        "schema": {
            "method": "GET", "host": "<%= context.host %>.example.com",
            "path": "/find/<%= context.id %>",
            "query": {"q": "<%= context.q %>"},
            "headers": {"Authorization": "Basic <%= encode(iparam.key + ':x') %>"},
        }
    },
    "send": {"schema": {"method": "POST", "host": "api.example.com", "path": "/new"}},
}  # fmt: skip


def app_of(make_app: MakeApp, body: str, mocks: Any = None, version: str = "2.2") -> Path:
    """An app that may send to some hosts, has the templates above, and these mocks."""
    part = {"events": {EVENT: {"handler": "cb"}}}
    if version != "2.2":
        part["requests"] = {name: {} for name in TEMPLATES}
    manifest = {"platform-version": version, "whitelisted-domains": DOMAINS,
                "product": {"freshdesk": part}}  # fmt: skip
    files = {"config__iparams_json": json.dumps(IPARAMS)}
    if version != "2.2":
        files["config__requests_json"] = json.dumps(TEMPLATES)
    root = make_app(
        f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
        manifest=json.dumps(manifest),
        **files,
    )
    path = root / "server" / "test_data" / "requests.json"
    path.unlink(missing_ok=True)
    if mocks is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(mocks if isinstance(mocks, str) else json.dumps(mocks), "utf-8")
    return root


@pytest.fixture
def fire(make_app: MakeApp) -> Callable[..., Outcome]:
    """Fires at a handler with the code `body`."""

    def call(body: str, mocks: Any = None, version: str = "2.2") -> Outcome:
        app = App.load(app_of(make_app, body, mocks, version))
        assert [each for each in app.problems if each.severity == "error"] == []
        return app.fire(EVENT)

    return call


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_mock_answers_as_a_host_would(fire: Callable[..., Outcome], method: str) -> None:
    mock = {"method": method.upper(), "url": "https://a.example.com/x", "status": 201,
            "headers": {"X-A": "1"}, "response": {"id": 5}}  # fmt: skip
    outcome = fire(told(f"$request.{method}('https://a.example.com/x', {{}})"), [mock])
    assert outcome.value == {
        "status": 201, "headers": {"X-A": "1"}, "response": '{"id": 5}', "attempts": 1
    }  # fmt: skip
    (call,) = outcome.calls
    assert (call.api, call.ok, call.value) == (f"$request.{method}", True, outcome.value)


def test_the_first_mock_that_matches_answers(fire: Callable[..., Outcome]) -> None:
    url = "https://api.test/items"
    mocks = [
        {"method": "POST", "url": url, "body": {"a": {"b": 1}}, "response": "nested"},
        {"method": "POST", "url": url, "body": {"a": 1}, "response": "a is 1"},
        {"method": "POST", "url": f"{url}*", "response": "any"},
        {"url": f"{url}/*?page=*", "response": "paged"},
    ]
    sent = [
        ("post", url, "{ body: JSON.stringify({ a: { b: 1, c: 2 } }) }", "nested"),
        ("post", url, "{ json: { a: 1, z: [] } }", "a is 1"),
        ("post", url, '{ body: "a=1" }', "any"),
        ("post", f"{url}/7", "{}", "any"),
        ("get", f"{url}/7?page=2", "{}", "paged"),
    ]
    for method, address, options, wanted in sent:
        outcome = fire(f"return (await $request.{method}('{address}', {options})).response", mocks)
        assert outcome.value == wanted, outcome.error


def test_an_answer_of_400_or_more_is_a_rejection(fire: Callable[..., Outcome]) -> None:
    mocks = [{"url": "https://api.test/", "status": 404, "response": "nothing here"}]
    rejected = fire(told("$request.get('https://api.test/')"), mocks).value["rejected"]
    assert (rejected["status"], rejected["response"], rejected["headers"]) == (
        404,
        "nothing here",
        {},
    )


def test_a_mock_may_be_an_error_and_slow(fire: Callable[..., Outcome]) -> None:
    mocks = [{"url": "https://api.test/", "delay": 0.3,
              "error": {"status": 504, "message": "timed out", "errorSource": "APP"}}]  # fmt: skip
    start = time.monotonic()
    rejected = fire(told("$request.get('https://api.test/')"), mocks).value["rejected"]
    assert rejected == {
        "status": 504, "headers": {}, "response": '{"message": "timed out"}',
        "errorSource": "APP", "attempts": 1,
    }  # fmt: skip
    odd = '[{"url": "https://api.test/", "error": {"status": "x", "hint": 2, "n": 1e999}}]'
    answered = fire(told("$request.get('https://api.test/')"), odd).value["rejected"]
    assert (answered["status"], list(answered)) == (502, list(rejected))
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://a.example.com/", "is not an HTTPS address"),
        ("ftp://a.example.com/", "is not an HTTPS address"),
        ("a.example.com", "is not an HTTPS address"),
        ("https://evil.org/", "not one of the manifest's whitelisted-domains"),
        ("https://example.com.evil.org/", "not one of the manifest's whitelisted-domains"),
        ("https://evilexample.com/", "not one of the manifest's whitelisted-domains"),
        ("https://api.test.evil.org/", "not one of the manifest's whitelisted-domains"),
    ],
)
def test_only_hosts_of_the_manifest_are_asked(
    fire: Callable[..., Outcome], url: str, message: str
) -> None:
    outcome = fire(told(f"$request.get('{url}')"), [{"url": "*"}])
    assert outcome.value["rejected"]["status"] == 400
    assert message in json.loads(outcome.value["rejected"]["response"])["message"]
    assert message in outcome.calls[0].hint


def test_a_template_is_filled_in_and_sent(fire: Callable[..., Outcome]) -> None:
    mocks = [
        {"url": "https://api.example.com/find/7?q=a%26b", "response": "found"},
        {"method": "POST", "url": "https://api.example.com/new", "body": {"a": 1}},
    ]
    code = "{ context: { host: 'api', id: 7, q: 'a&b' } }"
    outcome = fire(told(f"$request.invokeTemplate('search', {code})"), mocks, "2.3")
    assert outcome.value["response"] == "found", outcome.value
    sent = told("$request.invokeTemplate('send', { body: JSON.stringify({ a: 1 }) })")
    assert fire(sent, mocks, "2.3").value["status"] == 200
    for call, message in (
        ("$request.invokeTemplate('sarch', {})", "no template “sarch”; it has search and send"),
        ("$request.invokeTemplate('search', {})", "There is no context “host”"),
        ("$request.invokeTemplate()", "The name of the template is null"),
    ):
        rejected = fire(told(call), mocks, "2.3").value["rejected"]
        assert message in json.loads(rejected["response"])["message"]


def test_each_platform_has_its_own_way_of_sending(fire: Callable[..., Outcome]) -> None:
    names = "return [typeof $request.get, typeof $request.invokeTemplate]"
    assert fire(names).value == ["function", "undefined"]
    assert fire(names, version="2.3").value == ["undefined", "function"]
