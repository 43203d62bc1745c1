"""Server methods are called as an app's pages call them, and answer by renderData."""

from __future__ import annotations

import json
import time
from typing import Any, Protocol

import pytest

from fdevents import App, AppUnusable, Outcome, PayloadRefused, Rendered, UsageProblem
from fdevents.errors import NotRegistered
from tests.support.apps import ENGINES, MakeApp

pytestmark = pytest.mark.deno

TITLE = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
NUMBERED = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}


class Load(Protocol):
    """`load("renderData(null, args)")` loads an app whose server method `say` has that code."""

    def __call__(self, body: str, version: str = "3.0", **files: str) -> App: ...


def declaring(version: str = "3.0", **functions: Any) -> str:
    """A manifest that declares these server methods."""
    top, part = ("modules", "support_ticket") if version >= "3" else ("product", "freshdesk")
    declared = {top: {part: {"functions": functions}}}
    return json.dumps({"platform-version": version, **declared, "engines": ENGINES})


@pytest.fixture
def load(make_app: MakeApp) -> Load:
    """Loads an app with one server method."""

    def loaded(body: str, version: str = "3.0", **files: str) -> App:
        files = {"manifest": declaring(version, say={}), **files}
        server = f"exports = {{\nsay: async function (args) {{ {body} }} }};\n"
        return App.load(make_app(server, **files))

    return loaded


def test_a_method_gets_what_its_caller_gave_and_the_iparams(load: Load) -> None:
    app = load(
        "renderData(null, args)",
        config__iparams_json='{"team": {"display_name": "Team", "type": "text"}}',
        config__iparam_test_data_json='{"team": "k1"}',
    )
    assert app.problems == []
    outcome = app.invoke("say", {"a": 1, "iparams": {"team": "old"}})
    assert (outcome.status, outcome.event, outcome.handler) == ("ok", "say", "say")
    expected = {"a": 1, "iparams": {"team": "k1"}}
    assert (outcome.rendered, outcome.payload) == (Rendered(None, expected), expected)
    given = app.invoke("say", {}, iparams={"team": "k2"})
    assert given.rendered == Rendered(None, {"iparams": {"team": "k2"}})
    with pytest.raises(PayloadRefused, match="does not declare"):
        app.invoke("say", iparams={"taem": "k2"})


def test_without_arguments_a_method_gets_the_app_s_test_data(load: Load) -> None:
    app = load("renderData(null, args.a ?? 'none')")
    assert app.invoke("say").rendered == Rendered(None, "none")
    data = {"server__test_data__support_ticket__say_json": '{"a": 5}'}
    assert load("renderData(null, args.a)", **data).invoke("say").rendered == Rendered(None, 5)
    broken = load("renderData()", server__test_data__say_json="{")
    with pytest.raises(AppUnusable, match=r"server/test_data/say\.json:1:2"):
        broken.invoke("say")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("{ status: 404, message: 'not here' }", "not here"),
        ("{ status: 404 }", "status 404"),
        ("new Error('broken')", "broken"),
        ("'text'", "text"),
        ("{ why: 1 }", '{"why": 1}'),
    ],
)
def test_an_error_that_is_given_to_render_data_is_refused(
    load: Load, error: str, message: str
) -> None:
    outcome = load(f"renderData({error})").invoke("say")
    assert outcome.error and outcome.rendered and outcome.rendered.error
    assert (outcome.status, outcome.error.kind) == ("refused", "refused")
    assert outcome.error.message == message
    assert str(outcome.error.place) == "server/server.js:2:30"


def test_a_method_that_does_not_call_render_data_leaves_its_caller_without_answer(
    load: Load,
) -> None:
    outcome = load("return 5").invoke("say")
    assert outcome.error and outcome.rendered is None
    assert (outcome.status, outcome.error.kind) == ("failed", "unanswered")
    assert "renderData" in outcome.error.message and "after 20 s" in outcome.error.hint


def test_what_comes_after_the_answer_does_not_matter(load: Load) -> None:
    outcome = load("renderData(null, 1); await new Promise(() => {})").invoke("say")
    assert (outcome.status, outcome.rendered) == ("ok", Rendered(None, 1))
    outcome = load("renderData(null, 1); renderData(null, 2)").invoke("say")
    assert (outcome.status, outcome.rendered) == ("ok", Rendered(None, 1))
    [note] = outcome.notes
    assert "called 2 times" in note


def test_a_method_that_throws_has_failed(load: Load) -> None:
    outcome = load("args.nobody.name").invoke("say")
    assert outcome.error and (outcome.status, outcome.error.name) == ("failed", "TypeError")


@pytest.mark.parametrize(
    ("version", "declared", "seconds"),
    [("2.3", {}, 5), ("2.3", {"timeout": 15}, 15), ("3.0", {}, 20), ("3.0", {"timeout": 30}, 30)],
)
def test_a_method_has_the_time_that_the_manifest_gives_to_it(
    load: Load, version: str, declared: dict[str, int], seconds: float
) -> None:
    app = load("return 1", manifest=declaring(version, say=declared))
    outcome = app.invoke("say")
    assert outcome.error and f"after {seconds} s" in outcome.error.hint
    assert app.invoke("say", timeout=30).error == outcome.error


def test_a_method_that_runs_for_too_long_is_ended(load: Load) -> None:
    outcome = load("for (;;);").invoke("say", timeout=0.2)
    assert (outcome.status, outcome.error and outcome.error.kind) == ("timed_out", "timed_out")


def test_arguments_of_more_than_100_kb_are_refused(load: Load) -> None:
    app = load("renderData(null, args.a.length)")
    room = 100 * 1024 - len('{"a":""}')
    assert app.invoke("say", {"a": "x" * room}).ok
    with pytest.raises(PayloadRefused, match="up to 100 KB"):
        app.invoke("say", {"a": "x" * (room + 1)})
    assert app.invoke("say", {"a": "x" * (room + 1)}, force=True).ok


@pytest.mark.parametrize("data", [[1], "text", None, 5])
def test_arguments_are_an_object(load: Load, data: Any) -> None:
    with pytest.raises(UsageProblem, match="must be an object"):
        load("renderData()").invoke("say", data)


def test_what_cannot_be_called_is_said_with_what_can(load: Load) -> None:
    app = load("renderData()", manifest=declaring(say={}, lost={}))
    with pytest.raises(NotRegistered, match=r"does not export a function sya\. Did you mean “say”"):
        app.invoke("sya")
    with pytest.raises(NotRegistered, match="does not export lost, which the app declares"):
        app.invoke("lost")


def test_a_function_that_is_not_declared_is_called_with_a_note(make_app: MakeApp) -> None:
    server = "exports = { say() { renderData(); }, other() { renderData(); } };\n"
    app = App.load(make_app(server, manifest=declaring(say={})))
    from fdevents.session.preparing import Invocation

    [note] = app.prepare_method(Invocation(name="other")).notes
    assert str(note) == "the manifest does not declare the function other."
    assert app.invoke("other").ok
    undeclaring = App.load(make_app(server, manifest=declaring("2.2")))
    assert undeclaring.prepare_method(Invocation(name="other")).notes == ()


def action(load: Load, body: str, **schemas: Any) -> App:
    """An app whose method `say` is an action with these schemas."""
    return load(body, actions_json=json.dumps({"say": schemas}))


def test_the_arguments_of_an_action_are_judged_by_its_schema(load: Load) -> None:
    app = action(load, "renderData(null, args.title)", parameters=TITLE)
    assert app.invoke("say", {"title": "t"}).rendered == Rendered(None, "t")
    with pytest.raises(PayloadRefused) as refused:
        app.invoke("say", {"title": 5})
    assert "title: 5 is not of type 'string' (“type”: \"string\")" in refused.value.message
    with pytest.raises(PayloadRefused, match="'title' is a required property"):
        app.invoke("say")
    assert app.invoke("say", {"title": 5}, force=True).ok


def test_the_answer_of_an_action_is_judged_by_its_schema(load: Load) -> None:
    outcome = action(load, "renderData(null, { id: 'x' })", response=NUMBERED).invoke("say")
    assert outcome.error
    assert (outcome.status, outcome.error.kind) == ("failed", "answer_unfit")
    assert "id: 'x' is not of type 'integer'" in outcome.error.message
    assert str(outcome.error.place) == "server/server.js:2:30"
    assert action(load, "renderData(null, { id: 1 })", response=NUMBERED).invoke("say").ok
    refusal = action(load, "renderData({ message: 'no' })", response=NUMBERED).invoke("say")
    assert refusal.status == "refused"


def test_an_action_needs_no_declaration_in_the_manifest(load: Load) -> None:
    files = {"manifest": declaring(tell={}), "actions_json": '{"say": {}}'}
    app = load("renderData(null, 1) }, tell() { renderData()", **files)
    assert (list(app.methods), app.problems) == (["tell", "say"], [])
    assert app.invoke("say").ok


def test_a_schema_that_is_none_is_said_with_its_place(load: Load) -> None:
    app = action(load, "renderData()", parameters={"type": "objekt"})
    with pytest.raises(AppUnusable, match=r"actions\.json:1:24: the “parameters” of say"):
        app.invoke("say")


def test_no_schema_is_fetched_from_elsewhere(load: Load) -> None:
    far = {"properties": {"a": {"$ref": "http://127.0.0.1:1/schema"}}}
    with pytest.raises(PayloadRefused, match="which is not in it"):
        action(load, "renderData()", parameters=far).invoke("say", {"a": 1})


DEEPER = {f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(40)}
SCHEMAS: dict[str, tuple[Any, Any, str]] = {
    "a pattern": ({"properties": {"a": {"pattern": "^x"}}}, {"a": "y"}, "'y' does not match '^x'"),
    "a pattern that takes years": (
        {"properties": {"a": {"pattern": "^(a+)+$"}}}, {"a": "a" * 36 + "!"}, "takes too long"
    ),
    "what is no pattern": ({"properties": {"a": {"pattern": "["}}}, {"a": "y"}, "cannot be read"),
    "a key": (
        {"patternProperties": {"^n": {"type": "number"}}}, {"n1": "y"}, "not of type 'number'"
    ),
    "another key": (
        {"patternProperties": {"^n": {}}, "additionalProperties": False},
        {"n1": 1, "x": 1},
        "'x' was unexpected",
    ),
    "references": (
        {"$ref": "#/definitions/d0", "definitions": {**DEEPER, "d40": {}}}, {"a": 1},
        "takes more than 2 s to judge",
    ),
    "items that differ": (
        {"properties": {"a": {"uniqueItems": True}}},
        {"a": [{"n": n} for n in range(9000)]},
        "more than 1000 items",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SCHEMAS)
def test_a_schema_is_judged_by_the_rules_of_javascript_and_within_a_limit(
    load: Load, what: str
) -> None:
    schema, given, said = SCHEMAS[what]
    start = time.monotonic()
    with pytest.raises(PayloadRefused) as refused:
        action(load, "renderData()", parameters=schema).invoke("say", given)
    assert said in refused.value.message
    assert time.monotonic() - start < 20


def test_what_the_patterns_of_a_schema_allow_is_called(load: Load) -> None:
    schema = {
        "properties": {"a": {"pattern": r"^(?<y>\d)\k<y>$"}},
        "patternProperties": {"^n": {"type": "number"}},
        "additionalProperties": False,
    }
    app = action(load, "renderData(null, 1)", parameters=schema)
    assert app.invoke("say", {"a": "11", "n1": 1}).ok


def test_the_mocks_that_a_method_was_missing_are_written(make_app: MakeApp) -> None:
    root = make_app(
        "exports = { async say() { await $request.get('https://api.example.com/a');"
        " renderData(); } };\n",
        manifest=json.dumps(
            {
                "platform-version": "2.2",
                "product": {"freshdesk": {"functions": {"say": {}}}},
                "whitelisted-domains": ["https://api.example.com"],
            }
        ),
    )
    outcome: Outcome = App.load(root, add_mocks=True).invoke("say")
    assert outcome.ok
    [mock] = json.loads((root / "server/test_data/requests.json").read_text())
    assert mock["url"] == "https://api.example.com/a"


def test_a_template_of_a_method_knows_the_account(load: Load) -> None:
    template = {"schema": {"method": "GET", "host": "<%= current_host.endpoint_urls.freshdesk %>",
                           "path": "/api/v2/tickets"}}  # fmt: skip
    manifest = json.loads(declaring(say={}))
    manifest["modules"]["support_ticket"]["requests"] = {"all": {}}
    app = load(
        "const { response } = await $request.invokeTemplate('all'); renderData(null, response);",
        manifest=json.dumps(manifest),
        config__requests_json=json.dumps({"all": template}),
        server__test_data__requests_json=json.dumps([{"template": "all", "response": "[]"}]),
    )
    assert app.invoke("say").rendered == Rendered(None, "[]")
