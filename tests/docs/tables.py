"""The tables that repeat code, made from it, between two comments of the page that shows them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import click
from typer.main import get_command

from fdevents.cli.commands import COMMANDS
from fdevents.cli.lazy import load
from fdevents.cli.main import app
from fdevents.errors import ExitCode
from fdevents.freshdesk.catalogue import EVENTS, MODULES
from fdevents.freshdesk.versions import ENTITY_CALLS, PLATFORMS
from fdevents.problems import RULES
from fdevents.session.steps import FailureKind
from tests.docs.pages import RULES as RULE_PAGES

_MARKED = re.compile(r"(<!-- table: ([\w ,-]+) -->\n).*?(<!-- end of the table -->)", re.DOTALL)

_MEANINGS = {
    ExitCode.OK: "All is well.",
    ExitCode.HANDLER: "A handler failed, refused, timed out or crashed.",
    ExitCode.USAGE: "The command line asks for something that cannot be.",
    ExitCode.APP: "The app has errors; nothing was fired.",
    ExitCode.SANDBOX: "The sandbox cannot start.",
    ExitCode.BUG: "A bug in fdevents.",
    ExitCode.INTERRUPTED: "Interrupted by Ctrl-C.",
    ExitCode.READER_GONE: "Whoever read the output has closed the pipe.",
    ExitCode.TERMINATED: "Ended by SIGTERM.",
}


def renewed(markdown: str) -> str:
    """Return the page with its tables as the code is now."""
    return _MARKED.sub(lambda match: f"{match[1]}{_made(match[2])}\n{match[3]}", markdown)


def tables(markdown: str) -> list[str]:
    """The names of the tables that a page has."""
    return [match[2] for match in _MARKED.finditer(markdown)]


def command_names() -> list[str]:
    """The names of the commands, in the order of the help."""
    return list(COMMANDS)


@cache
def command(name: str) -> click.Command:
    """The command of that name."""
    return load(name)


def every_command() -> Iterator[click.Command]:
    """The program, its commands, and the commands of those that are groups."""
    yield get_command(app)
    for each in map(command, command_names()):
        yield each
        yield from each.commands.values() if isinstance(each, click.Group) else ()


def _options_of(name: str, panel: str) -> list[click.Option]:
    """The options that stand in one panel of a command's help."""
    return [
        each
        for each in command(name).params
        if isinstance(each, click.Option) and getattr(each, "rich_help_panel", None) == panel
    ]


def _made(name: str) -> str:
    kind, _, rest = name.partition(" of ")
    return _MAKERS[kind](*([rest] if rest else []))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |"
                     if line[0] != "---" else f"|{'|'.join(line)}|" for line in lines)  # fmt: skip


def _commands() -> str:
    return _table(("Command", "Does"), [row for name in command_names() for row in _rows(name)])


def _rows(name: str) -> Iterator[tuple[str, str]]:
    found = command(name)
    if not isinstance(found, click.Group):
        arguments = [each for each in found.params if isinstance(each, click.Argument)]
        words = " ".join(("fdevents", name, *(_argument(each) for each in arguments)))
        yield f"`{words}`", _first_line(found.help)
        return
    inner = ", ".join(f"`{each}`" for each in found.list_commands(click.Context(found)))
    yield f"`fdevents {name} COMMAND`", f"{_first_line(found.help)} Commands: {inner}."


def _argument(argument: click.Argument) -> str:
    shown = argument.metavar or str(argument.name).upper()
    return "NAME" if "|" in shown else shown


def _options(name: str) -> str:
    """The options of one panel of a command's help: `trigger, Payload`."""
    return _options_table(_options_of(*name.split(", ")))


def _options_table(found: Iterable[click.Option]) -> str:
    rows = [(f"`{_spelling(each)}`", f"{_sentence(each.help)}{_default(each)}") for each in found]
    return _table(("Option", "Does"), rows)


def _spelling(option: click.Option) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return f"{names} {option.metavar}" if option.metavar and not option.is_flag else names


def _default(option: click.Option) -> str:
    """What is used without the option, where the help would show it."""
    said = re.search(r"\[default: (.*)\]", option.help or "")
    if said:
        return f" Default: {said[1]}."
    shown = option.show_default and not option.is_flag and not option.multiple
    return f" Default: `{option.default}`." if shown and option.default is not None else ""


def _reference() -> str:
    """A section for each command, with its help and its options; groups by their commands."""
    parts = []
    for name in command_names():
        found = command(name)
        inner = found.commands if isinstance(found, click.Group) else {"": found}
        for word, each in inner.items():
            own = [option for option in each.params if isinstance(option, click.Option)]
            parts += [f"## {f'{name} {word}'.strip()}", _help(each)]
            parts += [_options_table(own)] if own else []
    return "\n\n".join(parts)


def _help(found: click.Command) -> str:
    """The paragraphs of a command's help, with command lines as code."""
    paragraphs = (found.help or "").strip().split("\n\n")
    return "\n\n".join(f"`{each}`" if each.startswith("fdevents ") else each for each in paragraphs)


def _rules() -> str:
    rows = [(f"`{rule}`", str(severity), holds) for rule, (severity, holds) in RULES.items()]
    return _table(("Rule", "Severity", "Holds when"), rows)


def _explanations() -> str:
    """The paragraph of each rule's page."""
    paragraphs = []
    for rule, (severity, _) in RULES.items():
        _title, text, *_ = (RULE_PAGES / f"{rule}.md").read_text("utf-8").split("\n\n")
        paragraphs.append(f"**[`{rule}`](rules/{rule}.md)** ({severity}).\n{text}")
    return "\n\n".join(paragraphs)


def _events() -> str:
    rows = [
        (f"`{event.name}`", event.summary, ", ".join(f"`{each.name}`" for each in event.variants))
        for event in EVENTS.values()
    ]
    return _table(("Event", "Fired when", "Variants"), rows)


def _modules() -> str:
    """Which module of 3.x has which events, and since when."""
    rows = []
    for module in MODULES:
        events = [event for event in EVENTS.values() if event.module == module]
        since: dict[str, list[str]] = {"2.0": [], "2.2": [], "3.0": []}
        for event in events:
            first = next(name for name in since if event.exists_on(name))
            since[first].append(f"`{event.name}`")
        rows.append((f"`{module}`", *(", ".join(names) for names in since.values())))
    return _table(("Module of 3.x", "Every version", "From 2.1 on", "3.x alone"), rows)


def _exit_codes() -> str:
    return _table(
        ("Code", "Means"), [(str(int(code)), _MEANINGS[code]) for code in sorted(ExitCode)]
    )


def _keys() -> str:
    schema = document_schema("outcome")
    rows = []
    for name, each in schema["properties"].items():
        said = each.get("description") or _UNSAID.get(name, "")
        inner = ", ".join(f"`{key}`" for key in _keys_inside(each, schema["$defs"]))
        rows.append((f"`{name}`", f"{said.rstrip('.')}: {inner}." if inner else _sentence(said)))
    return _table(("Key", "Holds"), rows)


_KINDS = {
    FailureKind.THREW: "It threw an Error, or its promise was rejected with one.",
    FailureKind.NOT_AN_ERROR: "It threw another value, or its promise was rejected with one.",
    FailureKind.CALL_REJECTED: "A platform API rejected a call, and nothing caught that.",
    FailureKind.TIMED_OUT: "It did not end within the time limit.",
    FailureKind.NEVER_SETTLED: "Its promise cannot settle: nothing is left to run.",
    FailureKind.OUT_OF_MEMORY: "It took more memory than it may have.",
    FailureKind.TOO_MUCH_SAID: "It made more console lines and API calls than are kept.",
    FailureKind.PROTOCOL_BROKEN: "A package wrote into what the sandbox says.",
    FailureKind.SANDBOX_DIED: "The sandbox's process ended.",
    FailureKind.SETUP_UNFINISHED: "A set-up handler did not call `renderData` as it has to.",
    FailureKind.REFUSED: "It called `renderData` with an error.",
    FailureKind.UNANSWERED: "A server method did not call `renderData`.",
    FailureKind.ANSWER_UNFIT: "What an action answered breaks its schema.",
}


def _failures() -> str:
    """Why a firing fails, for programs."""
    return _table(("Kind", "Why"), [(f"`{kind.value}`", _KINDS[kind]) for kind in FailureKind])


# Keys whose names say enough for the schema, and not for a table.
_UNSAID = {
    "event": "The event that was fired.",
    "variant": "Which documented way of happening it was.",
    "status": "How it ended: `ok`, `failed`, `refused`, `timed_out` or `crashed`.",
    "duration_ms": "Milliseconds from the start of loading to the end of the last work.",
    "console": "Each call of a console method",
    "calls": "Each call of a platform API",
    "error": "Null where all went well, or why not",
}


def document_schema(name: str) -> Any:
    """The JSON Schema that `fdevents schema` prints."""
    arguments = [sys.executable, "-m", "fdevents", "schema", name]
    return json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout)


def _keys_inside(each: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The keys of the object that a property is, or has items of, or may be."""
    for part in (each, each.get("items", {}), *each.get("anyOf", ())):
        if "$ref" in part:
            return list(definitions[part["$ref"].rpartition("/")[2]]["properties"])
    return []


def _apis() -> str:
    """Which platform has which API."""
    every = (api for profile in PLATFORMS for api in (*profile.apis, *profile.telling))
    apis = dict.fromkeys(api for api in every if api not in ENTITY_CALLS)  # which are refused
    rows = [
        (f"`{api}`", *("yes" if api in (*each.apis, *each.telling) else "" for each in PLATFORMS))
        for api in apis
    ]
    heads = ("API", *(", ".join(profile.versions) for profile in PLATFORMS))
    modules = ("`require`", *("yes" if each.has_modules else "see below" for each in PLATFORMS))
    return _table(heads, [modules, *rows])


def _first_line(text: str | None) -> str:
    return _sentence((text or "").strip().partition("\n")[0])


def _sentence(text: str | None) -> str:
    text = re.sub(r"\s+\[default: .*\]", "", (text or "").strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."


_MAKERS: dict[str, Callable[..., str]] = {
    "commands": _commands,
    "options": _options,
    "reference": _reference,
    "rules": _rules,
    "explanations": _explanations,
    "events": _events,
    "modules": _modules,
    "exit codes": _exit_codes,
    "keys": _keys,
    "failures": _failures,
    "apis": _apis,
}
