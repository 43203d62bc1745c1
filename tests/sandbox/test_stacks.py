"""The stacks of failures: true, the app's alone, and whence their place comes."""

from __future__ import annotations

import time

import pytest

from fdevents.session.stacks import MOST_FRAMES
from tests.support.firing import OURS, FireHandler, failure

pytestmark = pytest.mark.deno

# Code that defines `cb`, and the stack of what it throws, below “Error: x”.
STACKS = {
    "sync": (
        "function cb() {\n  throw new Error('x');\n}",
        ["Object.cb (server/server.js:2:9)"],
    ),
    "arrow": (
        "const cb = () => {\n  throw new Error('x');\n};",
        ["Object.cb (server/server.js:2:9)"],
    ),
    "async, at once": (
        "async function cb() {\n  throw new Error('x');\n}",
        ["Object.cb (server/server.js:2:9)"],
    ),
    "async, later": (
        "async function cb() {\n  await null;\n  throw new Error('x');\n}",
        ["Object.cb (server/server.js:3:9)"],
    ),
    "async, nested": (
        "async function a() {\n  await null;\n  throw new Error('x');\n}\n"
        "async function b() {\n  return await a();\n}\n"
        "async function cb() {\n    await b();\n}",
        ["a (server/server.js:3:9)", "async b (server/server.js:6:10)",
         "async Object.cb (server/server.js:9:5)"],
    ),
    "helpers": (
        "function cb() {\n  return help();\n}\nconst help = () => {\n\tthrow new Error('x');\n};",
        ["help (server/server.js:5:8)", "Object.cb (server/server.js:2:10)"],
    ),
    "a callback inside of map": (
        "function cb() {\n  [1].map((one) => {\n    throw new Error('x');\n  });\n}",
        ["server/server.js:3:11", "Array.map (<anonymous>)", "Object.cb (server/server.js:2:7)"],
    ),
    "a comparison inside of sort": (
        "function cb() {\n  [2, 1].sort(function order() {\n    throw new Error('x');\n  });\n}",
        ["order (server/server.js:3:11)", "Array.sort (<anonymous>)",
         "Object.cb (server/server.js:2:10)"],
    ),
    "a promise chain": (
        "function cb() {\n  return Promise.resolve()\n    .then(() => 1)\n"
        "    .then(function two() {\n      throw new Error('x');\n    });\n}",
        ["two (server/server.js:5:13)"],
    ),
    "Promise.all": (
        "async function one() {\n  await null;\n  throw new Error('x');\n}\n"
        "async function cb() {\n  await Promise.all([0, one()]);\n}",
        ["one (server/server.js:3:9)", "async Promise.all (index 1)",
         "async Object.cb (server/server.js:6:3)"],
    ),
    "a promise constructor": (
        "const cb = () => new Promise((resolve) => {\n  throw new Error('x');\n});",
        ["server/server.js:2:9", "new Promise (<anonymous>)", "Object.cb (server/server.js:1:18)"],
    ),
    "a class constructor": (
        "class Foo {\n  constructor() {\n    throw new Error('x');\n  }\n}\n"
        "class Bar extends Foo {}\nfunction cb() {\n  new Bar();\n}",
        ["new Foo (server/server.js:3:11)", "new Bar (server/server.js:6:1)",
         "Object.cb (server/server.js:8:3)"],
    ),
    "a class field": (
        "const fail = () => {\n  throw new Error('x');\n};\nclass Foo {\n  field = fail();\n}\n"
        "function cb() {\n  new Foo();\n}",
        ["fail (server/server.js:2:9)",
         "Foo.<instance_members_initializer> (server/server.js:5:11)",
         "new Foo (server/server.js:4:1)", "Object.cb (server/server.js:8:3)"],
    ),
    "a getter": (
        "const o = {\n  get a() {\n    throw new Error('x');\n  },\n};\nfunction cb() {\n  o.a;\n}",
        ["Object.get a (server/server.js:3:11)", "Object.cb (server/server.js:7:5)"],
    ),
    "a generator": (
        "function* g() {\n  throw new Error('x');\n}\nfunction cb() {\n  [...g()];\n}",
        ["g (server/server.js:2:9)", "g.next (<anonymous>)", "Object.cb (server/server.js:5:7)"],
    ),
    "made elsewhere": (
        "const early = new Error('x');\nfunction cb() {\n  throw early;\n}",
        ["server/server.js:1:15"],
    ),
    "a rejection": (
        "function cb() {\n  return Promise.reject(new Error('x'));\n}",
        ["Object.cb (server/server.js:2:25)"],
    ),
    "nobody awaits it": (
        "function cb() {\n  (async () => {\n    throw new Error('x');\n  })();\n}",
        ["server/server.js:3:11", "Object.cb (server/server.js:4:5)"],
    ),
    "a thenable": (
        "const cb = () => ({\n  then(resolve, reject) {\n    reject(new Error('x'));\n  },\n});",
        ["Object.then (server/server.js:3:12)"],
    ),
    "a source of another name": (
        "//# sourceURL=node:other.js\n//# sourceMappingURL=data:application/json,%7B%7D\n"
        "function cb() {\n  throw new Error('x');\n}",
        ["Object.cb (server/server.js:4:9)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", STACKS)
def test_the_stack_is_true_and_the_apps_alone(fire_handler: FireHandler, where: str) -> None:
    code, frames = STACKS[where]
    error = failure(fire_handler("cb", before=f"{code}\n"))
    assert (error.name, error.message) == ("Error", "x")
    assert error.stack.split("\n    at ") == ["Error: x", *frames]
    assert not OURS.search(error.stack)


@pytest.mark.parametrize("where", STACKS)
def test_the_place_is_the_first_frame_with_one(fire_handler: FireHandler, where: str) -> None:
    code, frames = STACKS[where]
    error = failure(fire_handler("cb", before=f"{code}\n"))
    assert str(error.place) in frames[0]


LONG = {
    "many frames": "'x\\n' + '    at f (server/server.js:999999999:1)\\n'.repeat(25000)",
    "a long line": "'x\\n' + ' at f (server/server.js:3:999999999)'.repeat(25000)",
}


@pytest.mark.parametrize("what", LONG)
def test_of_an_endless_stack_the_first_lines_are_counted(
    fire_handler: FireHandler, what: str
) -> None:
    # Half a million lines, and one that is long and not ASCII.
    before = "\n" * 500_000 + f"/* {'é' * 500_000} */\n"
    code = f"() => {{ const e = new Error('x'); e.stack = {LONG[what]}; throw e; }}"
    start = time.monotonic()
    error = failure(fire_handler(code, before=before))
    assert time.monotonic() - start < 10
    assert len(error.stack.splitlines()) <= MOST_FRAMES + 2
