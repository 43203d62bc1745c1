"""fdevents as a library: its names, firing in one call or many, from any thread, and its errors."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fdevents import (
    App,
    AppUnusable,
    ConsoleLine,
    Failure,
    Outcome,
    PayloadRefused,
    PayloadSpec,
    Place,
    Problem,
    Severity,
    Status,
    UsageProblem,
    fire,
)
from fdevents.errors import NotRegistered
from fdevents.freshdesk.catalogue import EVENTS
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

SERVER = """exports = {
  events: [{ event: "onTicketCreate", callback: "create" },
           { event: "onTicketUpdate", callback: "update" }],
  create(payload) {
    console.log(payload.event);
    return payload.iparams;
  },
  async update({ data: { ticket } }) {
    if (ticket.changes.priority) return ticket.changes.priority;
    throw new RangeError("no priority");
  },
};
"""


@pytest.fixture
def app(make_app: MakeApp) -> App:
    """An app with two handlers."""
    return App.load(make_app(SERVER))


def test_an_app_is_loaded_once_and_fired_often(app: App) -> None:
    first = app.fire("onTicketUpdate", changes={"priority": (1, 2)})
    second = app.fire("onTicketUpdate", changes={"priority": (2, 4)})
    assert (first.value, second.value) == ([1, 2], [2, 4])
    assert first.ok


def test_an_app_does_not_follow_its_files(make_app: MakeApp) -> None:
    root = make_app(SERVER)
    app = App.load(root)
    (root / "server" / "server.js").write_text("exports = {")
    assert app.fire("onTicketCreate").ok
    with pytest.raises(AppUnusable):
        fire(root, "onTicketCreate")


@pytest.mark.parametrize("kind", [str, Path, App.load])
def test_fire_takes_a_folder_or_an_app(make_app: MakeApp, kind: Any) -> None:
    outcome = fire(kind(make_app(SERVER)), "onTicketUpdate", changes={"priority": (1, 4)})
    assert outcome.value == [1, 4]


def test_the_app_here_is_the_default(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_app(SERVER))
    assert App.load().fire("onTicketCreate").ok


def test_an_outcome_says_everything(app: App) -> None:
    outcome = app.fire("onTicketCreate", iparams={"key": [1]})
    assert isinstance(outcome, Outcome)
    assert (outcome.event, outcome.variant, outcome.handler) == (
        "onTicketCreate", EVENTS["onTicketCreate"].variants[0].name, "create",
    )  # fmt: skip
    assert outcome.handler_place == Place("server/server.js", 4, 3)
    assert (outcome.status, outcome.value, outcome.error) == ("ok", {"key": [1]}, None)
    assert [(line.level, line.text) for line in outcome.console] == [("log", "onTicketCreate")]
    assert all(isinstance(line, ConsoleLine) for line in outcome.console)
    assert 0 < outcome.duration_ms < 5000
    assert outcome.payload == app.payload("onTicketCreate", iparams={"key": [1]}).payload


def test_a_failure_says_where(app: App) -> None:
    outcome = app.fire("onTicketUpdate", changes={"status": (2, 3)})
    assert not outcome.ok
    assert isinstance(outcome.error, Failure)
    assert (outcome.error.name, outcome.error.message) == ("RangeError", "no priority")
    assert outcome.error.place == Place("server/server.js", 10, 11)


def test_an_outcome_cannot_be_changed(app: App) -> None:
    with pytest.raises(AttributeError):
        app.fire("onTicketCreate").status = Status.FAILED  # type: ignore[misc]


def test_every_option_reaches_the_handler(app: App) -> None:
    start = app.payload("onTicketCreate").payload
    start["data"]["ticket"]["subject"] = "started"
    outcome = app.fire(
        "onTicketCreate",
        payload=start,
        assign={"ticket.priority": 4},
        iparams={"a": 1},
        timeout=5,
    )
    assert outcome.value == {"a": 1}
    ticket = outcome.payload["data"]["ticket"]
    assert (ticket["subject"], ticket["priority"]) == ("started", 4)


def test_force_sends_what_freshdesk_would_not(app: App) -> None:
    with pytest.raises(PayloadRefused):
        app.fire("onTicketUpdate", changes={"priority": (1, 1)})
    assert app.fire("onTicketUpdate", changes={"priority": (1, 1)}, force=True).value == [1, 1]


def test_a_spec_is_fired_as_its_fields_are_as_keywords(app: App) -> None:
    spec = PayloadSpec(event="onTicketUpdate", changes={"priority": (1, 2)})
    assert app.fire(spec).value == [1, 2]
    assert app.fire(spec, changes={"priority": (2, 3)}).value == [2, 3]
    assert app.payload(spec).payload == app.payload(spec.event, changes=spec.changes).payload
    assert fire(app, spec, timeout=5).value == [1, 2]


def test_a_refusal_speaks_of_keywords(app: App) -> None:
    with pytest.raises(PayloadRefused) as caught:
        app.fire("onTicketUpdate", assign={"ticket.subjct": "Hi"})
    assert str(caught.value) == (
        "assign['ticket.subjct']: the payload of onTicketUpdate has no such path. "
        "Did you mean “ticket.subject”? Pass force=True to create it."
    )


def test_a_timeout_is_in_seconds(make_app: MakeApp) -> None:
    server = SERVER.replace("console.log(payload.event);", "for (;;);")
    outcome = fire(make_app(server), "onTicketCreate", timeout=0.2)
    assert outcome.status == "timed_out"
    assert 200 <= outcome.duration_ms < 3000


def test_memory_is_in_megabytes(make_app: MakeApp) -> None:
    server = SERVER.replace("console.log(payload.event);", "new Uint8Array(4e8).fill(1);")
    root = make_app(server)
    assert App.load(root, memory_mb=48).fire("onTicketCreate").status == "crashed"
    assert App.load(root, memory_mb=600).fire("onTicketCreate").status == "ok"


@pytest.mark.parametrize("path", ["missing", "app/manifest.json"])
def test_no_folder_is_a_usage_problem(make_app: MakeApp, path: str) -> None:
    root = make_app(SERVER).parent / path
    with pytest.raises(UsageProblem) as caught:
        fire(root, "onTicketCreate")
    assert str(root) in caught.value.message
    assert ("fdevents init" in str(caught.value)) == (path == "missing")


@pytest.mark.parametrize(
    ("event", "options", "error"),
    [
        ("onTicketCreat", {}, UsageProblem),
        ("onContactCreate", {}, NotRegistered),
        ("onTicketCreate", {"variant": "nope"}, UsageProblem),
        ("onTicketCreate", {"payload": 5}, UsageProblem),
        ("onTicketCreate", {"payload": {}}, PayloadRefused),
        ("onTicketCreate", {"assign": {"iparams.x": float("nan")}}, UsageProblem),
        ("onTicketUpdate", {"changes": {"nope": (1, 2)}}, PayloadRefused),
        ("onTicketUpdate", {"changes": {"priority": 99}}, PayloadRefused),
        ("onTicketUpdate", {"assign": {"nope": 1}}, PayloadRefused),
    ],
)
def test_what_cannot_be_fired_is_an_error_with_a_way_on(
    app: App, event: str, options: dict[str, Any], error: type[UsageProblem]
) -> None:
    with pytest.raises(UsageProblem) as caught:
        app.fire(event, **options)
    assert type(caught.value) is error
    assert caught.value.message in str(caught.value)
    assert "--" not in str(caught.value)
    assert caught.value.message.endswith(".")


def test_an_app_with_errors_is_loaded_but_not_fired(make_app: MakeApp) -> None:
    app = App.load(make_app("exports = { events: [{ event: 'onTicketCreate', callback: 'x' }] };"))
    (problem,) = app.errors
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.severity) == ("callback-missing", Severity.ERROR)
    with pytest.raises(AppUnusable) as caught:
        app.fire("onTicketCreate")
    assert str(problem.place) in caught.value.message
    assert problem.message in caught.value.message


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What the jobs return, each in a thread of its own, all in good time."""
    results: list[Any] = [None] * len(jobs)

    def work(number: int) -> None:
        results[number] = jobs[number]()

    threads = [threading.Thread(target=work, args=[n], daemon=True) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    for thread in threads:
        thread.join(timeout=max(0, deadline - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads)
    return results


def test_threads_fire_one_app_at_once(app: App) -> None:
    pairs = [(old, new) for old in (1, 2, 3, 4) for new in (1, 2, 3, 4) if old != new] * 2
    outcomes = at_once(
        [partial(app.fire, "onTicketUpdate", changes={"priority": pair}) for pair in pairs]
    )
    assert [outcome.value for outcome in outcomes] == [list(pair) for pair in pairs]


def test_threads_load_and_fire_while_others_time_out(make_app: MakeApp) -> None:
    root = make_app(SERVER.replace("console.log(payload.event);", "while (payload.iparams.spin);"))
    outcomes = at_once(
        [partial(fire, root, "onTicketCreate", iparams={"spin": n % 4 == 0, "n": n}, timeout=0.3)
         for n in range(12)]
    )  # fmt: skip
    assert [(each.status, each.value and each.value["n"]) for each in outcomes] == [
        ("timed_out", None) if n % 4 == 0 else ("ok", n) for n in range(12)
    ]


def test_a_thread_that_ends_leaves_the_app_usable(app: App) -> None:
    thread = threading.Thread(target=app.fire, args=["onTicketCreate"])
    thread.start()
    thread.join()
    assert app.fire("onTicketCreate").ok


def test_a_program_that_fires_ends_by_itself(make_app: MakeApp) -> None:
    code = (
        "import sys; from fdevents import fire;"
        "print(fire(sys.argv[1], 'onTicketUpdate', changes={'priority': (1, 2)}).value)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(make_app(SERVER))],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[1, 2]\n", "")
