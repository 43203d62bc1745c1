"""A firing and a problem as a person reads them, on screens of all widths."""

from __future__ import annotations

import re

import pytest

from fdevents.reports.firing_text import duration
from tests.support.apps import MakeApp
from tests.support.commands import Cli
from tests.support.processes import column, finished, prose

pytestmark = pytest.mark.deno

SERVER = """exports = {
  events: [{ event: "onTicketUpdate", callback: "cb" }],
  cb(payload) {
    CODE
  },
};
"""
WIDTHS = pytest.mark.parametrize("width", ["40", "80", "200"])
TIME = re.compile(r"\d+\.\d ms")


def server(code: str) -> str:
    return SERVER.replace("CODE", code)


def lines_of(cli: Cli, make_app: MakeApp, code: str, *options: str) -> list[str]:
    """What `trigger` shows of a handler with this code, times taken out."""
    app = make_app(server(code))
    result = cli("trigger", "onTicketUpdate", "--app", app, *options)
    assert result.stderr == ""
    return TIME.sub("#", result.stdout).splitlines()


def excerpt_of(lines: list[str]) -> tuple[str, str]:
    """The source line with BOOM in it and the line below, with the caret."""
    index = next(index for index, line in enumerate(lines) if "BOOM" in line and "│" in line)
    return lines[index], lines[index + 1]


def test_a_firing_is_event_variant_handler_place_changes_console_and_end(
    cli: Cli, make_app: MakeApp
) -> None:
    code = "console.log('a'); console.error('b\\nc'); return { id: payload.data.ticket.id }"
    shown = lines_of(cli, make_app, code, "--change", "priority=Low,4", "--change", "type=null,x")
    assert [re.sub(" {3,}", "  ", line) for line in shown] == [
        "onTicketUpdate · changed → cb  server/server.js:3:3",
        "  priority  1 Low → 4 Urgent",
        '  type  null → "x"',
        "  │  #  log  a",
        "  │  #  error  b",
        "  │  c",
        '  ✔ ok in #, returned {"id": 1}',
        "",
    ]


def test_the_place_stands_at_the_right_edge(cli: Cli, make_app: MakeApp) -> None:
    assert len(lines_of(cli, make_app, "")[0]) == 80


def test_levels_and_continued_lines_stand_in_columns(cli: Cli, make_app: MakeApp) -> None:
    code = "for (const each of ['log', 'info', 'warn', 'error', 'debug']) console[each]('x\\ny')"
    shown = [line for line in lines_of(cli, make_app, code) if line.startswith("  │")]
    assert {line.rindex(line[-1]) for line in cli_columns(shown)} == {
        len(cli_columns(shown)[0]) - 1
    }


def cli_columns(lines: list[str]) -> list[str]:
    """The lines with the time's own width put back, however long it took."""
    return [re.sub("│ +#", f"│ {'0.0 ms':>10}", line) for line in lines]


def test_a_handler_that_returns_nothing_is_not_said_to_return(cli: Cli, make_app: MakeApp) -> None:
    assert lines_of(cli, make_app, "")[-2] == "  ✔ ok in #"
    assert lines_of(cli, make_app, "return null")[-2] == "  ✔ ok in #, returned null"
    assert lines_of(cli, make_app, "return 'undefined'")[-2] == '  ✔ ok in #, returned "undefined"'


def test_a_large_value_is_set_into_lines_and_cut_with_word_of_the_rest(
    cli: Cli, make_app: MakeApp
) -> None:
    shown = lines_of(cli, make_app, "return [...Array(100).keys()]")
    assert "  ✔ ok in #, returned" in shown
    assert [line for line in shown if "more lines" in line] == [
        "    … 42 more lines; --json has all"
    ]
    assert len(shown) < 70


def test_what_json_cannot_carry_is_shown_as_node_shows_it(cli: Cli, make_app: MakeApp) -> None:
    shown = lines_of(cli, make_app, "return new Map([[1n, undefined]])")
    assert shown[-2] == "  ✔ ok in #, returned Map(1) { 1n => undefined }"


def test_an_error_is_shown_with_frames_source_and_caret(cli: Cli, make_app: MakeApp) -> None:
    shown = lines_of(cli, make_app, "const all = null; all.BOOM();")
    assert shown[3:] == [
        "  ✘ failed in #",
        "    TypeError: Cannot read properties of null (reading 'BOOM')",
        "      at Object.cb (server/server.js:4:27)",
        "    server/server.js:4:27",
        "    4 │     const all = null; all.BOOM();",
        "      │                           ^",
        "",
    ]


def test_an_error_of_the_platform_comes_with_a_hint(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(server("setTimeout(() => {}, 1)"))
    result = cli("trigger", "onTicketUpdate", "--app", app)
    assert "ReferenceError: setTimeout is not defined" in result.stdout
    assert "    hint  setTimeout does not exist on the platform" in result.stdout


def test_a_thrown_value_is_shown_at_the_handler(cli: Cli, make_app: MakeApp) -> None:
    shown = lines_of(cli, make_app, "throw { code: 5 }")
    assert shown[4:6] == ["    Uncaught { code: 5 }", "    server/server.js:3:3"]


@WIDTHS
@pytest.mark.parametrize(
    "before",
    ["", "\t\t", "\t let a;\t", "const 漢字 = '日本'; ", "/* 🎉🎉 */ ", "'e\u0301e\u0301';", "'กิ';",
     "'a\u200bb';", "\t'漢'\t;\t", "'" + "x" * 300 + "'; ", "'" + "漢" * 200 + "'; ", "\t" * 40],
    ids=["none", "tabs", "tabs and code", "wide", "emoji", "combining", "thai", "no width",
         "tabs and wide", "long", "long and wide", "many tabs"],
)  # fmt: skip
def test_the_caret_stands_under_the_column(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, width: str, before: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    source, caret = excerpt_of(lines_of(cli, make_app, f"\n{before}null.BOOM;"))
    assert column(caret, caret.index("^")) == column(source, source.index("BOOM"))


@pytest.mark.parametrize("width", ["40", "200"])
@pytest.mark.parametrize(
    "before", ["", "x" * 300, "\t" * 40, "漢" * 150], ids=["none", "long", "tabs", "wide"]
)
@pytest.mark.parametrize("after", ["", "x" * 300, "漢" * 150], ids=["end", "long", "wide"])
def test_the_source_line_is_cut_to_the_screen_around_the_caret(
    cli: Cli,
    make_app: MakeApp,
    monkeypatch: pytest.MonkeyPatch,
    width: str,
    before: str,
    after: str,
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    shown = lines_of(cli, make_app, f"\n/*{before}*/null.BOOM;/*{after}*/")
    assert all(column(line) <= int(width) for line in excerpt_of(shown))


@pytest.mark.parametrize("before", ["const 漢字 = '日本'; ", "'é';", "\t'→';\t"])
def test_the_caret_stands_right_where_the_stream_is_ascii(make_app: MakeApp, before: str) -> None:
    app = make_app(server(f"\n{before}null.BOOM;"))
    result = finished("trigger", "onTicketUpdate", "--app", app, PYTHONIOENCODING="ascii")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.isascii()
    source, caret = excerpt_of(result.stdout.replace("|", "│").splitlines())
    assert column(caret, caret.index("^")) == column(source, source.index("BOOM"))


@WIDTHS
def test_problems_fit_the_screen(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    app = make_app(
        'exports = { events: [{ event: "onTicketUpdat", callback: "漢字漢字漢字漢字漢字漢字" },\n'
        '  { event: "onTicketCreate", callbak: "x" }, 5], cb() { setTimeout(cb); } };\n',
        manifest='{"platform-version": "9.9", "product": {"freshdsk": {"quite a long key": [{}]}}}',
    )
    shown = cli("validate", "--app", app).stdout
    assert shown.count("^") >= 6
    heads = re.compile(r"(error|warning) \S+  \S+")
    for line in shown.splitlines():
        assert column(line) <= int(width) or heads.fullmatch(line)


@WIDTHS
def test_a_firing_loses_nothing_on_a_screen_of_any_width(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    said = prose("\n".join(lines_of(cli, make_app, "return 1", "--change", "source=Email,Chat")))
    assert said == (
        "onTicketUpdate · changed → cb server/server.js:3:3 source 1 Email → 7 Chat "
        "✔ ok in #, returned 1"
    )


@pytest.mark.parametrize(
    "code",
    [
        "console.log('BAD')",
        "return 'BAD'",
        "throw new Error('BAD')",
        "throw 'BAD'",
        "const e = Error('x'); e.name = 'BAD'; throw e",
    ],
)
@pytest.mark.parametrize("forced", ["", "1"])
def test_no_control_character_of_the_app_reaches_the_terminal(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, code: str, forced: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", forced)
    bad = "<\\x07\\x1b[2J\\x1b]0;t\\x07a\\rb\\x9b2J\\0>"
    rest = re.sub(
        r"\x1b\[[0-9;]*m", "", "\n".join(lines_of(cli, make_app, code.replace("BAD", bad)))
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", rest)
    assert "<" in rest and ">" in rest


def test_names_of_the_app_are_made_harmless_too(cli: Cli, make_app: MakeApp) -> None:
    name = "c\\x1b[2J\\x07b"
    app = make_app(
        f"exports = {{ events: [{{ event: 'onTicketUpdate', callback: '{name}' }}],"
        f" '{name}'() {{}} }};\n"
    )
    result = cli("trigger", "onTicketUpdate", "--app", app)
    assert result.exit_code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.stdout)


def test_raw_control_characters_in_the_source_line_are_made_harmless(
    cli: Cli, make_app: MakeApp
) -> None:
    shown = lines_of(cli, make_app, "'\x1b[2J\x07';\nnull.BOOM; '\x1b[31m\x07\x9b2J'")
    source, caret = excerpt_of(shown)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", source)
    assert caret.index("^") == source.index("BOOM")


def test_colours_of_the_app_are_shown_only_where_there_are_colours(
    cli: Cli, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "console.log('\\x1b[35mmine\\x1b[0m')"
    assert "\x1b" not in "".join(lines_of(cli, make_app, code))
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[35mmine\x1b[0m" in "".join(lines_of(cli, make_app, code))


def test_a_path_is_never_broken_in_two(cli: Cli, make_app: MakeApp) -> None:
    folder = make_app("") / ("long-name-" * 9)
    assert str(folder) in cli("validate", "--app", folder).stderr


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0.0 ms"),
        (12.34, "12.3 ms"),
        (999.94, "999.9 ms"),
        (1000, "1.00 s"),
        (61_234, "61.23 s"),
    ],
)
def test_a_time_is_shown_as_a_person_reads_it(milliseconds: float, shown: str) -> None:
    assert duration(milliseconds) == shown


def test_an_error_that_speaks_of_frames_is_not_taken_for_them(cli: Cli, make_app: MakeApp) -> None:
    shown = lines_of(cli, make_app, "throw new Error('first\\nat last (server/server.js:1:1)')")
    assert shown[4:7] == [
        "    Error: first",
        "    at last (server/server.js:1:1)",
        "      at Object.cb (server/server.js:4:11)",
    ]
    assert shown[7] == "    server/server.js:4:11"
