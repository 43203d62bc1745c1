"""A session as its front ends have it: typed steps, in their order, and nothing printed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path

import psutil
import pytest

from fdevents import App, PayloadSpec, UsageProblem
from fdevents.apis.rows import Schedule
from fdevents.apis.schedule import Schedules
from fdevents.sandbox.messages import ConsoleLine
from fdevents.sandbox.pool import Pool
from fdevents.session.calls import ApiCall
from fdevents.session.firing import Firing
from fdevents.session.session import Session, SessionStep
from fdevents.session.settings import Settings
from fdevents.session.steps import (
    AppRead,
    FilesChanged,
    GivenUp,
    NothingFired,
    Outcome,
    ProblemsFound,
    ScheduleDue,
    Waiting,
)
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno

MANIFEST = registering({"onTicketCreate": "cb", "onScheduledEvent": "due"}, "2.2")
SERVER = """exports = {
  async cb({ iparams }) {
    console.log("n", iparams.n);
    await $db.set("k", { n: 1 });
    if (iparams.n === "spin") for (;;);
  },
  due: (payload) => payload.data.n,
};
"""


@pytest.fixture
def root(make_app: MakeApp) -> Path:
    """The folder of an app that logs, calls an API, and has a schedule."""
    return make_app(SERVER, manifest=MANIFEST)


def firing(n: object = 1) -> PayloadSpec:
    return PayloadSpec(event="onTicketCreate", iparams={"n": n}, force=True)


def session(root: Path, pool: Pool, *specs: PayloadSpec, fires_due: bool = False) -> Session:
    return Session(root, lambda _: specs, Settings(db=":memory:"), pool, fires_due=fires_due)


def kinds(steps: Iterator[SessionStep], last: type[SessionStep]) -> list[type]:
    """The types of the steps up to the first one of type `last`."""
    found: list[type] = []
    for step in steps:
        found.append(type(step))
        if isinstance(step, last):
            return found
    raise AssertionError(found)


FIRED = [Firing, ConsoleLine, ApiCall, Outcome]


def test_once_reads_fires_what_is_planned_and_prints_nothing(
    root: Path, pool: Pool, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = list(session(root, pool, firing(), firing()).once())
    assert [type(each) for each in steps] == [AppRead, *FIRED, *FIRED]
    assert capfd.readouterr() == ("", "")


def test_problems_are_a_step_and_errors_end_the_round(make_app: MakeApp, pool: Pool) -> None:
    broken = make_app("exports = {", manifest=MANIFEST)
    read, found = session(broken, pool, firing()).once()
    assert isinstance(read, AppRead)
    assert isinstance(found, ProblemsFound)
    assert found.are_errors


def test_a_refusal_of_the_last_spec_fires_none(root: Path, pool: Pool) -> None:
    wrong = PayloadSpec(event="onTicketCreate", assign={"ticket.nope": 1})
    steps = session(root, pool, firing(), wrong).once()
    assert isinstance(next(steps), AppRead)
    with pytest.raises(UsageProblem):
        next(steps)


def test_a_save_begins_another_round(root: Path, pool: Pool) -> None:
    with closing(session(root, pool, firing()).watch()) as steps:
        assert kinds(steps, Waiting) == [AppRead, *FIRED, Waiting]
        (root / "server" / "server.js").write_text(SERVER.replace('"n"', '"m"'))
        assert kinds(steps, Waiting) == [FilesChanged, AppRead, *FIRED, Waiting]


def test_what_is_wrong_at_first_is_raised_and_later_is_a_step(root: Path, pool: Pool) -> None:
    refused = PayloadSpec(event="onTicketCreate", assign={"ticket.nope": 1})
    plans = iter([[firing()], [refused]])

    def plan(_: App) -> list[PayloadSpec]:
        return next(plans)

    steps = Session(root, plan, Settings(db=":memory:"), pool).watch()
    with closing(steps):
        kinds(steps, Waiting)
        (root / "manifest.json").write_text(MANIFEST + "\n")
        assert kinds(steps, Waiting) == [FilesChanged, AppRead, NothingFired, Waiting]
    with closing(session(root, pool, refused).watch()) as steps, pytest.raises(UsageProblem):
        list(steps)


def test_a_save_while_a_handler_runs_gives_the_firing_up(root: Path, pool: Pool) -> None:
    with closing(session(root, pool, firing("spin")).watch()) as steps:
        assert kinds(steps, ApiCall) == [AppRead, Firing, ConsoleLine, ApiCall]
        (root / "server" / "server.js").write_text(SERVER.replace("for (;;);", "return;"))
        assert kinds(steps, GivenUp) == [GivenUp]
        assert kinds(steps, Waiting) == [FilesChanged, AppRead, *FIRED, Waiting]


def test_a_due_schedule_is_fired_while_waiting(root: Path, pool: Pool) -> None:
    with closing(session(root, pool, fires_due=True).watch()) as steps:
        read = next(steps)
        assert isinstance(read, AppRead)
        assert isinstance(next(steps), Waiting)
        with read.app.services.schedules._store.transaction() as connection:
            row = ("soon", '{"n": 5}', 1.0, None, None)
            connection.execute("INSERT INTO schedules VALUES (?, ?, ?, ?, ?)", row)
        due, begun, outcome = (next(steps) for _ in range(3))
        assert due == ScheduleDue("soon")
        assert isinstance(begun, Firing) and begun.payload["data"] == {"n": 5}
        assert isinstance(outcome, Outcome) and outcome.value == 5


def test_data_that_cannot_be_read_is_said_once_and_again_after_a_save(
    root: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(range(100))

    def take_due(_: Schedules) -> list[Schedule]:
        if next(looks) == 2:
            (root / "server" / "server.js").write_text(f"{SERVER}// saved")
        raise UsageProblem("The app's data cannot be used.")

    monkeypatch.setattr(Schedules, "take_due", take_due)
    with closing(session(root, pool, fires_due=True).watch()) as steps:
        said = [AppRead, Waiting, NothingFired]
        assert kinds(steps, NothingFired) == said
        assert kinds(steps, NothingFired) == [FilesChanged, *said]


def test_a_due_schedule_that_is_refused_keeps_no_other_from_being_fired(
    root: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"n": float("nan")}  # two alike, and each is said
    due = [Schedule("a", wrong, 1.0), Schedule("b", wrong, 1.0), Schedule("c", {"n": 5}, 1.0)]
    taken = iter([due])
    monkeypatch.setattr(Schedules, "take_due", lambda _: next(taken, []))
    with closing(session(root, pool, fires_due=True).watch()) as steps:
        refused = [ScheduleDue, NothingFired]
        fired = [ScheduleDue, Firing, Outcome]
        assert kinds(steps, Outcome) == [AppRead, Waiting, *refused, *refused, *fired]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a thread blocks")
def test_signals_come_to_the_main_thread_alone(root: Path, pool: Pool) -> None:
    def deaf() -> set[int]:
        """The threads that have both signals blocked."""
        states = {int(each.name): (each / "status").read_text()
                  for each in Path("/proc/self/task").iterdir()}  # fmt: skip
        masks = {id: int(text.split("SigBlk:")[1].split()[0], 16) for id, text in states.items()}
        both = sum(1 << (number - 1) for number in (signal.SIGINT, signal.SIGTERM))
        return {id for id, mask in masks.items() if mask & both == both}

    def named(*names: str) -> set[int | None]:
        return {each.native_id for each in threading.enumerate() if each.name in names}

    with closing(session(root, pool, firing()).watch()) as steps:
        kinds(steps, Waiting)
        assert named("watcher")
        assert named("watcher") <= deaf()
        app = App.load(root, db=":memory:")
        with closing(app.fire_all(repeat(firing()), jobs=2)) as outcomes:
            assert next(outcomes).ok
            assert len(named("firing")) == 2 and named("firing") <= deaf()
        assert not named("MainThread") & deaf()


def test_a_session_that_is_dropped_ends_what_it_fires(root: Path, pool: Pool) -> None:
    with closing(session(root, pool, firing("spin")).watch()) as steps:
        kinds(steps, ApiCall)
        (leased,) = pool._leased
        pid = leased.pid
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"platform": "1.9"}, "no platform version “1.9”"),
        ({"allow_net": ("http://x",)}, "not a host"),
        ({"record": True}, "really sent"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        Settings(**wrong)  # type: ignore[arg-type]
