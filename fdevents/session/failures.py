"""What went wrong in a firing, in words: where in the app's files, why, and what to do."""

from __future__ import annotations

import re

from fdevents.app.folder import AppFiles
from fdevents.app.positions import from_engine
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.problems import Place
from fdevents.sandbox.messages import Failed
from fdevents.sandbox.process import MOST_KEPT_MB, MOST_MESSAGES, SandboxDied
from fdevents.sandbox.syntax import locate_syntax_error
from fdevents.session.steps import Failure, after_message
from fdevents.wording import did_you_mean

# Bounded, since a stack may be any text: neither endless search nor endless numbers.
_FRAME = re.compile(r"(?:\(|at (?:async )?)(server/[^():\n]{1,200}):(\d{1,9}):(\d{1,9})\b")
_UNDEFINED = re.compile(r"^(\S+) is not defined$")
_CONSOLE = re.compile(r"^console\.(\w+) is not a function$")

_NO_FILE = re.compile(r"^Cannot find module .*: there is no (server/\S*)\.$")
_NO_NETWORK = re.compile(r"getaddrinfo EPERM|Requires net access|connect EPERM|bad address")
_NO_CODE = re.compile(r"^(server/\S+) is no JavaScript: ")

_UNAWAITED = (
    "Nothing awaits this promise: return it from the handler, or add a catch, "
    "so that the platform does not lose it."
)


def failed(error: Failed, handler_place: Place, files: AppFiles) -> Failure:
    """What was thrown, with where in the app's files and a hint."""
    if error.thrown:
        hint = "It is no Error, so nothing says where: throw new Error(…) has a stack."
        return Failure(
            name="Uncaught",
            message=error.message,
            place=handler_place,
            hint=f"{hint} {_UNAWAITED}" if error.unawaited else hint,
        )
    stack = in_characters(error.stack, error.message, files)
    return Failure(
        name=error.name,
        message=error.message,
        stack=stack,
        place=_syntax_place(error, files)
        or place_in(after_message(stack, error.message))
        or handler_place,
        hint=_hint(error, files),
    )


def timed_out(seconds: float, handler_place: Place, who: str = "The handler") -> Failure:
    """No end within the time limit."""
    return Failure(
        name="TimedOut",
        message=f"{who} did not end within {seconds:g} s.",
        place=handler_place,
        hint="Look for a loop that does not end; --timeout SECONDS gives more time.",
    )


def never_settled(handler_place: Place) -> Failure:
    """A promise that nothing can settle any more."""
    return Failure(
        name="TimedOut",
        message="The promise that the handler returned never settles: nothing is left to run.",
        place=handler_place,
        hint=f"The platform would wait {TIME_LIMIT_SECONDS} s for it and give up. "
        "Look for a promise whose resolve is never called.",
    )


def crashed(
    died: SandboxDied, memory_mb: int, handler_place: Place, who: str = "The handler"
) -> Failure:
    """The sandbox's process died under the handler."""
    if died.reason == "memory" or "out of memory" in died.said:
        return Failure(
            name="OutOfMemory",
            message=f"{who} took more memory than the {memory_mb} MB that it may have.",
            place=handler_place,
            hint="Look for a list or text that grows in a loop; --memory MB gives more.",
        )
    if died.reason == "garbled":
        return _broken(handler_place)
    if died.reason == "flooded":
        return _flooded(who, handler_place)
    said = next((line for line in died.said.splitlines() if line.strip("# ")), "")
    return Failure(
        name="SandboxDied",
        message=f"The sandbox's process died (exit code {died.exit_code}). {said}".strip(),
        place=handler_place,
        hint=f"{who} made the JavaScript engine itself crash.",
    )


def _broken(handler_place: Place) -> Failure:
    """The process said something else than what it was asked for."""
    return Failure(
        name="ProtocolBroken",
        message="The sandbox's process broke its protocol: what it said is not an answer.",
        place=handler_place,
        hint="Look for an npm package that writes to the process's own output. If the app "
        "requires none, this is a bug in fdevents.",
    )


def _flooded(who: str, handler_place: Place) -> Failure:
    """More lines and calls than are kept."""
    return Failure(
        name="TooMuchSaid",
        message=f"{who} made more console lines and API calls than fdevents keeps: "
        f"{MOST_MESSAGES:,} of them, or {MOST_KEPT_MB} MB with the answers.",
        place=handler_place,
        hint="Look for a loop that logs or calls an API, and ask for less at a time.",
    )


def in_characters(stack: str, message: str, files: AppFiles) -> str:
    """The stack with lines and columns as an editor counts them, not as V8 does; what the message
    quotes stays."""

    def counted(match: re.Match[str]) -> str:
        text = files.text(match[1])
        if not text:
            return match[0]
        line, column = from_engine(text, int(match[2]), int(match[3]))
        start, end = match.start(1) - match.start(), match.end(3) - match.start()
        return f"{match[0][:start]}{match[1]}:{line}:{column}{match[0][end:]}"

    frames = after_message(stack, message)
    return stack.removesuffix(frames) + _FRAME.sub(counted, frames)


def place_in(stack: str) -> Place | None:
    """The place of the first frame of the app's files."""
    match = _FRAME.search(stack)
    if not match:
        return None
    return Place(match[1], int(match[2]), int(match[3]))


def syntax_place(name: str, source: str) -> Place:
    """Where in the file `name`, which is no JavaScript, the engine stopped."""
    found = locate_syntax_error(source)
    if found is None:
        return Place(name)
    return Place(name, *from_engine(source, *found))


def _syntax_place(error: Failed, files: AppFiles) -> Place | None:
    match = _NO_CODE.match(error.message) if error.name == "SyntaxError" else None
    return syntax_place(match[1], files.text(match[1])) if match else None


def _hint(error: Failed, files: AppFiles) -> str:
    undefined = _UNDEFINED.match(error.message)
    instead = files.profile.lacks(undefined[1]) if undefined else ""
    if undefined and instead:
        missing = "timers, Buffer" if files.profile.has_modules else "timers, require, Buffer"
        return (
            f"{undefined[1]} does not exist on the platform; neither do {missing}, fetch "
            f"and the like. {instead}"
        )
    if _NO_NETWORK.search(error.message):
        return (
            "Packages have no network here: use $request, or allow the host with --allow-net HOST."
        )
    no_file = _NO_FILE.search(error.message)
    if no_file:
        return did_you_mean(no_file[1], files.modules) or _files_there(files)
    if _CONSOLE.match(error.message):
        return "console has log, info, warn, error, debug, table and dir."
    if "dynamic import callback" in error.message:
        return "There is no import() on the platform: keep the code in server.js itself."
    return _UNAWAITED if error.unawaited else ""


def _files_there(files: AppFiles) -> str:
    names = list(files.modules)
    if not names:
        return "There is no other file under server/."
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"The files under server/ are {', '.join(names[:10])}{more}."
