"""Requests that no mock answers: what is said of them, and the mocks that are added for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from fdevents.app.folder import MOCKS
from fdevents.errors import UsageProblem
from tests.support.apps import MakeApp
from tests.support.calling import told
from tests.support.commands import Cli
from tests.support.processes import started

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
URL = "https://api.example.com"
SECRET = "s3cret-key"
IPARAMS = {
    "key": {"display_name": "Key", "type": "text", "secure": True},
    "domain": {"display_name": "Domain", "type": "text", "default_value": "acme.example.com"},
}
TEMPLATES = {
    "notify": {"schema": {"method": "POST", "host": "hooks.example.com",
                          "path": "/send/<%= context.id %>"}},
    "find": {"schema": {"method": "GET", "host": "<%= iparam.domain %>", "path": "/find"}},
}  # fmt: skip


def app_of(make_app: MakeApp, body: str, *, version: str = "2.2", mocks: str | None = None) -> Path:
    """An app with a secret, request templates and, if any, this file of mocks."""
    part: dict[str, Any] = {"events": {EVENT: {"handler": "cb"}}}
    manifest: dict[str, Any] = {"platform-version": version, "product": {"freshdesk": part}}
    files = {"config__iparams_json": json.dumps(IPARAMS),
             "config__iparam_test_data_json": json.dumps({"key": SECRET})}  # fmt: skip
    if version == "2.2":
        manifest["whitelisted-domains"] = [URL]
    else:
        part["requests"] = {name: {} for name in TEMPLATES}
        files["config__requests_json"] = json.dumps(TEMPLATES)
    root = make_app(
        f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
        manifest=json.dumps(manifest), **files,
    )  # fmt: skip
    if mocks is not None:
        (root / MOCKS).parent.mkdir(exist_ok=True)
        (root / MOCKS).write_text(mocks)
    return root


def mocks_of(root: Path) -> Any:
    """What is in the app's file of mocks."""
    return json.loads((root / MOCKS).read_text())


def test_without_a_mock_nothing_is_sent_and_the_command_that_adds_it_is_not_wrapped(
    make_app: MakeApp, cli: Cli
) -> None:
    url = f"{URL}/a/path/that/is/longer/than/a/terminal/of/eighty/columns/by/far?page=1"
    root = app_of(make_app, told(f"$request.post('{url}', {{ body: 'x=1' }})"))
    shown = cli("trigger", EVENT, "--app", root).stdout.splitlines()
    (line,) = [each for each in shown if "fdevents mocks add" in each]
    assert line.endswith(f"Run: fdevents mocks add POST '{url}'")
    assert any("--add-mocks adds all that are missing" in each for each in shown)


def test_the_json_has_the_missing_mock_whole_and_without_a_body(
    make_app: MakeApp, cli: Cli
) -> None:
    body = "JSON.stringify({ at: Math.random() })"
    root = app_of(make_app, told(f"$request.post('{URL}/a?b=1', {{ body: {body} }})"))
    line: list[str | Path] = ["trigger", EVENT, "--app", root, "--json"]
    (call,) = cli(*line).json["calls"]
    wanted = {"method": "POST", "url": f"{URL}/a?b=1", "status": 200, "response": {}}
    assert call["mock"] == wanted
    (root / MOCKS).parent.mkdir()
    (root / MOCKS).write_text(json.dumps([call["mock"]]))
    (call,) = cli(*line).json["calls"]
    assert (call["ok"], call["mock"]) == (True, None)


def test_where_a_secret_stood_a_missing_mock_has_a_pattern_that_matches(
    make_app: MakeApp, cli: Cli
) -> None:
    url = f"{URL}/keys/<%= iparam.key %>/x"
    root = app_of(make_app, told(f"$request.get('{url}')"))
    result = cli("trigger", EVENT, "--app", root, "--json")
    (call,) = result.json["calls"]
    assert call["mock"]["url"] == f"{URL}/keys/*/x"
    assert "keys/*/x" in call["hint"] and SECRET not in result.stdout
    given = cli("trigger", EVENT, "--app", root, "--add-mocks", "--iparam", "key=another-secret")
    assert "another-secret" not in (root / MOCKS).read_text() + given.stdout
    assert mocks_of(root) == [call["mock"]]
    assert cli("trigger", EVENT, "--app", root, "--json").json["calls"][0]["ok"]


def test_mocks_are_added_for_all_requests_at_once_and_the_next_firing_finds_them(
    make_app: MakeApp, cli: Cli
) -> None:
    body = f"""
      const all = [];
      for (const path of ['a', 'b', 'a']) all.push(await $request.get('{URL}/' + path));
      return all.map((each) => JSON.parse(each.response));
    """
    root = app_of(make_app, body)
    result = cli("trigger", EVENT, "--app", root, "--add-mocks", "--json")
    assert (result.exit_code, result.json["value"]) == (0, [{}, {}, {}])
    assert f"added 2 mocks to {MOCKS}" in result.stderr
    assert [each["url"] for each in mocks_of(root)] == [f"{URL}/a", f"{URL}/b"]
    before = (root / MOCKS).read_bytes()
    again = cli("trigger", EVENT, "--app", root, "--add-mocks", "--json")
    assert again.json["value"] == [{}, {}, {}] and "added" not in again.stderr
    assert (root / MOCKS).read_bytes() == before
    assert cli("validate", "--app", root).exit_code == 0


def test_a_mock_for_a_template_names_it_whatever_the_context(make_app: MakeApp, cli: Cli) -> None:
    body = """
      for (const id of [1, 2]) {
        await $request.invokeTemplate('notify', { context: { id }, body: 'x' });
      }
      await $request.invokeTemplate('find', {});
    """
    root = app_of(make_app, body, version="2.3")
    assert cli("run", "--once", "--app", root, "--add-mocks").exit_code == 0
    assert mocks_of(root) == [
        {"template": "notify", "status": 200, "response": {}},
        {"template": "find", "status": 200, "response": {}},
    ]
    assert cli("trigger", EVENT, "--app", root).exit_code == 0


def test_a_mock_matches_the_body_where_that_was_asked_for(make_app: MakeApp, cli: Cli) -> None:
    body = f"""
      for (const n of [1, 2]) {{
        const body = JSON.stringify({{ n, auth: 'Key {SECRET}' }});
        await $request.post('{URL}/', {{ body }});
      }}
    """
    root = app_of(make_app, body)
    line: list[str | Path] = ["trigger", EVENT, "--app", root]
    assert cli(*line, "--add-mocks", "--match-body").exit_code == 0
    assert [each["body"] for each in mocks_of(root)] == [
        {"n": 1, "auth": "Key *"}, {"n": 2, "auth": "Key *"}
    ]  # fmt: skip
    assert cli(*line).exit_code == 0
    assert cli(*line, "--match-body").exit_code == 2


def test_mocks_that_are_there_stay_as_they_are_written(make_app: MakeApp, cli: Cli) -> None:
    written = f'[\n\t{{"url": "{URL}/a",   "response": 1}}\n]'
    root = app_of(make_app, f"await $request.get('{URL}/b')", mocks=written)
    assert cli("trigger", EVENT, "--app", root, "--add-mocks").exit_code == 0
    assert (root / MOCKS).read_text().startswith(written.removesuffix("\n]") + ",\n  {")
    assert len(mocks_of(root)) == 2


def test_what_is_not_a_list_of_mocks_is_not_written_to(make_app: MakeApp, cli: Cli) -> None:
    root = app_of(make_app, f"await $request.get('{URL}/b')", mocks='{"a": 1}')
    result = cli("trigger", EVENT, "--app", root, "--add-mocks")
    assert (result.exit_code, "is not a list of mocks" in result.stderr) == (2, True)
    assert mocks_of(root) == {"a": 1}


def test_no_mock_is_written_through_a_link_out_of_the_app(
    make_app: MakeApp, cli: Cli, tmp_path: Path
) -> None:
    root = app_of(make_app, f"await $request.get('{URL}/b')")
    (tmp_path / "elsewhere").mkdir()
    (root / "server" / "test_data").symlink_to(tmp_path / "elsewhere")
    result = cli("trigger", EVENT, "--app", root, "--add-mocks")
    assert (result.exit_code, "outside of the app" in result.stderr) == (2, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_library_adds_mocks_too(make_app: MakeApp) -> None:
    root = app_of(make_app, f"await $request.get('{URL}/b')")
    app = App.load(root, add_mocks=True)
    assert app.fire(EVENT).ok and len(mocks_of(root)) == 1
    (root / MOCKS).unlink()
    assert [each.ok for each in app.fire_all([EVENT, EVENT])] == [True, True]
    assert len(mocks_of(root)) == 1
    with pytest.raises(UsageProblem):
        App.load(root, add_mocks=True, live=True)


@pytest.mark.parametrize("command", [("run",), ("trigger", EVENT, "--watch")], ids=["run", "watch"])
def test_mocks_that_are_added_are_no_save_and_edited_ones_are(
    make_app: MakeApp, command: tuple[str, ...]
) -> None:
    root = app_of(make_app, f"return (await $request.get('{URL}/b')).response")
    with started(*command, "--app", str(root), "--json", "--add-mocks") as process:
        process.until_said("watching for changes", 1)
        (outcome,) = process.until_outcomes(1)
        assert outcome["value"] == "{}"
        (root / "saved").write_text(json.dumps([{**mocks_of(root)[0], "response": "edited"}]))
        (root / "saved").replace(root / MOCKS)  # whole, as an editor does
        assert process.until_outcomes(2)[1]["value"] == "edited"
        assert "changed meanwhile" not in process.stderr
        assert process.stderr.count("added 1 mock") == 1
