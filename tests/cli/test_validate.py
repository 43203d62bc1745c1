"""`fdevents validate`: every problem, in four formats, and one exit code for all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.support.apps import MANIFEST, SERVER, MakeApp
from tests.support.commands import Cli
from tests.support.processes import finished, prose
from tests.support.validating import BROKEN, problems, sarif

pytestmark = pytest.mark.deno

WARNED = "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb() { btoa(1); } };\n"
FORMATS = ("text", "json", "github", "sarif")
COMMAND = re.compile(
    r"::(?P<level>error|warning) file=(?P<file>[^,:]*)"
    r"(?:,line=(?P<line>\d+))?(?:,col=(?P<col>\d+))?,title=(?P<title>[^,:]*)::(?P<message>.*)"
)


def unescaped(text: str) -> str:
    """What GitHub's runner makes of an escaped message or property."""
    for code, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, plain)
    return text


def annotated(cli: Cli, app: Path) -> list[dict[str, str | None]]:
    """Each line of `--format github`, taken apart as GitHub's runner does."""
    lines = cli("validate", "--app", app, "--format", "github").stdout.splitlines()
    matches = [COMMAND.fullmatch(line) for line in lines]
    assert all(matches), lines
    return [match.groupdict() for match in matches if match]


def test_an_app_without_problems_is_told_so(cli: Cli, make_app: MakeApp) -> None:
    result = cli("validate", "--app", make_app(SERVER))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "✔ no problems; 1 registered: onTicketCreate\n"


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize(("server", "code"), [(SERVER, 0), (WARNED, 0), (BROKEN, 3)])
def test_errors_exit_with_3_and_warnings_alone_with_0(
    cli: Cli, make_app: MakeApp, server: str, code: int, style: str
) -> None:
    result = cli("validate", "--app", make_app(server), "--format", style)
    assert (result.exit_code, result.stderr) == (code, "")


def test_text_shows_rule_place_message_source_and_guess(cli: Cli, make_app: MakeApp) -> None:
    shown = cli("validate", "--app", make_app(BROKEN)).stdout
    block = next(each for each in shown.split("\n\n") if "updte" in each).splitlines()
    assert block == [
        "error callback-missing  server/server.js:3:49",
        "  onTicketUpdate calls “updte”, which server.js does not export.",
        '  3 │            { event: "onTicketUpdate", callback: "updte" }],',
        "    │                                                 ^",
        "  hint  Did you mean “update”?",
    ]


def test_text_counts_at_the_end(cli: Cli, make_app: MakeApp) -> None:
    assert cli("validate", "--app", make_app(BROKEN)).stdout.endswith("\n2 errors, 1 warning\n")
    assert cli("validate", "--app", make_app(WARNED)).stdout.endswith("\n1 warning\n")


def test_of_a_thousand_problems_text_shows_a_hundred_and_counts_the_rest(
    cli: Cli, make_app: MakeApp
) -> None:
    entries = ", ".join(f"{{ event: 'on{n}X', callback: 'cb' }}" for n in range(300))
    app = make_app(f"exports = {{ events: [{entries}], cb() {{}} }};")
    found = len(problems(cli, app))
    text = cli("validate", "--app", app).stdout
    assert len(re.findall(r"^(?:error|warning) \S+  ", text, re.MULTILINE)) == 100
    assert f"\n… and {found - 100} more problems\n" in text


def test_every_format_shows_every_problem(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(BROKEN)
    rules = [each["rule"] for each in problems(cli, app)]
    text = cli("validate", "--app", app).stdout
    assert rules == ["unknown-event", "callback-missing", "unavailable-global"]
    assert re.findall(r"^(?:error|warning) (\S+)  ", text, re.MULTILINE) == rules
    assert [each["title"] for each in annotated(cli, app)] == [f"fdevents {r}" for r in rules]
    assert [each["ruleId"] for each in sarif(cli, app)["runs"][0]["results"]] == rules


@pytest.mark.parametrize("server", [SERVER, WARNED, BROKEN, None])
def test_json_is_what_the_schema_says(cli: Cli, make_app: MakeApp, server: str | None) -> None:
    app = make_app(server, manifest=MANIFEST if server else None)
    document = cli("validate", "--app", app, "--format", "json").json
    Draft202012Validator(cli("schema", "problems").json).validate(document)
    assert list(document) == ["schema", "app", "problems"]
    assert (document["schema"], document["app"]) == (1, str(app))


def test_a_problem_in_json_has_exactly_these_keys(cli: Cli, make_app: MakeApp) -> None:
    first, second, third = problems(cli, make_app(BROKEN))
    assert first["message"] == "There is no event “on%Ticket\r\n,:Create”."
    assert third["severity"] == "warning"
    assert second == {
        "rule": "callback-missing",
        "severity": "error",
        "message": "onTicketUpdate calls “updte”, which server.js does not export.",
        "file": "server/server.js",
        "line": 3,
        "column": 49,
        "hint": "Did you mean “update”?",
    }


def test_a_problem_of_a_whole_file_has_no_line(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(SERVER, manifest=None)
    (found,) = problems(cli, app)
    assert (found["rule"], found["line"], found["column"]) == ("manifest-missing", None, None)
    (annotation,) = annotated(cli, app)
    assert (annotation["file"], annotation["line"]) == (f"{app}/manifest.json", None)
    (result,) = sarif(cli, app)["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_github_annotations_hold_message_hint_and_place(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(BROKEN)
    for annotation, problem in zip(annotated(cli, app), problems(cli, app), strict=True):
        assert annotation["level"] == problem["severity"]
        assert annotation["file"] == f"{app}/{problem['file']}"
        assert annotation["line"] == str(problem["line"])
        assert annotation["col"] == str(problem["column"])
        said = unescaped(annotation["message"] or "")
        assert said == f"{problem['message']} {problem['hint']}".strip()


def test_github_annotations_escape_percent_and_line_ends(cli: Cli, make_app: MakeApp) -> None:
    message = annotated(cli, make_app(BROKEN))[0]["message"]
    assert message and "on%25Ticket%0D%0A,:Create" in message


def test_github_annotations_escape_the_path(cli: Cli, make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(BROKEN).rename(tmp_path / "100%, a:b")
    assert unescaped(annotated(cli, app)[0]["file"] or "") == f"{app}/server/server.js"


def test_an_empty_folder_misses_its_files_and_init_is_offered(tmp_path: Path) -> None:
    result = finished("validate", cwd=tmp_path)
    assert (result.exit_code, result.stderr) == (3, "")
    assert "manifest-missing" in result.stdout and "server-missing" in result.stdout
    assert "fdevents init" in result.stdout


@pytest.mark.parametrize("order", ["before", "after"])
def test_the_folder_may_be_named_before_and_after_the_command(
    cli: Cli, make_app: MakeApp, order: str
) -> None:
    option = ("--app", make_app(SERVER))
    arguments = (*option, "validate") if order == "before" else ("validate", *option)
    assert cli(*arguments).exit_code == 0


def test_of_two_folders_the_one_after_the_command_counts(make_app: MakeApp, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    result = finished("--app", other, "validate", "--app", ".", cwd=make_app(SERVER))
    assert result.exit_code == 0


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_folder_that_is_not_there_is_named_and_init_offered(
    cli: Cli, tmp_path: Path, order: str
) -> None:
    option = ("--app", tmp_path / "nowhere")
    arguments = (*option, "validate") if order == "before" else ("validate", *option)
    result = cli(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    said = "".join(result.stderr.split())
    assert str(tmp_path / "nowhere") in said
    assert "manifest.json" in said and "server/server.js" in said and "fdeventsinit" in said


def test_a_file_is_no_app(cli: Cli, make_app: MakeApp) -> None:
    result = cli("validate", "--app", make_app(SERVER) / "manifest.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a file, not a folder" in prose(result.stderr)


def test_a_top_level_that_never_ends_is_a_problem(cli: Cli, make_app: MakeApp) -> None:
    app = make_app("for (;;);\n")
    result = cli("validate", "--app", app, "--timeout", "0.3", "--format", "json")
    assert result.exit_code == 3
    assert "load-failed" in [each["rule"] for each in json.loads(result.stdout)["problems"]]


@pytest.mark.parametrize("style", FORMATS)
def test_no_format_is_coloured_in_a_pipe(cli: Cli, make_app: MakeApp, style: str) -> None:
    assert "\x1b" not in cli("validate", "--app", make_app(BROKEN), "--format", style).stdout


@pytest.mark.parametrize("style", ["json", "github", "sarif"])
def test_what_programs_read_is_never_coloured(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in cli("validate", "--app", make_app(BROKEN), "--format", style).stdout


@pytest.mark.parametrize(
    ("style", "guess"), [("jsn", "json"), ("GITHUB", "github"), ("x", "sarif")]
)
def test_an_unknown_format_is_refused_and_the_nearest_offered(
    cli: Cli, make_app: MakeApp, style: str, guess: str
) -> None:
    result = cli("validate", "--app", make_app(SERVER), "--format", style)
    assert (result.exit_code, result.stdout) == (2, "")
    assert guess in result.stderr.partition("hint")[2]


@pytest.mark.parametrize(
    ("server", "because"),
    [
        (None, "the app has no server/server.js"),
        ("exports = {};\n", "server/server.js exports nothing"),
        ("", "server/server.js exports nothing"),
        ("exports = { lookUp() {} };\n", "the app does not register an event"),
    ],
)
def test_a_front_end_app_has_nothing_to_fire_and_no_problem(
    cli: Cli, make_app: MakeApp, server: str | None, because: str
) -> None:
    result = cli("validate", "--app", make_app(server))
    assert (result.exit_code, result.stderr) == (0, "")
    assert prose(result.stdout) == f"✔ no problems; nothing to fire here: {because}"


@pytest.mark.parametrize("under", ["functions", "events"])
def test_server_methods_and_another_product_s_events_are_something_to_call(
    cli: Cli, make_app: MakeApp, under: str
) -> None:
    named = {
        "functions": {"lookUp": {}},
        "events": {"onTicketCreate": {"handler": "onTicketCreate"}},
    }
    manifest = {"platform-version": "2.3", "engines": {"node": "18.20.8", "fdk": "9.0.0"},
                "product": {"freshdesk": {}, "freshservice": {under: named[under]}}}  # fmt: skip
    app = make_app(
        "exports = { lookUp() {}, onTicketCreate() {} };\n", manifest=json.dumps(manifest)
    )
    assert "no-events" not in [each["rule"] for each in problems(cli, app)]


def test_what_a_machine_lacks_is_shown_when_asked_for(cli: Cli, make_app: MakeApp) -> None:
    declared = {"key": {"display_name": "Key", "type": "text", "required": True, "secure": True}}
    manifest = {"platform-version": "2.2", "dependencies": {"slug": "1.0.0"},
                "product": {"freshdesk": {}}}  # fmt: skip
    app = make_app(
        "exports = { help() {} };\n",
        manifest=json.dumps(manifest),
        config__iparams_json=json.dumps(declared),
    )
    assert problems(cli, app) == []
    shown = prose(cli("validate", "--local", "--app", app).stdout)
    assert "1 package is not installed here: slug." in shown and "Run: fdevents install" in shown
    assert "The parameter has no value here: key." in shown
    assert "Run: fdevents iparams set key=VALUE" in shown
