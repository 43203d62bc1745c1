"""Command lines of which any word may be another."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from fdevents.cli.commands import COMMANDS
from fdevents.cli.lazy import load
from tests.torture.caught import caught, wrong_with
from tests.torture.fuzzed import made

# They ask the registry, write to the home folder, or send what they are given.
_NEVER = {"install", "--install-completion", "--live"}
_ENDLESS = {"--watch"}
WORDS = [
    "onTicketCreate", "onTicketUpdate", "onAppInstall", "onExternalEvent", "onScheduledEvent",
    "add", "onticketcreate", "", " ", "-", "--", "-x", "=", ",", "a=b", "a", "x" * 300, "x" * 5_000,
    "\udcff", "\x1b[2J", "☃", "\u202e", "0", "1", "-1", "1e999", "nan", "9" * 400, "2.3", "3.0",
    "null", "[]", "{}", "[" * 3_000, '{"a":' * 300, '{"a": 1}', '"', "'", "\\", "*", "..", ".",
    "app", "app/manifest.json", "nowhere", "priority=1,2", "priority=Low,Urgent", "status=",
    "status=,", "tags=[],[\"a\"]", "type=a", "ticket.subject=Hi", "ticket.tags[2]=x", "ticket[0]=1",
    "a.b.c=1", "a[99999999999]=1", "[0]=1", ".=.", "ticket=null", "data={}", "key=v", "number=7",
    "list=a", "X-A: b", "X-A:b\r\nc: d", ":", "today", "2024-02-30", "2024-02-29T23:59:59+14:00",
    "9999-12-31T23:59:59-12:00", "0001-01-01", "json", "text", "sarif", "github", "test-data",
    "value", ":memory:", "/dev/null", "127.0.0.1", "*.example.com", "a..b", "x:99999", "kept",
    "created", "10", "0.001", "86400", "16", "65536", "%s", "{x}", "[bold]x[/bold]",
]  # fmt: skip


def lines(chance: random.Random, folder: Path) -> Iterator[str]:
    """One command line a try: right by half, wrong by the other."""
    commands = {name: load(name) for name in COMMANDS if name not in _NEVER}
    before = Path.cwd()
    while True:
        app = made(folder / "app")
        for _ in range(50):
            words = _line(chance, commands)
            result = caught(words, app, stdin=chance.choice(WORDS).replace("\udcff", ""))
            wrong = wrong_with(result)
            yield f"{words!r}: {wrong}" if wrong else ""
        assert Path.cwd() == before
        shutil.rmtree(app)


def _line(chance: random.Random, commands: dict[str, click.Command]) -> list[str]:
    name = chance.choice(sorted(commands))
    command, words = commands[name], [name]
    while isinstance(command, click.Group):
        word = chance.choice(sorted(command.commands))
        command = command.commands[word]
        words.append(word)
    given = [each for each in command.params if _is_given(chance, each)]
    for each in given:
        words += _words(chance, each)
    if name == "run" or "--timeout" in {word for each in given for word in each.opts}:
        words += ["--timeout", "2"] if chance.random() < 0.8 else []
    if name == "run":
        words.append("--once")
    if chance.random() < 0.1:
        words.insert(chance.randrange(len(words) + 1), chance.choice(WORDS))
    return [word[:900] if name == "init" else word for word in words]


def _is_given(chance: random.Random, parameter: click.Parameter) -> bool:
    if set(parameter.opts) & (_NEVER | _ENDLESS):
        return False
    return chance.random() < (0.9 if isinstance(parameter, click.Argument) else 0.15)


def _words(chance: random.Random, parameter: click.Parameter) -> list[str]:
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [chance.choice(parameter.opts)]
    option = parameter.opts[:1] if isinstance(parameter, click.Option) else []
    value = chance.choice(WORDS)
    if chance.random() < 0.85:
        value = _likely(chance, parameter) or value
    return [f"{option[0]}={value}"] if option and chance.random() < 0.3 else [*option, value]


def _likely(chance: random.Random, parameter: click.Parameter) -> str:
    """A value that the parameter may well take."""
    kind = getattr(parameter.type, "choices", None)
    if kind:
        return str(chance.choice(list(kind)))
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType):
        return str(chance.choice([1, 2, 16, 200]))
    known = {
        "event": WORDS[:5], "change": ["priority=1,2", "status=2,5"], "set": ["ticket.subject=Hi"],
        "iparam": ["key=v", "number=7"], "data": ['{"a": 1}', "-"], "payload": ["kept", "-"],
        "header": ["X-A: b"], "now": ["today", "2024-02-29"], "timeout": ["2"], "memory": ["128"],
        "method": ["add"], "app": ["."], "db": [":memory:", "other.db"], "platform": ["2.3", "3.0"],
        "name": ["kept", "key", "number"], "key": ["kept"], "rule": ["iparams-shape"],
    }  # fmt: skip
    for name, values in known.items():
        if any(name == each.lstrip("-") for each in parameter.opts):
            return chance.choice(values)
    return ""
