"""`fdevents invoke`: server methods from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.apps import MakeApp
from tests.support.commands import Cli
from tests.support.processes import finished

pytestmark = pytest.mark.deno

FUNCTIONS = {"say": {"timeout": 20}, "refuse": {}, "forget": {}}
MANIFEST = {
    "platform-version": "3.0",
    "modules": {
        "support_ticket": {
            "events": {"onTicketCreate": {"handler": "cb"}},
            "functions": FUNCTIONS,
        }
    },
}
SERVER = """exports = {
  cb() {},
  say(args) { renderData(null, args); },
  refuse() { renderData({ status: 403, message: 'not you' }); },
  forget() {},
};
"""
CONFIG = '{"key": {"display_name": "Key", "type": "text"}}'


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app with three server methods and an event."""
    return make_app(SERVER, manifest=json.dumps(MANIFEST), config__iparams_json=CONFIG)


def test_arguments_come_from_the_command_line_a_file_or_standard_input(
    cli: Cli, app: Path, tmp_path: Path
) -> None:
    given = '{"a": 1}'
    (tmp_path / "given.json").write_text(given)
    wanted = {"error": None, "data": {"a": 1, "iparams": {"key": "k"}}}
    call = ("invoke", "say", "--json", "--iparam", "key=k", "--app", app, "--data")
    for source in (given, tmp_path / "given.json"):
        result = cli(*call, source)
        assert (result.exit_code, result.json["rendered"]) == (0, wanted)
    piped = finished(*map(str, call), "-", stdin=given)
    assert (piped.exit_code, json.loads(piped.stdout)["rendered"]) == (0, wanted)


def test_without_data_the_test_data_of_the_app_is_given(cli: Cli, app: Path) -> None:
    (app / "server/test_data").mkdir()
    (app / "server/test_data/say.json").write_text('{"a": "sample"}')
    result = cli("invoke", "say", "--app", app)
    assert result.exit_code == 0
    assert 'rendered {"a": "sample", "iparams": {}}' in result.stdout


def test_a_refusal_has_a_status_line_of_its_own(cli: Cli, app: Path) -> None:
    result = cli("invoke", "refuse", "--app", app)
    assert result.exit_code == 1
    assert "✘ refused: not you in" in result.stdout and "✔" not in result.stdout


def test_a_method_without_an_answer_has_failed(cli: Cli, app: Path) -> None:
    result = cli("invoke", "forget", "--app", app)
    assert result.exit_code == 1
    assert "forget never called renderData()" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["say", "--data", "{"], "--data: the text is not valid JSON"),
        (["say", "--data", "[1]"], "must be an object, and this is a list"),
        (["say", "--data", "none.json"], "--data none.json: it cannot be read"),
        (["say", "--iparam", "kye=1"], "Did you mean “key”?"),
        (["sya"], "Did you mean “say”?"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_is_said(cli: Cli, app: Path, arguments: list[str], said: str) -> None:
    result = cli("invoke", *arguments, "--app", app)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())


def test_run_calls_the_methods_that_it_is_given_and_no_others(cli: Cli, app: Path) -> None:
    result = cli("run", "--once", "onTicketCreate", "say", "--json", "--app", app)
    fired = [json.loads(line)["event"] for line in result.stdout.splitlines()]
    assert (result.exit_code, fired) == (0, ["onTicketCreate", "say"])
    result = cli("run", "--once", "--json", "--app", app)
    assert [json.loads(line)["event"] for line in result.stdout.splitlines()] == ["onTicketCreate"]


def test_the_mocks_that_a_method_was_missing_are_added(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(
        "exports = { async say() { await $request.get('https://api.example.com/a');"
        " renderData(); } };\n",
        manifest=json.dumps(
            {
                "platform-version": "2.2",
                "product": {"freshdesk": {"functions": {"say": {}}}},
                "whitelisted-domains": ["https://api.example.com"],
            }
        ),
    )
    result = cli("invoke", "say", "--add-mocks", "--app", app)
    assert result.exit_code == 0
    assert "added 1 mock to server/test_data/requests.json" in result.stderr
