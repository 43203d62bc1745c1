"""config/: parameters as they are declared, and their values for local runs."""

from __future__ import annotations

import atexit
import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Problem, Severity
from fdevents.app.files import TextFile
from fdevents.app.folder import AppFiles
from fdevents.checks.declarations import check_declarations
from fdevents.checks.iparam_values import check_values, pairs_of
from fdevents.checks.iparams import check_iparams
from fdevents.sandbox.patterns import matched
from fdevents.sandbox.pool import Pool
from tests.support.apps import MakeApp, helps, json_file, registering
from tests.support.iparams import TELLING, TEST_DATA, parameter

DECLARED = "config/iparams.json"
KEPT = ".fdevents/iparams.json"
TYPES = (
    "text", "textarea", "paragraph", "number", "email", "phone", "url", "domain", "date",
    "checkbox", "api_key",
)  # fmt: skip
CHOICES = ("dropdown", "radio", "multiselect")


def check(declared: Any = None, test_data: Any = None, kept: Any = None) -> list[Problem]:
    """The problems of the files, each a text, a value, or None where it is not there."""
    contents = {DECLARED: declared, TEST_DATA: test_data, KEPT: kept}
    return list(check_iparams(*(json_file(name, each) for name, each in contents.items())))


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
        assert (found.rule, found.severity) == ("iparams-shape", Severity.WARNING)
        assert found.message == f"The parameter “team” is a {kind} without a list of options."


@pytest.mark.parametrize("content", ["[]", "null", '"x"', "5"])
@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_a_file_that_holds_no_object_is_a_problem(name: str, content: str) -> None:
    (found,) = check(content) if name == DECLARED else check(None, content)
    assert (found.rule, found.severity) == ("iparams-shape", Severity.WARNING)
    assert str(found.place) == f"{name}:1:1"
    assert "; it must be an object." in found.message


@pytest.mark.parametrize("name", [DECLARED, TEST_DATA])
def test_a_file_that_is_no_json_is_a_problem_with_its_place(name: str) -> None:
    content = '{\n  "team": {},\n}'
    (found, *_) = check(content, {}) if name == DECLARED else check({}, content)
    assert (found.rule, found.severity) == ("iparams-syntax", Severity.ERROR)
    assert str(found.place) == f"{name}:3:1"
    assert found.hint == "JSON does not allow a comma after the last item."


@pytest.mark.parametrize(
    "declared, place, says, hint",
    [
        ({"team": 5}, "1:10", "The parameter “team” is a number; it must be an object", ""),
        ({"team": {"type": "text"}}, "1:10", "The parameter “team” has no “display_name”", ""),
        (
            {"team": {"display_name": "x"}},
            "1:10",
            "The parameter “team” has no “type”",
            "The types are text,",
        ),
        (
            {"team": {"display_name": "x", "type": "txt"}},
            "1:40",
            "“txt” is not a type",
            "Did you mean “text”?",
        ),
        (
            {"team": {"display_name": "x", "type": "zzz"}},
            "1:40",
            "“zzz” is not a type",
            "The types are text,",
        ),
        (
            {"team": parameter(required="yes")},
            "1:63",
            "“required” of the parameter “team” is text; it must be true or false",
            "",
        ),
        (
            {"team": parameter(secure=1)},
            "1:61",
            "“secure” of the parameter “team” is a number; it must be",
            "",
        ),
        (
            {"team": parameter(visible=None)},
            "1:62",
            "“visible” of the parameter “team” is null; it must be",
            "",
        ),
    ],
)
def test_a_declaration_of_the_wrong_shape_has_its_place(
    declared: Any, place: str, says: str, hint: str
) -> None:
    (found,) = check(declared)
    assert (found.rule, found.severity) == ("iparams-shape", Severity.WARNING)
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
    assert str(found.place) == f"{DECLARED}:1:11"


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


VALUES: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "number"}, "abc", "is not a number"),
    ({"type": "number"}, True, "is not a number"),
    ({"type": "checkbox"}, "yes", "neither true nor false"),
    ({"type": "dropdown", "options": ["x", "y"]}, "z", "is not one of its options: x and y"),
    ({"type": "radio", "options": ["x"]}, "z", "is not one of its options: x"),
    (
        {"type": "multiselect", "options": ["x", "y"]},
        ["x", "z"],
        "has values other than its options: x and y",
    ),
    (
        {"type": "number", "regex": {"age": "^[1-9][0-9]$", "age-error": "10 to 99."}},
        7,
        "does not match its regex “age”: 10 to 99.",
    ),
    ({"type": "text", "regex": {"a": "^x"}}, "y", "does not match its regex “a”."),
]
FITTING: list[tuple[dict[str, Any], Any]] = [
    ({"type": "number"}, 5), ({"type": "number"}, "-5"), ({"type": "checkbox"}, False),
    ({"type": "dropdown", "options": ["x"]}, "x"), ({"type": "text"}, 5),
    ({"type": "multiselect", "options": ["x", "y"]}, ["x", "y"]), ({"type": "phone_number"}, "1"),
    ({"type": "text", "regex": {"a": "x", "a-error": "no"}}, "yx"),
    ({"type": "text", "regex": {"a": "(?<n>["}}, "anything"),
    ({"type": "text", "regex": {"a": r"^(?<year>\d{4})-\k<year>$"}}, "2020-2020"),
]  # fmt: skip


@cache
def shared_pool() -> Pool:
    """Sandboxes for patterns, which end with the tests."""
    pool = Pool(80)
    atexit.register(pool.close)
    return pool


def app_with(declared: Any, test_data: Any = None, kept: Any = None) -> AppFiles:
    """An app of these parameters and values."""
    return AppFiles(
        Path("app"),
        json_file("manifest.json", "{}"),
        TextFile("server/server.js"),
        json_file(DECLARED, declared),
        json_file(TEST_DATA, test_data),
        json_file(KEPT, kept),
    )


def declaration_problems(declared: Any) -> list[Problem]:
    """The problems of declarations."""
    known = matched(shared_pool(), pairs_of(app_with(declared)))
    return list(check_declarations(json_file(DECLARED, declared), known))


def value_problems(declared: Any, test_data: Any = None, kept: Any = None) -> list[Problem]:
    """The problems of values, where no handler reads any."""
    app = app_with(declared, test_data, kept)
    return list(check_values(app, {}, matched(shared_pool(), pairs_of(app))))


@pytest.mark.deno
@pytest.mark.parametrize(("declared", "value", "message"), VALUES)
def test_a_value_that_does_not_fit_is_a_warning_where_it_stands(
    declared: dict[str, Any], value: Any, message: str
) -> None:
    parameters = {"p": {"display_name": "P", **declared}}
    for sources, name in (((None, {"p": value}), KEPT), (({"p": value}, None), TEST_DATA)):
        (found,) = value_problems(parameters, *sources)
        assert message in found.message and found.place.file == name
    default = {"p": {**parameters["p"], "default_value": value}}
    assert value_problems(default) == []
    found, *_ = declaration_problems(default)
    assert message in found.message and found.place.file == DECLARED


@pytest.mark.deno
@pytest.mark.parametrize(("declared", "value"), FITTING)
def test_a_value_that_fits_is_no_problem(declared: dict[str, Any], value: Any) -> None:
    assert value_problems({"p": {"display_name": "P", **declared}}, {"p": value}) == []


@pytest.mark.deno
@pytest.mark.parametrize(
    ("pattern", "found"),
    [("^(a+)+$", "takes more than 2 s"), ("a{99999999999}", ""), ("(" * 3000 + ")" * 3000, "")],
)
def test_a_pattern_that_takes_years_holds_nothing_up(pattern: str, found: str) -> None:
    declared = {
        "slow": parameter(regex={"a": pattern, "a-error": "no"}),
        "first": parameter(type="number"),
    }
    values = {"slow": "a" * 36 + "!", "first": "x"}
    start = time.monotonic()
    said = [each.message for each in value_problems(declared, values)]
    assert time.monotonic() - start < 20
    assert "The value of “first” is not a number." in said
    assert any(found in each and pattern in each for each in said) or not found


def test_a_required_parameter_wants_a_value() -> None:
    declared = {"p": parameter(required=True)}
    (found,) = value_problems(declared)
    assert found.message == "The parameter has no value here: p."
    assert helps(found) == "Run: fdevents iparams set p=VALUE"
    assert value_problems(declared, {"p": "x"}) == value_problems(declared, None, {"p": "x"}) == []


@pytest.mark.deno
def test_all_values_that_are_missing_are_one_problem_with_one_command(make_app: MakeApp) -> None:
    declared = {
        "key": parameter(secure=True), "team": parameter(required=True), "unread": parameter()
    }  # fmt: skip
    app = App.load(make_app(TELLING, config__iparams_json=json.dumps(declared)))
    assert app.problems == []
    (found,) = app.machine_problems
    assert found.message == "These parameters have no value here: key and team."
    assert helps(found) == "Run: fdevents iparams set key=VALUE team=VALUE"
    assert (found.rule, found.place.file) == ("iparam-value", DECLARED)


@pytest.mark.deno
def test_a_parameter_that_a_handler_reads_and_nobody_declares_is_a_warning(
    make_app: MakeApp,
) -> None:
    declared = {"kye": parameter()}
    app = App.load(make_app(TELLING, config__iparams_json=json.dumps(declared)))
    (found,) = app.problems
    assert (found.rule, found.severity) == ("unknown-iparam", Severity.WARNING)
    assert (found.place.file, found.hint) == ("server/server.js", "Did you mean “kye”?")
    (app.root / "config" / "iparams.html").write_text("<script></script>")  # whose code decides
    assert "unknown-iparam" not in [each.rule for each in App.load(app.root).problems]


@pytest.mark.deno
def test_a_parameter_that_requests_are_filled_in_with_is_declared(make_app: MakeApp) -> None:
    headers = {"a": "<%= context.x %>", "b": "Basic <%= encode(iparam['kye'] + ':x') %>"}
    template = {"schema": {"method": "GET", "host": "<%= iparam.host %>", "path": "/",
                           "headers": headers}}  # fmt: skip
    domains = ["https://<%= iparam.hosst %>", "https://*.iparam.example.com"]
    app = App.load(
        make_app(
            "exports = {};\n",
            manifest=registering({}, whitelisted_domains=[]).replace(
                '"whitelisted_domains": []', f'"whitelisted-domains": {json.dumps(domains)}'
            ),
            config__iparams_json=json.dumps({"key": parameter(secure=True), "host": parameter()}),
            config__requests_json=json.dumps({"t": template}, indent=2),
        )
    )
    found = [each for each in app.problems if each.rule == "unknown-iparam"]
    assert [(each.place.file, each.hint) for each in found] == [
        ("config/requests.json", "Did you mean “key”?"),
        ("manifest.json", "Did you mean “host”?"),
    ]
    assert found[0].place.line == 9


@pytest.mark.parametrize("regex", ["x", 5, ["x"], {"a": 5}])
def test_a_regex_is_an_object_of_texts(regex: Any) -> None:
    (found,) = check({"p": parameter(regex=regex)})
    assert (found.rule, "the regex of “p”" in found.message.lower()) == ("iparams-shape", True)
