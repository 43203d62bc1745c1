"""Promises that nobody takes up are found, and the platform's own style is left alone."""

from __future__ import annotations

import pytest

from tests.support.apps import MakeApp, app_handling

pytestmark = pytest.mark.deno
FLOATING = {
    "function () { $db.set('a', { a: 1 }); }": "$db.set",
    "async () => { $request.get('https://x.example.com', {}); }": "$request.get",
    "function () { [1].forEach(function () { $db.delete('a'); }); }": "$db.delete",
    "async () => { if (1) $schedule.delete({ name: 'a' }); }": "$schedule.delete",
}
TAKEN_UP = [
    "function () { $db.set('a', { a: 1 }).then(function () {}, function () {}); }",
    "function () { $request.get('https://x.example.com', {}).done(f).fail(f); function f() {} }",
    "function () { $db.get('a').catch(console.error); }",
    "function () { $db.get('a').always(() => {}); }",
    "function () { return $db.get('a'); }",
    "() => $db.get('a')",
    "async () => { await $db.get('a'); }",
    "async () => { const kept = $db.get('a'); await Promise.all([kept, $db.get('b')]); }",
    "function () { void $db.get('a'); }",
    "function () { list().push($db.get('a')); function list() { return []; } }",
    "async () => { try { return await $db.get('a'); } catch (e) { await $db.get('b'); } }",
    "function () { // $db.get('a');\n return '$db.get(1);' + `$db.get(2);`; }",
    "function () { this.$db.get('a'); }",
    "function () { $db.entity({ version: 'v1' }); $db.of({}); }",
]


def floating(make_app: MakeApp, handler: str) -> list[str]:
    """The messages of `floating-promise` for a handler."""
    problems = app_handling(make_app, handler).problems
    return [each.message for each in problems if each.rule == "floating-promise"]


@pytest.mark.parametrize("handler", FLOATING)
def test_a_call_that_stands_alone_is_a_warning(make_app: MakeApp, handler: str) -> None:
    (message,) = floating(make_app, handler)
    assert f"the promise of {FLOATING[handler]}," in message


@pytest.mark.parametrize("handler", TAKEN_UP)
def test_a_promise_that_is_taken_up_is_none(make_app: MakeApp, handler: str) -> None:
    assert floating(make_app, handler) == []
