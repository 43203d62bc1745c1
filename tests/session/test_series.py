"""Many firings: each as if it were alone, in the order of what was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from fdevents import App, Outcome, PayloadSpec
from fdevents.app.folder import read_app
from fdevents.errors import UsageProblem
from fdevents.sandbox.asking import Request
from fdevents.sandbox.launch import Access
from fdevents.sandbox.messages import ConsoleLine
from fdevents.sandbox.pool import Abandoned, Pool
from fdevents.session.settings import Settings
from tests.support.apps import MakeApp
from tests.support.calling import manifest

pytestmark = pytest.mark.deno

HANDLER = """exports = { async cb({ iparams }) {
  const { v, act } = iparams;
  console.log(`a ${v}`);
  if (act === "spin") for (;;);
  if (act === "throw") throw new Error(v);
  if (act === "count") {
    const before = await $db.get("n").catch(() => ({ n: 0 }));
    await $db.set("n", { n: before.n + 1 });
    return before.n + 1;
  }
  if (act === "crash") JSON.parse("[".repeat(1e7));
  if (act === "hog") { const all = []; for (;;) all.push(new Array(1e6).fill(v)); }
  return v;
} };
"""


def spec(v: Any, act: str = "") -> PayloadSpec:
    """A firing that returns `v`, unless `act` says otherwise."""
    return PayloadSpec(event="onTicketCreate", iparams={"v": v, "act": act})


def same(outcome: Outcome) -> Outcome:
    """The outcome without what two firings never share: their times."""
    return replace(
        outcome,
        duration_ms=0,
        console=tuple(ConsoleLine(each.level, each.text, 0) for each in outcome.console),
        calls=tuple(
            replace(each, at_ms=0, duration_ms=0, value=each.value and each.value.get("n"))
            for each in outcome.calls
        ),
    )


def load(make_app: MakeApp, pool: Pool, server: str = HANDLER) -> App:
    """The app, with data that nothing else sees."""
    root = make_app(server, manifest=manifest("onTicketCreate"))
    return App(read_app(root), pool, Settings(db=":memory:"))


MIXED = [
    spec(1), spec("t", "throw"), spec(0, "count"), spec(0, "count"), spec(2, "spin"), spec(3),
    spec(0, "count"), spec(4, "hog"), spec(5), spec(8),
]  # fmt: skip


def test_each_outcome_is_what_a_firing_alone_gives(make_app: MakeApp, pool: Pool) -> None:
    app = load(make_app, pool)
    outcomes = list(app.fire_all(MIXED, timeout=3))
    alone = load(make_app, pool)
    assert [same(each) for each in outcomes] == [
        same(alone.fire(each, timeout=3)) for each in MIXED
    ]
    assert [each.value for each in outcomes if each.ok] == [1, 1, 2, 3, 3, 5, 8]


def test_an_events_name_is_a_spec(make_app: MakeApp, pool: Pool) -> None:
    (outcome,) = load(make_app, pool).fire_all(["onTicketCreate"])
    assert (outcome.event, outcome.variant) == ("onTicketCreate", "created")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_outcomes_come_in_the_order_of_the_specs(make_app: MakeApp, pool: Pool, jobs: int) -> None:
    app = load(make_app, pool)
    outcomes = list(app.fire_all((spec(n) for n in range(100)), jobs=jobs))
    assert [(each.value, each.console[0].text) for each in outcomes] == [
        (n, f"a {n}") for n in range(100)
    ]


def test_two_jobs_share_the_apps_data(make_app: MakeApp, pool: Pool) -> None:
    outcomes = list(load(make_app, pool).fire_all([spec(0, "count")] * 40, jobs=2))
    assert all(each.ok for each in outcomes), outcomes


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_refused_spec_raises_when_its_turn_comes(
    make_app: MakeApp, pool: Pool, jobs: int
) -> None:
    app = load(make_app, pool)
    wrong = PayloadSpec(event="onTicketCreate", changes={"priority": 2})
    outcomes = app.fire_all([spec(1), spec(2), wrong, spec(3)], jobs=jobs)
    assert [next(outcomes).value, next(outcomes).value] == [1, 2]
    with pytest.raises(UsageProblem) as caught:
        next(outcomes)
    with pytest.raises(type(caught.value)) as alone:
        app.fire(wrong)
    assert str(caught.value) == str(alone.value)
    assert list(outcomes) == []


def test_a_firing_and_the_three_behind_it_are_taken_at_once(make_app: MakeApp, pool: Pool) -> None:
    taken = []

    def specs() -> Iterator[PayloadSpec]:
        for n in range(20):
            taken.append(n)
            yield spec(n)

    outcomes = load(make_app, pool).fire_all(specs())
    assert (next(outcomes).value, taken) == (0, [0, 1, 2, 3])
    assert (next(outcomes).value, taken) == (1, [0, 1, 2, 3, 4])
    outcomes.close()
    assert not pool._leased


def test_calls_are_answered_before_the_firings_behind_them(make_app: MakeApp, pool: Pool) -> None:
    outcomes = list(load(make_app, pool).fire_all([spec(0, "count")] * 12))
    assert [each.value for each in outcomes] == list(range(1, 13)), outcomes


@pytest.mark.parametrize("jobs", ["2", 0, -1, 1.5, None])
def test_jobs_are_a_whole_number_from_1_on(make_app: MakeApp, pool: Pool, jobs: Any) -> None:
    with pytest.raises(UsageProblem, match=r"jobs is .*; it must be a whole number, at least 1"):
        load(make_app, pool).fire_all([], jobs=jobs)


def test_the_apps_source_is_sent_once(
    make_app: MakeApp, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = load(make_app, pool)
    sent = []
    encode = Request.line

    def line(request: Request, number: int, *, with_source: bool) -> bytes:
        sent.append((request.op, with_source))
        return encode(request, number, with_source=with_source)

    monkeypatch.setattr(Request, "line", line)
    assert len(list(app.fire_all([spec(1)] * 5))) == 5
    assert sent == [("fire", False)] * 5


def test_the_next_firing_runs_while_an_outcome_is_looked_at(make_app: MakeApp, pool: Pool) -> None:
    app = load(make_app, pool)
    outcomes = app.fire_all([spec(1), spec(2, "spin")], timeout=30)
    next(outcomes)
    with pool.lease() as other:  # another one: that of the iterator is at work
        assert len(pool._leased) == 2
        busy = next(each for each in pool._leased if each.pid != other.pid)
    assert psutil.Process(busy.pid).cpu_percent(0.3) > 30
    outcomes.close()
    assert not psutil.pid_exists(busy.pid)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_iterator_that_is_dropped_ends_what_it_fires(
    make_app: MakeApp, pool: Pool, jobs: int
) -> None:
    outcomes = load(make_app, pool).fire_all([spec(1), spec(2, "spin")], jobs=jobs, timeout=600)
    assert next(outcomes).value == 1
    outcomes.close()
    assert not pool._leased


@pytest.mark.parametrize("jobs", [1, 2])
def test_abandoning_ends_the_series(make_app: MakeApp, pool: Pool, jobs: int) -> None:
    specs = [spec(1), *[spec(2, "spin")] * 6]
    outcomes = load(make_app, pool).fire_all(specs, jobs=jobs, timeout=600)
    assert next(outcomes).value == 1
    pool.abandon()
    with pytest.raises(Abandoned):
        next(outcomes)
    assert not pool._leased


def test_each_firing_with_packages_has_a_process_of_its_own(make_app: MakeApp, pool: Pool) -> None:
    used = []
    app = load(make_app, pool)
    with pool.lease(Access((str(app.root),))) as lease:
        for _ in range(3):
            list(lease.ask(Request("fire", app.script, "cb", json.dumps({"iparams": {}})), 10))
            used.append(lease.pid)
    assert len(set(used)) == 3
