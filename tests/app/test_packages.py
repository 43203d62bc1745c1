"""npm packages: small ones of our own, run by the real Deno, allowed what they need and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, FailureKind, Outcome
from tests.support.apps import MakeApp
from tests.support.packages import package

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
Fire = Callable[..., Outcome]


@pytest.fixture
def fire(declaring: Callable[..., Path]) -> Fire:
    """Fires at a handler with the code `body`; the package `p` says `code`."""

    def call(body: str, code: str = "module.exports = 1;", **options: Any) -> Outcome:
        root = declaring(f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n", "p")
        package(root, "p", code)
        return App.load(root, **options).fire(EVENT, timeout=10)

    return call


FORMS = {
    "an object": ("exports.a = 1;", {"a": 1}),
    "module.exports": ("module.exports = { a: [1] };", {"a": [1]}),
    "JSON": ("module.exports = require('./package.json').version;", "1.0.0"),
    "what Node has": ("module.exports = [typeof process.version, typeof Buffer.from('a'),"
                      " typeof setTimeout, typeof require('util').format];",
                      ["string", "object", "function", "function"]),
    "what it makes of text": ("module.exports = new Function('return [eval(\"1 + 1\")]')();", [2]),
    "an empty environment": ("module.exports = Object.keys(process.env).length === 0;", True),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_declared_package_is_required(fire: Fire, form: str) -> None:
    code, value = FORMS[form]
    outcome = fire("return JSON.parse(JSON.stringify(require('p')));", code)
    assert outcome.value == value, outcome.error


def test_packages_require_their_own(declaring: Callable[..., Path]) -> None:
    root = declaring(
        "const a = require('a'); exports = { cb: () => [a, require('@s/b')] };", "a", "@s/b"
    )
    package(root, "a", "module.exports = 'a' + require('inner');", dependencies={"inner": "1"})
    package(root, "inner", "module.exports = 'inner';")
    package(root, "@s/b", "module.exports = 'b';", folder=".")
    assert App.load(root).fire(EVENT).value == ["ainner", "b"]


def test_modules_of_the_app_require_packages_too(declaring: Callable[..., Path]) -> None:
    root = declaring("exports = { cb: () => require('./lib/x') };", "p")
    package(root, "p", "module.exports = (n) => n + 1;")
    (root / "server" / "lib").mkdir()
    (root / "server" / "lib" / "x.js").write_text("exports = require('p')(1);")
    assert App.load(root).fire(EVENT).value == 2


def test_nothing_is_kept_from_firing_to_firing(declaring: Callable[..., Path]) -> None:
    root = declaring("exports = { cb: () => require('p')() };", "p")
    package(root, "p", "let n = 0; module.exports = () => ++n;")
    app = App.load(root)
    assert [app.fire(EVENT).value for _ in range(3)] == [1, 1, 1]


REFUSED = {
    "missing": "it is declared, but not installed. Install the app's packages first.",
    "undeclared": "it is installed, but is not a dependency of the app",
    "modern": "it is an ES module only",
    "fs": "it is a part of Node",
    "node:net": "it is a part of Node",
    "nothing": "it is neither a file nor a dependency of the app",
    "../../etc/passwd": "it leads out of server/",
    "/etc/passwd": "it is neither a file nor a dependency",
}


@pytest.mark.parametrize("wanted", REFUSED)
def test_what_cannot_be_required_says_why_and_what_to_do(
    declaring: Callable[..., Path], wanted: str
) -> None:
    root = declaring(f"exports = {{\n  cb: () => require('{wanted}') }};", "missing", "modern", "p")
    package(root, "undeclared", "")
    package(root, "modern", "export default 1;", type="module", exports="./index.js")
    package(root, "p", "")
    error = App.load(root).fire(EVENT).error
    assert error
    assert error.message.startswith(f"Cannot find module '{wanted}' from server/: ")
    assert REFUSED[wanted] in error.message
    assert str(error.place) == "server/server.js:2:13"


TOP_LEVELS = {
    "called": "const client = require('missing').create({ a: 1 }); client.use(() => null);",
    "constructed": "const { Client } = require('missing'); const client = new Client(1).open();",
    "extended": "class Own extends require('missing').Base { x() { super.x(); } } new Own();",
    "iterated": "for (const each of require('missing')) { each(); } [...require('missing').a];",
    "copied": "const all = { ...require('missing') }; Object.assign({}, require('missing'));",
    "set": "const missing = require('missing'); missing.defaults.timeout = 1; delete missing.a;",
    "awaited": "(async () => { await require('missing'); })();",
    "asked": "const missing = require('missing'); if (!('a' in missing)) null.x;",
    "shown": "console.log(`${require('missing')} ${require('missing') + 1}`);",
    "a part of it": "const get = require('missing/lib/get'); get();",
    "in a module": "require('./lib');",
}


@pytest.mark.parametrize("how", TOP_LEVELS)
def test_a_package_that_is_not_installed_hides_no_other_fault(
    declaring: Callable[..., Path], how: str
) -> None:
    root = declaring(f"{TOP_LEVELS[how]}\nexports = {{ other() {{}} }};\n", "missing")
    (root / "server" / "lib.js").write_text("exports = require('missing')();")
    app = App.load(root)
    assert [each.rule for each in app.problems] == ["callback-missing"]
    assert [each.rule for each in app.machine_problems] == ["package-missing"]


def test_a_package_that_is_not_declared_keeps_an_app_from_loading(make_app: MakeApp) -> None:
    app = App.load(make_app("const x = require('undeclared');\nexports = {};\n"))
    assert "load-failed" in [each.rule for each in app.problems]


def test_a_handler_of_an_app_without_its_packages_fails_where_it_requires_them(
    declaring: Callable[..., Path],
) -> None:
    app = App.load(declaring("exports = { cb: () => {\nrequire('p')(); } };\n", "p"))
    error = app.fire(EVENT).error
    assert error
    assert error.message.startswith("Cannot find module 'p' from server/: it is declared, but not")
    assert str(error.place) == "server/server.js:2:1"


def test_a_package_that_fails_to_load_says_so(fire: Fire) -> None:
    error = fire("require('p')", "null.x").error
    assert error
    assert error.message.startswith("The package p does not load: Cannot read properties of null")
    assert str(error.place) == "server/server.js:2:32"


DENIED = {
    "reads a file": "require('fs').readFileSync('/etc/passwd')",
    "reads the app": "require('fs').readFileSync(__dirname + '/../../server.js')",
    "writes": "require('fs').writeFileSync(__dirname + '/x', '1')",
    "changes priorities": "require('os').setPriority(process.ppid, 19)",
    "starts a process": "require('child_process').execSync('id')",
    "listens": "new Promise((d, f) => require('net').createServer().on('error', f).listen(0, d))",
}


@pytest.mark.parametrize("what", DENIED)
def test_a_package_may_no_more_than_it_must(fire: Fire, what: str) -> None:
    outcome = fire("return await require('p')()", f"module.exports = async () => {DENIED[what]};")
    assert outcome.status == "failed", outcome.value


def test_a_package_that_connects_while_it_loads_is_told_of_the_network(fire: Fire) -> None:
    error = fire("require('p')", "throw new Error('Requires net access to \"x.y:443\"');").error
    assert error
    assert error.message.startswith("The package p does not load: Requires net access")
    assert "Packages open no connections of their own here" in error.hint


def test_an_app_without_packages_is_told_nothing_of_their_network(
    declaring: Callable[..., Path],
) -> None:
    root = declaring("exports = { cb() { throw new Error('Requires net access to \"x.y\"'); } };")
    error = App.load(root).fire(EVENT).error
    assert error
    assert (error.hint, error.remedies) == ("", ())


def test_a_package_that_ends_the_process_is_not_called_a_crash_of_the_engine(fire: Fire) -> None:
    outcome = fire("require('p')", "process.exit(3);")
    assert outcome.status == "crashed"
    assert outcome.error
    assert outcome.error.kind is FailureKind.SANDBOX_DIED
    assert "(exit code 3)" in outcome.error.message
    assert "npm package that ends the process" in outcome.error.hint


@pytest.mark.parametrize("host", ["https://x.y/z,w", ".", "a..b", "x:99999", "x:0", "*.", ""])
def test_what_is_no_host_is_refused(declaring: Callable[..., Path], cli: Any, host: str) -> None:
    root = declaring("exports = { cb() {} };")
    result = cli("trigger", EVENT, "--app", root, "--allow-net", host)
    assert (result.exit_code, "that is not a host" in result.stderr) == (2, True)


def test_timers_of_packages_are_waited_for(fire: Fire) -> None:
    code = "module.exports = (ms) => new Promise((done) => setTimeout(done, ms, 'late'));"
    assert fire("return await require('p')(50)", code).value == "late"


def test_what_a_package_prints_is_in_the_console(fire: Fire) -> None:
    code = (
        "console.log('loaded', { a: 1 }); process.stdout.write('out\\n');"
        " module.exports = () => { console.warn('called'); process.stderr.write('err'); };"
    )
    outcome = fire("require('p')()", code)
    assert [(line.level, line.text) for line in outcome.console] == [
        ("log", "loaded { a: 1 }"), ("log", "out"), ("warn", "called"), ("error", "err")
    ]  # fmt: skip


@pytest.mark.parametrize("forged", ["hello", '[2,{"type":"ready"}]', '[1,{"type":"ready"}]'])
@pytest.mark.parametrize("then", ["", "for (;;);"])
def test_a_package_that_forges_the_sandboxs_words_is_a_crash(
    fire: Fire, forged: str, then: str
) -> None:
    write = f"require('fs').writeSync(1, {json.dumps(forged)} + String.fromCharCode(10)); {then}"
    outcome = fire("require('p')();", f"module.exports = () => {{ {write} }};")
    assert (outcome.status, outcome.error and outcome.error.name) == ("crashed", "ProtocolBroken")


@pytest.mark.parametrize(
    ("what", "size", "at_once"),
    [("console", 1_000_000, 1), ("console", 0, 1000), ("call", 1_000_000, 1), ("call", 0, 1000)],
)
def test_a_package_that_forges_messages_without_end_is_a_crash(
    fire: Fire, what: str, size: int, at_once: int
) -> None:
    text = f"'x'.repeat({size})"
    forged = {
        "console": f"level: 'log', text: {text}",
        "call": f"id: 1, api: 'renderData', args: JSON.stringify([{text}])",
    }
    code = (
        f"const message = JSON.stringify([2, {{ type: '{what}', {forged[what]}, at_ms: 1 }}]);"
        f"const said = (message + String.fromCharCode(10)).repeat({at_once});"
        "module.exports = () => { for (;;) require('fs').writeSync(1, said); };"
    )
    outcome = fire("require('p')();", code)
    assert outcome.status == "crashed"
    assert outcome.error
    assert outcome.error.name == "TooMuchSaid"
    assert "loop" in outcome.error.hint
    said = [line.text for line in outcome.console] + [str(call.arguments) for call in outcome.calls]
    assert 30 <= len(said) <= 100_000
    assert sum(len(each) for each in said) <= 32 * 1024 * 1024


def test_an_endless_package_runs_into_the_time_limit(declaring: Callable[..., Path]) -> None:
    root = declaring("exports = { cb: () => require('p')() };", "p")
    package(root, "p", "module.exports = () => { for (;;); };")
    assert App.load(root).fire(EVENT, timeout=0.5).status == "timed_out"
    package(root, "p", "module.exports = () => new Promise(() => 0);")
    assert App.load(root).fire(EVENT, timeout=0.5).status == "timed_out"


def test_apps_with_and_without_packages_take_turns(make_app: MakeApp, fire: Fire) -> None:
    for _ in range(2):
        assert fire("return require('p')").value == 1
        plain = "exports = { events: [{ event: 'onTicketCreate', callback: 'c' }], c: () => 2 };"
        assert App.load(make_app(plain)).fire(EVENT).value == 2


def test_on_platform_2_0_declared_packages_are_required_too(declaring: Callable[..., Path]) -> None:
    events = f"events: [{{ event: '{EVENT}', callback: 'cb' }}]"
    root = declaring(f"exports = {{ {events}, cb: () => require('p') }};", "p", version="2.0")
    package(root, "p", "module.exports = 5")
    assert App.load(root).fire(EVENT).value == 5
