"""A handler that throws or rejects: name, message, and a stack that is true and the app's alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fdevents import App, FailureKind
from fdevents.problems import Place
from tests.support.apps import MakeApp
from tests.support.firing import FireHandler, failure

pytestmark = pytest.mark.deno


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        ("null.x", "TypeError", "Cannot read properties of null (reading 'x')"),
        ("p.data.nobody.name", "TypeError", "Cannot read properties of undefined (reading 'name')"),
        ("unknown", "ReferenceError", "unknown is not defined"),
        ("new Array(-1)", "RangeError", "Invalid array length"),
        ("JSON.parse('{')", "SyntaxError", "Expected property name or '}' in JSON at position 1"
                                           " (line 1 column 2)"),
        ("decodeURI('%')", "URIError", "URI malformed"),
        ("(() => { throw new (class Mine extends Error { name = 'Mine' })('m'); })()", "Mine", "m"),
        ("(() => { throw new (class E extends TypeError {})('m'); })()", "TypeError", "m"),
        ("Promise.any([Promise.reject(1)])", "AggregateError", "All promises were rejected"),
        ("(() => { throw new Error(''); })()", "Error", ""),
        ("(() => { throw new Error('a\\nb'); })()", "Error", "a\nb"),
    ],
)  # fmt: skip
def test_name_and_message_are_the_errors_own(
    fire_handler: FireHandler, code: str, name: str, message: str
) -> None:
    error = failure(fire_handler(f"async (p) => {code}"))
    assert (error.name, error.message) == (name, message)


def test_a_cause_is_told_with_its_stack(fire_handler: FireHandler) -> None:
    error = failure(
        fire_handler(
            "function cb() {\n  try {\n    null.x;\n  } catch (cause) {\n"
            "    throw new Error('outer', { cause });\n  }\n}"
        )
    )
    at = "    at Object.cb"
    assert error.stack == (
        f"Error: outer\n{at} (server/server.js:5:11)\n"
        "[cause]: TypeError: Cannot read properties of null (reading 'x')\n"
        f"{at} (server/server.js:3:10)"
    )
    assert error.place == Place("server/server.js", 5, 11)


def test_a_cause_that_causes_itself_ends(fire_handler: FireHandler) -> None:
    error = failure(fire_handler("() => { const e = new Error('x'); e.cause = e; throw e; }"))
    assert error.stack.count("[cause]") < 5


@pytest.mark.parametrize(
    ("thrown", "shown"),
    [
        ("undefined", "undefined"),
        ("null", "null"),
        ("'text'", "'text'"),
        ("5", "5"),
        ("10n", "10n"),
        ("Symbol('s')", "Symbol(s)"),
        ("{ a: 1 }", "{ a: 1 }"),
        ("[1]", "[ 1 ]"),
        ("Object.create(null)", "[Object: null prototype] {}"),
        ("() => 1", "[Function (anonymous)]"),
        ("new Proxy({ a: 1 }, { get() { throw 1; }, ownKeys() { throw 1; } })", "{ a: 1 }"),
        ("{ message: 'not', stack: 'an error', name: 'Error' }",
         "{ message: 'not', stack: 'an error', name: 'Error' }"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "how",
    ["() => {{ throw {}; }}", "async () => {{ await null; throw {}; }}",
     "() => Promise.reject({})", "() => {{ Promise.reject({}); }}"],
)  # fmt: skip
def test_what_is_no_error_is_shown_at_the_handler(
    fire_handler: FireHandler, thrown: str, shown: str, how: str
) -> None:
    error = failure(fire_handler(how.format(f"({thrown})")))
    assert (error.name, error.message, error.stack) == ("Uncaught", shown, "")
    assert error.kind is FailureKind.NOT_AN_ERROR
    assert error.place == Place("server/server.js", 1, 68)
    assert "throw new Error" in error.hint
    assert ("Nothing awaits" in error.hint) is (how == "() => {{ Promise.reject({}); }}")


@pytest.mark.parametrize(
    "error",
    [
        "Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('no'); } })",
        "Object.defineProperty(new Error('x'), 'message', { get() { throw null; } })",
        "Object.defineProperty(new Error('x'), 'message', { get() {"
        "  throw Object.assign(new Error(), { message: Object.create(null) }); } })",
        "Object.defineProperty(new Error('x'), 'name', { get() {"
        "  throw Object.assign(new Error(), { message: { toString() { throw 1; } } }); } })",
        "Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('no'); } })",
        "Object.defineProperty(new Error('x'), 'cause', { get() { throw new Error('no'); } })",
        "Object.assign(new Error('x'), { name: 5, message: { a: 1 }, stack: [] })",
        "Object.assign(new Error('x'), { name: Symbol('n'), message: 10n, stack: undefined })",
        "Object.assign(new Error('x'), { stack: '    at \\ud800' })",
        "Object.setPrototypeOf(new Error('x'), null)",
        "Object.setPrototypeOf(new Error('x'), new Proxy({}, { get() { throw 1; } }))",
        "new Error('x', { cause: new Proxy(new Error('y'), { get() { throw 1; } }) })",
        "new Proxy(new Error('x'), { get() { throw 1; }, getPrototypeOf() { throw 1; } })",
        "new AggregateError([null, { get message() { throw 1; } }], 'x')",
        "new SuppressedError(1, { get message() { throw 1; } }, 'x')",
        "Object.freeze(new Error('x'))",
    ],
)
def test_no_error_breaks_the_report_or_the_next_firing(
    fire_handler: FireHandler, error: str
) -> None:
    assert failure(fire_handler(f"() => {{ throw {error}; }}")).place
    assert failure(fire_handler(f"() => {{ Promise.reject({error}); }}")).place
    assert fire_handler("() => 'next'").value == "next"


def test_frames_that_a_message_quotes_are_not_the_place(fire_handler: FireHandler) -> None:
    message = "proxy said:\\n    at other (server/other.js:7:7)\\n    at node:internal/x:1:1"
    error = failure(fire_handler(f"() => {{\n  throw new Error('{message}');\n}}"))
    assert error.message.endswith("node:internal/x:1:1")
    assert error.message in error.stack
    assert error.place == Place("server/server.js", 2, 9)


def test_without_a_stack_the_place_is_the_handler(fire_handler: FireHandler) -> None:
    error = failure(fire_handler("() => { Error.stackTraceLimit = 0; throw new Error('x'); }"))
    assert (error.stack, error.place) == ("Error: x", Place("server/server.js", 1, 68))


def test_of_several_failures_the_handlers_own_is_told(fire_handler: FireHandler) -> None:
    error = failure(fire_handler("() => { Promise.reject(new Error('a')); throw new Error('b'); }"))
    assert error.message == "b"


@pytest.mark.parametrize("count", [2, 1000, 10_000])
def test_any_number_of_lost_rejections_is_one_failure(
    fire_handler: FireHandler, count: int
) -> None:
    outcome = fire_handler(f"() => {{ for (let i = 0; i < {count}; i++) Promise.reject(i); }}")
    assert failure(outcome).message == "0"


def test_a_top_level_error_is_a_problem_of_the_app(make_app: MakeApp) -> None:
    app = App.load(make_app("function help() {\n  null.x;\n}\nhelp();\nexports = {};\n"))
    (problem,) = app.errors
    assert problem.rule == "load-failed"
    assert problem.place == Place("server/server.js", 2, 8)
    assert "TypeError: Cannot read properties of null (reading 'x')" in problem.message


# What our own code says, as the message of an error that the app made.
FORGED = {
    "a missing module": "new Error(\"Cannot find module './hepler' from server/: there is no "
                        "server/hepler.js.\")",
    "a broken module": "new SyntaxError('server/helper.js is not JavaScript: Unexpected token')",
    "a broken module, as it was": "new SyntaxError('server/helper.js is no JavaScript: x')",
    "a broken package": "new Error('The package p does not load: Requires net access to x')",
    "too many calls": "new Error('fdevents lets a firing make 10,000 API calls.')",
    "codes of its own": "Object.assign(new Error('x'), { code: 'module_missing',"
                        " file: 'server/hepler.js', detail: 'x' })",
    "a code that require gives": "Object.assign(new Error('x'), { code: 'MODULE_NOT_FOUND' })",
    "a copy of ours": "(() => { try { require('./hepler'); } catch (e) {"
                      " const copy = new Error(e.message); copy.code = e.code; return copy; } })()",
    "an heir of ours": "(() => { try { require('./hepler'); } catch (e) {"
                       " return Object.create(e); } })()",
    "a proxy of ours": "(() => { try { require('./hepler'); } catch (e) {"
                       " return new Proxy(e, {}); } })()",
}  # fmt: skip


@pytest.fixture
def with_helper(make_app: MakeApp) -> Callable[[str], App]:
    """`with_helper(code)` is an app with server/helper.js whose handler runs the code."""

    def load(code: str) -> App:
        manifest = (
            '{"platform-version": "2.3", "product": {"freshdesk": {"events":'
            ' {"onTicketCreate": {"handler": "cb"}}}}}'
        )
        root = make_app(f"exports = {{\n  cb() {{ {code} }} }};\n", manifest=manifest)
        (root / "server" / "helper.js").write_text("exports = 1;\n")
        return App.load(root)

    return load


@pytest.mark.parametrize("what", FORGED)
def test_an_error_that_looks_like_ours_gets_no_hint_of_ours(
    with_helper: Callable[[str], App], what: str
) -> None:
    error = failure(with_helper(f"throw {FORGED[what]};").fire("onTicketCreate"))
    assert "helper" not in error.hint and "loop" not in error.hint
    assert error.remedies == ()
    assert error.place and error.place.file == "server/server.js"


def test_an_error_of_ours_keeps_its_hint_whatever_the_app_writes_into_it(
    with_helper: Callable[[str], App],
) -> None:
    code = (
        "try { require('./hepler'); } catch (e) {"
        " e.message = 'mine'; e.name = 'Mine'; delete e.code; throw Object.freeze(e); }"
    )
    error = failure(with_helper(code).fire("onTicketCreate"))
    assert (error.name, error.message) == ("Mine", "mine")
    assert error.hint == "Did you mean “server/helper.js”?"


@pytest.mark.parametrize("wanted", ["'./\\ud800'", "'./' + 'x'.repeat(5e6)"])
def test_the_name_of_a_missing_module_may_be_any_text(
    with_helper: Callable[[str], App], wanted: str
) -> None:
    error = failure(with_helper(f"require({wanted});").fire("onTicketCreate"))
    assert "server/helper.js" in error.hint


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("null.x", "TypeError: Cannot read properties of null (reading 'x')"
                   " (server/server.js:2:15)"),
        ("throw 'text'", "Uncaught 'text' (server/server.js:2:3)"),
        ("throw new Error()", "Error (server/server.js:2:16)"),
    ],
)  # fmt: skip
def test_a_failure_reads_as_a_line(with_helper: Callable[[str], App], code: str, said: str) -> None:
    assert str(with_helper(code).fire("onTicketCreate").error) == said


HOSTILE_STACKS = {
    "repetition": "'at server/'.repeat(1e5)",
    "brackets": "'\\n    at ' + '(ext:core/x'.repeat(9e4)",
    "endless numbers": "'x\\n    at f (server/server.js:' + '9'.repeat(5000) + ':1)'",
    "a far line": "'x\\n    at f (server/server.js:999999999:1)'",
}


@pytest.mark.parametrize("stack", HOSTILE_STACKS)
def test_a_stack_may_be_any_text(fire_handler: FireHandler, stack: str) -> None:
    handler = f"() => {{ const e = new Error('zz'); e.stack = {HOSTILE_STACKS[stack]}; throw e; }}"
    outcome = fire_handler(handler, timeout=5)
    assert (outcome.status, outcome.error and outcome.error.message) == ("failed", "zz")
    logged = fire_handler(f"() => console.log({HOSTILE_STACKS[stack]})", timeout=5)
    assert logged.status == "ok"


def test_an_error_of_a_function_is_one(fire_handler: FireHandler) -> None:
    before = (
        "function Old(m) { this.name = 'Old'; this.message = m;"
        " Error.captureStackTrace(this, Old); }\nOld.prototype = Object.create(Error.prototype);\n"
    )
    error = failure(fire_handler("() => {\n  throw new Old('boom');\n}", before=before))
    assert (error.name, error.message) == ("Old", "boom")
    assert str(error.place) == "server/server.js:4:9"


def test_what_an_error_is_made_of_is_told(fire_handler: FireHandler) -> None:
    error = failure(
        fire_handler(
            "() => { throw new AggregateError([new TypeError('one'), 2], 'all',"
            " { cause: { status: 500 } }); }"
        )
    )
    assert "[cause]: { status: 500 }" in error.stack
    assert "[errors] 0: TypeError: one" in error.stack


def test_columns_and_lines_are_those_of_an_editor(fire_handler: FireHandler) -> None:
    error = failure(
        fire_handler("() => {\n  const s = '😀\u2028x'; null.x;\n}", before="'\u2028';\n")
    )
    assert str(error.place) == "server/server.js:3:25"
    assert "(server/server.js:3:25)" in error.stack
