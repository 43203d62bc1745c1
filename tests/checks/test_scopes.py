"""Globals that the platform lacks: each use is found, and nothing that only looks like one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from fdevents import App, Outcome, Severity
from fdevents.app.script import read_script
from fdevents.checks.scopes import unavailable_uses
from fdevents.freshdesk.globals import UNAVAILABLE_GLOBALS
from tests.support.apps import MakeApp, app_handling

# Product events, Note 2, and what is known of the platform: none of these is there.
ABSENT = (
    "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate",
    "Buffer", "btoa", "atob", "fetch", "Headers", "module", "__dirname", "require",
)  # fmt: skip


def uses(code: str) -> list[str]:
    """The unavailable globals that the code uses, in its order."""
    return [name for name, _ in unavailable_uses(read_script("server/server.js", code))]


@pytest.mark.parametrize("name", ABSENT)
def test_what_the_platform_lacks_is_known(name: str) -> None:
    assert name in UNAVAILABLE_GLOBALS


def test_what_is_called_unavailable_is_not_in_the_sandbox(
    fire_handler: Callable[..., Outcome],
) -> None:
    names = list(UNAVAILABLE_GLOBALS)
    outcome = fire_handler(f"() => {names}.filter((name) => name in globalThis)")
    assert outcome.value == []


@pytest.mark.deno
@pytest.mark.parametrize("name", sorted(UNAVAILABLE_GLOBALS))
def test_a_use_is_a_warning_with_what_to_do_instead(make_app: MakeApp, name: str) -> None:
    server = (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  cb: () => {name},\n}};\n"
    )
    app = App.load(make_app(server))
    (found,) = app.problems
    assert (found.rule, found.severity) == ("unavailable-global", Severity.WARNING)
    assert str(found.place) == "server/server.js:2:13"
    assert found.message == f"{name} does not exist on the platform."
    assert found.hint == UNAVAILABLE_GLOBALS[name]
    assert found.hint.endswith(".")
    outcome = app.fire("onTicketCreate")
    assert outcome.error is not None
    assert outcome.error.message == f"{name} is not defined"


@pytest.mark.deno
def test_what_is_there_or_may_be_is_no_warning(make_app: MakeApp) -> None:
    names = "process, global, URL, URLSearchParams, $request, $db, $schedule, renderData"
    server = (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  cb: () => [{names}, generateTargetUrl],\n}};\n"
    )
    assert App.load(make_app(server)).problems == []


def test_every_use_has_its_own_place() -> None:
    code = "fetch(1);\n  fetch(2); setTimeout(fetch);\n"
    found = unavailable_uses(read_script("server/server.js", code))
    assert [(name, place.line, place.column) for name, place in found] == [
        ("fetch", 1, 1),
        ("fetch", 2, 3),
        ("setTimeout", 2, 13),
        ("fetch", 2, 24),
    ]


@pytest.mark.parametrize(
    "code, names",
    [
        ("setTimeout(() => 1, 5);", ["setTimeout"]),
        ("const wait = setTimeout;", ["setTimeout"]),
        ("new XMLHttpRequest();", ["XMLHttpRequest"]),
        ("const lib = require('lib');", ["require"]),
        ("module.exports = {};", ["module"]),
        ("window.x = window?.y;", ["window", "window"]),
        ("`${Deno.env.KEY}`;", ["Deno"]),
        ("({ fetch });", ["fetch"]),
        ("({ [Deno]: 1 });", ["Deno"]),
        ("({ key: Deno });", ["Deno"]),
        ("list[Buffer];", ["Buffer"]),
        ("function f(a = fetch) {}", ["fetch"]),
        ("const { a = fetch } = b;", ["fetch"]),
        ("for (const a of fetch) a;", ["fetch"]),
        ("class A extends Request {}", ["Request"]),
        ("client += 1;", ["client"]),
        ("try { fetch(); } catch {}", ["fetch"]),
        ("{ const client = 1; } client;", ["client"]),
        ("function f(client) {} client;", ["client"]),
        ("try {} catch (client) {} client;", ["client"]),
        ("for (const client of []) {} client;", ["client"]),
        ("async () => { await fetch('x'); atob('y'); };", ["fetch", "atob"]),
        ("typeof Deno.env;", ["Deno"]),
        ("…; é; fetch();", ["fetch"]),
        ("fetch(", ["fetch"]),
    ],
)
def test_a_use_is_found(code: str, names: list[str]) -> None:
    assert uses(code) == names


@pytest.mark.parametrize(
    "code",
    [
        "payload.fetch(); payload?.process; this.module; a.b.window;",
        "payload['fetch'];",
        "({ fetch: 1, process() {}, get module() { return 1; }, async alert() {} });",
        "class A { fetch() {} static process = 1; #client; }",
        "process: for (;;) break process;",
        "'setTimeout'; `fetch`; /fetch/; // setTimeout",
        "/* setTimeout */ const setTimeouts = prefetch + $fetch + fetch_;",
    ],
    ids=["properties", "index", "object", "class", "label", "text", "longer"],
)
def test_a_name_that_is_no_variable_is_no_use(code: str) -> None:
    assert uses(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "const fetch = 1; fetch;",
        "let fetch; fetch;",
        "var fetch; fetch;",
        "fetch(); function fetch() {}",
        "fetch(); async function fetch() {}",
        "function* fetch() {} fetch();",
        "class Request {} new Request();",
        "function f(client) { return client; }",
        "(client) => client; client => client; async client => client;",
        "list.map(function (document) { return document; });",
        "(function ({ client, document: [window] }, ...process) { client, window, process; });",
        "function f(client = 1) { return client; }",
        "const { client, a: { document }, module: process, ...window } = b; client, document, "
        "process, window;",
        "const { client = 1, a: document = 2 } = b; client, document;",
        "const [client, [document], ...process] = b; client, document, process;",
        "try {} catch (client) { client; }",
        "try {} catch ({ client }) { client; }",
        "for (const client of b) client;",
        "for (let client = 0; client < 5; client++) {}",
        "for (const [client, { document }] of b) { client; document; }",
        "({ set x(client) { client; } });",
        "const f = () => { const client = 1; return () => client; };",
        "client = 1; client.x;",
        "[client] = [1]; ({ document } = b); client, document;",
        "const use = () => atob(1); const atob = () => 1;",
    ],
)
def test_a_name_that_the_script_declares_is_its_own(code: str) -> None:
    assert uses(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "{ var client = 1; } client;",
        "function f() { if (a) { var client = 1; } return client; }",
        "for (var client of b) {} client;",
        "for (var client = 0;;) {} client;",
        "try { var client = 1; } catch {} client;",
        "switch (a) { case 1: var client = 1; } client;",
        "while (a) var client = 1; client;",
    ],
)
def test_a_var_holds_in_all_of_its_function(code: str) -> None:
    assert uses(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "exports = { fetch: function fetch() { return fetch; } };",
        "const load = async function fetch() {};",
        "const A = class Request { again() { return new Request(); } };",
        "(function process() { process; })();",
    ],
)
def test_a_function_or_class_expression_may_have_such_a_name(code: str) -> None:
    assert uses(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "if (typeof setTimeout === 'function') setTimeout(f);",
        "const has = typeof fetch !== 'undefined'; if (has) fetch();",
        "typeof process === 'object' && process.env;",
        "if (typeof (fetch) === 'function') fetch();",
    ],
)
def test_a_name_that_the_script_asks_for_with_typeof_is_guarded(code: str) -> None:
    assert uses(code) == []


def test_a_guard_for_one_name_guards_no_other() -> None:
    assert uses("if (typeof setTimeout === 'function') setInterval(f);") == ["setInterval"]


@pytest.mark.slow
def test_a_bundle_of_a_thousand_modules_is_read_without_complaint() -> None:
    module = "function (module, exports, require) { module.exports = require(1).fetch; }"
    code = f"(function (list) {{ list[0]({{}}, {{}}, list); }})([{', '.join([module] * 1000)}]);\n"
    assert uses(code) == []


def warned(make_app: MakeApp, files: Mapping[str, str], server: str) -> list[str]:
    """Where `unavailable-global` is broken in an app with further files under server/."""
    problems = app_handling(make_app, server, files).problems
    return [str(each.place) for each in problems if each.rule == "unavailable-global"]


@pytest.mark.deno
def test_only_modules_that_the_app_requires_are_looked_at(make_app: MakeApp) -> None:
    files = {
        "lib/a.js": "exports.a = () => require('./b').b; setTimeout;",
        "lib/b.js": "exports.b = fetch;",
        "lib/index.js": "exports.c = Buffer;",
        "test/server.test.js": "const it = require('it'); jest.mock(setTimeout);",
        "lib/data.json": '{"setTimeout": 1}',
    }
    by_name = "() => [require('./lib/a'), require(`./lib`), require('moment')]"
    assert warned(make_app, files, by_name) == [
        "server/lib/a.js:1:37", "server/lib/b.js:1:13", "server/lib/index.js:1:13",
    ]  # fmt: skip
    by_others = "() => ['a', 'b'].map((name) => require('./lib/' + name))"
    assert "server/test/server.test.js:1:37" in warned(make_app, files, by_others)
    assert warned(make_app, files, "() => 1") == []


@pytest.mark.deno
@pytest.mark.parametrize(
    "made", ["global.fetch = () => 1;", "globalThis.fetch = 1;", "global['fetch'] = () => 1;"]
)
def test_a_global_that_the_app_makes_is_its_own(make_app: MakeApp, made: str) -> None:
    files = {"lib/a.js": f"{made} exports.a = fetch;"}
    assert warned(make_app, files, "() => [require('./lib/a').a, fetch()]") == []
    files = {"lib/a.js": "if (global.fetch === 1) exports.a = fetch;"}
    assert len(warned(make_app, files, "() => [require('./lib/a').a, fetch()]")) == 2


@pytest.mark.deno
@pytest.mark.parametrize("name", ["URL", "URLSearchParams", "process", "global", "WebAssembly"])
def test_what_the_platform_may_have_is_no_warning(make_app: MakeApp, name: str) -> None:
    assert warned(make_app, {}, f"() => {name}") == []


@pytest.mark.parametrize(
    "code",
    [
        "import fetch, { Headers as Request } from 'node-fetch'; fetch(new Request());",
        "import * as client from 'c'; client.x;",
        "switch (a) { case 1: const client = 1; client.x; }",
        "class A { static { const client = 1; client.x; } }",
        "if (a) { function client() {} } client();",
        "(function (e, t) { 'object' == typeof window ? e(window) : t(); })(a, b);",
    ],
)
def test_what_bundlers_write_is_understood(code: str) -> None:
    assert uses(code) == []
