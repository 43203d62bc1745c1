"""What went wrong in a firing, in words: where in the app's files, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fdevents.app.folder import AppFiles
from fdevents.app.positions import from_engine
from fdevents.freshdesk.globals import UNCERTAIN_GLOBALS
from fdevents.problems import Place
from fdevents.sandbox.codes import Code
from fdevents.sandbox.messages import Failed
from fdevents.sandbox.syntax import locate_syntax_errors
from fdevents.session import engine
from fdevents.session.calls import ApiCall
from fdevents.session.stacks import after_message, in_characters, place_in
from fdevents.session.steps import Failure, FailureKind
from fdevents.wording import did_you_mean, listed

_UNAWAITED = (
    "Nothing awaits this promise: return it from the handler, or add a catch, "
    "so that the platform does not lose it."
)
_UNCAUGHT = "To go on without it, await the call in a try, and catch this."


def failed(
    error: Failed, handler_place: Place, files: AppFiles, calls: Sequence[ApiCall] = ()
) -> Failure:
    """Tell what was thrown, with where in the app's files and a hint; `calls` are the firing's."""
    if error.code is Code.CALL_REJECTED:
        call = next((each for each in calls if str(each.id) == error.detail), None)
        if call is not None:
            return _rejected(call, error, handler_place)
    if error.thrown:
        hint = (
            "It is not an Error, so nothing says where it was thrown: throw new Error(…) instead, "
            "which has a stack."
        )
        return Failure(
            kind=FailureKind.NOT_AN_ERROR,
            name="Uncaught",
            message=error.message,
            place=handler_place,
            hint=f"{hint} {_UNAWAITED}" if error.unawaited else hint,
        )
    stack = in_characters(error.stack, error.message, files)
    return Failure(
        kind=FailureKind.THREW,
        name=error.name,
        message=error.message,
        stack=stack,
        # V8's frames of a file that is no JavaScript show who required it, and not the mistake.
        place=_syntax_place(error, files)
        or place_in(after_message(stack, error.message))
        or handler_place,
        hint=_hint(error, files),
    )


def _rejected(call: ApiCall, error: Failed, handler_place: Place) -> Failure:
    """Tell which call of an API was rejected, and with what, where nothing caught that."""
    # The first argument says which host, template or key it was; the others may be long.
    first = f'"{call.arguments[0]}"' if call.arguments and _is_text(call.arguments[0]) else "…"
    asked = f"{call.api}({first if call.arguments else ''})"
    uncaught = _UNAWAITED if error.unawaited else _UNCAUGHT
    return Failure(
        kind=FailureKind.CALL_REJECTED,
        name="Rejected",
        message=f"{asked} was rejected with {error.message}",
        place=call.place or handler_place,
        hint=call.hint or ("" if call.remedies else uncaught),
        remedies=call.remedies,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def syntax_place(name: str, source: str) -> Place:
    """Say where in the file `name`, which is not JavaScript, the engine stopped."""
    return syntax_places({name: source})[name]


def syntax_places(sources: Mapping[str, str]) -> dict[str, Place]:
    """Say where in each file, none of which is JavaScript, the engine stopped; `sources` has their
    texts by name."""
    found = locate_syntax_errors(list(sources.values()))
    return {
        name: Place(name, *from_engine(source, *place)) if place else Place(name)
        for (name, source), place in zip(sources.items(), found, strict=True)
    }


def _syntax_place(error: Failed, files: AppFiles) -> Place | None:
    if error.code is not Code.NOT_JAVASCRIPT or error.file not in files.modules:
        return None
    return syntax_place(error.file, files.text(error.file))


def _hint(error: Failed, files: AppFiles) -> str:
    if _is_network_denied(error, files):
        return (
            "Packages open no connections of their own here: what they send by node:http, "
            "node:https or the global fetch is answered by mocks. Use that, or $request."
        )
    match error.code:
        case Code.MODULE_MISSING:
            return did_you_mean(error.file, files.modules) or _files_there(files)
        case Code.TOO_MUCH:
            return f"Is {error.detail} called in a loop?"
    return _hint_of_engine(error.message, files) or (_UNAWAITED if error.unawaited else "")


def _is_network_denied(error: Failed, files: AppFiles) -> bool:
    """Tell whether a package, which only an app that uses packages has, was kept from a host."""
    said = error.detail if error.code is Code.PACKAGE_BROKEN else error.message
    return bool(files.packages.usable) and engine.is_network_denied(said)


def _hint_of_engine(message: str, files: AppFiles) -> str:
    """Say what the platform has instead of that which V8 did not find."""
    undefined = engine.undefined_name(message)
    if undefined in UNCERTAIN_GLOBALS:
        return (
            f"{undefined} does not exist here, and may not on the platform. "
            f"{UNCERTAIN_GLOBALS[undefined]}"
        )
    instead = files.profile.lacks(undefined) if undefined else ""
    if instead:
        missing = "timers, Buffer" if files.profile.has_modules else "timers, require, Buffer"
        return (
            f"{undefined} does not exist on the platform; neither do {missing}, fetch "
            f"and the like. {instead}"
        )
    if engine.is_missing_console_method(message):
        return "console has log, info, warn, error, debug, table and dir."
    if engine.is_import_call(message):
        return "There is no import() on the platform: keep the code in server.js itself."
    return ""


def _files_there(files: AppFiles) -> str:
    if not files.modules:
        return "There is no other file under server/."
    return f"The files under server/ are {listed(files.modules)}."
