"""Calls of the APIs: their promises, their order, and whatever an app may call them with."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents import App, FailureKind
from fdevents.freshdesk.versions import VERSIONS
from fdevents.sandbox import process
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, Fire, manifest, told

pytestmark = pytest.mark.deno


def test_the_promises_have_done_and_fail(fire: Fire) -> None:
    outcome = fire(
        "$db.set('k', { a: 1 }).done((d) => console.log('done', d.Created)).fail(() => 0);"
        "$db.get('none').done(() => 0).fail((e) => console.log('failed', e.status));"
        "$db.get('none').fail((e) => console.log('only', e.status)).done(() => 0);"
    )
    assert outcome.ok, outcome.error
    assert sorted(line.text for line in outcome.console) == ["done true", "failed 404", "only 404"]


CHAINS = {
    "$db.get('x').then((d) => d.a).done((a) => console.log(a))": ["1"],
    "$db.get('x').then((d) => d.a).then((a) => a + 1).done((a) => console.log(a))": ["2"],
    "$db.get('none').then(() => 0).fail((e) => console.log(e.status))": ["404"],
    "$db.get('none').catch((e) => e.status).done((s) => console.log(s))": ["404"],
    "$db.get('x').finally(() => 0).done((d) => console.log(d.a))": ["1"],
    "$db.get('x').always((d) => console.log(d.a)).done((d) => console.log('and', d.a))":
        ["1", "and 1"],
    "$db.get('none').always((e) => console.log(1)).fail((e) => console.log(e.status))":
        ["1", "404"],
    # Each holds the promise and looks after one half of what may come of it.
    "const p = $db.get('none'); p.done(() => 0); p.then(() => 0, (e) => console.log(e.status))":
        ["404"],
    "const p = $db.get('none'); p.done(() => 0); p.catch((e) => console.log(e.status))": ["404"],
}  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS)
def test_done_fail_and_always_are_there_down_the_chain(fire: Fire, chain: str) -> None:
    outcome = fire(f"await $db.set('x', {{ a: 1 }}); {chain};")
    assert outcome.ok, outcome.error
    assert [line.text for line in outcome.console] == CHAINS[chain]


def test_a_rejection_that_nobody_handles_is_a_failure(fire: Fire) -> None:
    for code in (
        "$db.get('none');",
        "$db.get('none').done(() => 0);",
        "$db.get('none').then(() => 0)",
    ):
        outcome = fire(code)
        assert outcome.status == "failed"
        assert outcome.error
        assert "Record not found" in outcome.error.message
        assert "Nothing awaits this promise" in outcome.error.hint


def test_every_call_is_told_in_its_order(fire: Fire) -> None:
    outcome = fire(
        "await $db.set('k', { a: 1 }); console.log(1); await $db.get('k'); $db.get('k');"
    )
    assert [(call.api, call.ok, call.awaited) for call in outcome.calls] == [
        ("$db.set", True, True), ("$db.get", True, True), ("$db.get", True, False)
    ]  # fmt: skip
    assert outcome.calls[0].arguments == ["k", {"a": 1}]
    times = [call.at_ms for call in outcome.calls]
    assert times == sorted(times)
    assert outcome.calls[0].at_ms <= outcome.console[0].at_ms <= outcome.calls[1].at_ms


def test_what_nobody_waited_for_is_said(make_app: MakeApp, cli: Any) -> None:
    root = make_app("exports = { cb() { $db.set('k', { a: 1 }); } };", manifest=manifest(CREATE))
    result = cli("trigger", CREATE, "--app", root)
    assert result.exit_code == 0
    assert "Nothing waited for $db.set" in result.stdout
    assert '$db.set("k", {"a": 1})' in result.stdout
    (call,) = cli("trigger", CREATE, "--app", root, "--json").json["calls"]
    assert (call["api"], call["ok"], call["awaited"]) == ("$db.set", True, False)


def test_many_calls_at_once_are_all_answered(fire: Fire) -> None:
    outcome = fire(
        "await Promise.all(Array.from({ length: 25 }, (_, i) => $db.set('k' + i, { i })));"
        "const all = await Promise.all(Array.from({ length: 25 }, (_, i) => $db.get('k' + i)));"
        "return all.every((each, i) => each.i === i);"
    )
    assert outcome.value is True, outcome.error


def test_the_51st_call_of_a_firing_is_one_too_many_for_the_platform(fire: Fire) -> None:
    outcome = fire(
        "for (let i = 0; i < 50; i++) await $db.set('k', { i });"
        "try { await $db.get('k'); } catch (error) { return error; }"
    )
    assert outcome.value["status"] == 429
    assert "at most 50 calls of $db a minute" in outcome.value["message"]
    assert fire("return $db.get('k')").value == {"i": 49}


def test_the_store_of_custom_objects_is_rejected_with_what_is_emulated(fire: Fire) -> None:
    outcome = fire(told("$db.entity({ version: 'v1' }).get('orders').create({ a: 1 })"))
    assert outcome.value["rejected"]["status"] == 501
    (call,) = outcome.calls
    assert (call.api, call.arguments, call.ok) == ("$db.entity.create", [{"a": 1}], False)
    assert "no $db.entity" in call.hint


def test_loading_the_app_calls_nothing(make_app: MakeApp) -> None:
    server = "$db.set('k', { a: 1 }); exports = { cb: () => $db.get('k') };"
    app = App.load(make_app(server, manifest=manifest(CREATE)))
    assert not (app.root / ".fdevents").exists()
    assert app.fire(CREATE).value["a"] == 1


def test_every_version_gives_the_apis_global_and_a_process_with_cwd(fire: Fire) -> None:
    names = ("$request", "$db", "$schedule", "renderData", "generateTargetUrl")
    code = (
        f"return [{', '.join(f'typeof {name}' for name in names)}, global === globalThis,"
        " Object.keys(process), process.cwd(), typeof process.env]"
    )
    for version in VERSIONS:
        assert fire(code, version=version).value == [
            "object", "object", "object", "function", "function", True, ["cwd"], "/", "undefined"
        ]  # fmt: skip


def test_platform_2_0_answers_calls_too(make_app: MakeApp) -> None:
    events = f"events: [{{ event: '{CREATE}', callback: 'cb' }}]"
    server = (
        f"exports = {{ {events}, cb: () => $db.set('k', {{ a: 1 }}).then(() => $db.get('k')) }};"
    )
    assert App.load(make_app(server)).fire(CREATE).value["a"] == 1


@pytest.mark.parametrize(
    "meddling",
    [
        "JSON.parse = JSON.stringify = Promise.prototype.then = null; Reflect.apply = null",
        "Object.prototype.resolve = Object.prototype.get = 1",
        "Array.prototype[Symbol.iterator] = null; Promise = null",
        "Object.defineProperty(Object.prototype, '1', { set() { throw 1 }, get() { throw 2 } })",
    ],
)
def test_app_code_may_change_its_language(fire: Fire, meddling: str) -> None:
    outcome = fire(f"const db = $db; {meddling}; return await db.set('k', {{ a: 1 }});")
    assert outcome.value == {"Created": True}, outcome.error


def test_nothing_of_the_outer_realm_comes_in_with_an_api(fire: Fire) -> None:
    outcome = fire(
        "const seen = [$db, $db.get, renderData, renderData(), $db.get('x').catch((e) => e),"
        " $db.get('x').done(() => 0).fail(() => 0), $db.get('x').always(() => 0).always,"
        " $db.entity({ version: 'v1' }), $db.entity().get('y'),"
        " $db.get('x').finally(() => 0).fail(() => 0),"
        " await $db.get('x').catch((e) => e), await $db.set('x', { a: 1 }), await $db.get('x')];"
        "const deep = () => { try { return deep(); } catch { try { $db.get('x').catch(() => 0); }"
        " catch (e) { if (!(e instanceof Error)) console.log('LEAK'); } } }; deep();"
        "return seen.filter((each) => each !== undefined && !(each instanceof Object)).length;"
    )
    assert outcome.value == 0, outcome.error
    assert outcome.console == ()


def test_arguments_that_json_cannot_carry_do_not_break_the_call(fire: Fire) -> None:
    circular = "(() => { const o = {}; o.o = o; return o })()"
    throwing = "{ toJSON() { throw new Error('mine') } }"
    for arguments, said in {
        "'k', { a: 1n }": "Do not know how to serialize a BigInt",
        f"'k', {circular}": "Converting circular structure to JSON",
        throwing: "mine",
    }.items():
        outcome = fire(f"await $db.set({arguments})")
        assert outcome.status == "failed"
        assert outcome.error and outcome.error.message.startswith(said)


# Calls, with a part of the message with which they are rejected: None where they are not.
ODD: dict[str, str | None] = {
    "$db.set('\\ud800', { a: 1 })": "which is not Unicode text",
    "$db.get('\\ud800')": "which is not Unicode text",
    "$db.set('k', { a: '\\ud800' })": None,
    "$db.set('k', { a: 1 }, { ttl: 1e300 })": None,
    "$db.set('k', { a: 1e308 }).then(() => $db.update('k', 'increment', { a: 1e308 }))"
    ".then(() => $db.get('k')).then(() => undefined)": None,
    "$schedule.create({ name: 's', data: {}, schedule_at: '2100-01-01T00:00:00Z',"
    " repeat: { time_unit: 'days', frequency: 9007199254740991 } })": "needs a registered handler",
    "$db.set('k', JSON.parse('{\"a\":'.repeat(99) + '1' + '}'.repeat(99)))": None,
    **{
        f"$db.set('k', JSON.parse('{{\"a\":'.repeat({deep}) + '1' + '}}'.repeat({deep})))":
            "$db.set cannot be called with this: objects and lists are nested deeper than 100"
        for deep in (100, 900, 100_000)
    },
    "$db.set(...Array(1000).fill('x'))": "it must be a JSON object that is not empty",
    "$db.update('k', 'set', { '.': 1, '..': 2, '': 3 })": None,
}  # fmt: skip


@pytest.mark.parametrize("call", ODD)
def test_whatever_an_app_calls_with_is_answered_or_rejected(fire: Fire, call: str) -> None:
    outcome = fire(f"try {{ await {call}; }} catch (error) {{ return error.message; }}")
    assert outcome.status == "ok", outcome.error
    said = ODD[call]
    assert outcome.value is None if said is None else said in outcome.value, outcome.value


@pytest.mark.parametrize(
    "url", ["https://[", "https://a b/", "https://x:99999/", "https://\\ud800/"]
)
def test_an_address_that_is_none_is_a_rejection(fire: Fire, url: str) -> None:
    code = f"try {{ await $request.get('{url}'); }} catch (error) {{ return error.status; }}"
    assert fire(code, version="2.2").value == 400


@pytest.mark.parametrize("api", ["renderData", "$db.get", "$request.invokeTemplate"])
def test_a_number_that_json_does_not_have_is_refused(fire: Fire, api: str) -> None:
    outcome = fire(f"try {{ await {api}(JSON.rawJSON('-1e999')); }} catch {{}}")
    (call,) = outcome.calls
    assert (call.ok, call.arguments) == (False, [])
    assert call.value["status"] == 400
    assert "-1e999 is not a number" in call.value["message"]


@pytest.mark.parametrize(
    ("argument", "most", "said"),
    [("1", 10_000, "make 10,000 API calls"), ("'x'.repeat(1e6 - 20)", 4, "pass 4 MB to APIs")],
)
def test_calls_in_a_loop_end_with_an_error_that_says_so(
    fire: Fire, argument: str, most: int, said: str
) -> None:
    outcome = fire(f"const arg = {argument};\nfor (;;) renderData(arg);")
    assert (outcome.status, len(outcome.calls)) == ("failed", most)
    assert outcome.error
    assert outcome.error.message == f"fdevents lets a firing {said}."
    assert outcome.error.hint == "Is renderData called in a loop?"
    assert str(outcome.error.place) == "server/server.js:3:10"
    assert fire("renderData(1); return 2;").value == 2


def test_answers_that_nothing_could_keep_are_a_crash(
    fire: Fire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MOST_KEPT_MB", 1)
    outcome = fire(
        "await $db.set('k', { a: 'x'.repeat(39000) }); for (;;) await $db.get('k');", timeout=15
    )
    assert (outcome.status, outcome.error and outcome.error.name) == ("crashed", "TooMuchSaid")
    assert 20 < len(outcome.calls) < 35


def test_a_call_has_its_place_in_the_code(make_app: MakeApp) -> None:
    app = make_app(
        "const store = require('./store');\n"
        "exports = {\n  async cb() {\n    await $db.get('a').catch(() => 0);\n"
        "    await store.keep();\n    return Promise.resolve('k').then($db.get);\n  },\n};\n",
        manifest=manifest(CREATE),
        server__store_js="exports.keep = () =>\n  $db.set('k', { a: 1 });\n",
    )
    outcome = App.load(app).fire(CREATE)
    assert outcome.ok, outcome.error
    places = [str(call.place) if call.place else None for call in outcome.calls]
    assert places == ["server/server.js:4:15", "server/store.js:2:7", None]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("await $db.get('none');", "To go on without it"),
        (
            "try { await $db.get('none') } catch (error) { throw error }",
            "To go on without it",
        ),
        ("$db.get('none');", "Nothing awaits this promise"),
    ],
)
def test_a_rejection_that_nothing_caught_shows_the_call_its_place_and_its_answer(
    fire: Fire, body: str, hint: str
) -> None:
    error = fire(body).error
    assert error and error.kind is FailureKind.CALL_REJECTED
    assert error.message.startswith('$db.get("none") was rejected with {')
    assert "status: 404" in error.message and "Record not found" in error.message
    assert error.place and (error.place.line, error.place.column) == (2, 32 + body.index("get"))
    assert error.hint.startswith(hint) and "throw new Error" not in error.hint


def test_a_value_that_is_thrown_beside_a_rejection_is_not_the_call_s(fire: Fire) -> None:
    error = fire("try { await $db.get('none') } catch (error) { throw { ...error } }").error
    assert error and error.kind is FailureKind.NOT_AN_ERROR
