"""A firing: what app code does to its own world, and that the next firing never hears of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psutil
import pytest

from fdevents import App, FailureKind, Outcome
from fdevents.app.folder import read_app
from fdevents.freshdesk.catalogue import find_event
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.messages import Settled
from fdevents.sandbox.pool import Abandoned, Pool
from fdevents.sandbox.process import Sandbox, SandboxBusy
from fdevents.session.settings import Settings
from fdevents.session.steps import Outcome as OutcomeStep
from tests.support.apps import MakeApp
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno

EVENT = find_event("onTicketCreate")
REGISTERED = "events: [{ event: 'onTicketCreate', callback: 'cb' }]"


ODD_EXPORTS = {
    "half a character": f"exports = {{ {REGISTERED}, cb() {{}}, ['\\ud800']: 1 }}",
    "a revoked proxy": "const { proxy, revoke } = Proxy.revocable({}, {}); revoke();"
    f"exports = {{ {REGISTERED}, cb() {{}}, proxy }}",
    "a getter that throws": f"exports = {{ {REGISTERED}, cb() {{}}, get x() {{ throw 1; }} }}",
    "a number of names": f"exports = {{ {REGISTERED}, cb() {{}} }};"
    " for (let i = 0; i < 30000; i++) exports['n' + i] = i",
    "a class": "class App { events = [{ event: 'onTicketCreate', callback: 'cb' }]; cb() {} }"
    " exports = new App()",
    "a proxy": f"exports = new Proxy({{ {REGISTERED}, cb() {{}} }}, {{}})",
}
IMPOSSIBLE_EXPORTS = {
    "keys": "exports = new Proxy({}, { ownKeys() { throw new Error('mine'); } })",
    "a prototype": "exports = new Proxy({}, { getPrototypeOf() { throw new Error('mine'); } })",
    "a revoked proxy": "const { proxy, revoke } = Proxy.revocable({}, {}); revoke();"
    " exports = proxy",
    "a length": "exports = { events: new Proxy([], { get() { throw new Error('mine'); } }) }",
    "an entry": "exports = { events: [new Proxy({}, { ownKeys() { throw new Error('mine'); } })] }",
}


@pytest.mark.parametrize(
    "prototype",
    [
        "null",
        "new Proxy({}, { getPrototypeOf() { throw new Error('mine'); } })",
        "(() => { const p = new Proxy({}, { getPrototypeOf: () => p }); return p; })()",
    ],
)
def test_a_rejection_is_a_failure_whatever_its_promise_is_made_of(
    fire_handler: FireHandler, prototype: str
) -> None:
    outcome = fire_handler(
        "() => { const lost = Promise.reject(new Error('lost'));"
        f" Object.setPrototypeOf(lost, {prototype}); }}",
        timeout=1,
    )
    assert (outcome.status, outcome.error and outcome.error.message) == ("failed", "lost")


@pytest.mark.parametrize("what", ODD_EXPORTS)
def test_odd_exports_are_fired_all_the_same(make_app: MakeApp, what: str) -> None:
    app = App.load(make_app(ODD_EXPORTS[what]))
    assert not app.errors
    assert app.fire("onTicketCreate").ok


@pytest.mark.parametrize("what", IMPOSSIBLE_EXPORTS)
def test_exports_that_cannot_be_read_are_a_failed_load(make_app: MakeApp, what: str) -> None:
    (problem,) = App.load(make_app(IMPOSSIBLE_EXPORTS[what])).errors
    assert problem.rule == "load-failed"
    assert "not JavaScript" not in problem.message
    said = "a proxy that has been revoked" if what == "a revoked proxy" else "Error: mine"
    assert problem.message.endswith(said)


def test_a_top_level_that_does_not_end_is_a_problem(make_app: MakeApp, pool: Pool) -> None:
    app = App(read_app(make_app("for (;;);\n")), pool, Settings(timeout=0.3))
    (problem,) = app.errors
    assert problem.rule == "load-failed"
    assert "did not end within 0.3 s" in problem.message


def test_a_firing_that_nobody_hears_to_its_end_stays_with_itself(
    make_app: MakeApp, pool: Pool
) -> None:
    body = "for (let n = 0; n < 3; n++) console.log(p.iparams.v, n); return p.iparams.v;"
    server = f"exports = {{ {REGISTERED}, cb(p) {{ {body} }} }};"
    app = App(read_app(make_app(server)), pool)
    steps = app.steps("onTicketCreate", iparams={"v": "first"})
    next(steps)
    steps.close()
    outcome = app.fire("onTicketCreate", iparams={"v": "second"})
    assert outcome.value == "second"
    assert [line.text for line in outcome.console] == ["second 0", "second 1", "second 2"]


def test_steps_are_the_lines_as_they_come_and_the_outcome_last(make_app: MakeApp) -> None:
    app = App.load(make_app(f"exports = {{ {REGISTERED}, cb() {{ console.log(1); for (;;); }} }};"))
    steps = app.steps("onTicketCreate", timeout=0.5)
    start = time.monotonic()
    line = next(steps)
    assert time.monotonic() - start < 0.45
    (outcome,) = steps
    assert isinstance(outcome, OutcomeStep)
    assert outcome.console == (line,)


def test_a_firing_can_be_abandoned_from_elsewhere(make_app: MakeApp, pool: Pool) -> None:
    server = (
        f"exports = {{ {REGISTERED}, cb(p) {{ console.log(1); while (p.iparams); return 2; }} }};"
    )
    app = App(read_app(make_app(server)), pool)
    steps = app.steps("onTicketCreate", iparams={"v": 1}, timeout=30)
    next(steps)
    pool.abandon()
    with pytest.raises(Abandoned):
        next(steps)
    assert app.fire("onTicketCreate").value == 2


def fired_and_killed(app: App, pool: Pool, by: signal.Signals) -> Outcome:
    """The outcome of a firing whose process gets that signal."""
    with pool.lease() as lease:
        pid = lease.pid
    steps = app.steps("onTicketCreate", iparams={"v": 1}, timeout=30)
    next(steps)
    os.kill(pid, by)
    (outcome,) = steps
    assert isinstance(outcome, OutcomeStep)
    return outcome


SPINS = f"exports = {{ {REGISTERED}, cb(p) {{ console.log(1); while (p.iparams); return 2; }} }};"


def test_a_child_that_is_killed_is_a_crash_and_the_next_firing_works(
    make_app: MakeApp, pool: Pool
) -> None:
    app = App(read_app(make_app(SPINS)), pool)
    outcome = fired_and_killed(app, pool, signal.SIGTERM)
    assert (outcome.status, outcome.error and outcome.error.name) == ("crashed", "SandboxDied")
    assert app.fire("onTicketCreate").value == 2


KILLED = {
    "SIGTERM": "Another program ended it, or the system, which does so when memory runs out.",
    "SIGKILL": "Another program ended it, or the system, which does so when memory runs out.",
    "SIGABRT": "The handler made the JavaScript engine itself crash.",
    "SIGTRAP": "The handler made the JavaScript engine itself crash.",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize("name", KILLED)
def test_only_the_signals_of_a_crash_are_called_one(
    make_app: MakeApp, pool: Pool, name: str
) -> None:
    app = App(read_app(make_app(SPINS)), pool)
    error = fired_and_killed(app, pool, signal.Signals[name]).error
    assert error
    assert error.kind is FailureKind.SANDBOX_DIED
    assert f"died (signal {name})" in error.message
    assert error.hint == KILLED[name]


def test_a_child_that_cannot_read_an_answer_is_a_crash(
    make_app: MakeApp, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = '{"platform-version": "2.3", "product": {"freshdesk": {"events":'
    manifest += ' {"onTicketCreate": {"handler": "cb"}}}}}'
    server = "exports = { cb: (p) => p.iparams.wait ? $db.get('k') : 2 };"
    app = App(read_app(make_app(server, manifest=manifest)), pool)
    monkeypatch.setattr(Sandbox, "answer", lambda self, *_, **__: self._writer.write(b"no JSON\n"))
    outcome = app.fire("onTicketCreate", iparams={"wait": True}, timeout=10)
    assert outcome.status == "crashed"
    assert outcome.error
    assert "process died (exit code 1). SyntaxError" in outcome.error.message
    assert app.fire("onTicketCreate").value == 2


def test_a_spare_takes_over_from_a_sandbox_that_died() -> None:
    with closing(Pool(spare=True)) as pool:
        with pool.lease() as first:
            pool.abandon()
        assert not psutil.pid_exists(first.pid)
        with pool.lease() as second:
            assert second.pid != first.pid
        with pool.lease() as third:
            assert third.pid == second.pid


def test_a_started_sandbox_of_another_limit_is_not_used() -> None:
    started = Sandbox(90)
    with closing(Pool(91, started=started)) as pool, pool.lease() as lease:
        assert "--max-old-space-size=91" in str(psutil.Process(lease.pid).cmdline())
        assert not started.alive


ECHO = (
    f"exports = {{ {REGISTERED}, cb(p) {{ console.log('a', p.iparams.v);"
    " console.log('b', p.iparams.v); return p.iparams.v; } };"
)


def test_a_firing_between_two_steps_of_another_gets_its_own_outcome(
    make_app: MakeApp, pool: Pool
) -> None:
    app = App(read_app(make_app(ECHO)), pool)
    steps = app.steps("onTicketCreate", iparams={"v": "first"})
    line = next(steps)
    second = app.fire("onTicketCreate", iparams={"v": "second"})
    assert (second.status, second.value) == ("ok", "second")
    assert [each.text for each in second.console] == ["a second", "b second"]
    other, first = steps
    assert isinstance(first, OutcomeStep)
    assert (first.value, first.console) == ("first", (line, other))


def test_a_sandbox_that_is_given_back_is_used_again(make_app: MakeApp, pool: Pool) -> None:
    app = App(read_app(make_app(ECHO)), pool)
    with pool.lease() as lease:
        used = lease.pid
    for _ in range(3):
        assert app.fire("onTicketCreate", iparams={"v": 1}).value == 1
    with pool.lease() as lease:
        assert lease.pid == used


def test_a_firing_that_is_dropped_half_way_ends_its_sandbox(make_app: MakeApp, pool: Pool) -> None:
    app = App(read_app(make_app(ECHO)), pool)
    with pool.lease() as lease:
        used = lease.pid
    steps = app.steps("onTicketCreate", iparams={"v": 0})
    next(steps)
    del steps
    assert not psutil.pid_exists(used)
    assert app.fire("onTicketCreate", iparams={"v": 1}).value == 1


def test_asking_in_the_middle_of_an_answer_is_refused_at_once(pool: Pool) -> None:
    script = Script("server/server.js", "exports = { cb(p) { console.log(p); return p } };")
    with pool.lease() as lease:
        messages = lease.ask(Request("fire", script, "cb", "1"), 10)
        next(messages)
        with pytest.raises(SandboxBusy):
            lease.ask(Request("fire", script, "cb", "2"), 10)
        (settled,) = messages
        assert isinstance(settled, Settled)
        assert settled.value == {"json": 1}


def test_two_threads_that_fire_hear_each_its_own_values(make_app: MakeApp, pool: Pool) -> None:
    app = App(read_app(make_app(ECHO)), pool)

    def fire(name: str) -> list[Outcome]:
        return [app.fire("onTicketCreate", iparams={"v": f"{name}{n}"}) for n in range(100)]

    with ThreadPoolExecutor(2) as threads:
        for name, outcomes in zip("xy", threads.map(fire, "xy"), strict=True):
            assert [each.value for each in outcomes] == [f"{name}{n}" for n in range(100)]
            assert all(each.console[1].text == f"b {each.value}" for each in outcomes)


def test_abandoning_ends_every_firing_that_is_under_way(make_app: MakeApp, pool: Pool) -> None:
    server = f"exports = {{ {REGISTERED}, cb() {{ console.log(1); for (;;); }} }};"
    app = App(read_app(make_app(server)), pool)
    both = [app.steps("onTicketCreate", timeout=30) for _ in "xy"]
    for steps in both:
        next(steps)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(pool.abandon).result()
    for steps in both:
        with pytest.raises(Abandoned):
            next(steps)
