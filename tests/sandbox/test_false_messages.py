"""A child that does not come up, lies or garbles its messages."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import deno
import psutil
import pytest

from fdevents import App
from fdevents.app.folder import read_app
from fdevents.errors import ExitCode, SandboxUnavailable
from fdevents.sandbox import launch, messages, process
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.messages import Message, Settled
from fdevents.sandbox.pool import Pool
from fdevents.sandbox.process import Sandbox, SandboxDied
from tests.support.apps import MakeApp
from tests.support.messages import (
    CALL,
    CONSOLE,
    ERROR,
    EXPORTS,
    MESSAGES,
    SETTLED,
    UNCOMPILED,
    encoded,
)
from tests.support.processes import are_gone

pytestmark = pytest.mark.deno

READY = encoded(MESSAGES[0]).decode()


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`pretend("print(1)")` makes that Python code the sandbox's process."""

    def use(code: str) -> None:
        monkeypatch.setattr(deno, "find_deno_bin", lambda: sys.executable)
        monkeypatch.setattr(process, "command", lambda *_: ["-c", code])

    return use


def saying(*messages: Any) -> str:
    """A child that is ready, and answers each request with one of the messages."""
    lines = [
        each if isinstance(each, str) else encoded(each, number).decode()
        for number, each in enumerate(messages, 1)
    ]
    answers = "".join(f"input(); print({line!r}, flush=True); " for line in lines)
    return f"print({READY!r}, flush=True); {answers}input()"


def ask(sandbox: Sandbox) -> list[Message]:
    """What the sandbox says to a firing."""
    return list(sandbox.ask(Request("fire", Script("server/server.js", ""), "cb", "{}"), 10))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; sys.exit('no such luck')", "no such luck"),
        ("print('hello', flush=True); input()", "is nothing that it would say"),
        ("pass", "exit code 0"),
        (f"print({encoded(UNCOMPILED).decode()!r}, flush=True); input()", "greeting"),
        ("import time; time.sleep(60)", "not ready within 1 seconds"),
    ],
)
def test_a_child_that_does_not_come_up_is_unavailable(
    pretend: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    pretend(code)
    monkeypatch.setattr(process, "start_seconds", lambda: 1.0)
    with closing(Sandbox()) as sandbox, pytest.raises(SandboxUnavailable) as caught:
        ask(sandbox)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_first_start_may_take_longer_than_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Deno has caches once it has run for us."""
    monkeypatch.setattr(launch, "cache_folder", lambda: tmp_path / "deno")
    assert launch.start_seconds() == 60
    (tmp_path / "deno").mkdir()
    assert launch.start_seconds() < 10


@pytest.mark.skipif(os.name == "nt", reason="a job object holds them together there")
@pytest.mark.parametrize("words", ["sleep 60 & sleep 60", "sleep 60 & exit 3"])
def test_a_wrapper_around_deno_is_ended_with_what_it_started(
    pretend: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    pretend(f"import os; os.execv('/bin/sh', ['sh', '-c', {words!r}])")
    monkeypatch.setattr(process, "start_seconds", lambda: 1.0)
    with closing(Sandbox()) as sandbox:
        started = time.monotonic()
        with pytest.raises(SandboxUnavailable):
            ask(sandbox)
        assert time.monotonic() - started < 30
    assert are_gone([each for each in psutil.process_iter() if _is_of(each, sandbox.pid)])


def _is_of(candidate: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(candidate.pid) == group
    except ProcessLookupError:
        return False


@pytest.mark.parametrize(
    "answer", ["garbage", "{", "[" * 10_000, encoded(CONSOLE, 1).decode() * 200]
)
def test_a_garbled_child_is_ended(
    pretend: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    pretend(saying(answer))
    monkeypatch.setattr(messages, "LONGEST_LINE", 9000)
    with closing(Sandbox()) as sandbox:
        with pytest.raises(SandboxDied):
            ask(sandbox)
        assert not sandbox.alive
        assert not psutil.pid_exists(sandbox.pid)


@pytest.fixture
def app_of_a_liar(
    make_app: MakeApp, pretend: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., App]]:
    """Loads an app with a child that answers the requests with these messages."""
    server = "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb: () => 7 };"
    opened = []

    def load(*answers: Any) -> App:
        with monkeypatch.context() as patched:
            patched.setattr(deno, "find_deno_bin", lambda: sys.executable)
            patched.setattr(process, "command", lambda *_: ["-c", saying(*answers)])
            opened.append(Pool(started=Sandbox()))
        return App(read_app(make_app(server)), opened[-1])

    yield load
    for sandboxes in opened:
        sandboxes.close()


@pytest.mark.parametrize(
    "answer",
    ["garbage", MESSAGES[0], EXPORTS, UNCOMPILED,
     {**SETTLED, "status": "failed", "value": None},
     {**SETTLED, "error": ERROR}, {**SETTLED, "value": None}, {**SETTLED, "status": "never"}],
)  # fmt: skip
def test_a_wrong_answer_to_a_firing_is_a_crash_and_the_next_works(
    app_of_a_liar: Callable[..., App], answer: Any
) -> None:
    app = app_of_a_liar(EXPORTS, answer)
    outcome = app.fire("onTicketCreate")
    assert outcome.status == "crashed"
    assert outcome.error
    assert "broke its protocol" in outcome.error.message
    assert "npm package" in outcome.error.hint
    assert app.fire("onTicketCreate").value == 7


@pytest.mark.parametrize("arguments", ["[NaN]", "[{}, [-Infinity]]", "[1e999]", "{}", "[" * 9999])
def test_arguments_that_are_not_json_are_refused(
    app_of_a_liar: Callable[..., App], arguments: str
) -> None:
    call = {**CALL, "api": "renderData", "args": arguments}
    forged = encoded(call, 2).decode() + "\n" + encoded(SETTLED, 2).decode()
    (said,) = app_of_a_liar(EXPORTS, forged).fire("onTicketCreate").calls
    assert (said.ok, said.arguments) == (False, [])
    assert "cannot be called with this" in said.value["message"]


@pytest.mark.parametrize("answer", ["garbage", MESSAGES[0], SETTLED, CONSOLE, CALL])
def test_a_wrong_answer_to_the_loading_is_a_problem_of_the_app(
    app_of_a_liar: Callable[..., App], answer: Any
) -> None:
    (problem,) = app_of_a_liar(answer).errors
    assert problem.rule == "load-failed"
    assert "broke its protocol" in problem.message


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_message_for_another_request_ends_the_child(
    pretend: Callable[[str], None], number: int
) -> None:
    pretend(saying(SETTLED, encoded(SETTLED, number).decode()))
    with closing(Sandbox()) as sandbox:
        assert len(ask(sandbox)) == 1
        with pytest.raises(SandboxDied):
            ask(sandbox)
        assert not sandbox.alive


def test_a_line_without_end_breaks_the_protocol(
    app_of_a_liar: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of_a_liar(EXPORTS, "x" * 9000)
    monkeypatch.setattr(messages, "LONGEST_LINE", 8000)
    outcome = app.fire("onTicketCreate")
    assert (outcome.status, outcome.error and outcome.error.name) == ("crashed", "ProtocolBroken")


def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    with closing(Sandbox()) as sandbox:
        for value in (1, 2):
            sandbox.answer(1, ok=True, value=None)
            script = Script("server/server.js", f"exports = {{ cb: () => {value} }}")
            (settled,) = sandbox.ask(Request("fire", script, "cb", "{}"), 10)
            assert isinstance(settled, Settled)
            assert settled.value == {"json": value}


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_a_module_whose_name_is_not_utf_8_is_an_ordinary_problem(make_app: MakeApp) -> None:
    manifest = '{"platform-version": "2.3", "engines": {"node": "18", "fdk": "9"},'
    manifest += ' "product": {"freshdesk": {"events":'
    manifest += ' {"onTicketCreate": {"handler": "cb"}}}}}'
    root = make_app("exports = { cb: () => 7 };", manifest=manifest)
    (root / "server" / os.fsdecode(b"bad\xff.js")).write_text("let a = ;\n")
    app = App.load(root)
    (problem,) = app.problems
    assert problem.rule == "server-syntax"
    assert problem.message == "server/bad\udcff.js is not JavaScript: Unexpected token ';'."
    assert str(problem.place) == "server/bad\udcff.js:1:9"
    assert app.fire("onTicketCreate").value == 7


@pytest.mark.parametrize("binary", ["missing", "folder", "file"])
def test_a_deno_that_cannot_be_run_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, binary: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("not a program")
    monkeypatch.setattr(deno, "find_deno_bin", lambda: str(tmp_path / binary))
    with pytest.raises(SandboxUnavailable) as caught:
        Sandbox()
    assert "cannot be started" in caught.value.message
    assert "pip install" in caught.value.hint


@pytest.mark.parametrize("binary", ["/nowhere/deno", sys.executable])
@pytest.mark.parametrize("command", [["trigger", "onTicketCreate"], ["validate"]])
def test_without_deno_a_command_ends_with_code_4_and_a_message(
    make_app: MakeApp, binary: str, command: list[str]
) -> None:
    app = make_app("exports = { events: [{ event: 'onTicketCreate', callback: 'c' }], c() {} };")
    code = (
        f"import deno; deno.find_deno_bin = lambda: {binary!r};"
        "from fdevents.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--app", str(app), *command],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == ExitCode.SANDBOX, done.stderr
    assert done.stdout == ""
    assert "sandbox" in done.stderr
    assert "pip install" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
