"""config/: parameters as they are declared, their test values, and what a payload gets of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fdevents import App, AppUnusable, PayloadRefused, Problem, Severity, UsageProblem
from fdevents.app.files import TextFile, Trouble
from fdevents.app.iparams import check_iparams, parse_iparams, values
from fdevents.app.jsonfile import JsonFile, parse_json
from tests.support.apps import MakeApp

DECLARED = "config/iparams.json"
TEST_DATA = "config/iparam_test_data.json"
KEPT = ".fdevents/iparams.json"
SERVER = """exports = {
  events: [{ event: "onTicketCreate", callback: "cb" }],
  cb(payload) { return payload.iparams; },
};
"""
TYPES = (
    "text", "textarea", "paragraph", "number", "email", "phone", "url", "domain", "date",
    "checkbox", "api_key",
)  # fmt: skip
CHOICES = ("dropdown", "radio", "multiselect")


def file(name: str, content: Any) -> JsonFile:
    """A file of that text, or of that value; none for None."""
    if content is None:
        return parse_json(TextFile(name, trouble=Trouble("There is none.", missing=True)))
    return parse_json(TextFile(name, content if isinstance(content, str) else json.dumps(content)))


def check(declared: Any = None, test_data: Any = None, kept: Any = None) -> list[Problem]:
    """The problems of the files, but for those of values."""
    found = check_iparams(file(DECLARED, declared), file(TEST_DATA, test_data), file(KEPT, kept))
    return [each for each in found if each.rule != "iparam-value"]


def parameter(**more: Any) -> dict[str, Any]:
    """A declaration that is right, with `more` in it."""
    return {"display_name": "Team", "type": "text"} | more


def test_an_app_needs_neither_file() -> None:
    assert check() == []
    assert check({}, {}) == []
    assert check({"team": parameter()}) == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_known(kind: str) -> None:
    assert check({"team": parameter(type=kind)}, {"team": "x"}) == []


@pytest.mark.parametrize("kind", CHOICES)
def test_a_parameter_with_choices_lists_them(kind: str) -> None:
    assert check({"team": parameter(type=kind, options=["a", "b"])}) == []
    wrongs: list[dict[str, Any]] = [{}, {"options": {}}, {"options": "a"}]
    for wrong in wrongs:
        (found,) = check({"team": parameter(type=kind, **wrong)})
        assert (found.rule, found.severity) == ("iparams-shape", Severity.ERROR)
        assert found.message == f"“team” is a {kind} without a list of options."


@pytest.mark.parametrize("content", ["[]", "null", '"x"', "5"])
@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_a_file_that_holds_no_object_is_a_problem(name: str, content: str) -> None:
    (found,) = check(content) if name == DECLARED else check(None, content)
    assert (found.rule, found.severity) == ("iparams-shape", Severity.ERROR)
    assert str(found.place) == f"{name}:1:1"
    assert f"{name} holds no object" in found.message


@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_a_file_that_is_no_json_is_a_problem_with_its_place(name: str) -> None:
    content = '{\n  "team": {},\n}'
    (found, *_) = check(content, {}) if name == DECLARED else check({}, content)
    assert (found.rule, found.severity) == ("iparams-syntax", Severity.ERROR)
    assert str(found.place) == f"{name}:3:1"
    assert found.hint == "JSON allows no comma after the last item."


@pytest.mark.parametrize(
    "declared, place, says, hint",
    [
        ({"team": 5}, "1:10", "“team” is no object", ""),
        ({"team": {"type": "text"}}, "1:10", "“team” has no display_name", ""),
        ({"team": {"display_name": "x"}}, "1:10", "“team” has no type", "The types are text,"),
        (
            {"team": {"display_name": "x", "type": "txt"}},
            "1:40",
            "“txt” is no type",
            "Did you mean “text”?",
        ),
        (
            {"team": {"display_name": "x", "type": "zzz"}},
            "1:40",
            "“zzz” is no type",
            "The types are text,",
        ),
        ({"team": parameter(required="yes")}, "1:63", "“required” of “team” is neither", ""),
        ({"team": parameter(secure=1)}, "1:61", "“secure” of “team” is neither", ""),
        ({"team": parameter(visible=None)}, "1:62", "“visible” of “team” is neither", ""),
    ],
)
def test_a_declaration_of_the_wrong_shape_has_its_place(
    declared: Any, place: str, says: str, hint: str
) -> None:
    (found,) = check(declared)
    assert (found.rule, found.severity) == ("iparams-shape", Severity.ERROR)
    assert str(found.place) == f"{DECLARED}:{place}"
    assert says in found.message
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    "key, right", [("display-name", "display_name"), ("displayName", "display_name")]
)
def test_a_misspelt_key_is_corrected_to_the_right_one(key: str, right: str) -> None:
    (found,) = check({"team": {key: "Team", "type": "text"}})
    assert f"“{right}”" in found.hint
    assert f"“{key}”" not in found.hint


def test_a_misspelt_type_key_is_corrected_too() -> None:
    (found,) = check({"team": {"display_name": "Team", "tpye": "text"}})
    assert "tpye" in found.message + found.hint


@pytest.mark.parametrize("kind", [["text"], {"text": 1}, None, True])
def test_a_type_that_is_no_text_is_not_shown_as_python(kind: Any) -> None:
    (found,) = check({"team": parameter(type=kind)})
    assert repr(kind) not in found.message


def test_every_parameter_is_checked() -> None:
    found = check({"a": 1, "b": {}, "c": parameter(type="x", required=1)})
    assert [each.rule for each in found] == ["iparams-shape"] * 5


def test_a_test_value_of_no_parameter_is_a_warning_with_the_nearest() -> None:
    near, far = check({"team": parameter()}, '{"taem": 1,\n "zzz": 2, "team": 3}')
    assert (near.rule, near.severity) == ("unknown-iparam", Severity.WARNING)
    assert [str(near.place), str(far.place)] == [f"{TEST_DATA}:1:2", f"{TEST_DATA}:2:2"]
    assert "“taem” has a test value" in near.message
    assert near.hint == "Did you mean “team”?"
    assert far.hint == f"Declare it in {DECLARED}."


def test_test_values_of_an_app_that_declares_none_are_warnings() -> None:
    assert [each.rule for each in check(None, {"team": 1})] == ["unknown-iparam"]


def test_a_broken_declaration_does_not_make_every_test_value_unknown() -> None:
    assert [each.rule for each in check("{", {"team": 1})] == ["iparams-syntax"]


@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_a_parameter_named_twice_is_a_problem(name: str) -> None:
    declared = json.dumps(parameter())
    twice = f'{{"team": {declared},\n "team": {declared}}}'
    found = check(twice) if name == DECLARED else check({"team": parameter()}, twice)
    assert [str(each.place) for each in found] == [f"{name}:2:2"]
    assert "“team”" in found[0].message


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
    assert app.iparams({"c": "given", "e": [1]}) == expected
    outcome = app.fire("onTicketCreate", iparams={"c": "given", "e": [1]})
    assert outcome.value == expected


@pytest.mark.deno
def test_an_app_without_parameters_gets_null(make_app: MakeApp) -> None:
    outcome = App.load(make_app(SERVER)).fire("onTicketCreate")
    assert outcome.ok
    assert (outcome.value, outcome.value_is_text) == (None, False)


@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_values_of_a_file_that_cannot_be_read_are_refused(name: str) -> None:
    declared = file(DECLARED, "{" if name == DECLARED else {})
    test_data = file(TEST_DATA, "{" if name == TEST_DATA else {})
    with pytest.raises(AppUnusable, match=f"{name}:1:2"):
        values(declared, test_data, file(KEPT, None))


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
    found = parse_iparams([text], file(DECLARED, declared), force=False)
    assert found == {text.partition("=")[0]: value}


@pytest.mark.parametrize("text", ["name", "=5", ""])
def test_a_value_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="NAME=VALUE"):
        parse_iparams([text], file(DECLARED, {}), force=True)


def test_a_value_of_no_parameter_is_refused_with_the_nearest_unless_forced() -> None:
    declared = file(DECLARED, {"team": parameter()})
    with pytest.raises(PayloadRefused) as refused:
        parse_iparams(["taem=5"], declared, force=False)
    assert "Did you mean “team”?" in refused.value.hint
    assert "--force" in refused.value.hint
    assert parse_iparams(["taem=5"], declared, force=True) == {"taem": 5}


VALUES: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "number"}, "abc", "no number"),
    ({"type": "number"}, True, "no number"),
    ({"type": "checkbox"}, "yes", "neither true nor false"),
    ({"type": "dropdown", "options": ["x", "y"]}, "z", "none of its options: x, y"),
    ({"type": "radio", "options": ["x"]}, "z", "none of its options: x"),
    ({"type": "multiselect", "options": ["x", "y"]}, ["x", "z"], "not of its options: x, y"),
    (
        {"type": "number", "regex": {"age": "^[1-9][0-9]$", "age-error": "10 to 99."}},
        7,
        "not what its regex “age” wants: 10 to 99.",
    ),
    ({"type": "text", "regex": {"a": "^x"}}, "y", "not what its regex “a” wants."),
]
FITTING: list[tuple[dict[str, Any], Any]] = [
    ({"type": "number"}, 5), ({"type": "number"}, "-5"), ({"type": "checkbox"}, False),
    ({"type": "dropdown", "options": ["x"]}, "x"), ({"type": "text"}, 5),
    ({"type": "multiselect", "options": ["x", "y"]}, ["x", "y"]), ({"type": "phone_number"}, "1"),
    ({"type": "text", "regex": {"a": "x", "a-error": "no"}}, "yx"),
    ({"type": "text", "regex": {"a": "(?<n>["}}, "anything"),
]  # fmt: skip


def value_problems(declared: Any, test_data: Any = None, kept: Any = None) -> list[Problem]:
    """The problems of values."""
    found = check_iparams(file(DECLARED, declared), file(TEST_DATA, test_data), file(KEPT, kept))
    return [each for each in found if each.rule == "iparam-value"]


@pytest.mark.parametrize(("declared", "value", "message"), VALUES)
def test_a_value_that_does_not_fit_is_a_warning_where_it_stands(
    declared: dict[str, Any], value: Any, message: str
) -> None:
    parameters = {"p": {"display_name": "P", **declared}}
    for sources, name in (((None, {"p": value}), KEPT), (({"p": value}, None), TEST_DATA)):
        (found,) = value_problems(parameters, *sources)
        assert message in found.message and found.place.file == name
    (found,) = value_problems({"p": {**parameters["p"], "default_value": value}})
    assert found.place.file == DECLARED


@pytest.mark.parametrize(("declared", "value"), FITTING)
def test_a_value_that_fits_is_no_problem(declared: dict[str, Any], value: Any) -> None:
    assert value_problems({"p": {"display_name": "P", **declared}}, {"p": value}) == []


def test_a_required_parameter_wants_a_value() -> None:
    declared = {"p": parameter(required=True)}
    (found,) = value_problems(declared)
    assert found.hint == "Set one: fdevents iparams set p=VALUE"
    assert value_problems(declared, {"p": "x"}) == value_problems(declared, None, {"p": "x"}) == []


SECRET = "s3cret-tökén"
SECURE = {"key": {"display_name": "Key", "type": "text", "secure": True, "required": True}}
TELLING = (
    "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb(payload) {"
    " console.log('key', payload.iparams.key); return { all: [payload.iparams.key] }; } };"
)


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
    assert loaded.payload("onTicketCreate", payload=payload)["iparams"] == {"key": SECRET}


def test_values_that_cannot_be_kept_are_wrong_usage(make_app: MakeApp, cli: Any) -> None:
    root = make_app(TELLING, config__iparams_json=json.dumps(SECURE))
    for given, message in (("kye=1", "Did you mean “key”?"), ("key", "NAME=VALUE")):
        result = cli("iparams", "set", given, "--app", root)
        assert (result.exit_code, message in result.stderr) == (2, True)
    assert not (root / KEPT).exists()
    assert cli("iparams", "list", "--app", root).stdout == "key  no value\n"


@pytest.mark.deno
def test_a_handler_that_reads_a_parameter_without_a_value_gets_a_hint(make_app: MakeApp) -> None:
    declared = {"key": {"display_name": "Key", "type": "text"}}
    (found,) = App.load(make_app(TELLING, config__iparams_json=json.dumps(declared))).problems[:1]
    assert (found.rule, found.hint) == ("iparam-value", "Set one: fdevents iparams set key=VALUE")
    assert found.place.file == "server/server.js"


@pytest.mark.parametrize("regex", ["x", 5, ["x"], {"a": 5}])
def test_a_regex_is_an_object_of_texts(regex: Any) -> None:
    (found,) = check({"p": parameter(regex=regex)})
    assert (found.rule, "is no object of texts" in found.message) == ("iparams-shape", True)
