"""The course of a watch: apps that break, vanish and come back, due schedules, and its end."""

from __future__ import annotations

import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from tests.support.apps import MANIFEST, MakeApp
from tests.support.processes import are_gone, started
from tests.support.watching import WAITING, save, server, values, watching

pytestmark = pytest.mark.deno

SIGNALS = pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)


def test_a_broken_app_shows_its_problems_and_waits_to_be_mended(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        (app / "server" / "server.js").write_text("exports = {\n")
        process.until_said(WAITING, 2)
        assert "server-syntax" in process.stderr
        (app / "manifest.json").write_text("{")
        process.until_said(WAITING, 3)
        assert "manifest-syntax" in process.stderr
        (app / "manifest.json").write_text(MANIFEST)
        save(app, 1)
        process.until(lambda: 1 in values(process.outcomes))


def test_an_app_that_is_broken_from_the_start_is_waited_for(make_app: MakeApp) -> None:
    app = make_app("exports = {\n")
    with watching(app) as process:
        assert process.stdout == "" and "server-syntax" in process.stderr
        save(app, 1)
        assert values(process.until_outcomes(1)) == [1]


def test_an_app_folder_that_was_deleted_and_made_again_is_watched_on(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        shutil.rmtree(app)
        process.until_said("There is no app at")
        make_app(server(1))
        process.until(lambda: 1 in values(process.outcomes))
        save(app, 2)
        process.until(lambda: 2 in values(process.outcomes))
        assert values(process.outcomes) == [0, 1, 2]


def test_an_app_folder_that_was_moved_and_moved_back_is_fired_again(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        app.rename(tmp_path / "elsewhere")
        process.until_said("There is no app at")
        (tmp_path / "elsewhere").rename(app)
        assert values(process.until_outcomes(2)) == [0, 0]
        save(app, 1)
        assert values(process.until_outcomes(3)) == [0, 0, 1]


def test_that_the_app_folder_is_gone_is_said_once(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        shutil.rmtree(app)
        process.until_said("There is no app at")
        process.until_said(WAITING, 2)
        make_app(server(1))
        assert values(process.until_outcomes(2)) == [0, 1]
        assert process.stderr.count("There is no app at") == 1


@pytest.mark.parametrize("command", ["trigger onTicketCreate --watch", "run"])
@pytest.mark.parametrize("wrong", ["--app nowhere", "--change priority=1,2", "--iparam x"])
def test_what_no_save_can_mend_is_refused_at_once(
    make_app: MakeApp, command: str, wrong: str
) -> None:
    if command == "run" and not wrong.startswith("--app"):
        wrong = "onContactCreat"
    with started(*command.split(), *wrong.split(), cwd=make_app(server(0))) as process:
        assert process.ended() == 2
        assert process.stdout == "" and WAITING not in process.stderr


def test_run_fires_a_schedule_when_it_is_due(make_app: MakeApp) -> None:
    manifest = (
        '{"platform-version": "2.3", "product": {"freshdesk": {"events": {'
        '"onTicketCreate": {"handler": "cb"}, "onScheduledEvent": {"handler": "due"}}}}}'
    )
    app = make_app(
        "exports = { cb: () => [0], due: (payload) => [payload.data.n] };", manifest=manifest
    )
    store = Store(app / ".fdevents" / "store.db", app)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    Schedules(store).create({"name": "s", "data": {"n": 7}, "schedule_at": tomorrow})
    with watching(app, command="run") as process:
        with store.transaction() as connection:
            connection.execute("UPDATE schedules SET due = 1")
        process.until(lambda: 7 in values(process.outcomes))
        assert "the schedule “s” is due" in process.stderr
        (app / "server" / "server.js").write_text("exports = { cb: () => [1], due: () => [8] };")
        process.until(lambda: 1 in values(process.outcomes))
        assert values(process.outcomes).count(7) == 1
        assert Schedules(store).all() == []


@SIGNALS
def test_a_signal_ends_an_idle_watch_and_all_that_it_started(
    make_app: MakeApp, number: int, exit_code: int
) -> None:
    with watching(make_app(server(0))) as process:
        children = process.children()
        assert children
        process.signal(number)
        assert process.ended() == exit_code
        assert "Traceback" not in process.stderr and "error" not in process.stderr
    assert are_gone(children)


@SIGNALS
@pytest.mark.parametrize("line", ["run", "run --once", "trigger onTicketCreate --watch",
                                  "trigger onTicketCreate --json"])  # fmt: skip
def test_a_signal_ends_a_firing_in_the_middle_and_all_that_it_started(
    make_app: MakeApp, line: str, number: int, exit_code: int
) -> None:
    app = make_app(server(0, code="for (;;);"))
    with started(*line.split(), "--timeout", "600", cwd=app) as process:
        process.until(process.computes)
        children = process.children()
        process.signal(number)
        assert process.ended() == exit_code
        assert "Traceback" not in process.stderr and "error" not in process.stderr
    assert are_gone(children)
