"""One locked-down Deno process: start it, ask it, and end it when it runs over its limits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fdevents.errors import FdeventsError, SandboxUnavailable
from fdevents.sandbox.lifeline import Watchdog

# The protocol module is imported by the functions that parse: spawning the process must not wait
# for pydantic's core.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from fdevents.sandbox.messages import Message
    from fdevents.sandbox.request import Access, Request, Script

HERE = Path(__file__).parent / "child"
START_SECONDS = 60.0  # a cold disk and a virus scanner take their time
DEFAULT_MEMORY_MB = 128
# What one request may make us keep, console lines and calls together. The child's own limits are
# narrower, but packages can get around them.
MOST_MESSAGES = 100_000
MOST_KEPT_MB = 32  # with the answers to calls
_DENO = ["run", "--no-prompt", "--no-remote", "--no-npm", "--no-config", "--no-lock"]
# The platform runs Node 18. What V8 alone has got since Node 22 a handler must not rely on, and
# making it for each context takes a sixth of the time of a firing.
_LANGUAGE = ("--no-js-shipping", "--no-harmony-temporal")
_REPORT = "This is a bug in fdevents."


class SandboxDied(Exception):
    """The process ended while it was asked: `reason` as the Watchdog's, or "" with an exit code."""

    def __init__(self, reason: str, exit_code: int | None, said: str) -> None:
        super().__init__(reason or f"exit code {exit_code}")
        self.reason = reason
        self.exit_code = exit_code
        self.said = said


class SandboxBusy(FdeventsError):
    """The sandbox is asked while its last answer is still under way: ours to mend."""


class Sandbox:
    """A process that runs app code, a firing at a time, each in a fresh context.

    It starts when it is made, and is ready by the time that it is asked. One thread at a time may
    ask; any thread may `abandon`.
    """

    def __init__(self, memory_mb: int = DEFAULT_MEMORY_MB, access: Access | None = None) -> None:
        self.memory_mb = memory_mb
        self.access = access
        self._loaded: Script | None = None
        self._ready = False
        self._fired = False
        self._under_way = False  # an answer, from the asking to its end
        self._number = 0  # of the request that is asked
        self._kept_bytes = 0  # of its messages and our answers
        self._process = _spawn(command(memory_mb, access))
        self._watchdog = Watchdog(self._process, memory_mb)

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child can still be asked."""
        return self._process.poll() is None and not self._watchdog.reason

    @property
    def idle(self) -> bool:
        """Whether the child can be asked, and is not answering."""
        return self.alive and not self._under_way

    @property
    def abandoned(self) -> bool:
        """Whether it was ended by `abandon`."""
        return self._watchdog.reason == "abandoned"

    @property
    def used_packages(self) -> bool:
        """Whether it has fired at an app that may use npm packages."""
        return self.access is not None and self._fired

    def ask(self, request: Request, seconds: float) -> Iterator[Message]:
        """Sends the request and returns what comes back, the answer to it last. Each Call wants
        an `answer` before the next message is asked for.

        Raises SandboxBusy where an answer is under way. The iterator raises SandboxDied, also
        where it took longer than `seconds` or was more than MOST_MESSAGES or MOST_KEPT_MB, and
        SandboxUnavailable where the process never came up.
        """
        if self._under_way:
            raise SandboxBusy("The sandbox is asked before its last answer has ended.", _REPORT)
        self._under_way = True
        self._fired = self._fired or request.op == "fire"
        return self._conversation(request, seconds)

    def _conversation(self, request: Request, seconds: float) -> Iterator[Message]:
        from fdevents.sandbox.messages import Call, ConsoleLine, fits

        ended = False
        messages = self._kept_bytes = 0
        try:
            if not self._ready:
                self._await_ready()
            self._watchdog.arm(seconds)
            self._send(request)
            while not ended:
                message = self._receive()
                if not fits(message, request.op):
                    raise self._ended("garbled")
                ended = not isinstance(message, ConsoleLine | Call)
                messages += 1
                if not ended and messages > MOST_MESSAGES:
                    raise self._ended("flooded")
                yield message
        finally:
            self._watchdog.disarm()
            self._under_way = False
            if not ended:  # nobody listens any more, and the next who asks must not hear the rest
                self._watchdog.kill("unheard")

    def answer(self, call_id: int, *, ok: bool, value: object) -> None:
        """Answers a Call that `ask` has yielded. Raises SandboxDied."""
        import json

        try:
            text = json.dumps(value, allow_nan=False)
        except ValueError:
            ok, text = False, '{"status": 500, "message": "The answer is no JSON."}'
        message = {"number": self._number, "id": call_id, "ok": ok, "text": text}
        line = json.dumps(message).encode() + b"\n"
        self._keep(len(line))
        self._write(line)

    def abandon(self) -> None:
        """Ends the process at once, whatever it is doing; who is asking gets SandboxDied."""
        self._watchdog.kill("abandoned")

    def close(self) -> None:
        """Ends the process and waits for it."""
        self._process.kill()
        self._watchdog.close()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    pass  # what was never sent need not be

    def _await_ready(self) -> None:
        from fdevents.sandbox.messages import Ready

        self._watchdog.arm(START_SECONDS)
        try:
            if not isinstance(self._receive(), Ready):
                raise SandboxUnavailable("The sandbox's first words are none of ours.", _REPORT)
        except SandboxDied as died:
            if died.reason == "abandoned":
                raise
            raise SandboxUnavailable(
                f"The sandbox's process ended before it was ready: {died}. {died.said}".strip(),
                "Try again; if it stays so, reinstall Deno: pip install --force-reinstall deno",
            ) from None
        finally:
            self._watchdog.disarm()
        self._ready = True

    def _send(self, request: Request) -> None:
        self._number += 1
        line = request.line(self._number, with_source=request.script is not self._loaded)
        self._loaded = request.script
        self._write(line)

    def _write(self, line: bytes) -> None:
        stdin = self._process.stdin
        assert stdin
        try:
            stdin.write(line)
            stdin.flush()
        except OSError:
            raise self._died() from None

    def _receive(self) -> Message:
        from fdevents.sandbox.messages import LONGEST_LINE, ProtocolError, parse

        stdout = self._process.stdout
        assert stdout
        line = stdout.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE:
            raise self._ended("garbled")
        if not line.endswith(b"\n"):
            raise self._died()
        self._keep(len(line))
        try:
            return parse(line, self._number)
        except ProtocolError:
            raise self._ended("garbled") from None

    def _keep(self, size: int) -> None:
        self._kept_bytes += size
        if self._kept_bytes > MOST_KEPT_MB * 1024 * 1024:
            raise self._ended("flooded")

    def _ended(self, reason: str) -> SandboxDied:
        self._watchdog.kill(reason)
        return self._died()

    def _died(self) -> SandboxDied:
        self._process.kill()
        self._watchdog.close()  # before the process id can become another process's
        code = self._process.wait()
        said = self._process.stderr.read(4096) if self._process.stderr else b""
        return SandboxDied(self._watchdog.reason, code, said.decode("utf-8", "replace").strip())


def command(memory_mb: int, access: Access | None = None) -> list[str]:
    """The command line of the child: everything denied, the heap capped, and in our own realm (not
    in the app's contexts) no code from strings.

    Packages may read their folders, see an empty environment and what machine this is.
    """
    flags = (
        f"--max-old-space-size={memory_mb}",
        "--disallow-code-generation-from-strings",
        *_LANGUAGE,
        # A context a firing is much garbage: a heap that need not grow first, marked in one go,
        # fires half as often again.
        f"--initial-heap-size={min(64, memory_mb // 2)}",
        "--no-incremental-marking",
        # It keeps every source that it ever compiled: 10 MB for a thousand saves.
        "--no-compilation-cache",
    )
    host = str(HERE / "host.js")
    if access is None:
        return [*_DENO, _v8_flags(*flags), host]
    return [*_DENO, _v8_flags(*flags), *_allowed(access), host, "packages"]


def _allowed(access: Access) -> list[str]:
    folders = ",".join(folder.replace(",", ",,") for folder in access.folders)
    net = [f"--allow-net={','.join(access.hosts)}"] if access.hosts else []
    node = ["--node-modules-dir=manual", "--allow-env", "--allow-sys"]
    return [*node, f"--allow-read={folders}", *net]


def _v8_flags(*flags: str) -> str:
    return f"--v8-flags={','.join(flags)}"


def locate_syntax_error(source: str) -> tuple[int, int] | None:
    """Line and column, from 1, of the first syntax error in `source`, as V8 sees it.

    Asks another process, which compiles and never runs: V8 gives positions only to its inspector,
    and access to that is nothing for a process that runs app code.
    """
    import json

    process = _spawn(
        [*_DENO, "--allow-sys=inspector", _v8_flags(*_LANGUAGE), str(HERE / "syntax.js")]
    )
    try:
        said, _ = process.communicate(source.encode("utf-8", "replace"), timeout=START_SECONDS)
        place = json.loads(said)
        return int(place["line"]), int(place["column"])
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        return None
    finally:
        process.kill()
        process.wait()


def _spawn(arguments: list[str]) -> subprocess.Popen[bytes]:
    from deno import find_deno_bin

    try:
        return subprocess.Popen(
            [find_deno_bin(), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            cwd=HERE,
            # Ctrl-C is ours to handle; on Windows it must reach a child that keeps us waiting.
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        # How the deno package says that its binary is gone: a path, and nothing else.
        why = str(error) if error.strerror else f"Deno is not installed, not even as {error}"
        raise SandboxUnavailable(
            f"The sandbox cannot be started: {why}.",
            "Reinstall Deno: pip install --force-reinstall deno",
        ) from None


def _environment() -> dict[str, str]:
    """Nothing of ours, a cache that is the sandbox's alone, and no look-up of new versions."""
    kept = ("SYSTEMROOT", "TEMP", "TMP") if sys.platform == "win32" else ()
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    cache = _cache_folder()
    return environment | {
        "DENO_DIR": str(cache),
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
    }


def _cache_folder() -> Path:
    """Where Deno may keep its caches; nothing of value is in it."""
    try:
        base = _users_caches()
    except RuntimeError:  # no home: a user id that the system does not know, as in a container
        import tempfile

        base = Path(tempfile.gettempdir())
    return base / "fdevents" / "deno"


def _users_caches() -> Path:
    """Where this user's programs keep their caches. Raises RuntimeError where there is no home."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home())
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
