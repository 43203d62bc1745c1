"""What the SDK's own validation says beside the shapes of files, and where it is silent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from fdevents import App, Problem, Severity
from fdevents.checks.declarations import check_declarations
from fdevents.checks.manifest import check_manifest
from fdevents.checks.manifest_parts import check_parts
from fdevents.checks.request_templates import check_options
from tests.support.apps import ENGINES, MakeApp, json_file, place_in, registering
from tests.support.iparams import parameter

Check = Callable[[Any], list[Problem]]


def manifest(value: dict[str, Any]) -> list[Problem]:
    """What is said of the parts of a manifest."""
    return list(check_parts(json_file("manifest.json", value)))


def declared(value: dict[str, Any]) -> list[Problem]:
    """What is said of declarations of parameters."""
    return list(check_declarations(json_file("config/iparams.json", value)))


def templates(value: dict[str, Any]) -> list[Problem]:
    """What is said of request templates."""
    return list(check_options(json_file("config/requests.json", value)))


def v2(version: str = "2.2", part: Any = None, **more: Any) -> dict[str, Any]:
    """A manifest of platform 2.x, with `part` in its product."""
    named = {key.replace("_", "-"): value for key, value in more.items()}
    return {"platform-version": version, "product": {"freshdesk": part or {}}, **named}


def v3(modules: Any, **more: Any) -> dict[str, Any]:
    """A manifest of platform 3.x."""
    return {"platform-version": "3.0", "engines": ENGINES, "modules": modules, **more}


def template(**more: Any) -> dict[str, Any]:
    """A template that is right, with `more` in it."""
    return {"t": {"schema": {"method": "GET", "host": "x"}, **more}}


SAID: list[tuple[Check, Any, str]] = [
    (manifest, v2("2.3"), "has no “engines”, which platform 2.3 asks for"),
    (manifest, v2("2.3", engines={"node": "18"}), "“engines” has no “fdk”"),
    (manifest, v2("2.3", engines=ENGINES | {"node": 18}), "“node” of “engines” is not a version"),
    (manifest, v2("2.3", engines=ENGINES | {"fdk": "new"}), "“fdk” of “engines” is not a version"),
    (manifest, v3({"support_ticket": {}}, product={}), "modules take the place of “product”"),
    (manifest, v3({"common": {}}), "no module beside “common”"),
    (manifest, v3({}), "names no module"),
    (manifest, {"platform-version": "3.1", "engines": ENGINES}, "names no module"),
    (manifest, {"platform-version": "2.2"}, "names no product"),
    (manifest, {"platform-version": "2.2", "product": {}}, "names no product"),
    (manifest, v2(part={"events": {}}), "“events” of product.freshdesk is empty"),
    (manifest, v2(part={"functions": {}}), "“functions” of product.freshdesk is empty"),
    (manifest, v2(part={"requests": {}}), "“requests” of product.freshdesk is empty"),
    (manifest, v3({"support_ticket": {"events": {}}}), "“events” of modules.support_ticket is"),
    (manifest, v2("2.3", engines=ENGINES, whitelisted_domains=["https://a.b"]), "does not read"),
    (manifest, v2(whitelisted_domains=["https://10.0.0.7"]), "is the address of a machine"),
    (manifest, v2(whitelisted_domains=["https://[::1]:8"]), "is the address of a machine"),
    (manifest, v2(whitelisted_domains=["https://localhost:3000"]), "is the machine that asks"),
    (manifest, v2(whitelisted_domains=["https://a.b/"]), "ends in a slash"),
    (declared, {"type": parameter()}, "cannot be called “type”"),
    (declared, {"team": parameter(requried=True)}, "“requried” is not a key of the parameter"),
    (declared, {"team": parameter(options=["a"])}, "has options, but is of type text"),
    (declared, {"t": parameter(type="dropdown", options=["a"])}, "has no default value"),
    (
        declared,
        {"t": parameter(type="dropdown", options=["a"], default_value="b")},
        "The default of “t” is not one of its options",
    ),
    (
        declared,
        {"t": parameter(type="checkbox", default_value="true")},
        "The default of “t” is neither true nor false",
    ),
    (declared, {"t": parameter(regex={"a": "^x"})}, "The regex “a” of “t” has no “a-error”"),
    *((declared, {name: parameter()}, "looks like a secret") for name in (
        "api_key", "apiKey", "apikey", "ACCESS_TOKEN", "clientSecret", "password2", "auth_header"
    )),
    (templates, {"t": {"schema": {"host": "x"}}}, "The schema of “t” has no “method”"),
    (templates, template(option={}), "“option” is not a key of the template “t”"),
    (templates, template(options={"retry": 1}), "“retry” is not an option of the template “t”"),
    (templates, template(options={"maxAttempts": 6}), "must be a number from 1 to 5"),
    (templates, template(options={"maxAttempts": "2"}), "must be a number from 1 to 5"),
    (templates, template(options={"retryDelay": 1501}), "must be a number from 0 to 1500"),
]  # fmt: skip
SILENT: list[tuple[Check, Any]] = [
    (manifest, v2()),
    (manifest, v2("2.0", part={"events": {"onTicketCreate": {"handler": "cb"}}})),
    (manifest, v2("2.3", engines={"node": "18.x", "fdk": "^9.0"})),
    (manifest, v2("2.2", whitelisted_domains=["https://a.b", "https://*.c.d", "https://10a.de"])),
    (manifest, v2("2.2", whitelisted_domains=["https://<%= iparam.domain %>.example.com"])),
    (manifest, v3({"common": {}, "support_ticket": {}})),
    (manifest, v3({"common": {"requests": {}}, "support_ticket": {}})),
    (manifest, v3({"service_ticket": {"functions": {"a": {}}}})),
    (manifest, v2("9.9")),
    (manifest, {"platform-version": "2.2", "prodcut": {}}),
    (manifest, {"platform-version": "2.2", "modules": {"support_ticket": {}}}),
    (declared, {"team": parameter(required=True, visible=False, events=[{"change": "x"}])}),
    (declared, {"t": parameter(type="dropdown", options=["a", "b"], default_value="b")}),
    (declared, {"t": parameter(type="checkbox", default_value=False)}),
    (declared, {"description": parameter(), "events": parameter(), "hint": parameter()}),
    (declared, {"t": parameter(regex={"a": "^x", "a-error": "No x."})}),
    (declared, {"api_key": parameter(secure=True), "author": parameter(), "keyboard": parameter()}),
    (declared, {"monkey": parameter(), "turkey_count": parameter(), "passwordless": parameter()}),
    (declared, {"has_token": parameter(type="checkbox"), "tokens_left": parameter(type="number")}),
    (templates, template()),
    (templates, template(options={"oauth": "x", "maxAttempts": 5, "retryDelay": 1500})),
]


@pytest.mark.parametrize(("check", "value", "says"), SAID)
def test_it_is_said_once_as_a_warning_with_its_place(check: Check, value: Any, says: str) -> None:
    (found,) = check(value)
    assert says in found.message
    assert found.severity is Severity.WARNING  # handlers are fired all the same
    assert found.place.line and found.place.column


@pytest.mark.parametrize(("check", "value"), SILENT)
def test_nothing_is_said_of_what_is_right(check: Check, value: Any) -> None:
    assert check(value) == []


def test_a_domain_s_problem_stands_at_the_domain() -> None:
    text = json.dumps(v2(whitelisted_domains=["https://a.b", "https://c.d/"]))
    (found,) = check_parts(json_file("manifest.json", text))
    assert found.place == place_in("manifest.json", text, '"https://c.d/"')


@pytest.mark.parametrize("part", ["events", "functions"])
@pytest.mark.parametrize("top", ["product", "modules"])
def test_events_beside_the_products_are_one_error_that_says_where_they_belong(
    part: str, top: str
) -> None:
    value = {"platform-version": "2.2", top: {part: {"onTicketCreate": {"handler": "cb"}}}}
    found = [each for each in check_manifest(json_file("manifest.json", value)) if each.is_error]
    (only,) = found
    assert only.message.startswith(f"“{part}” stands directly under “{top}”")


def test_a_product_whose_name_only_begins_like_ours_is_not_an_error() -> None:
    value = v2() | {"product": {"freshdesk_omnichannel": {}}}
    assert not any(each.is_error for each in check_manifest(json_file("manifest.json", value)))


def rules(app: App) -> list[tuple[str, str]]:
    """Rule and place of each problem."""
    return [(each.rule, str(each.place)) for each in app.problems]


def calling(make_app: MakeApp, version: str, code: str, **files: str) -> App:
    """An app whose handler has that code on line 2."""
    server = f"exports = {{ async cb(args) {{\n{code}\n}} }};\n"
    return App.load(
        make_app(server, manifest=registering({"onTicketCreate": "cb"}, version), **files)
    )


@pytest.mark.deno
@pytest.mark.parametrize(
    ("version", "call"),
    [
        ("2.3", "$request.get('https://a.b/')"),
        ("3.0", "$request . post ('https://a.b/')"),
        ("2.2", "$request.invokeTemplate('x', {})"),
        ("2.1", "$request.invokeTemplate('x', {})"),
    ],
)
def test_a_call_that_another_version_has_is_named(
    make_app: MakeApp, version: str, call: str
) -> None:
    app = calling(make_app, version, f"return {call};")
    assert ("unavailable-call", "server/server.js:2:8") in rules(app)
    said = [each.message for each in app.problems if each.rule == "unavailable-call"]
    assert said[0].startswith(f"Platform {version} does not have $request.")


@pytest.mark.deno
@pytest.mark.parametrize(
    "code",
    [
        "return await $request.invokeTemplate(args.name, {});",
        "// $request.get('https://a.b/')",
        "return '$request.get(x)';",
        "const $request = { get: (x) => x }; return $request.get(1);",
        "return args.$request.get(1);",
        "return client.request.get('https://a.b/');",
    ],
)
def test_a_call_that_may_be_right_is_not_named(make_app: MakeApp, code: str) -> None:
    found = [rule for rule, _ in rules(calling(make_app, "2.3", code))]
    assert not {"unavailable-call", "requests-shape"} & set(found)


@pytest.mark.deno
def test_a_template_that_nobody_declared_is_named_where_it_is_invoked(make_app: MakeApp) -> None:
    manifest = registering({"onTicketCreate": "cb"}, "2.3")
    for name, said in (("notfy", "Did you mean “notify”?"), ("notify", None)):
        app = App.load(
            make_app(
                f"exports = {{ cb: () => $request.invokeTemplate('{name}', {{}}) }};\n",
                manifest=manifest,
                config__requests_json=json.dumps({"notify": template()["t"]}),
            )
        )
        hints = [e.hint for e in app.problems if e.message.startswith("There is no template")]
        assert hints == ([said] if said else [])


@pytest.mark.deno
def test_curly_quotes_are_named_as_such(make_app: MakeApp) -> None:
    root = make_app(
        "exports = { cb() { return “x”; } };\n",
        config__iparams_json="{“team”: 1}",
    )
    found = {each.rule: each.hint for each in App.load(root).problems}
    wanted = "Quotes in code are straight: these are curly."
    assert (found["server-syntax"], found["iparams-syntax"]) == (wanted, wanted)


@pytest.mark.deno
@pytest.mark.parametrize(
    ("server", "hint"),
    [
        ("var events = []; exports = { cb() {} };", "Put “events” into exports"),
        (
            "exports = { help() {}, onTicketFieldCreateHandler() {} };",
            'event: "onTicketFieldCreate", callback: "onTicketFieldCreateHandler" }',
        ),
        ("exports = { event: [], cb() {} };", "did you mean “events”?"),
        ("exports = { lookUp() {} };", None),
        ("exports = { events: [], lookUp() {} };", None),
    ],
)
def test_handlers_that_nobody_registered_are_named_where_they_look_like_it(
    make_app: MakeApp, server: str, hint: str | None
) -> None:
    found = [each.hint for each in App.load(make_app(server)).problems if each.rule == "no-events"]
    assert len(found) == (hint is not None)
    assert all(hint in each for each in found if hint)
