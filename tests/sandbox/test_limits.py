"""Handlers that never end or take too much: each is an outcome, and the next firing is clean."""

from __future__ import annotations

import pytest

from fdevents.remedies import Give, Parameter
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno


ENDLESS = {
    "a loop": "() => { for (;;); }",
    "a loop in a promise chain": "() => Promise.resolve().then(() => { for (;;); })",
    "a loop that nobody awaits": "() => { Promise.resolve().then(() => { for (;;); }); }",
    "microtasks": "async () => { for (;;) await null; }",
    "microtasks that nobody awaits": "() => { const f = () => Promise.resolve().then(f); f(); }",
    "an async generator": "async () => { for await (const x of (async function* () {"
    " for (;;) yield; })()); }",
    "a getter of the returned value": "() => Object.defineProperty({ u: undefined },"
    " Symbol.toStringTag, { get() { for (;;); } })",
    "a getter": "() => ({ get x() { for (;;); } }).x",
    "a getter of the error": "() => { throw Object.defineProperty(new Error(), 'message',"
    " { get() { for (;;); } }); }",
    "a getter in the console": "() => console.log({ get [Symbol.toStringTag]() { for (;;); } })",
    "a thenable": "() => ({ then() { for (;;); } })",
    "a regular expression": "() => /(a+)+$/.test('a'.repeat(60) + 'b')",
    "a builtin": "() => { const s = new Set([1]); s.forEach((x) => { s.delete(x); s.add(x); }); }",
    "a wait": "() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "a try without end": "() => { const f = () => { try { f(); } finally { f(); } }; f(); }",
    "console output": "() => { for (;;) console.log('x'.repeat(1e6)); }",
}

GREEDY = {
    "objects": "() => { const all = []; for (;;) all.push({}); }",
    "texts": "() => { const all = []; for (;;) all.push('x'.repeat(1e6) + all.length); }",
    "a map": "() => { const all = new Map(); for (let i = 0; ; i++) all.set(i, i); }",
    "buffers off the heap": "() => { const all = [];"
    " for (;;) all.push(new Uint8Array(1e7).fill(1)); }",
    "shared buffers": "() => { const all = [];"
    " for (;;) all.push(new Uint8Array(new SharedArrayBuffer(1e7)).fill(1)); }",
    "the longest array": "() => new Array(2 ** 32 - 1).fill(0)",
    "closures in a promise chain": "async () => { const all = [];"
    " for (;;) { await null; all.push(() => all); } }",
    "rejections": "() => { for (;;) Promise.reject(1); }",
    "a returned text": "() => 'x'.padEnd(2 ** 29 - 24)",
}

NEVER = {
    "a promise": "() => new Promise(() => {})",
    "an awaited promise": "async () => { await new Promise(() => {}); }",
    "a thenable": "() => ({ then() {} })",
    "a chain": "() => Promise.all([1, new Promise(() => {})])",
}

# What makes the handler throw what the language throws.
OVERRUNS = {
    "recursion": ("() => { const f = () => f(); f(); }", "Maximum call stack size exceeded"),
    "recursion in a helper": (
        "() => { const o = {}; o.toString = () => String(o); String(o); }",
        "Maximum call stack size exceeded",
    ),
    "async recursion": (
        "async () => { const f = async () => { await f(); }; await f(); }",
        "Maximum call stack size exceeded",
    ),
    "a text too long": ("() => 'x'.repeat(2 ** 30)", "Invalid string length"),
    "a list too long": ("() => new Array(2 ** 32)", "Invalid array length"),
    "a buffer too long": (
        "() => new ArrayBuffer(2 ** 53 - 1)",
        "Array buffer allocation failed",
    ),
}

CLEAN = """() => {
  const names = Object.getOwnPropertyNames(globalThis);
  const sane = JSON.stringify([1].map((x) => x + 1)) === "[2]" && "ab".replace("a", "b") === "bb"
    && Object.keys(Object.prototype).length === 0 && Reflect.ownKeys(console).length === 7
    && new Error("x").stack.startsWith("Error: x\\n    at ");
  console.log("%s", names.length);
  return Promise.resolve(sane);
}"""


@pytest.fixture(scope="module")
def globals_in_a_clean_context() -> list[str]:
    """How many globals there are, once the first firing has counted them."""
    return []


def assert_clean(fire_handler: FireHandler, counted: list[str], **options: int) -> None:
    """The next firing works, and sees nothing of the last one."""
    outcome = fire_handler(CLEAN, **options)
    assert (outcome.status, outcome.value) == ("ok", True), outcome.error
    counted.extend(line.text for line in outcome.console)
    assert len(set(counted)) == 1


@pytest.mark.parametrize("what", ENDLESS)
def test_what_does_not_end_is_ended(
    fire_handler: FireHandler, globals_in_a_clean_context: list[str], what: str
) -> None:
    outcome = fire_handler(ENDLESS[what], timeout=0.3)
    assert outcome.status == "timed_out", outcome.error
    assert outcome.error
    assert (outcome.error.name, outcome.error.message) == (
        "TimedOut",
        "The handler did not end within 0.3 s.",
    )
    assert outcome.error.place == outcome.handler_place
    assert 300 <= outcome.duration_ms < 3000
    assert_clean(fire_handler, globals_in_a_clean_context)


@pytest.mark.parametrize("what", GREEDY)
def test_what_takes_too_much_memory_is_ended(
    fire_handler: FireHandler, globals_in_a_clean_context: list[str], what: str
) -> None:
    outcome = fire_handler(GREEDY[what], memory_mb=64)
    assert outcome.status == "crashed", outcome.error
    assert outcome.error
    assert outcome.error.name == "OutOfMemory"
    assert "64 MB" in outcome.error.message
    assert outcome.error.remedies == (Give(Parameter.MEMORY, why="gives more"),)
    assert_clean(fire_handler, globals_in_a_clean_context, memory_mb=64)


@pytest.mark.parametrize("what", NEVER)
def test_what_can_never_settle_times_out_at_once(fire_handler: FireHandler, what: str) -> None:
    outcome = fire_handler(NEVER[what])
    assert outcome.status == "timed_out"
    assert outcome.error
    assert "never settles" in outcome.error.message
    assert outcome.duration_ms < 2000


def test_what_was_printed_before_the_end_is_kept(fire_handler: FireHandler) -> None:
    for handler, options in (
        ("() => { console.log('seen'); for (;;); }", {"timeout": 0.3}),
        ("() => { console.log('seen'); const a = []; for (;;) a.push({}); }", {"memory_mb": 64}),
        ("() => { console.log('seen'); return new Promise(() => {}); }", {}),
    ):
        outcome = fire_handler(handler, **options)
        assert not outcome.ok
        assert [line.text for line in outcome.console] == ["seen"]


@pytest.mark.parametrize("what", OVERRUNS)
def test_an_overrun_of_the_language_is_a_range_error(
    fire_handler: FireHandler, globals_in_a_clean_context: list[str], what: str
) -> None:
    handler, message = OVERRUNS[what]
    outcome = fire_handler(handler)
    assert outcome.status == "failed"
    assert outcome.error
    assert (outcome.error.name, outcome.error.message) == ("RangeError", message)
    assert_clean(fire_handler, globals_in_a_clean_context)


def test_a_gigabyte_of_console_output_takes_no_time(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => { for (let i = 0; i < 1000; i++) console.log('x'.repeat(1e6)); }")
    assert outcome.status == "ok"
    assert outcome.duration_ms < 5000
    assert sum(len(line.text) for line in outcome.console) < 2**20 + 100


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        ("() => console.log(Array(90).fill('x'.repeat(1e6)))", "ok"),
        ("() => [Array(99).fill('x'.repeat(1e6))]", "ok"),
        ("() => { throw Array(90).fill('x'.repeat(1e6)); }", "failed"),
    ],
)
def test_many_long_texts_can_be_shown(fire_handler: FireHandler, handler: str, status: str) -> None:
    assert fire_handler(handler).status == status


NO_STACK = ("failed", "Maximum call stack size exceeded")
STRAINS = {
    "() => { for (let i = 0; i < 300000; i++) Promise.reject(1); }":
        ("crashed", "Maximum call stack size exceeded"),
    "() => { const f = () => { try { new Error().stack; } finally { f(); } }; f(); }": NO_STACK,
    "() => { const f = () => { try { f(); } catch (e) { e.stack; throw e; } }; f(); }": NO_STACK,
    "() => { new RegExp('('.repeat(1e5) + ')'.repeat(1e5)); }":
        ("failed", "Invalid regular expression"),
    "() => { eval('('.repeat(1e6)); }": NO_STACK,
    "() => { JSON.parse('['.repeat(1e7)); }": ("crashed", "more memory than the 128 MB"),
    "() => { const a = []; a[0] = a; a.flat(Infinity); }": NO_STACK,
    "() => { let f = 1; for (let i = 0; i < 1e5; i++) f = new Proxy({}, { get: f }); f.x; }":
        ("failed", "is not a function"),
    "() => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x; }": NO_STACK,
    "() => { Intl.NumberFormat('x'.repeat(1e6)); }": ("failed", "Invalid language tag"),
}  # fmt: skip


@pytest.mark.parametrize("handler", STRAINS)
def test_what_strains_the_engine_is_an_outcome(
    fire_handler: FireHandler, globals_in_a_clean_context: list[str], handler: str
) -> None:
    outcome = fire_handler(handler, timeout=30)
    status, said = STRAINS[handler]
    assert outcome.status == status
    assert outcome.error
    assert said in outcome.error.message
    assert_clean(fire_handler, globals_in_a_clean_context)
