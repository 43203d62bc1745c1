"""What npm packages send: answered by the mocks, said in the outcome, and sent where that is
allowed. By small packages of our own; test_npm.py has those of the registry."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome
from fdevents.remedies import Give, Parameter, Run
from tests.support.hosts import answering
from tests.support.packages import package

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
Fire = Callable[..., Outcome]
USER = "https://api.example.com/users/5"
MOCKS: list[dict[str, Any]] = [
    {"url": USER, "headers": {"x-a": "b"}, "response": {"id": 5}},
    {"url": "http://plain.example.com:8080/x?y=1", "response": "plain"},
    {"method": "POST", "url": "https://api.example.com/users", "body": {"name": "x"},
     "status": 422, "response": "no"},
    {"url": "https://api.example.com/moved", "status": 302, "headers": {"location": "/users/5"}},
    {"url": "https://api.example.com/broken", "error": {"message": "the cable is cut"}},
    {"url": "https://api.example.com/late", "error": {"status": 504, "message": "timed out"}},
    {"url": "https://api.example.com/slow", "delay": 0.3, "response": "slow"},
]  # fmt: skip

CODE = """
const http = require('http'), https = require('node:https');
const read = (done) => (response) => {
  let text = '';
  response.on('data', (part) => text += part);
  response.on('end', () => done([response.statusCode, response.headers['x-a'] ?? null, text]));
};
const asked = (ask) => new Promise((done, fail) => ask(read(done)).on('error', fail));
module.exports = {
  http, https, read, asked,
  get: (...where) => asked((heard) => https.get(...where, heard)),
  fetch: async (...where) => {
    const response = await fetch(...where);
    return [response.status, response.headers.get('x-a'), await response.text()];
  },
  post: (body, headers = {}) => asked((heard) => {
    const request = https.request({ host: 'api.example.com', path: '/users', method: 'POST',
      headers }, heard);
    request.write(body.slice(0, 3));
    request.end(body.slice(3));
    return request;
  }),
  URL, Request, Headers, setTimeout,
};
"""


@pytest.fixture
def fire(declaring: Callable[..., Path]) -> Fire:
    """Fires at a handler with the code `body`, in which `p` is the package."""

    def call(body: str, mocks: list[dict[str, Any]] = MOCKS, **options: Any) -> Outcome:
        head = "const p = require('p');\nexports = { cb: async function (payload) {"
        root = declaring(f"{head}\n{body} }} }};\n", "p")
        package(root, "p", CODE)
        (root / "server" / "test_data").mkdir(exist_ok=True)
        (root / "server" / "test_data" / "requests.json").write_text(json.dumps(mocks))
        return App.load(root, **options).fire(EVENT, timeout=10)

    return call


WHOLE = [200, "b", '{"id": 5}']
FORMS = {
    "https.get with text": f"return p.get('{USER}')",
    "https.get with a URL": f"return p.get(new p.URL('{USER}'))",
    "https.get with a URL and options": f"return p.get(new p.URL('{USER}'), {{ timeout: 5000 }})",
    "https.get with options": "return p.get({ hostname: 'api.example.com', path: '/users/5' })",
    "https.get with host and port":
        "return p.get({ host: 'api.example.com', port: 443, path: '/users/5', rejectUnauthorized:"
        " false })",
    "http.get with a protocol":
        f"return p.asked((heard) => p.http.request('{USER}', heard).end())",
    "an agent":
        f"return p.get('{USER}', {{ agent: new p.https.Agent({{ keepAlive: true }}) }})",
    "headers in a list":
        f"return p.get('{USER}', {{ headers: ['X-One', '1', 'X-One', '2'] }})",
    "an event instead of a callback":
        "return new Promise((done) => p.https.request({ host: 'api.example.com',"
        " path: '/users/5' }).on('response', p.read(done)).end())",
    "fetch": f"return p.fetch('{USER}')",
    "fetch with a URL": f"return p.fetch(new p.URL('{USER}'))",
    "fetch with a Request": f"return p.fetch(new p.Request('{USER}', {{ headers: {{ a: 'b' }} }}))",
    "fetch that is redirected": "return p.fetch('https://api.example.com/moved')",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_a_package_sends_is_answered_by_the_mocks(fire: Fire, form: str) -> None:
    outcome = fire(FORMS[form])
    assert outcome.value == WHOLE, outcome.error
    last = outcome.calls[-1]
    assert (last.api, last.arguments[0], last.ok) == ("http.get", USER, True)
    assert last.value == {"status": 200, "headers": {"x-a": "b"}, "response": '{"id": 5}'}


def test_a_plain_address_with_a_port_is_answered_too(fire: Fire) -> None:
    ask = "p.http.get('http://plain.example.com:8080/x?y=1', heard)"
    assert fire(f"return p.asked((heard) => {ask})").value == [200, None, "plain"]


@pytest.mark.parametrize("headers", ["{}", "{ 'Content-Length': 12 }"])
def test_a_body_is_matched_and_shown_however_it_is_sent(fire: Fire, headers: str) -> None:
    outcome = fire(f'return p.post(\'{{"name":"x"}}\', {headers})')
    assert outcome.value == [422, None, "no"]
    (call,) = outcome.calls
    assert (call.api, call.ok) == ("http.post", False)
    assert call.arguments == ["https://api.example.com/users", {"body": '{"name":"x"}'}]


def test_headers_of_the_app_are_shown_without_those_that_every_library_sends(fire: Fire) -> None:
    asked = f"p.fetch('{USER}', {{ headers: {{ Authorization: 'Basic 1' }} }})"
    (call,) = fire(f"return {asked}").calls
    assert call.arguments == [USER, {"headers": {"authorization": "Basic 1"}}]


def test_a_redirection_is_the_package_s_to_follow(fire: Fire) -> None:
    outcome = fire("return p.get('https://api.example.com/moved')")
    assert (outcome.value[0], len(outcome.calls)) == (302, 1)
    followed = fire("return p.fetch('https://api.example.com/moved')")
    assert [each.value["status"] for each in followed.calls] == [302, 200]


@pytest.mark.parametrize("how", ["get", "fetch"])
def test_a_request_without_a_mock_fails_and_its_call_has_the_mock(fire: Fire, how: str) -> None:
    outcome = fire(f"return p.{how}('https://other.example.com/')")
    assert outcome.status == "failed" and outcome.error
    assert "no mock answers GET https://other.example.com/" in outcome.error.message + str(
        outcome.error.stack
    )
    (call,) = outcome.calls
    assert call.mock and call.mock["url"] == "https://other.example.com/"
    assert Run(("mocks", "add", "GET", "https://other.example.com/")) in call.remedies


def test_requests_of_packages_can_be_added_as_mocks(fire: Fire) -> None:
    outcome = fire("return p.get('https://other.example.com/')", add_mocks=True)
    assert outcome.value == [200, None, "{}"]


ERRORS = {
    "broken": "return p.get('https://api.example.com/broken').catch((e) => [e.code, e.message])",
    "broken for fetch":
        "return p.fetch('https://api.example.com/broken').catch((e) =>"
        " [e.cause.code, e.cause.message])",
}  # fmt: skip


@pytest.mark.parametrize("how", ERRORS)
def test_a_mock_that_is_an_error_breaks_the_connection(fire: Fire, how: str) -> None:
    outcome = fire(ERRORS[how])
    assert outcome.value == ["ECONNRESET", "the cable is cut"]
    assert not outcome.calls[0].ok


def test_a_mock_that_is_an_error_with_a_status_is_an_answer(fire: Fire) -> None:
    assert fire("return p.get('https://api.example.com/late')").value == [504, None, "timed out"]


def test_whitelisted_domains_do_not_bind_packages(fire: Fire) -> None:
    assert fire(f"return p.get('{USER}')").value == WHOLE  # the manifest names no domain


def test_requests_at_a_time_are_answered_at_a_time(fire: Fire) -> None:
    outcome = fire(
        "const slow = 'https://api.example.com/slow';\n"
        "return Promise.all([1, 2, 3, 4].map(() => p.fetch(slow)))"
    )
    assert outcome.value == [[200, None, "slow"]] * 4
    assert outcome.duration_ms < 4 * 300
    assert len(outcome.calls) == 4


def test_calls_stand_between_the_console_lines_in_their_order(declaring: Any, fire: Fire) -> None:
    outcome = fire(f"console.log('a'); await p.get('{USER}'); console.log('b');")
    first, last = outcome.console
    assert first.at_ms <= outcome.calls[0].at_ms <= last.at_ms


def test_a_request_that_nobody_awaits_is_waited_for_and_pointed_out(fire: Fire) -> None:
    outcome = fire(
        "p.get('https://api.example.com/slow')\n"
        f".then(() => p.fetch('{USER}')).then((found) => console.log(found[0]));"
    )
    assert [each.text for each in outcome.console] == ["200"]
    assert [(each.api, each.awaited) for each in outcome.calls] == [("http.get", False)] * 2


def test_a_response_that_nobody_reads_keeps_no_firing_from_its_end(fire: Fire) -> None:
    outcome = fire(f"p.https.get('{USER}', () => console.log('came')); return 1")
    assert (outcome.value, outcome.duration_ms < 5000) == (1, True)
    assert [each.text for each in outcome.console] == ["came"]


def test_with_live_a_request_is_sent_to_a_host_that_is_allowed(fire: Fire) -> None:
    with answering(201, {"x-a": "real", "location": "/elsewhere"}, b"\xff\x00") as host:
        send = f"p.http.request('http://{host.name}/a?b=c', {{ method: 'POST' }}, heard)"
        body = f"return p.asked((heard) => {send}.end('text').on('close', () => 0))"
        outcome = fire(body, live=True, allow_net=["127.0.0.1"])
    assert outcome.value and outcome.value[:2] == [201, "real"], outcome.error
    ((method, path, headers, content),) = host.asked
    assert (method, path, content) == ("POST", "/a?b=c", b"text")
    assert headers["host"] == host.name
    assert not [name for name in headers if "fdevents" in name]


@pytest.mark.parametrize("allowed", [[], ["*.other.example"], ["127.0.0.1:1"]])
def test_with_live_nothing_is_sent_to_another_host(fire: Fire, allowed: list[str]) -> None:
    with answering(200, {}, b"") as host:
        body = f"return p.asked((heard) => p.http.get('http://{host.name}/', heard))"
        outcome = fire(body, live=True, allow_net=allowed)
    assert (outcome.status, host.asked) == ("failed", [])
    (call,) = outcome.calls
    (help,) = call.remedies
    assert isinstance(help, Give)
    assert (help.parameter, help.example) == (Parameter.ALLOW_NET, "127.0.0.1")


def test_without_live_an_allowed_host_is_asked_nothing(fire: Fire) -> None:
    with answering(200, {}, b"") as host:
        body = f"return p.asked((heard) => p.http.get('http://{host.name}/', heard))"
        assert fire(body, allow_net=[host.name]).status == "failed"
    assert host.asked == []


def test_what_a_package_got_is_recorded(fire: Fire, declaring: Any) -> None:
    with answering(200, {"x-a": "b"}, b'{"id": 7}') as host:
        body = f"return p.asked((heard) => p.http.get('http://{host.name}/u', heard))"
        outcome = fire(body, [], live=True, record=True, allow_net=[host.name])
    assert outcome.value == [200, "b", '{"id": 7}']
    again = fire(body, json.loads(recorded(declaring)))
    assert again.value == [200, "b", '{"id": 7}']


def recorded(declaring: Any) -> str:
    """The mocks of the app that was written last."""
    root: Path = declaring("exports = {};", "p")
    return (root / "server" / "test_data" / "requests.json").read_text()


def test_what_a_packages_callback_throws_fails_the_handler_at_its_place(fire: Fire) -> None:
    outcome = fire("return new Promise(() => p.setTimeout(() => {\nnull.x;\n}, 5))")
    assert outcome.status == "failed" and outcome.error
    assert outcome.error.message.startswith("Cannot read properties of null")
    assert str(outcome.error.place) == "server/server.js:4:6"


def test_an_error_event_that_nobody_hears_fails_the_handler(fire: Fire) -> None:
    outcome = fire("return new Promise(() => p.https.get('https://other.example.com/'))")
    assert outcome.status == "failed" and outcome.error
    assert "no mock answers GET https://other.example.com/" in outcome.error.message
