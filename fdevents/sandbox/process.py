"""One locked-down Deno process: start it, ask it, and end it when it runs over its limits."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence

from fdevents.errors import FdeventsError, SandboxUnavailable
from fdevents.sandbox.asking import Answer, Request, Script
from fdevents.sandbox.codes import Ending
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB, Access, command, end, spawn, start_seconds
from fdevents.sandbox.messages import (
    LONGEST_LINE,
    Call,
    ConsoleLine,
    Message,
    ProtocolError,
    Ready,
    fits,
    parse,
)
from fdevents.sandbox.watchdog import Watchdog
from fdevents.sandbox.writer import Writer

# What one request may make us keep, console lines and calls together. The child's own limits are
# narrower, but packages can get around them.
MOST_MESSAGES = 100_000
MOST_KEPT_MB = 32  # with the answers to calls
_REPORT = "This is a bug in fdevents."


class SandboxDied(Exception):
    """The process ended while it was asked: we had a `reason`, or it ended by itself with an exit
    code, which is negative where a signal ended it."""

    def __init__(self, reason: Ending | None, exit_code: int | None, said: str) -> None:
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
        self._following: deque[Request] = deque()  # what has been sent already
        self._kept_bytes = 0  # of its messages and our answers
        self._start_seconds = start_seconds()  # before Deno makes the folder that tells
        self._process = spawn(command(memory_mb, access), access)
        self._watchdog = Watchdog(self._process, memory_mb)
        self._writer = Writer(self._process)

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
        """Whether the child can be asked, and has nothing to do."""
        return self.alive and not self._under_way and not self._following

    @property
    def abandoned(self) -> bool:
        """Whether it was ended by `abandon`."""
        return self._watchdog.reason is Ending.ABANDONED

    @property
    def spent(self) -> bool:
        """Whether npm packages may have run in it: what they keep is nothing for another firing."""
        return self.access is not None and self._fired

    def ask(
        self, request: Request, seconds: float, following: Sequence[Request] = ()
    ) -> Iterator[Message]:
        """Send the request and return what comes back, the answer to it last.

        Each Call wants an `answer` before the next message is asked for. `following` are the
        requests that will be asked next, in their order, and those of the last time first: the
        child begins them without waiting for us.

        Raises SandboxBusy where an answer is under way. The iterator raises SandboxDied, also
        where it took longer than `seconds` or was more than MOST_MESSAGES or MOST_KEPT_MB, and
        SandboxUnavailable where the process never came up.
        """
        if self._under_way or (self._following and self._following[0] is not request):
            raise SandboxBusy("The sandbox is asked before its last answer has ended.", _REPORT)
        self._under_way = True
        self._fired = self._fired or request.op == "fire"
        return self._conversation(request, seconds, following)

    def answer(self, call_id: int, *, ok: bool, value: object) -> None:
        """Answer a Call that `ask` has yielded. Raises SandboxDied."""
        try:
            text = json.dumps(value, allow_nan=False)
        except ValueError:
            ok, text = False, '{"status": 500, "message": "JSON cannot carry the answer."}'
        line = Answer(self._number, call_id, ok, text).line()
        self._keep(len(line))
        self._writer.write(line)

    def abandon(self) -> None:
        """End the process at once, whatever it is doing; who is asking gets SandboxDied."""
        self._watchdog.kill(Ending.ABANDONED)

    def close(self) -> None:
        """End the process and wait for it."""
        self._end()
        self._process.wait()
        self._writer.close()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def _conversation(
        self, request: Request, seconds: float, following: Sequence[Request]
    ) -> Iterator[Message]:
        ended = False
        messages = self._kept_bytes = 0
        try:
            self._begin(request, seconds, following)
            while not ended:
                message = self._receive()
                if not fits(message, request.op):
                    raise self._ended(Ending.GARBLED)
                ended = not isinstance(message, ConsoleLine | Call)
                messages += 1
                if not ended and messages > MOST_MESSAGES:
                    raise self._ended(Ending.FLOODED)
                if ended:
                    self._finish(seconds)
                yield message
        finally:
            if not ended:  # nobody listens any more, and the next who asks must not hear the rest
                self._finish(seconds)
                self._watchdog.kill(Ending.UNHEARD)

    def _begin(self, request: Request, seconds: float, following: Sequence[Request]) -> None:
        if not self._ready:
            self._await_ready()
        # Before the request is sent: the child's time begins when it can read it.
        self._watchdog.arm(seconds)
        self._number += 1
        if self._following:
            self._following.popleft()
        else:
            self._writer.write_now(self._line(request, self._number))
        for each in following[len(self._following) :]:
            self._following.append(each)
            self._writer.write(self._line(each, self._number + len(self._following)))

    def _finish(self, seconds: float) -> None:
        self._under_way = False
        if self._following:  # they have begun, and must not run on where nobody asks for them
            self._watchdog.arm(seconds)
        else:
            self._watchdog.disarm()

    def _line(self, request: Request, number: int) -> bytes:
        line = request.line(number, with_source=request.script is not self._loaded)
        self._loaded = request.script
        return line

    def _await_ready(self) -> None:
        self._watchdog.arm(self._start_seconds)
        try:
            if not isinstance(self._receive(), Ready):
                raise SandboxUnavailable(
                    "What the sandbox said first is not the greeting that was expected.", _REPORT
                )
        except SandboxDied as died:
            if died.reason is Ending.ABANDONED:
                raise
            message = f"The sandbox's process ended before it was ready: {died}."
            if died.reason is Ending.TIMED_OUT:
                message = f"The sandbox was not ready within {self._start_seconds:.0f} seconds."
            if died.reason is Ending.GARBLED:
                message = "What the sandbox said first is nothing that it would say."
            raise SandboxUnavailable(
                f"{message} {died.said}".strip(),
                "Try again; if it stays so, reinstall Deno: pip install --force-reinstall deno",
            ) from None
        self._ready = True

    def _receive(self) -> Message:
        stdout = self._process.stdout
        assert stdout
        line = stdout.readline(LONGEST_LINE)  # or a child could fill our memory with one line
        if len(line) == LONGEST_LINE:
            raise self._ended(Ending.GARBLED)
        if not line.endswith(b"\n"):
            raise self._died()
        self._keep(len(line))
        try:
            return parse(line, self._number)
        except ProtocolError:
            raise self._ended(Ending.GARBLED) from None

    def _keep(self, size: int) -> None:
        self._kept_bytes += size
        if self._kept_bytes > MOST_KEPT_MB * 1024 * 1024:
            raise self._ended(Ending.FLOODED)

    def _ended(self, reason: Ending) -> SandboxDied:
        self._watchdog.kill(reason)
        return self._died()

    def _died(self) -> SandboxDied:
        self._end()
        code = self._process.wait()
        return SandboxDied(self._watchdog.reason, code, self._last_words())

    def _last_words(self) -> str:
        stderr = self._process.stderr
        assert stderr
        if sys.platform != "win32":  # where that came with Python 3.12
            # Should Deno be a wrapper, what it started may have it open on.
            os.set_blocking(stderr.fileno(), False)
        # Enough for what V8 says at its end; a package may have written anything.
        said = stderr.read(4096) or b""
        return said.decode("utf-8", "replace").strip()

    def _end(self) -> None:
        """End the child, and who watches it before its id can become another process's."""
        end(self._process)
        self._watchdog.close()
