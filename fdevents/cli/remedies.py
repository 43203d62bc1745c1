"""What was wrong and what would help, in the words of the command line: options and commands."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterable

from fdevents.cli.options import AppDir, PayloadOptions, RunOptions
from fdevents.cli.together import declared, written
from fdevents.errors import FdeventsError
from fdevents.remedies import SWITCHES, Force, Give, LeaveOut, Parameter, Remedy, Run
from fdevents.wording import listed

_DECLARED = {"app": AppDir} | {
    name: each.annotation
    for options in (PayloadOptions, RunOptions)
    for name, each in declared(options).items()
}
# Each parameter as an option, and what stands for its value.
OPTIONS = {each: written(_DECLARED[each.value]) for each in Parameter}


def option_name(parameter: Parameter) -> str:
    """Return the option that gives the parameter."""
    return OPTIONS[parameter][0]


def hint_text(hint: str, remedies: Iterable[Remedy]) -> str:
    """Return a hint with the remedies after it, as sentences that name options and commands."""
    return " ".join(part for part in (hint, *map(_worded, remedies)) if part)


def error_text(error: FdeventsError) -> str:
    """Return an error's message, after the option that was wrong: `--change tags: …`."""
    if error.parameter is None or not error.name:
        return error.message
    return f"{option_name(error.parameter)} {error.name}: {error.message}"


def for_shell(words: Iterable[str]) -> str:
    """Return the words as they are pasted into a shell."""
    given = list(words)
    return subprocess.list2cmdline(given) if sys.platform == "win32" else shlex.join(given)


def _worded(remedy: Remedy) -> str:
    match remedy:
        case Force(to):
            return f"Pass --force to {to}."
        case Give(why=""):
            return f"Try: {_option(remedy)}"
        case Give(why=why):
            return f"{_option(remedy)} {why}."
        case LeaveOut(parameters):
            return f"Leave out {listed(map(option_name, parameters), last='or')}."
        case Run(words, ""):
            return f"Run: {for_shell(('fdevents', *words))}"
        case Run(words, why):
            return f"`{for_shell(('fdevents', *words))}` {why}."


def _option(given: Give) -> str:
    option, stands_for = OPTIONS[given.parameter]
    if given.parameter in SWITCHES:
        return option
    match given.example:
        case "":
            return f"{option} {stands_for}"
        case (name, value):
            return f"{option} {for_shell([_written(given.parameter, name, value)])}"
        case str(text):
            return f"{option} {for_shell([text])}"


def _written(parameter: Parameter, name: str, value: object) -> str:
    """Return a name and its value in the written form of the parameter."""
    if parameter is Parameter.HEADERS:
        return f"{name}:{value}"
    if parameter is Parameter.CHANGES:
        return f"{name}={_written_change(value if isinstance(value, tuple) else (value,))}"
    return f"{name}={_json_or_text(value)}"


def _written_change(values: tuple[object, ...]) -> str:
    """Return one value, or an old and a new one, as `payloads.written` reads them."""
    if any(isinstance(each, list | dict) for each in values):
        return json.dumps(values if len(values) > 1 else values[0], ensure_ascii=False)
    return ",".join(_cell(each) for each in values)


def _cell(value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if "," not in value and '"' not in value:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _json_or_text(value: object) -> str:
    """Return text as it is where it does not read as JSON, and everything else as JSON."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return value
    return json.dumps(value, ensure_ascii=False)
