"""What `$request` is answered and rejected with, and the options that decide it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome
from fdevents.apis import limits, mocked
from tests.support.apps import MakeApp
from tests.support.calling import told
from tests.support.commands import Cli

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
URL = "https://api.test/x"
IPARAMS = {
    "site": {"display_name": "Site", "type": "text", "default_value": "acme"},
    "host": {"display_name": "Host", "type": "text", "default_value": "https://b.test"},
    "quote": {"display_name": "Quote", "type": "text", "default_value": 'say "x"'},
}
DOMAINS = ["https://api.test", "https://<%= iparam.site %>.example.com", "<%= iparam.host %>",
           "https://<%= iparam.none %>.example.com"]  # fmt: skip
TEMPLATES = {
    "plain": {"schema": {"method": "POST", "host": "api.test", "path": "/x"}},
    "signed": {
        "schema": {"method": "GET", "host": "api.test", "path": "/<%= oauth_iparams.site %>",
                   "headers": {"Authorization": "Bearer <%= access_token %>"}},
        "options": {"oauth": "main", "maxAttempts": 2},
    },
    "unsigned": {"schema": {"method": "GET", "host": "api.test", "path": "/<%= access_token %>"}},
}  # fmt: skip


def app_of(make_app: MakeApp, body: str, mocks: Any = (), version: str = "2.2") -> Path:
    """An app of that version with iparams, domains, templates and these mocks."""
    part: dict[str, Any] = {"events": {EVENT: {"handler": "cb"}}}
    manifest: dict[str, Any] = {"platform-version": version, "product": {"freshdesk": part}}
    if version == "2.2":
        manifest["whitelisted-domains"] = DOMAINS
    else:
        part["requests"] = {name: {} for name in TEMPLATES}
    return make_app(
        f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
        manifest=json.dumps(manifest),
        config__iparams_json=json.dumps(IPARAMS),
        config__requests_json=json.dumps(TEMPLATES if version != "2.2" else {}),
        server__test_data__requests_json=json.dumps(list(mocks)),
    )


@pytest.fixture
def fire(make_app: MakeApp) -> Callable[..., Outcome]:
    """Fires at a handler with the code `body`."""

    def call(body: str, *mocks: Any, version: str = "2.2") -> Outcome:
        return App.load(app_of(make_app, body, mocks, version)).fire(EVENT)

    return call


Firing = Callable[..., Outcome]


def test_a_rejection_has_the_platforms_shape_whoever_rejects(fire: Firing) -> None:
    call = told(f"$request.get('{URL}')")
    mock = {"url": URL, "status": 404, "headers": {"X-A": "1"}, "response": {"error": "none"}}
    assert fire(call, mock).value["rejected"] == {
        "status": 404, "headers": {"X-A": "1"}, "response": '{"error": "none"}',
        "errorSource": "APP", "attempts": 1,
    }  # fmt: skip
    outcome = fire(call)
    assert outcome.value["rejected"] == {
        "status": 502, "headers": {}, "response": '{"message": "The host cannot be reached."}',
        "errorSource": "PLATFORM", "attempts": 1,
    }  # fmt: skip
    assert "Nothing was sent: no mock answers GET https://api.test/x." in outcome.calls[0].hint


def test_a_rejections_response_can_be_parsed_as_careful_apps_do(fire: Firing) -> None:
    code = f"try {{ await $request.get('{URL}'); }} catch (e) {{ return JSON.parse(e.response); }}"
    assert fire(code).value == {"message": "The host cannot be reached."}
    assert fire(code.replace("api.test", "no.test")).value["message"].startswith("no.test is not")


def test_the_report_shows_what_we_have_to_say_of_a_rejection(make_app: MakeApp, cli: Cli) -> None:
    root = app_of(make_app, told("$request.get('https://no.test/')"))
    shown = " ".join(cli("trigger", EVENT, "--app", root).stdout.replace("│", " ").split())
    assert "hint no.test is not one of the manifest's whitelisted-domains. Add" in shown


@pytest.mark.parametrize("option", ["json: true", "json: { a: 1 }"])
def test_with_json_the_response_is_parsed(fire: Firing, option: str) -> None:
    code = f"const r = await $request.post('{URL}', {{ {option} }}); return r.response"
    mock = {"method": "POST", "url": URL, "response": {"id": 5, "list": [1]}}
    assert fire(f"{code}.id + 1", mock).value == 6
    for text in ("plain", "NaN", "1e999", ""):
        assert fire(code, {**mock, "response": text}).value == text


def test_without_json_the_response_is_text(fire: Firing) -> None:
    code = f"return (await $request.get('{URL}', {{ json: false }})).response"
    assert fire(code, {"url": URL, "response": {"id": 5}}).value == '{"id": 5}'


BODIES = {
    "{ json: { a: 1 } }": {"a": 1},
    "{ json: true, body: { a: 2 } }": {"a": 2},
    "{ json: true, body: { a: ['<%= iparam.quote %>', 3] } }": {"a": ['say "x"', 3]},
    "{ body: { a: '<%= iparam.site %>' } }": {"a": "acme"},
    "{ form: { a: 'ü &', b: [1, 2] } }": "a=%C3%BC+%26&b=1&b=2",
    "{ body: 'x', form: { a: '<%= iparam.site %>' } }": "a=acme",
}


@pytest.mark.parametrize("options", BODIES)
def test_a_body_is_made_of_json_or_of_a_form(fire: Firing, options: str) -> None:
    mock = {"method": "POST", "url": URL, "body": BODIES[options], "response": "yes"}
    code = f"return (await $request.post('{URL}', {options})).response"
    assert fire(code, mock).value == "yes", fire(code, mock)


def test_qs_is_added_to_the_address(fire: Firing) -> None:
    mock = {"url": f"{URL}?a=1&b=x+y&c=acme", "response": "yes"}
    options = "{ qs: { b: 'x y', c: '<%= iparam.site %>' } }"
    code = f"return (await $request.get('{URL}?a=1', {options})).response"
    assert fire(code, mock).value == "yes"


def busy(*statuses: int) -> dict[str, Any]:
    """A mock that answers with each of the statuses in turn."""
    return {"url": URL, "responses": [{"status": each, "response": "x"} for each in statuses]}


ATTEMPTS = {
    (503, 429, 200): ("{ maxAttempts: 5, retryDelay: 1 }", 200, 3),
    (500, 200): ("{}", 500, 1),
    (503, 503, 503): ("{ maxAttempts: 2 }", 503, 2),
    (404, 200): ("{ maxAttempts: 3 }", 404, 1),
}


@pytest.mark.parametrize("statuses", ATTEMPTS)
def test_a_busy_host_is_asked_again(fire: Firing, statuses: tuple[int, ...]) -> None:
    options, status, attempts = ATTEMPTS[statuses]
    value = fire(told(f"$request.get('{URL}', {options})"), busy(*statuses)).value
    answer = value.get("rejected", value)
    assert (answer["status"], answer["attempts"]) == (status, attempts)


def test_what_no_mock_answers_is_asked_for_once(fire: Firing) -> None:
    value = fire(told(f"$request.get('{URL}', {{ maxAttempts: 5, retryDelay: 1500 }})")).value
    assert value["rejected"]["attempts"] == 1


@pytest.mark.parametrize(
    "option", ["maxAttempts: 0", "maxAttempts: 6", "maxAttempts: 'x'", "retryDelay: 1501"]
)
def test_attempts_and_delays_have_limits(fire: Firing, option: str) -> None:
    rejected = fire(told(f"$request.get('{URL}', {{ {option} }})"), busy(200)).value["rejected"]
    assert rejected["status"] == 400
    assert "it must be a whole number from" in rejected["response"]


def test_a_host_has_fifteen_seconds(fire: Firing, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.TIMEOUT_SECONDS == 15
    monkeypatch.setattr(mocked, "TIMEOUT_SECONDS", 0.2)
    start = time.monotonic()
    rejected = fire(told(f"$request.get('{URL}')"), {"url": URL, "delay": 10}).value["rejected"]
    assert rejected["status"] == 504
    assert time.monotonic() - start < 8


WAITS: dict[str, tuple[dict[str, Any], str]] = {
    "a slow mock": ({"url": URL, "delay": 14}, "{}"),
    "retries": (busy(503), "{ maxAttempts: 5, retryDelay: 1500 }"),
}


@pytest.mark.parametrize("what", WAITS)
def test_whatever_is_waited_for_ends_with_the_time_of_the_firing(
    make_app: MakeApp, what: str
) -> None:
    mock, options = WAITS[what]
    app = App.load(app_of(make_app, f"await $request.get('{URL}', {options});", [mock], "2.2"))
    start = time.monotonic()
    assert app.fire(EVENT, timeout=0.5).status == "timed_out"
    assert time.monotonic() - start < 4


def test_the_51st_request_of_a_firing_is_refused(fire: Firing) -> None:
    loop = f"for (let i = 0; i < 50; i++) await $request.get('{URL}');"
    rejected = fire(f"{loop} {told(f'$request.get(`{URL}`)')}", {"url": URL}).value["rejected"]
    assert (rejected["status"], rejected["errorSource"]) == (429, "PLATFORM")


HOSTS = {"acme.example.com": True, "b.test": True, "other.example.com": False, "x.b.test": False}


@pytest.mark.parametrize("host", HOSTS)
def test_domains_are_filled_in_before_they_are_matched(make_app: MakeApp, host: str) -> None:
    root = app_of(make_app, told(f"$request.get('https://{host}/')"), [{"url": "*"}])
    app = App.load(root)
    # One of the domains is filled in with a parameter that nobody declares.
    assert [each.rule for each in app.problems if each.place.file == "manifest.json"] == [
        "unknown-iparam"
    ]
    assert ("rejected" not in app.fire(EVENT).value) == HOSTS[host]


def test_an_access_token_needs_oauth_and_has_a_placeholder(make_app: MakeApp, cli: Cli) -> None:
    code = f"{told('$request.invokeTemplate(name, {})')}".replace("name", "'signed'")
    mocks = [{"template": "signed", "response": "{{ request.headers.authorization }}"}]
    root = app_of(make_app, code, mocks, "2.3")
    line = ("iparams", "set", "--app", root, "--oauth")
    assert cli(*line, "site=acme").exit_code == 0
    first = App.load(root).fire(EVENT)
    assert first.value.get("response") == "Bearer an-access-token", first.calls
    set_ = cli(*line, "access_token=s3cret-t0ken")
    assert "s3cret" not in set_.stdout + set_.stderr
    assert App.load(root).fire(EVENT).value["response"] == "Bearer s3cret-t0ken"
    assert json.loads((root / ".fdevents" / "oauth.json").read_text()) == {
        "site": "acme", "access_token": "s3cret-t0ken"
    }  # fmt: skip
    shown = cli("trigger", EVENT, "--app", root)
    assert "Bearer" in shown.stdout and "s3cret-t0ken" not in shown.stdout + shown.stderr


def test_what_is_kept_for_this_machine_is_not_committed_with_the_app(
    make_app: MakeApp, cli: Cli
) -> None:
    root = app_of(make_app, "", [], "2.3")
    assert cli("iparams", "set", "--app", root, "--oauth", "site=acme").exit_code == 0
    assert (root / ".fdevents" / ".gitignore").read_text() == "*\n"


GIVEN = {
    "oauth_iparams.site": "fdevents iparams set --oauth site=VALUE",
    "app_settings.limit": "--set app_settings.limit=VALUE",
}


@pytest.mark.parametrize("path", GIVEN)
def test_what_the_app_does_not_give_is_named_with_what_gives_it(
    make_app: MakeApp, cli: Cli, path: str
) -> None:
    root = app_of(make_app, told("$request.invokeTemplate('filled', {})"), [{"url": "*"}], "3.0")
    template = {"schema": {"method": "GET", "host": "a.b", "path": f"/<%= {path} %>"}}
    (root / "config" / "requests.json").write_text(json.dumps({"filled": template}))
    (call,) = cli("trigger", EVENT, "--app", root, "--json").json["calls"]
    assert (call["value"]["status"], GIVEN[path] in call["hint"]) == (400, True)
    if path.startswith("app_settings"):
        line = ("trigger", EVENT, "--app", root, "--json", "--set", f"{path}=5")
        assert cli(*line).json["value"]["response"] == ""
    else:
        assert cli("iparams", "set", "--app", root, "--oauth", "site=acme").exit_code == 0
        assert App.load(root).fire(EVENT).value["response"] == ""


def test_a_template_may_ask_the_account_the_app_is_installed_in(
    make_app: MakeApp,
) -> None:
    mocks = [{"template": "account", "response": "{{ request.url }}"}]
    root = app_of(make_app, told("$request.invokeTemplate('account', {})"), mocks, "3.0")
    host = "<%= current_host.endpoint_urls.freshdesk %>"
    template = {"schema": {"method": "GET", "host": host, "path": "/api"}}
    (root / "config" / "requests.json").write_text(json.dumps({"account": template}))
    assert App.load(root).fire(EVENT).value["response"] == "https://sample.freshdesk.com/api"


def test_without_oauth_there_is_no_access_token(fire: Firing) -> None:
    outcome = fire(told("$request.invokeTemplate('unsigned', {})"), {"url": "*"}, version="2.3")
    assert "does not ask for OAuth" in outcome.value["rejected"]["response"]
    assert '"oauth"' in outcome.calls[0].hint
    call = f"$request.get('{URL}?<%= access_token %>', {{ isOAuth: true }})"
    assert fire(told(call), {"url": f"{URL}?an-access-token"}).value["status"] == 200
    assert "rejected" in fire(told(call.replace("true", "false")), {"url": "*"}).value


def test_a_template_has_attempts_and_its_body_goes_out_as_it_is(fire: Firing) -> None:
    call = "$request.invokeTemplate('plain', { body: '<%= iparam.site %>' })"
    mock = {"template": "plain", "body": "<%= iparam.site %>", "response": "yes"}
    assert fire(told(call), mock, version="2.3").value["response"] == "yes"
