"""The platform's APIs as handlers call them: through the real sandbox, kept in a real store."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome, UsageProblem
from fdevents.apis.db import Database
from fdevents.apis.refusal import Refused
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.sandbox import process
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

Fire = Callable[..., Outcome]
CREATE = "onTicketCreate"


def manifest(*events: str, version: str = "2.3") -> str:
    """A manifest that registers the events, each with the handler `cb`."""
    registered = {event: {"handler": "cb"} for event in events}
    return json.dumps(
        {"platform-version": version, "product": {"freshdesk": {"events": registered}}}
    )


@pytest.fixture
def fire(make_app: MakeApp) -> Fire:
    """Fires onTicketCreate, or `event`, at a handler with the code `body`."""

    def call(body: str, event: str = CREATE, version: str = "2.3", **options: Any) -> Outcome:
        app = make_app(
            f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
            manifest=manifest(event, version=version),
        )
        return App.load(app).fire(event, **options)

    return call


def rejected(fire: Fire, call: str) -> dict[str, Any]:
    """What the call is rejected with."""
    outcome = fire(f"try {{ await {call}; }} catch (error) {{ return error; }} return 'kept';")
    assert isinstance(outcome.value, dict), outcome.value
    return outcome.value


# -- $db


def test_a_record_is_kept_from_firing_to_firing(fire: Fire) -> None:
    assert fire("return $db.set('k', { a: [1, 'ü😀'] })").value == {"Created": True}
    found = fire("return $db.get('k')").value
    assert found["a"] == [1, "ü😀"]
    assert datetime.fromisoformat(found["createdAt"]) <= datetime.now(UTC)
    assert fire("return $db.delete('k')").value == {"Deleted": True}
    assert rejected(fire, "$db.get('k')") == {"status": 404, "message": "Record not found"}
    assert rejected(fire, "$db.delete('k')")["status"] == 404


UPDATES = {
    "increment": ("'increment', { n: 2, 'deep.m': 1 }", {"n": 3, "deep": {"m": 1}, "list": [1]}),
    "append": ("'append', { list: [2, 3], more: ['x'] }",
               {"n": 1, "list": [1, 2, 3], "more": ["x"]}),
    "set": ("'set', { n: 'text', 'deep.x': null }",
            {"n": "text", "list": [1], "deep": {"x": None}}),
    "remove": ("'remove', ['n', 'nothing']", {"list": [1]}),
}  # fmt: skip


@pytest.mark.parametrize("action", UPDATES)
def test_a_record_is_updated_in_parts(fire: Fire, action: str) -> None:
    arguments, wanted = UPDATES[action]
    outcome = fire(
        f"await $db.set('k', {{ n: 1, list: [1] }}); await $db.update('k', {arguments});"
        " const { createdAt, updatedAt, ...rest } = await $db.get('k'); return rest;"
    )
    assert outcome.value == wanted, outcome.error


REFUSED = {
    "$db.set('', { a: 1 })": "The key is",
    "$db.set('x'.repeat(61), { a: 1 })": "61 characters; up to 60",
    "$db.set(5, { a: 1 })": "The key is 5",
    "$db.set('k', {})": "not empty",
    "$db.set('k', 'text')": "a JSON object",
    "$db.set('k', { a: 'x'.repeat(41000) })": "up to 40960",
    "$db.set('k', { a: 1 }, { ttl: 0 })": "The ttl is 0",
    "$db.set('k', { a: 1 }, { ttl: 'x' })": "number of seconds",
    "$db.set('k', { a: 1 }, { setIf: 'maybe' })": "exist or not_exist",
    "$db.set('k', { a: 1 }, 5)": "an object is wanted",
    "$db.set('k', { a: 1 }, { setIf: 'exist' })": "setIf conditional request failed",
    "$db.update('k', 'multiply', {})": "increment, append, set, remove",
    "$db.update('k', 'set', { a: 1 })": "Record not found",
    "$db.get()": "The key is null",
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_the_store_refuses_is_rejected_as_the_platform_does(fire: Fire, call: str) -> None:
    reason = rejected(fire, call)
    assert reason["status"] in (400, 404)
    assert REFUSED[call] in reason["message"]


def test_conditions_and_times_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"a": 1}, {"setIf": "not_exist", "ttl": 10})
    with pytest.raises(Refused):
        database.set("k", {"a": 2}, {"setIf": "not_exist"})
    database.set("k", {"a": 2}, {"setIf": "exist", "ttl": 10})
    later = time.time() + 11
    monkeypatch.setattr("fdevents.apis.db.now", lambda: later)
    with pytest.raises(Refused, match="Record not found"):
        database.get("k")
    assert database.records() == []
    database.set("k", {"a": 3}, {"setIf": "not_exist"})


def test_wrong_parts_of_an_update_change_nothing(tmp_path: Path) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"n": "text", "list": 5})
    for action, attributes in (
        ("increment", {"n": 1}), ("increment", {"list": True}), ("append", {"list": [1]}),
        ("append", {"n": "x"}), ("set", {"n.x": 1}), ("set", []), ("remove", {"n": 1}),
        ("remove", ["n", "list"]),
    ):  # fmt: skip
        with pytest.raises(Refused):
            database.update("k", action, attributes)
    assert {key: database.get("k")[key] for key in ("n", "list")} == {"n": "text", "list": 5}


def _increments(path: Path, times: int) -> None:
    database = Database(Store(path))
    for _ in range(times):
        database.update("k", "increment", {"n": 1})


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    Database(Store(path)).set("k", {"n": 0})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_increments, args=(path, 50)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert Database(Store(path)).get("k")["n"] == 150


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_acknowledged_survives_a_killed_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from fdevents.apis.db import Database\n"
        "from fdevents.apis.store import Store\n"
        "database = Database(Store(Path(sys.argv[1])))\n"
        "for n in range(10**9):\n"
        "    database.set(f'k{n}', {'n': n}); os.write(1, f'{n}\\n'.encode())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "s.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        told = [int(process.stdout.readline()) for _ in range(100)]
        os.kill(process.pid, signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines()]
    database = Database(Store(tmp_path / "s.db"))
    assert all(database.get(f"k{n}")["n"] == n for n in told)


def test_a_store_that_is_none_is_a_rejection_and_wrong_usage(fire: Fire, make_app: MakeApp) -> None:
    outcome = fire("return 1")
    assert outcome.ok
    root = Path(make_app())
    (root / ".fdevents").mkdir(exist_ok=True)
    (root / ".fdevents" / "store.db").write_text("this is no database" * 100)
    reason = rejected(fire, "$db.get('k')")
    assert "cannot be used" in reason["message"] and "--db" in reason["message"]
    with pytest.raises(UsageProblem, match="cannot be used"):
        Database(Store(root / ".fdevents" / "store.db")).records()


def test_data_can_be_kept_nowhere(make_app: MakeApp) -> None:
    root = make_app("exports = { cb: () => $db.set('k', { a: 1 }) };", manifest=manifest(CREATE))
    app = App.load(root, db=":memory:")
    assert app.fire(CREATE).ok and app.services.database.get("k")["a"] == 1
    assert not (root / ".fdevents").exists()


# -- promises and calls


def test_the_promises_have_done_and_fail(fire: Fire) -> None:
    outcome = fire(
        "$db.set('k', { a: 1 }).done((d) => console.log('done', d.Created)).fail(() => 0);"
        "$db.get('none').done(() => 0).fail((e) => console.log('failed', e.status));"
        "$db.get('none').fail((e) => console.log('only', e.status)).done(() => 0);"
    )
    assert outcome.ok, outcome.error
    assert sorted(line.text for line in outcome.console) == ["done true", "failed 404", "only 404"]


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
        "await Promise.all(Array.from({ length: 200 }, (_, i) => $db.set('k' + i, { i })));"
        "const all = await Promise.all(Array.from({ length: 200 }, (_, i) => $db.get('k' + i)));"
        "return all.every((each, i) => each.i === i);"
    )
    assert outcome.value is True, outcome.error


def test_loading_the_app_calls_nothing(make_app: MakeApp) -> None:
    server = "$db.set('k', { a: 1 }); exports = { cb: () => $db.get('k') };"
    app = App.load(make_app(server, manifest=manifest(CREATE)))
    assert not (app.root / ".fdevents").exists()
    assert app.fire(CREATE).value["a"] == 1


def test_platform_2_0_has_no_apis(fire: Fire) -> None:
    names = "[typeof $db, typeof $schedule, typeof renderData, typeof generateTargetUrl]"
    assert fire(f"return {names}", version="2.2").value == [
        "object",
        "object",
        "function",
        "function",
    ]
    outcome = fire(f"return {names}", version="2.0")
    assert outcome.value == ["undefined"] * 4


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
    for arguments in ("'k', { a: 1n }", f"'k', {circular}", throwing, "'k', { s: '\\ud800' }"):
        outcome = fire(f"await $db.set({arguments})")
        assert outcome.status in ("failed", "ok")
        assert "bug" not in str(outcome.error)


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
    assert (
        f"fdevents lets a firing {said}. Is renderData called in a loop?" in outcome.error.message
    )
    assert str(outcome.error.place) == "server/server.js:3:10"
    assert fire("renderData(1); return 2;").value == 2


def test_answers_that_nothing_could_keep_are_a_crash(
    fire: Fire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MOST_KEPT_MB", 1)
    outcome = fire(
        "await $db.set('k', { a: 'x'.repeat(5000) }); for (;;) await $db.get('k');", timeout=15
    )
    assert (outcome.status, outcome.error and outcome.error.name) == ("crashed", "TooMuchSaid")
    assert 150 < len(outcome.calls) < 250


# -- $schedule


def soon(minutes: float = 10) -> str:
    """A time from now, as the platform takes it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_schedule_is_made_shown_changed_and_forgotten(fire: Fire) -> None:
    at = soon()
    made = fire(f"return $schedule.create({{ name: 's', data: {{ a: 1 }}, schedule_at: '{at}' }})")
    assert made.value["status"] == 200
    found = fire("return $schedule.fetch({ name: 's' })").value
    assert (found["name"], found["data"]) == ("s", {"a": 1})
    assert found["schedule_at"][:16] == at[:16]
    fire("return $schedule.update({ name: 's', data: { b: 2 } })")
    assert fire("return $schedule.fetch({ name: 's' })").value["data"] == {"b": 2}
    assert fire("return $schedule.delete({ name: 's' })").value["status"] == 200
    assert rejected(fire, "$schedule.fetch({ name: 's' })")["status"] == 404


BAD_SCHEDULES: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": " "}, "A schedule is named"),
    "a long name": ({"name": "x" * 31}, "up to 30"),
    "no data": ({"data": None}, "no JSON object"),
    "much data": ({"data": {"a": "x" * 5000}}, "up to 4096"),
    "no time": ({"schedule_at": None}, "a time such as"),
    "no such time": ({"schedule_at": "tomorrow"}, "a time such as"),
    "too soon": ({"schedule_at": soon(1)}, "less than 5 minutes"),
    "a strange unit": ({"repeat": {"time_unit": "years", "frequency": 1}}, "the units are"),
    "too often": ({"repeat": {"time_unit": "minutes", "frequency": 1}}, "at least 5"),
}


@pytest.mark.parametrize("what", BAD_SCHEDULES)
def test_a_schedule_that_cannot_be_is_refused(tmp_path: Path, what: str) -> None:
    wrong, message = BAD_SCHEDULES[what]
    schedules = Schedules(Store(tmp_path / "s.db"))
    with pytest.raises(Refused) as caught:
        schedules.create({"name": "s", "data": {}, "schedule_at": soon(), **wrong})
    assert message in caught.value.reason["message"]
    assert schedules.all() == []


def test_there_is_one_recurring_schedule_and_no_name_twice(tmp_path: Path) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    often = {"time_unit": "hours", "frequency": 1}
    schedules.create({"name": "r", "data": {}, "schedule_at": soon(), "repeat": often})
    for name, message in (("r2", "1 recurring"), ("r", "already")):
        with pytest.raises(Refused, match=message):
            schedules.create({"name": name, "data": {}, "schedule_at": soon(), "repeat": often})
    schedules.create({"name": "once", "data": {}, "schedule_at": soon()})


def test_what_is_due_is_taken_once_and_what_recurs_waits_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    often = {"time_unit": "minutes", "frequency": 10}
    schedules.create({"name": "once", "data": {"a": 1}, "schedule_at": soon(6)})
    schedules.create({"name": "often", "data": {}, "schedule_at": soon(7), "repeat": often})
    assert schedules.take_due() == []
    later = time.time() + 30 * 60
    monkeypatch.setattr("fdevents.apis.schedule.now", lambda: later)
    assert [each.name for each in schedules.take_due()] == ["once", "often"]
    assert schedules.take_due() == []
    (left,) = schedules.all()
    assert left.name == "often" and 0 < left.due - later <= 10 * 60


def test_what_is_due_is_taken_by_one_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.db"
    Schedules(Store(path)).create({"name": "s", "data": {}, "schedule_at": soon(6)})
    later = time.time() + 30 * 60
    both = threading.Barrier(2)

    def now() -> float:
        """The time, asked for when both have read what there is; half a second at most, since
        whoever comes second has to wait for the first."""
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return later

    monkeypatch.setattr("fdevents.apis.schedule.now", now)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _: Schedules(Store(path)).take_due(), range(2)))
    assert [each.name for found in taken for each in found] == ["s"]


# -- generateTargetUrl, renderData and the events around the app


def test_the_target_url_is_stable_and_wants_a_handler(fire: Fire) -> None:
    first = fire("return generateTargetUrl()", "onExternalEvent").value
    assert first.startswith("http://localhost:")
    assert fire("return generateTargetUrl()", "onExternalEvent").value == first
    assert "external events" in rejected(fire, "generateTargetUrl()")["message"]


SETUP = [event for event in EVENTS.values() if event.kind is Kind.SETUP]
ENDS = {
    "renderData();": None,
    "renderData(null, { a: 1 });": None,
    "renderData({ message: 'no' });": None,
    "await $db.set('k', { a: 1 }); renderData();": None,
    "$db.set('k', { a: 1 }).then(() => renderData());": None,
    "": "never called renderData()",
    "renderData(); renderData();": "was called 2 times",
    "renderData('no');": "does not take",
    "renderData(new Error('no'));": "does not take",
    "renderData({});": "does not take",
}


@pytest.mark.parametrize("body", ENDS)
@pytest.mark.parametrize("event", SETUP, ids=lambda event: str(event.name))
def test_a_set_up_is_ended_by_render_data(fire: Fire, event: Any, body: str) -> None:
    outcome = fire(body, event.name, version="3.0")
    assert ((outcome.error and outcome.error.message) or "None").count(ENDS[body] or "None") == 1
    assert outcome.status == ("failed" if ENDS[body] else "ok")
    assert all(call.awaited for call in outcome.calls)
    if outcome.error:
        assert outcome.error.hint and str(outcome.error.place) == "server/server.js:2:1"


def test_a_set_up_has_ten_seconds_and_the_others_twenty() -> None:
    assert {event.seconds for event in SETUP} == {10}
    assert {event.seconds for event in EVENTS.values() if event not in SETUP} == {20}


def test_other_handlers_need_not_call_render_data(fire: Fire) -> None:
    assert fire("return 1").ok
    assert fire("renderData(); renderData();").ok


DATA = [
    ("2.3", '{"a": 1}', {}, {"a": 1}),
    ("2.2", '{"a": 1}', {}, '{"a": 1}'),
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
        ("onExternalEvent", ["--data", "{"], "--data is not valid JSON"),
        ("onExternalEvent", ["--data", "no-such-file"], "cannot be read"),
        ("onExternalEvent", ["--header", "x"], "NAME:VALUE"),
        ("onScheduledEvent", ["--data", "[1]"], "a JSON object"),
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


def test_an_event_of_another_platform_is_a_warning(make_app: MakeApp) -> None:
    root = make_app("exports = { cb() {} };", manifest=manifest("onTicketDelete", version="2.2"))
    (found,) = App.load(root).problems
    assert found.rule == "unknown-event"
    assert "does not fire onTicketDelete" in found.message
    assert App.load(root, platform="3.0").problems == []


# -- the commands


def test_people_can_look_at_what_is_kept(make_app: MakeApp, cli: Any) -> None:
    root = make_app("exports = {};", manifest=manifest())
    assert cli("db", "set", "k", '{"a": [1]}', "--app", root).exit_code == 0
    assert cli("db", "list", "--app", root).stdout == 'k  {"a": [1]}\n'
    assert cli("db", "list", "--json", "--app", root).json == {"k": {"a": [1]}}
    assert cli("db", "get", "k", "--app", root).json["a"] == [1]
    assert cli("db", "delete", "k", "--app", root).exit_code == 0
    missing = cli("db", "get", "k", "--app", root)
    assert (missing.exit_code, "Record not found" in missing.stderr) == (2, True)
    assert cli("db", "set", "k", "5", "--app", root).exit_code == 2
    cli("db", "set", "k", '{"a": 1}', "--app", root)
    assert "1 records are gone" in cli("db", "clear", "--app", root).stderr
    Schedules(Store(root / ".fdevents" / "store.db")).create(
        {"name": "s", "data": {"a": 1}, "schedule_at": "2100-01-01T00:00:00Z",
         "repeat": {"time_unit": "days", "frequency": 2}}
    )  # fmt: skip
    listed = cli("schedule", "list", "--app", root).stdout
    assert listed == '2100-01-01T00:00:00Z  s  every 2 days  {"a": 1}\n'
    assert cli("schedule", "list", "--json", "--app", root).json[0]["name"] == "s"


def test_on_platform_2_0_a_set_up_ends_with_its_handler(make_app: MakeApp) -> None:
    server = "exports = { events: [{ event: 'onAppInstall', callback: 'cb' }], cb() {} };"
    assert App.load(make_app(server)).fire("onAppInstall").ok


ODD = [
    "$db.set('\\ud800', { a: 1 })",
    "$db.get('\\ud800')",
    "$db.set('k', { a: '\\ud800' })",
    "$db.set('k', { a: 1 }, { ttl: 1e300 })",
    "$db.set('k', { a: 1e308 }).then(() => $db.update('k', 'increment', { a: 1e308 }))"
    ".then(() => $db.get('k'))",
    "$schedule.create({ name: 's', data: {}, schedule_at: '2100-01-01T00:00:00Z',"
    " repeat: { time_unit: 'days', frequency: 9007199254740991 } })",
    "$schedule.create({ name: 's', data: {}, schedule_at: '9999-12-31T23:59:59Z' })",
    "$schedule.create({ name: 's', data: {}, schedule_at: '0001-01-01T00:00:00Z' })",
    "$db.set('k', JSON.parse('{\"a\":'.repeat(900) + '1' + '}'.repeat(900)))",
    "$db.set('k', JSON.parse('{\"a\":'.repeat(9000) + '1' + '}'.repeat(9000)))",
    "$db.set(...Array(1000).fill('x'))",
    "$db.update('k', 'set', { '.': 1, '..': 2, '': 3 })",
]


@pytest.mark.parametrize("call", ODD)
def test_whatever_an_app_calls_with_is_answered_or_rejected(fire: Fire, call: str) -> None:
    outcome = fire(f"try {{ await {call}; }} catch (error) {{ return typeof error; }} return 'ok';")
    assert outcome.value in ("ok", "object"), outcome.error


@pytest.mark.parametrize(
    "url", ["https://[", "https://a b/", "https://x:99999/", "https://\\ud800/"]
)
def test_an_address_that_is_none_is_a_rejection(fire: Fire, url: str) -> None:
    code = f"try {{ await $request.get('{url}'); }} catch (error) {{ return error.status; }}"
    assert fire(code, version="2.2").value in (400, 403)
