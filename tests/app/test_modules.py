"""`require` of the app's own files: found, run in the handler's context, and truthful when not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome, Severity
from fdevents.app.modules import LARGEST_TOGETHER, read_modules
from fdevents.sandbox.launch import spawn
from tests.support.apps import MakeApp, app_handling, registering

pytestmark = pytest.mark.deno


def fired(make_app: MakeApp, handler: str, files: dict[str, str], version: str = "2.2") -> Outcome:
    """How firing at such an app ended."""
    return app_handling(make_app, handler, files, version).fire("onTicketCreate")


FORMS = {
    "exports.x": ("exports.a = 1;", {"a": 1}),
    "an object": ("exports = { a: 1 };", {"a": 1}),
    "a function": ("exports = function () {};", "[Function: exports]"),
    "a class": ("exports = class Each {};", "[class Each]"),
    "module.exports": ("module.exports = { a: 1 };", {"a": 1}),
    "module.exports.x": ("module.exports.a = 1;", {"a": 1}),
    "a variable of that name": ("var exports = { a: 1 };", {"a": 1}),
    "this": ("this.a = 1;", {"a": 1}),
    "strict": ("// strict\n'use strict';\nexports = { a: (function () { return !this; })() };",
               {"a": True}),
    "sloppy": ("undeclared = 1; exports = { a: (function () { return !!this; })() };",
               {"a": True}),
    "a guard": ("if (typeof module !== 'undefined') exports.a = 1;", {"a": 1}),
    "an early return": ("exports.a = 1; return; exports.a = 2;", {"a": 1}),
    "a comment at the end": ("exports.a = 1; // the end", {"a": 1}),
    "later": ("exports = { a: 0 }; setA(); function setA() { exports.a = 1; }", {"a": 1}),
    "nothing": ("", {}),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "3.0"])
def test_a_modules_value_is_what_its_exports_hold(
    make_app: MakeApp, form: str, version: str
) -> None:
    code, value = FORMS[form]
    outcome = fired(make_app, "() => require('./lib/x')", {"lib/x.js": code}, version)
    assert outcome.value == value, outcome.error


WAYS = {
    "./lib/x": "x", "./lib/x.js": "x", "./lib/../lib/x": "x", "./lib//x": "x", "./lib/./x": "x",
    "./lib": "index", "./lib/": "index", "./lib/data.json": [1], "./lib/data": [1],
    "./lib/inner": "../x", "./top": "top",
}  # fmt: skip


@pytest.mark.parametrize("wanted", WAYS)
def test_a_file_is_found_as_node_finds_it(make_app: MakeApp, wanted: str) -> None:
    files = {
        "lib/x.js": "exports = 'x';",
        "lib/index.js": "exports = 'index';",
        "lib/data.json": "[1]",
        "lib/inner/index.js": "exports = '../' + require('../x');",
        "top.js": "exports = 'top';",
    }
    assert fired(make_app, f"() => require('{wanted}')", files).value == WAYS[wanted]


def test_modules_share_the_context_and_run_once_for_each_firing(make_app: MakeApp) -> None:
    files = {
        "lib/count.js": "globalThis.runs = (globalThis.runs || 0) + 1; exports = { list: [] };",
        "lib/other.js": "exports = require('./count');",
    }
    handler = (
        "() => { const a = require('./lib/count'), b = require('./lib/other'); a.list.push(1);"
        " return [a === b, a.list instanceof Array, runs, b.list.length]; }"
    )
    app = app_handling(make_app, handler, files)
    for _ in range(3):
        assert app.fire("onTicketCreate").value == [True, True, 1, 1]


def test_modules_that_require_each_other_see_what_is_there_so_far(make_app: MakeApp) -> None:
    files = {
        "a.js": "exports.early = 1; const b = require('./b'); exports.late = b.saw;",
        "b.js": "const a = require('./a'); exports = { saw: Object.keys(a), a: () => a };",
    }
    outcome = fired(make_app, "() => [require('./a'), require('./b').a().late]", files)
    assert outcome.value == [{"early": 1, "late": ["early"]}, ["early"]]


def test_a_module_that_threw_is_run_again(make_app: MakeApp) -> None:
    files = {"x.js": "globalThis.n = (globalThis.n || 0) + 1; if (n < 2) throw 1; exports = n;"}
    handler = "() => { try { require('./x') } catch {} return require('./x'); }"
    assert fired(make_app, handler, files).value == 2


def test_what_goes_wrong_in_a_module_is_shown_there(make_app: MakeApp) -> None:
    files = {"lib/x.js": "exports = function boom() {\n  const ü = '𝒳'; null.x;\n};\n"}
    outcome = fired(make_app, "() => require('./lib/x')()", files)
    assert outcome.error
    assert str(outcome.error.place) == "server/lib/x.js:2:23"
    assert [frame.split(" ")[-1] for frame in outcome.error.frames] == [
        "(server/lib/x.js:2:23)",
        "(server/server.js:2:29)",
    ]


REFUSED = {
    "./lib/hepler": ("there is no server/lib/hepler.js.", "Did you mean “server/lib/helper.js”?"),
    "./nothing.js": ("there is no server/nothing.js.",
                     "The files under server/ are server/lib/helper.js."),
    "../config/iparams.json": ("it leads out of server/.", ""),
    "./lib/../../server/lib/../../x": ("it leads out of server/.", ""),
    "./../../../../../../etc/passwd": ("it leads out of server/.", ""),
}  # fmt: skip


@pytest.mark.parametrize("wanted", REFUSED)
def test_what_cannot_be_required_says_why(make_app: MakeApp, wanted: str) -> None:
    reason, hint = REFUSED[wanted]
    outcome = fired(make_app, f"() => require('{wanted}')", {"lib/helper.js": ""})
    assert outcome.error
    assert outcome.error.message == f"Cannot find module '{wanted}' from server/: {reason}"
    assert outcome.error.hint == hint
    assert str(outcome.error.place) == "server/server.js:2:11"


def test_what_cannot_be_required_can_be_caught(make_app: MakeApp) -> None:
    handler = "() => { try { require('./x') } catch (e) { return [e.code, e instanceof Error]; } }"
    assert fired(make_app, handler, {}).value == ["MODULE_NOT_FOUND", True]


@pytest.mark.parametrize("what", ["", "1", "{}", "null", "['./x']"])
def test_a_module_has_a_name(make_app: MakeApp, what: str) -> None:
    error = fired(make_app, f"() => require({what})", {"x.js": ""}).error
    assert error
    assert (error.name, error.message) == ("TypeError", "require takes the name of a module.")


def test_json_that_is_none_is_a_syntax_error(make_app: MakeApp) -> None:
    error = fired(make_app, "() => require('./data.json')", {"data.json": "{"}).error
    assert error
    assert error.name == "SyntaxError"
    assert error.message.startswith("server/data.json is not JSON: ")


def test_a_broken_module_is_a_warning_and_a_failure_once_it_is_required(make_app: MakeApp) -> None:
    files = {"lib/x.js": "exports = {\n  a: ;\n};\n"}
    app = app_handling(make_app, "() => require('./lib/x')", files)
    (found,) = app.problems
    assert (found.rule, found.severity) == ("server-syntax", Severity.WARNING)
    assert str(found.place) == "server/lib/x.js:2:6"
    error = app.fire("onTicketCreate").error
    assert error
    assert (error.name, str(error.place)) == ("SyntaxError", "server/lib/x.js:2:6")


def test_a_module_that_is_nested_too_deeply_is_a_warning_that_says_so(make_app: MakeApp) -> None:
    app = app_handling(make_app, "() => 1", {"deep.js": f"exports = {'[' * 50_000}{']' * 50_000};"})
    (found,) = app.problems
    assert found.message == "server/deep.js is nested too deeply to be compiled."


def test_a_module_that_is_required_at_the_top_and_fails_is_load_failed(make_app: MakeApp) -> None:
    root = make_app("const x = require('./x');\nexports = { cb() {} };\n",
                    manifest=registering({"onTicketCreate": "cb"}, "2.3"))  # fmt: skip
    (root / "server" / "x.js").write_text("\nnull.x;\n")
    (found,) = App.load(root).problems
    assert (found.rule, str(found.place)) == ("load-failed", "server/x.js:2:6")


def test_globals_that_the_platform_lacks_are_found_in_modules_too(make_app: MakeApp) -> None:
    files = {"lib/x.js": "exports = () =>\n  setTimeout(() => module, 1);\n"}
    app = app_handling(make_app, "() => require('./lib/x')()", files)
    (found,) = app.problems
    assert (found.rule, str(found.place)) == ("unavailable-global", "server/lib/x.js:2:3")
    error = app.fire("onTicketCreate").error
    assert error
    assert "setTimeout does not exist on the platform; neither do timers, Buffer" in error.hint


def on_2_0(make_app: MakeApp, server: str, **files: str) -> App:
    """An app of platform 2.0, which registers in server.js, with further files."""
    events = "events: [{ event: 'onTicketCreate', callback: 'cb' }]"
    return App.load(make_app(f"exports = {{ {events}, cb: {server} }};", **files))


def test_on_platform_2_0_an_app_with_further_files_or_dependencies_has_require(
    make_app: MakeApp,
) -> None:
    app = on_2_0(make_app, "() => require('./lib/x').a", server__lib__x_js="exports = { a: 1 };")
    assert app.problems == []
    assert app.fire("onTicketCreate").value == 1
    (app.root / "server" / "lib" / "x.js").unlink()
    assert on_2_0(make_app, "() => typeof require").fire("onTicketCreate").value == "undefined"
    declaring = (
        '{"platform-version": "2.0", "product": {"freshdesk": {}}, "dependencies": {"p": "1"}}'
    )
    (app.root / "manifest.json").write_text(declaring)
    assert App.load(app.root).fire("onTicketCreate").value == "function"


def test_on_platform_2_0_data_beside_the_code_shows_no_use_of_require(make_app: MakeApp) -> None:
    app = on_2_0(make_app, "() => require('./x.json')", server__x_json="{}")
    (found,) = app.problems
    assert found.rule == "unavailable-global"
    error = app.fire("onTicketCreate").error
    assert error
    assert error.message == "require is not defined"
    assert "specified without modules" in error.hint


@pytest.mark.parametrize(
    "meddling",
    [
        "String.prototype.slice = String.prototype.endsWith = () => 'x'",
        "JSON.parse = null; Reflect.apply = null; Error = null; SyntaxError = null",
        "Array.prototype[Symbol.iterator] = null; Function.prototype.call = null",
        "Object.prototype.get = 1; Object.prototype.value = 2",
        "Object.defineProperty(Object.prototype, 'server/lib/x.js', { value: () => 'stolen' })",
        "require.x = 1; require = require.bind(null)",
    ],
)
def test_app_code_may_change_its_language(make_app: MakeApp, meddling: str) -> None:
    files = {"lib/x.js": "exports = { a: require('./y'), b: require('./z.json') };",
             "lib/y.js": "exports = 1;", "lib/z.json": "2"}  # fmt: skip
    outcome = fired(make_app, f"() => {{ {meddling}; return require('./lib/x'); }}", files)
    assert outcome.value == {"a": 1, "b": 2}, outcome.error


def test_nothing_of_the_outer_realm_comes_in_with_a_module(make_app: MakeApp) -> None:
    handler = """() => {
      const deep = () => { try { return deep(); } catch { try { require('./x'); } catch (e) {
        if (!(e instanceof Error)) console.log('LEAK'); } } };
      deep();
      const seen = [require, require('./x'), require('./y.json')];
      for (const wanted of ['./none', '/x', 'fs', './bad', './bad.json', 'constructor']) {
        try { require(wanted); } catch (e) { seen.push(e); }
      }
      return seen.every((each) => each instanceof Object) && seen.length;
    }"""
    files = {"x.js": "exports = arguments;", "y.json": "{}", "bad.js": "(", "bad.json": "{"}
    outcome = fired(make_app, handler, files)
    assert outcome.value == 9
    assert outcome.console == ()


def test_links_out_of_the_app_are_not_followed(make_app: MakeApp, tmp_path: Path) -> None:
    app = app_handling(make_app, "() => require('./x')", {})
    (tmp_path / "secret.js").write_text("exports = 'secret';")
    (app.root / "server" / "x.js").symlink_to(tmp_path / "secret.js")
    error = App.load(app.root).fire("onTicketCreate").error
    assert error
    assert "outside of the app" in error.message


def test_what_npm_and_the_platforms_tools_write_is_not_read(tmp_path: Path) -> None:
    names = ["lib/a.js", "b.json", "node_modules/x/index.js", "coverage/c.js", "test_data/d.json",
             "lib/node_modules/y.js", "e.txt", "server.js"]  # fmt: skip
    for name in names:
        path = tmp_path / "server" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    assert list(read_modules(tmp_path, "server/server.js")) == ["server/b.json", "server/lib/a.js"]


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2", "2.3", "3.0", "3.1"])
def test_the_platform_can_be_named_on_the_command_line(
    make_app: MakeApp, cli: Any, version: str
) -> None:
    app = app_handling(make_app, "() => typeof require", {})
    result = cli("trigger", "onTicketCreate", "--app", app.root, "--platform", version)
    assert ('returned "undefined"' in result.stdout) == (version == "2.0")


def test_a_platform_that_does_not_exist_is_wrong_usage(cli: Any) -> None:
    for line in (
        ["trigger", "onTicketCreate"],
        ["run"],
        ["validate"],
        ["payload", "onTicketCreate"],
    ):
        result = cli(*line, "--platform", "9.9")
        assert result.exit_code == 2
        assert "There is no platform version “9.9”." in result.stderr
        assert "2.0, 2.1, 2.2, 2.3, 3.0 and 3.1" in result.stderr


def test_all_modules_together_have_a_limit(make_app: MakeApp) -> None:
    """As where a hundred links lead to one large file."""
    root = make_app("exports = {};")
    (root / "server" / "a.js").write_text(f"/*{'x' * 8_000_000}*/")
    for number in range(100):
        (root / "server" / f"b{number:03}.js").symlink_to("a.js")
    modules = read_modules(root, "server/server.js")
    assert len(modules) == 101
    assert sum(len(each.text) for each in modules.values()) < LARGEST_TOGETHER + 8_100_000
    last = modules["server/b099.js"].trouble
    assert last and "more than 32 MB together" in last.message


def test_many_broken_modules_are_located_in_one_process(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_app("exports = {};", manifest=registering({}))
    for number in range(60):
        (root / "server" / f"b{number:02}.js").write_text("\n" * number + "let = = 1;")
    started: list[list[str]] = []

    def counted(arguments: list[str]) -> Any:
        started.append(arguments)
        return spawn(arguments)

    monkeypatch.setattr("fdevents.sandbox.syntax.spawn", counted)
    broken = [each for each in App.load(root).problems if each.rule == "server-syntax"]
    assert [each.place.line for each in broken] == [number + 1 for number in range(60)]
    assert len(started) == 1
