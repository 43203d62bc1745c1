"""config/: the values of parameters, and what a payload gets of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App, AppUnusable, PayloadRefused, UsageProblem
from fdevents.app.iparams import parse_iparams, values
from fdevents.remedies import Force, Parameter
from tests.support.apps import MakeApp, json_file
from tests.support.iparams import TELLING, TEST_DATA, parameter

DECLARED = "config/iparams.json"
KEPT = ".fdevents/iparams.json"
SERVER = """exports = {
  events: [{ event: "onTicketCreate", callback: "cb" }],
  cb(payload) { return payload.iparams; },
};
"""


@pytest.mark.deno
def test_a_payload_gets_test_values_over_defaults_and_given_ones_over_both(
    make_app: MakeApp,
) -> None:
    declared = {
        "a": parameter(default_value="default"),
        "b": parameter(default="default"),
        "c": parameter(default_value="default"),
        "d": parameter(),
    }
    root = make_app(
        SERVER,
        config__iparams_json=json.dumps(declared),
        config__iparam_test_data_json=json.dumps({"b": "tested", "c": "tested"}),
    )
    app = App.load(root)
    assert app.problems == []
    expected = {"a": "default", "b": "tested", "c": "given", "e": [1]}
    given = {"c": "given", "e": [1]}
    with pytest.raises(PayloadRefused, match="does not declare this parameter"):
        app.fire("onTicketCreate", iparams=given)
    assert app.fire("onTicketCreate", iparams=given, force=True).value == expected


@pytest.mark.deno
def test_an_app_without_parameters_gets_null(make_app: MakeApp) -> None:
    outcome = App.load(make_app(SERVER)).fire("onTicketCreate")
    assert outcome.ok
    assert (outcome.value, outcome.value_is_text) == (None, False)


@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_values_of_a_file_that_cannot_be_read_are_refused(name: str) -> None:
    declared = json_file(DECLARED, "{" if name == DECLARED else {})
    test_data = json_file(TEST_DATA, "{" if name == TEST_DATA else {})
    with pytest.raises(AppUnusable, match=f"{name}:1:2"):
        values(declared, test_data, json_file(KEPT, None))


@pytest.mark.parametrize(
    "text, value",
    [
        ("name=5", "5"),
        ("name=", ""),
        ("name=a=b", "a=b"),
        ("count=5", 5),
        ("count=five", "five"),
        ("on=true", True),
        ('many=["a", "b"]', ["a", "b"]),
    ],
)
def test_a_value_on_the_command_line_is_what_its_declaration_makes_of_it(
    text: str, value: Any
) -> None:
    declared = {
        "name": parameter(),
        "count": parameter(type="number"),
        "on": parameter(type="checkbox"),
        "many": parameter(type="multiselect"),
    }
    found = parse_iparams([text], json_file(DECLARED, declared), force=False)
    assert found == {text.partition("=")[0]: value}


@pytest.mark.parametrize("text", ["name", "=5", ""])
def test_a_value_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="NAME=VALUE"):
        parse_iparams([text], json_file(DECLARED, {}), force=True)


def test_a_value_of_no_parameter_is_refused_with_the_nearest_unless_forced() -> None:
    declared = json_file(DECLARED, {"team": parameter()})
    with pytest.raises(PayloadRefused) as refused:
        parse_iparams(["taem=5"], declared, force=False)
    assert "Did you mean “team”?" in refused.value.hint
    assert (refused.value.parameter, refused.value.name) == (Parameter.IPARAMS, "taem")
    assert refused.value.remedies == (Force(),)
    assert parse_iparams(["taem=5"], declared, force=True) == {"taem": 5}


SECRET = "s3cret-tökén"
SECURE = {"key": {"display_name": "Key", "type": "text", "secure": True, "required": True}}


def test_where_nothing_can_be_kept_the_error_says_so(make_app: MakeApp, cli: Any) -> None:
    root = make_app(TELLING, config__iparams_json=json.dumps(SECURE))
    (root / ".fdevents").write_text("mine")
    result = cli("iparams", "set", "key=x", "--app", root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{KEPT} cannot be written" in " ".join(result.stderr.split())
    assert (root / ".fdevents").read_text() == "mine"


@pytest.mark.deno
def test_values_are_kept_and_secrets_never_shown(make_app: MakeApp, cli: Any) -> None:
    root = make_app(TELLING, config__iparams_json=json.dumps(SECURE))
    done = cli("iparams", "set", f"key={SECRET}", "--app", root)
    assert done.exit_code == 0 and SECRET not in done.stderr
    assert json.loads((root / KEPT).read_text("utf-8")) == {"key": SECRET}
    assert App.load(root).fire("onTicketCreate").value == {"all": [SECRET]}
    for line in (["iparams", "list"], ["iparams", "list", "--json"], ["payload", "onTicketCreate"],
                 ["trigger", "onTicketCreate"], ["trigger", "onTicketCreate", "--json"],
                 ["payload", "onTicketCreate", "--save", "one"]):  # fmt: skip
        result = cli(*line, "--app", root)
        assert result.exit_code == 0
        shown = result.stdout + result.stderr
        assert "tökén" not in shown and "s3cret" not in shown
        assert "••••••" in shown or "\\u2022" in shown
    saved = root / "server" / "test_data" / "fdevents" / "one.json"
    assert "s3cret" not in saved.read_text("utf-8")
    assert "key" in cli("trigger", "onTicketCreate", "--app", root, "--payload", "one").stdout
    loaded = App.load(root)
    payload = json.loads(saved.read_text("utf-8"))
    assert loaded.payload("onTicketCreate", payload=payload).payload["iparams"] == {"key": SECRET}


def test_values_that_cannot_be_kept_are_wrong_usage(make_app: MakeApp, cli: Any) -> None:
    root = make_app(TELLING, config__iparams_json=json.dumps(SECURE))
    for given, message in (("kye=1", "Did you mean “key”?"), ("key", "NAME=VALUE")):
        result = cli("iparams", "set", given, "--app", root)
        assert (result.exit_code, message in result.stderr) == (2, True)
    assert not (root / KEPT).exists()
    assert cli("iparams", "list", "--app", root).stdout == "key  no value\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["keyy=1"], "error: keyy: config/iparams.json does not declare this parameter."),
        (["key"], "error: key: it is not of the form NAME=VALUE."),
        (["--oauth", "token"], "error: token: it is not of the form NAME=VALUE."),
    ],
)
def test_a_value_that_cannot_be_set_is_said_without_an_option_of_other_commands(
    make_app: MakeApp, cli: Any, given: list[str], said: str
) -> None:
    root = make_app(SERVER, config__iparams_json=json.dumps({"key": parameter()}))
    result = cli("iparams", "set", *given, "--app", root)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, said)
    assert "--iparam" not in result.stderr
