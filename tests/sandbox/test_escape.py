"""Ways out of the context: none leads to an object of the outer realm, or to the next firing.

An object counts as the outer realm's where it does not inherit from the context's own
Object.prototype. Arrays that the engine itself makes for a Proxy's trap are such objects whenever
our side is what calls, and so are the call sites for a hook on what the app calls `Error`; nothing
can be done with one, since all that it leads to is frozen and makes no code. So what counts as a
leak is an object of the outer realm that is neither of these and not frozen.
"""

from __future__ import annotations

import pytest

from fdevents import App
from tests.support.apps import MakeApp
from tests.support.attempts import ENDS, PRELUDE, TRIED, WATCHED
from tests.support.firing import FireHandler

pytestmark = pytest.mark.deno


def run(fire_handler: FireHandler, code: str, status: str = "ok", **options: int) -> list[str]:
    """What the attempt printed; the next firing is as if it had not been."""
    attempt = f"async function (payload) {{ {code} }}"
    outcome = fire_handler(attempt, before=PRELUDE, timeout=30, **options)
    assert outcome.status == status, outcome.error
    following = fire_handler(
        "() => { console.log('my', ['own']); return { mine: [1] }; }", **options
    )
    assert [line.text for line in following.console] == ["my [ 'own' ]"]
    assert following.value == {"mine": [1]}
    return [line.text for line in outcome.console]


@pytest.mark.parametrize("hook", ["hook", "wrapped"])
@pytest.mark.parametrize("what", WATCHED)
def test_what_we_call_gets_nothing_of_ours(fire_handler: FireHandler, what: str, hook: str) -> None:
    printed = run(fire_handler, WATCHED[what].replace("HOOK", hook), ENDS.get(what, "ok"))
    assert "LOOKED" in printed
    assert "LEAK" not in printed


@pytest.mark.parametrize("what", TRIED)
def test_no_road_leads_out(fire_handler: FireHandler, what: str) -> None:
    assert "LEAK" not in run(fire_handler, TRIED[what], ENDS.get(what, "ok"))


def test_what_could_lead_out_later_is_not_there(fire_handler: FireHandler) -> None:
    """Each calls the app back from the engine's side; with one of them come attempts for TRIED."""
    code = "() => [typeof Atomics.waitAsync, typeof DisposableStack, typeof Temporal]"
    assert fire_handler(code).value == ["undefined"] * 3


def test_nothing_that_a_context_starts_with_is_ours(fire_handler: FireHandler) -> None:
    assert run(fire_handler, "check(globalThis)") == ["LOOKED"]


@pytest.mark.parametrize("hook", ["hook", "wrapped"])
def test_reading_the_exports_gives_nothing_away(make_app: MakeApp, hook: str) -> None:
    server = (
        f"{PRELUDE.replace('log(', 'note(')}\n"
        "function note(text) { Object.defineProperty(exports, text, { value: 1 }); }\n"
        f"exports = {{ cb() {{}}, events: new Proxy([getter({{}}, 'event', {hook}),"
        f" new Proxy({{ event: 'x' }}, traps({hook})),"
        " getter({}, 'verdict', () => `${exports.LOOKED},${exports.LEAK}`)], {}) };\n"
        f"Object.setPrototypeOf(exports, new Proxy({{ a: 1 }}, traps({hook})));\n"
        f"getter(exports, 'b', {hook});\n"
    )
    keys = App.load(make_app(server)).exports.entries[-1].keys
    assert keys
    assert keys["verdict"].text == "1,undefined"


def test_what_a_firing_reaches_it_cannot_change_for_the_next(fire_handler: FireHandler) -> None:
    run(
        fire_handler,
        "let got; const take = new Proxy(hook, { apply(t, self, all) { got ??= all; return '' } });"
        " console.log('%s', { toString: take });"
        " const walk = getPrototypeOf(got[Symbol.iterator]()), { next } = walk;"
        " walk.next = function () { const step = next.call(this);"
        " return typeof step.value === 'string' ? { done: false, value: 'stolen' } : step }",
        memory_mb=72,  # a sandbox of its own: this one may be spoilt for others
    )


def test_the_function_constructor_of_the_outer_realm_makes_no_code(
    fire_handler: FireHandler,
) -> None:
    """An array of the outer realm leads to it; see above."""
    printed = run(
        fire_handler,
        "let got; const take = new Proxy(hook, { apply(t, self, all) { got ??= all; return '' } });"
        " console.log('%s', { toString: take });"
        " const Outer = got.constructor.constructor; log(String(Outer === Function));"
        " try { Outer('return this')(); log('MADE') } catch (e) { log(e.name) }",
    )
    assert printed[-2:] == ["false", "EvalError"]


def test_nothing_of_the_outer_realm_keeps_a_note_for_the_next_firing(
    fire_handler: FireHandler,
) -> None:
    walk = (
        "let got; const take = new Proxy(hook, { apply(t, self, all) { got ??= all; return '' } });"
        " console.log('%s', { toString: take }); const todo = [got], met = new Set();"
        " for (const o of todo) { if (!isObject(o) || rooted(o) || met.has(o)) continue;"
        " met.add(o); for (const key of ownKeys(o)) {"
        " const found = getOwnPropertyDescriptor(o, key);"
        " todo.push(found.value, found.get, found.set) } todo.push(getPrototypeOf(o)); NOTE;"
        " if (typeof o === 'function') for (const all of [[], [-1], [[1]], [(x) => x], [got]])"
        " for (const act of [() => Reflect.apply(o, got, all), () => Reflect.construct(o, all)])"
        " try { todo.push(act()) } catch (e) { todo.push(e) } if (met.size > 5000) break }"
    )
    leave = "try { Object.defineProperty(o, 'left', { value: 1 }) } catch {}"
    look = "if (Object.hasOwn(o, 'left')) log('LEFT')"
    run(fire_handler, walk.replace("NOTE", leave), "failed", memory_mb=73)  # a sandbox of its own
    assert "LEFT" not in run(fire_handler, walk.replace("NOTE", look), "failed", memory_mb=73)
