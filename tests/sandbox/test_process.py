"""The sandbox's process: what it may do, how it ends, and that nothing of it stays behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import platformdirs
import psutil
import pytest

from fdevents.errors import SandboxUnavailable
from fdevents.sandbox import guard, launch
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.messages import Call, ConsoleLine, Message, Settled
from fdevents.sandbox.process import Sandbox, SandboxDied
from fdevents.sandbox.syntax import locate_syntax_errors
from fdevents.sandbox.watchdog import Watchdog
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

HANDLER = "exports = { cb(p) { if (p.spin) { console.log('up'); for (;;); } return 1; } };"


def firing(payload: str = "{}", source: str = HANDLER) -> Request:
    """A request to call `cb`."""
    return Request("fire", Script("server/server.js", source), "cb", payload)


def ask(sandbox: Sandbox, request: Request, seconds: float = 10) -> list[Message]:
    """Everything that the sandbox answers."""
    return list(sandbox.ask(request, seconds))


def eventually(what: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_gone(pid: int) -> bool:
    """Whether the process has ended, reaped or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def children(parent: int | None = None) -> set[int]:
    """The processes below this one."""
    return {each.pid for each in psutil.Process(parent).children(recursive=True)}


def handles(pid: int | None = None) -> int:
    """How many files and pipes the process has open."""
    count = "num_handles" if sys.platform == "win32" else "num_fds"
    return int(getattr(psutil.Process(pid), count)())


def hold_every_thread_until_gone(pid: int) -> None:
    """Waits and lets no other thread of ours run, as a slow regular expression does."""
    library, said = ctypes.PyDLL(None), ctypes.create_string_buffer(64)
    file = library.open(f"/proc/{pid}/statm".encode(), os.O_RDONLY)
    deadline = time.monotonic() + 10
    while library.pread(file, said, 63, ctypes.c_long(0)) > 0 and not said.value.startswith(b"0 "):
        assert time.monotonic() < deadline
        library.usleep(10_000)
    library.close(file)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox, closed in the end."""
    with closing(Sandbox()) as made:
        yield made


def test_an_idle_child_that_died_is_noticed(sandbox: Sandbox) -> None:
    ask(sandbox, firing())
    assert sandbox.alive
    os.kill(sandbox.pid, signal.SIGTERM)
    assert eventually(lambda: not sandbox.alive)


def test_a_busy_child_that_is_killed_is_reported(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxDied) as caught:
        for message in sandbox.ask(firing('{"spin": 1}'), 30):
            assert isinstance(message, ConsoleLine)
            psutil.Process(sandbox.pid).kill()
    assert (caught.value.reason, bool(caught.value.exit_code)) == (None, True)
    assert not sandbox.alive


def test_another_thread_may_abandon_what_is_under_way(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxDied, match="abandoned"):
        for _line in sandbox.ask(firing('{"spin": 1}'), 30):
            threading.Thread(target=sandbox.abandon).start()
    assert not sandbox.alive


def test_time_runs_per_request(sandbox: Sandbox) -> None:
    for _ in range(4):
        assert isinstance(ask(sandbox, firing(), seconds=5)[-1], Settled)
    start = time.monotonic()
    with pytest.raises(SandboxDied, match="timed_out"):
        ask(sandbox, firing('{"spin": 1}'), seconds=0.3)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("payload", ["{}", '{"spin": 1}'])
def test_closing_leaves_no_process_thread_or_pipe(payload: str) -> None:
    before = children(), threading.active_count(), handles()
    sandbox = Sandbox()
    try:
        ask(sandbox, firing(payload), seconds=0.2)
    except SandboxDied:
        assert payload != "{}"
    sandbox.close()
    sandbox.close()
    assert (children(), threading.active_count(), handles()) == before


def test_two_hundred_firings_take_no_more_than_one(sandbox: Sandbox) -> None:
    ask(sandbox, firing())
    processes, opened = len(children()), handles()
    resident = guard.resident_bytes(sandbox.pid)
    handles_of_child = handles(sandbox.pid)
    for _ in range(200):
        assert isinstance(ask(sandbox, firing())[-1], Settled)
    assert len(children()) <= processes
    assert handles() == opened
    # Deno opens a pair of sockets of its own once, sooner or later; a firing's would be 200.
    assert handles(sandbox.pid) - handles_of_child <= 2
    assert 0 < guard.resident_bytes(sandbox.pid) < resident + 64 * 1024 * 1024
    sandbox.close()
    assert guard.resident_bytes(sandbox.pid) == 0


@pytest.mark.parametrize("spin", ["true", "false"])
def test_when_we_are_killed_the_child_goes_too(make_app: MakeApp, spin: str) -> None:
    app = make_app(
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  cb() {{ if ({spin}) for (;;) {{}} }} }};\n"
    )
    code = (
        "import sys; from fdevents import App; app = App.load(sys.argv[1]);"
        "\nwith app.pool.lease() as lease: print(lease.pid, flush=True)\n"
        "app.fire('onTicketCreate', timeout=600); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(app)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        if spin == "true":
            assert eventually(lambda: psutil.Process(child).cpu_percent(0.05) > 50)
        family = children(parent.pid)
        assert child in family
        parent.kill()
    assert eventually(lambda: all(is_gone(pid) for pid in family))


def test_a_burst_of_calls_that_nobody_awaits_is_answered(sandbox: Sandbox) -> None:
    source = (
        "exports = { async cb() { const asked = [];"
        " for (let i = 0; i < 3000; i++) asked.push($db.get(`${i}`.padEnd(100)));"
        " return (await Promise.all(asked)).length; } };"
    )
    script = Script("server/server.js", source, apis=("$db.get",))
    for message in sandbox.ask(Request("fire", script, "cb", "{}"), 30):
        if isinstance(message, Call):
            sandbox.answer(message.id, ok=True, value="x" * 100)
    assert isinstance(message, Settled)
    assert message.value == {"json": 3000}


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("let a = ;\n", (1, 9)),
        ("\n  let a = 1;\n  let a = 2;\n", (3, 7)),
        ("f(", (1, 3)),
        ("'\U0001f600'; )", (1, 7)),
        ("x = 1;\n", None),
        ("for (;;) {}\n", None),
    ],
)
def test_a_syntax_error_is_located_and_nothing_run(
    source: str, place: tuple[int, int] | None
) -> None:
    assert locate_syntax_errors([source, "x;", source]) == [place, None, place]


@pytest.mark.skipif(sys.platform == "win32", reason="only there can it be found")
def test_the_guard_goes_with_the_process_that_it_guards() -> None:
    sandbox = Sandbox()
    with pytest.raises(SandboxDied):
        list(sandbox.ask(firing('{"spin": true}'), 0.3))
    family = psutil.Process().children(recursive=True)
    assert not [each for each in family if str(sandbox.pid) in each.cmdline()]
    sandbox.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there the guard needs no shell")
def test_no_app_code_runs_where_nothing_can_guard_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that has no shell."""
    begin = subprocess.Popen

    def without_a_shell(command: list[str], **options: Any) -> Any:
        if command[0] == "/bin/sh":
            raise FileNotFoundError(2, "No such file or directory", "/bin/sh")
        return begin(command, **options)

    monkeypatch.setattr(subprocess, "Popen", without_a_shell)
    with closing(Sandbox()) as sandbox:
        with pytest.raises(SandboxUnavailable, match=r"sh: No such file.* needs /bin/sh"):
            ask(sandbox, firing())
        assert not sandbox.alive


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is seen without another thread")
@pytest.mark.parametrize("what", ["time", "memory"])
def test_the_limits_hold_while_we_are_held_up_ourselves(what: str) -> None:
    """As by a text of the app's that our own code takes long over."""
    spends = "" if what == "time" else "all.push(new Uint8Array(1e6).fill(1)); "
    source = f"exports = {{ cb() {{ const all = []; $db.get('k'); for (;;) {{ {spends}}} }} }};"
    script = Script("server/server.js", source, apis=("$db.get",))
    with closing(Sandbox(memory_mb=64)) as sandbox:
        with pytest.raises(SandboxDied) as caught:
            for message in sandbox.ask(Request("fire", script, "cb", "{}"), 1 if spends else 0.5):
                assert isinstance(message, Call)
                hold_every_thread_until_gone(sandbox.pid)
        assert caught.value.reason == ("memory" if spends else "timed_out")


def test_where_the_guard_is_ended_no_app_code_goes_on(sandbox: Sandbox) -> None:
    ask(sandbox, firing())
    (one,) = [each for each in psutil.Process().children(recursive=True)
              if str(sandbox.pid) in each.cmdline()]  # fmt: skip
    one.kill()
    one.wait(10)
    with pytest.raises(SandboxDied):
        ask(sandbox, firing())
    assert not sandbox.alive


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs itself is asked elsewhere")
@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/somewhere"}, {}, {"HOME": "/somewhere", "XDG_CACHE_HOME": "/else/where"},
        {"XDG_CACHE_HOME": "/else/where"}, {"HOME": "/somewhere", "XDG_CACHE_HOME": ""},
        {"HOME": "/somewhere", "XDG_CACHE_HOME": "not/absolute"},
        {"HOME": "/somewhere", "XDG_CACHE_HOME": "~/caches"},
    ],
    ids=str,
)  # fmt: skip
def test_the_caches_are_where_platformdirs_has_them(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    theirs = platformdirs.user_cache_path("fdevents", appauthor=False)
    assert launch.cache_folder() == theirs / "deno"


def test_without_a_home_the_caches_are_in_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As for a user id that the system does not know, in a container."""

    def unknown(_: int) -> None:
        raise KeyError("getpwuid(): uid not found")

    pwd = pytest.importorskip("pwd")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    with closing(Sandbox()) as sandbox:
        assert isinstance(ask(sandbox, firing())[-1], Settled)
    assert (tmp_path / "fdevents" / "deno").is_dir()


def test_resident_memory_is_what_the_system_says_and_none_of_what_has_ended() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert guard.resident_bytes(os.getpid()) == pytest.approx(
        psutil.Process().memory_info().rss, rel=0.1
    )
    assert guard.resident_bytes(ended.pid) == 0


def test_the_process_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    with closing(Sandbox()) as sandbox:
        ask(sandbox, firing())
        names = set(psutil.Process(sandbox.pid).environ())
    assert names - {"SYSTEMROOT", "TEMP", "TMP"} <= {"DENO_DIR", "DENO_NO_UPDATE_CHECK", "NO_COLOR"}


@pytest.mark.skipif(sys.platform == "win32", reason="a job object guards there")
def test_a_watch_that_has_ended_does_not_begin_again() -> None:
    """The process id that it watched may be another process's by then."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        watchdog = Watchdog(process, 64)
        watchdog.arm(60)
        watchdog.close()
        before = psutil.Process().children()
        watchdog.arm(60)
        watchdog.disarm()
        assert psutil.Process().children() == before
        process.kill()
