"""How a file is spoiled: its bytes, its structure, or what kind of thing it is."""

from __future__ import annotations

import json
import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SECRET = "what-lies-outside"
_DEEP = 2_000
# JSON texts that stand where another value was expected.
STRANGE = [
    "null", "true", "false", "0", "-1", "1e999", "-0.0", "9" * 5_000, "1.5", '""', "[]", "{}",
    '"\\ud800"', '"\\u0000"', '"\\u202e\\u001b]0;x\\u0007"', json.dumps("x" * 5_000),
    '"<%= iparam.key %>"', '"<%="', json.dumps("<%=" * 3_000), '"https://[::1"', '"../../etc"',
    '"__proto__"', '{"__proto__": {"a": 1}}', '{"a": 1, "a": 2}', '"constructor"', '"file:///etc"',
    '"^(a+)+$"', '"a{99999999999}"', json.dumps("(" * 3_000 + ")" * 3_000), '"*a*a*a*a*a*a*a*b"',
    "[" * _DEEP + "]" * _DEEP, '{"a":' * _DEEP + "1" + "}" * _DEEP, "[[], [[]], [[[]]]]",
    '"2020-02-30T25:61:61Z"', '"9999-12-31T23:59:59-12:00"', '"NaN"', "NaN", "Infinity",
    "-Infinity", '{"$ref": "#"}', '{"$ref": "http://127.0.0.1:9/x"}', '{"type": ["string", 1]}',
    '"onTicketCreate"', json.dumps({f"k{n}": n for n in range(300)}), json.dumps(["x"] * 3_000),
    '"☃ 𝒳 é"', '"\\n\\r\\t"',
]  # fmt: skip
JAVASCRIPT = [
    "while (true) {}", "throw null;", "throw { get message() { return $db.get('k'); } };", "(",
    "`${", "/(a+)+$/.test('a'.repeat(40) + '!');", "exports = null;",
    "exports = new Proxy({}, {});", "console.log('x'.repeat(1e6));",
    "for (let i = 0; i < 1e4; i++) console.log(i);", "\u2028",
    "$request.get('https://x.y/' + '<%='.repeat(1e4));", "renderData(new Array(1e6));",
    "await null;", "new Array(1e9).fill(1);", "require('./lib/../../../../etc/passwd');",
    "require('fs');", "\0", "import('node:fs');", "let exports;", "'use strict';",
    "exports.cb = exports.cb;", "}}}}", "<!--",
    "e = new Error('x'); e.stack = 'at server/server.js:99999999:1\\n'.repeat(2e4); throw e;",
    "Object.prototype.toJSON = () => { throw 1 };", "Promise.reject(1);", "({ then: 1 });", "#!x",
    "$db.set('k', { a: 1n });",
    "$schedule.create({ name: 1, schedule_at: '9999-12-31T23:59:59Z' });",
    "Array.prototype.map = null; JSON = null; Promise = null;",
    "function cb() { return cb(); } cb();",
]  # fmt: skip
JINJA = [
    "{{ 9**9**9 }}",
    "{{ x.y }}",
    "{{ range(9**9) }}",
    "{% for x in",
    "{{ lipsum(9**9) }}",
]
NAMES = ["", "x" * 300, "__proto__", "\x1b[2J", "a.b", "☃"]


def spoil(chance: random.Random, path: Path) -> str:
    """Spoils the file, or whatever else could lie at that path, and says how."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else b"{}"
    ways: list[Callable[[], str]] = [
        lambda: _bytes(chance, path, content),
        lambda: _bytes(chance, path, content),
        lambda: _kind(chance, path),
    ]
    if path.suffix == ".json":
        ways += [lambda: _structure(chance, path, content)] * 6
    if path.suffix in (".js", ".j2"):
        ways += [lambda: _inserted(chance, path, content)] * 6
    return f"{path.name}: {chance.choice(ways)()}"


def _bytes(chance: random.Random, path: Path, content: bytes) -> str:
    data = bytearray(content)
    done = []
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        way = chance.choice(["flip", "cut", "insert", "repeat", "end", "mark", "zeros"])
        done.append(f"{way} at {at}")
        if way == "flip" and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif way == "cut":
            del data[at : at + chance.randint(1, 30)]
        elif way == "insert":
            data[at:at] = chance.randbytes(chance.randint(1, 20))
        elif way == "repeat":
            data[at:at] = data[at : at + 20] * chance.choice([2, 50, 2_000])
        elif way == "end":
            del data[at:]
        elif way == "mark":
            data[:0] = chance.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0"])
        else:
            data[at:at] = bytes(chance.choice([1, 4_096]))
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return ", ".join(done)


def _kind(chance: random.Random, path: Path) -> str:
    """Puts something else there. `outside` lies beside the app's folder; see `fuzzed`."""
    app = next(each for each in path.parents if each.name == "app")
    outside = app.parent / "outside"
    path.unlink(missing_ok=True)
    way = chance.choice(
        ["folder", "pipe", "socket", "loop", "nowhere", "zeros", "outside", "folder out", "missing",
         "empty", "huge"]
    )  # fmt: skip
    if way == "folder":
        path.mkdir()
    elif way == "pipe":
        os.mkfifo(path)
    elif way == "socket":
        with socket.socket(socket.AF_UNIX) as made, _shorter(path) as name:
            made.bind(name)
    elif way == "huge":
        with path.open("wb") as file:
            file.truncate(2**31)
    elif way == "empty":
        path.touch()
    elif way == "folder out":
        folder = path.parent
        if folder != app:
            folder.rename(app.parent / f"moved-{folder.name}")
            folder.symlink_to(outside)
    elif way != "missing":
        targets = {
            "loop": Path(path.name),
            "nowhere": Path("nowhere"),
            "zeros": Path("/dev/zero"),
            "outside": outside / "secret.json",
        }
        path.symlink_to(targets[way])
    return f"is {way}"


class _shorter:  # noqa: N801  # used as a function is
    """The path from its own folder: the address of a socket has room for a hundred bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = Path.cwd()

    def __enter__(self) -> str:
        os.chdir(self._path.parent)
        return self._path.name

    def __exit__(self, *_: object) -> None:
        os.chdir(self._before)


def _inserted(chance: random.Random, path: Path, content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    pieces = [
        *JAVASCRIPT,
        *(f"{{{{ {each} }}}}" for each in ("9**9**9", "x.y", "range(9**9)|list")),
    ]
    piece = chance.choice(pieces)
    ends = [at + 1 for at, sign in enumerate(text) if sign in "{;\n"] or [0]
    at = chance.choice(ends)
    path.write_text(f"{text[:at]} {piece} {text[at:]}", "utf-8", "surrogatepass")
    return f"{piece!r} at {at}"


def _structure(chance: random.Random, path: Path, content: bytes) -> str:
    try:
        value = json.loads(content)
    except ValueError:
        value = {}
    done = []
    for _ in range(chance.randint(1, 3)):
        places = list(_places(value))
        if not places:
            value = [value]
            continue
        inside, key = chance.choice(places)
        way = chance.choice(["strange", "strange", "strange", "remove", "rename", "move", "more"])
        done.append(f"{way} {key!r}")
        if way == "remove":
            del inside[key]
        elif way == "rename" and isinstance(inside, dict):
            inside[chance.choice(["", "x" * 300, "__proto__", "\x1b[2J", "a.b", "☃"])] = inside.pop(
                key
            )
        elif way == "move":
            other, name = chance.choice(places)
            inside[key] = json.loads(json.dumps(other[name]))
        elif way == "more" and isinstance(inside, dict):
            inside[f"{key}-more"] = _Text(chance.randrange(len(STRANGE)))
        else:
            inside[key] = _Text(chance.randrange(len(STRANGE)))
            done.append(STRANGE[inside[key]][:60])
    path.unlink(missing_ok=True)
    path.write_text(_json(value), "utf-8", "surrogatepass")
    return ", ".join(done)


class _Text(int):
    """The number of one of the texts of STRANGE, which is not a value that Python could write."""


def _json(value: Any) -> str:
    if isinstance(value, _Text):
        return STRANGE[value]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys."""
    if isinstance(value, dict | list):
        for key in list(value if isinstance(value, dict) else range(len(value))):
            yield value, key
            yield from _places(value[key])
