"""Values of secure parameters are shown by no command, in whatever way they come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.apps import MANIFEST, MakeApp
from tests.support.commands import Cli

pytestmark = pytest.mark.deno

SECRET = "sk_live_" + "0123456789abcdef" * 4
MASK = "••••••"


def parameter(kind: str = "text", **more: Any) -> dict[str, Any]:
    """A secure parameter."""
    return {"display_name": "Key", "type": kind, "secure": True, **more}


def handler(code: str) -> str:
    """A server.js whose handler of onTicketCreate has this code."""
    return (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  async cb({{ iparams, data }}) {{ {code} }} }};\n"
    )


@pytest.fixture
def secure_app(make_app: MakeApp) -> Any:
    """Makes an app whose secure parameter `key` has this value for local runs."""

    def make(value: Any, code: str = "", declared: Any = None, **files: str) -> Path:
        files.setdefault("config__iparam_test_data_json", json.dumps({"key": value}))
        iparams = {"key": declared or parameter()}
        files["config__iparams_json"] = json.dumps(iparams)
        return make_app(handler(code), manifest=MANIFEST.replace("2.0", "2.3"), **files)

    return make


def said(cli: Cli, *arguments: str | Path) -> str:
    """All that a command prints."""
    result = cli(*arguments)
    assert "bug" not in result.stderr
    return result.stdout + result.stderr


# The value does not fit its declaration, so that its line in the file is a problem's place.
UNFIT = parameter("dropdown", options=["a", "b"])
STYLES = [
    ("validate", "--local", "--format", style) for style in ("text", "json", "github", "sarif")
]


@pytest.mark.parametrize("command", STYLES, ids=" ".join)
@pytest.mark.parametrize("value", [SECRET, 31415926, [SECRET]], ids=["text", "number", "list"])
def test_the_line_of_a_secret_is_not_shown_with_its_problem(
    cli: Cli, secure_app: Any, command: tuple[str, ...], value: Any
) -> None:
    shown = said(cli, *command, "--app", secure_app(value, declared=UNFIT))
    assert "config/iparam_test_data.json" in shown and "iparam-value" in shown
    for secret in (SECRET, SECRET[:20], "31415926"):
        assert secret not in shown


@pytest.mark.parametrize(
    "command",
    [("trigger", "onTicketCreate", "--json"), ("run", "--once", "--json")],
    ids=" ".join,
)
@pytest.mark.parametrize("value", [SECRET, 31415926, [SECRET]], ids=["text", "number", "list"])
def test_a_secret_is_not_shown_where_it_does_not_fit(
    cli: Cli, secure_app: Any, command: tuple[str, ...], value: Any
) -> None:
    shown = said(cli, *command, "--app", secure_app(value, declared=UNFIT))
    assert "The value of “key” is not one of its options" in shown
    for secret in (SECRET, SECRET[:20], "31415926"):
        assert secret not in shown


def test_the_line_of_a_value_too_short_for_a_text_is_not_shown_either(
    cli: Cli, secure_app: Any
) -> None:
    assert "7351"[:3] not in said(
        cli, "validate", "--local", "--app", secure_app("735", declared=UNFIT)
    )


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("value", ["735", 735, "x7z"])
def test_a_secret_too_short_for_a_text_is_hidden_where_it_stands_alone(
    cli: Cli, secure_app: Any, value: Any, style: tuple[str, ...]
) -> None:
    code = (
        "console.log('pin', iparams.key); console.log(`pin=${iparams.key}`, iparams);"
        "await $db.set('k', { v: iparams.key }); throw new Error(`not ${iparams.key}`)"
    )
    shown = said(cli, "trigger", "onTicketCreate", *style, "--app", secure_app(value, code))
    assert "pin" in shown and str(value) not in shown


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("value", [SECRET, 31415926, "735"])
def test_the_value_of_a_misspelt_parameter_is_a_secret(
    cli: Cli, secure_app: Any, value: Any, style: tuple[str, ...]
) -> None:
    app = secure_app(
        "another", "console.log(iparams); throw new Error(iparams.kye)",
        config__iparam_test_data_json=json.dumps({"kye": value}),
    )  # fmt: skip
    for command in (("trigger", "onTicketCreate", *style), *STYLES, ("iparams", "list")):
        shown = said(cli, *command, "--app", app)
        assert "kye" in shown and str(value) not in shown


def test_an_undeclared_value_is_shown_where_no_secure_one_is_missing(
    cli: Cli, secure_app: Any
) -> None:
    app = secure_app(
        "another", "console.log(iparams.room)",
        config__iparam_test_data_json=json.dumps({"key": SECRET, "room": "harbour view"}),
    )  # fmt: skip
    assert "harbour view" in said(cli, "trigger", "onTicketCreate", "--app", app)


def test_the_line_of_an_open_parameter_is_shown(cli: Cli, secure_app: Any) -> None:
    app = secure_app("anything", declared=UNFIT | {"secure": False})
    assert '{"key": "anything"}' in said(cli, "validate", "--local", "--app", app)


def test_a_file_of_values_that_cannot_be_read_is_not_quoted(cli: Cli, secure_app: Any) -> None:
    app = secure_app("", config__iparam_test_data_json=f'{{"key": "{SECRET}",}}')
    shown = said(cli, "validate", "--app", app)
    assert "iparams-syntax" in shown and SECRET[:20] not in shown


def test_nobody_knows_what_is_secret_where_the_declaration_cannot_be_read(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app(
        handler(""),
        config__iparams_json=f'{{"key": {{"secure": true, "default_value": "{SECRET}",}}}}',
        config__iparam_test_data_json=f'{{"key": "{SECRET}",}}',
    )
    assert SECRET[:20] not in said(cli, "validate", "--app", app)


def test_a_secret_in_server_js_is_not_quoted(cli: Cli, secure_app: Any) -> None:
    app = secure_app(SECRET, f'const key = "{SECRET}"; null.x;')
    shown = said(cli, "trigger", "onTicketCreate", "--app", app)
    assert "TypeError" in shown and "server/server.js:2:" in shown
    assert SECRET[:20] not in shown


# Each is the code of a handler that gives its secret away.
LEAKS = {
    "console": "console.log(iparams.key)",
    "console, a part of more": "console.log('the key is', [iparams.key], { k: iparams.key })",
    "a value": "return iparams.key",
    "a deep value": "return { a: [[iparams.key]] }",
    "a value for people": "return new Map([[1, iparams.key]])",
    "a key": "return { [iparams.key]: 1 }",
    "an error": "throw new Error(`no ${iparams.key}`)",
    "an error's name": "const e = new Error('x'); e.name = iparams.key; throw e",
    "no error": "throw iparams.key",
    "a call": "await $db.set(iparams.key, { v: iparams.key })",
    "a call, cut short": "await $db.set('k', { v: `${'x'.repeat(30)}${iparams.key}` })",
    "a body": "await $request.invokeTemplate('x', { body: JSON.stringify(iparams) })",
    "JSON in JSON": "console.log(JSON.stringify(JSON.stringify({ iparams })))",
    "a URL": "console.log(`https://x?k=${encodeURIComponent(iparams.key)}`)",
}


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_firing_shows_no_secret(
    cli: Cli, secure_app: Any, leak: str, style: tuple[str, ...]
) -> None:
    app = secure_app(SECRET, LEAKS[leak])
    shown = said(cli, "trigger", "onTicketCreate", *style, "--app", app)
    assert SECRET[:10] not in shown and SECRET[-10:] not in shown
    assert (json.dumps(MASK).strip('"') if style else MASK) in shown


LINES = "-----BEGIN KEY-----\nMIIBVgIBADANBgkq\n-----END KEY-----"


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_firing_shows_no_line_of_a_secret(
    cli: Cli, secure_app: Any, leak: str, style: tuple[str, ...]
) -> None:
    app = secure_app(LINES, LEAKS[leak], parameter("paragraph"))
    shown = said(cli, "trigger", "onTicketCreate", *style, "--app", app)
    assert "MIIB" not in shown


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("quotes", ['"', "'", "'\"", "'\"`"])
def test_a_secret_with_quotes_and_backslashes_is_hidden_inside_of_an_object(
    cli: Cli, secure_app: Any, quotes: str, style: tuple[str, ...]
) -> None:
    app = secure_app(f"abc{quotes}\\defghi", "console.log({ key: iparams.key })")
    shown = said(cli, "trigger", "onTicketCreate", *style, "--app", app)
    assert "defghi" not in shown
    assert (json.dumps(MASK).strip('"') if style else MASK) in shown


@pytest.mark.parametrize("style", [(), ("--json",)], ids=["text", "json"])
def test_a_secret_that_is_given_is_one_like_that_of_the_app(
    cli: Cli, secure_app: Any, style: tuple[str, ...]
) -> None:
    app = secure_app("another", "console.log(iparams.key); throw new Error(iparams.key)")
    given = ("--iparam", f"key={SECRET}")
    shown = said(cli, "trigger", "onTicketCreate", *given, *style, "--app", app)
    assert SECRET[:10] not in shown


@pytest.mark.parametrize(
    "value", ["true", "null", "1234", "payload", '"ok"', "failed", True, 5, 1234, ["ok"]]
)
def test_an_outcome_stays_json_of_its_schema_whatever_is_secret(
    cli: Cli, secure_app: Any, value: Any
) -> None:
    code = "console.log(JSON.stringify(iparams)); return { payload: true, n: 1234, x: null }"
    app = secure_app(value, code)
    document = json.loads(cli("trigger", "onTicketCreate", "--json", "--app", app).stdout)
    assert list(document)[:5] == ["schema", "event", "variant", "handler", "status"]
    assert (document["status"], document["event"]) == ("ok", "onTicketCreate")
    assert list(document["value"]) == ["payload", "n", "x"]
    assert document["value"]["payload"] is True
    assert document["payload"]["iparams"] == {"key": MASK}


@pytest.mark.parametrize("command", [("db", "list"), ("db", "list", "--json"), ("db", "get", "k")])
def test_what_the_app_has_kept_is_shown_without_secrets(
    cli: Cli, secure_app: Any, command: tuple[str, ...]
) -> None:
    app = secure_app(SECRET, "await $db.set('k', { v: iparams.key })")
    cli("trigger", "onTicketCreate", "--app", app)
    shown = said(cli, *command, "--app", app)
    assert '"v"' in shown and SECRET[:10] not in shown
