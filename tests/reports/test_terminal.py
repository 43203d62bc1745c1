"""What a stream can show, and text that harms no terminal, whatever it holds."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import Terminal, columns

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ANYTHING = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\x1b\x07\r\x9b[31m;"))


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def stream(encoding: str = "utf-8", *, terminal: bool = False) -> io.TextIOWrapper:
    return (Screen if terminal else io.TextIOWrapper)(io.BytesIO(), encoding=encoding)


def printed(output_stream: io.TextIOWrapper) -> bytes:
    """What has gone out of the stream."""
    output_stream.flush()
    found = output_stream.buffer
    assert isinstance(found, io.BytesIO)
    return found.getvalue()


def raw_controls(text: str) -> list[str]:
    """The control characters that a terminal would obey, line ends and tabs apart."""
    return re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


PLAIN, COLOURED = Terminal(stream(), NO_SECRETS), Terminal(stream(terminal=True), NO_SECRETS)
PLAIN.colour, COLOURED.colour = False, True


@pytest.mark.parametrize(
    ("terminal", "environment", "colour"),
    [
        (False, {}, False),
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], colour: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    output = Terminal(stream(terminal=terminal), NO_SECRETS)
    assert output.colour is colour
    assert ("\x1b[" in output.paint("x", fg="red", bold=True, dim=True)) is colour


@pytest.mark.parametrize(
    ("encoding", "sign"),
    [("utf-8", "→"), ("utf-16", "→"), ("ascii", "->"), ("latin-1", "->"), ("cp1252", "->")],
)
def test_signs_are_those_that_the_stream_can_carry(encoding: str, sign: str) -> None:
    assert Terminal(stream(encoding), NO_SECRETS).sign("→", "->") == sign


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("utf-8", "é 日 ✔\n"),
        ("latin-1", "é \\u65e5 \\u2714\n"),
        ("ascii", "\\xe9 \\u65e5 \\u2714\n"),
    ],
)
def test_what_a_stream_cannot_carry_is_spelled_out(encoding: str, line: str) -> None:
    target = stream(encoding)
    Terminal(target, NO_SECRETS).line("é 日 ✔")
    assert printed(target).decode(encoding) == line


@given(ANYTHING, st.sampled_from(["utf-8", "ascii", "cp1252", "utf-16"]))
def test_any_text_can_be_printed_on_any_stream(text: str, encoding: str) -> None:
    target = stream(encoding)
    Terminal(target, NO_SECRETS).line(text)
    assert printed(target)


@given(ANYTHING)
def test_without_colours_no_control_character_is_left(text: str) -> None:
    assert not raw_controls(PLAIN.harmless(text))


@given(ANYTHING)
def test_with_colours_nothing_but_colours_is_left(text: str) -> None:
    assert not raw_controls(COLOUR.sub("", COLOURED.harmless(text)))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t")))
def test_text_without_control_characters_stays_as_it_is(text: str) -> None:
    assert PLAIN.harmless(text) == COLOURED.harmless(text) == text


@given(ANYTHING)
def test_making_harmless_twice_changes_nothing_more(text: str) -> None:
    assert PLAIN.harmless(PLAIN.harmless(text)) == PLAIN.harmless(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x07b", "a␇b"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "␛]8;;http://x␛\\link␛]8;;␛\\"),
        ("a\x00b\x7f", "a␀b\\x7f"),
        ("\x9b2J", "\\x9b2J"),
        ("one\r\ntwo", "one\ntwo"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_a_control_character_is_made_visible(text: str, shown: str) -> None:
    assert PLAIN.harmless(text) == COLOURED.harmless(text) == shown


def test_colours_of_the_app_are_kept_and_ended_where_there_are_any() -> None:
    assert PLAIN.harmless("\x1b[31mred") == "red"
    assert COLOURED.harmless("\x1b[1;31mred") == "\x1b[1;31mred\x1b[0m"
    assert COLOURED.harmless("\x1b[31mred\x1b[2J") == "\x1b[31mred␛[2J\x1b[0m"


def line_of(text: str, encoding: str = "utf-8") -> str:
    """What is printed of this text as a line."""
    target = stream(encoding)
    Terminal(target, NO_SECRETS).line(text)
    return printed(target).decode(encoding)


@given(ANYTHING)
def test_a_line_is_one_line_and_harmless_whoever_wrote_it(text: str) -> None:
    line = line_of(text)
    assert line.endswith("\n") and "\n" not in line[:-1]
    assert not raw_controls(line)


COMMANDS = ["::error::x", "  ::add-mask::x", "\t:::x", "##[error]x", "a ##[debug] b", "###[x]",
            "\x1b[1m::stop-commands::x", "\r::error::x", "##[##["]  # fmt: skip
RUNNER = re.compile(r"^\s*::|##\[")


@pytest.mark.parametrize("text", COMMANDS)
def test_no_line_is_a_command_for_a_build_service(text: str) -> None:
    line = line_of(text)
    assert not RUNNER.search(line)
    assert line.replace(" ", "") == COLOUR.sub("", text).replace(" ", "").strip("\r") + "\n"


@given(st.text(":# [\n\t\r\x1bm"))
def test_nothing_that_looks_like_a_command_is_one(text: str) -> None:
    assert not any(RUNNER.search(each) for each in line_of(text).splitlines())


@pytest.mark.parametrize("text", COMMANDS)
def test_what_is_printed_as_json_is_no_command_and_says_the_same(text: str) -> None:
    target = stream()
    Terminal(target, NO_SECRETS).document(lambda _: {"a": text})
    assert json.loads(printed(target)) == {"a": text}
    assert not any(RUNNER.search(each) for each in printed(target).decode().splitlines())


def test_lines_for_programs_are_harmless_too() -> None:
    target = stream()
    Terminal(target, NO_SECRETS).lines(lambda _: ["::error file=a\x1b[2J\x07.js::b\x9bc"])
    assert printed(target).decode() == "::error file=a␛[2J␇.js::b\\x9bc\n"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本", 4), ("ｆ", 2), ("🎉", 2), ("→│", 2),
     ("a\u200bb", 2), ("\u0e01\u0e34", 1)],
)  # fmt: skip
def test_columns_are_counted_as_terminals_do(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(("set_to", "width"), [("40", 40), ("80", 80), ("200", 100), ("1", 20)])
def test_prose_takes_the_screen_up_to_a_readable_width(
    monkeypatch: pytest.MonkeyPatch, set_to: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", set_to)
    assert Terminal(stream(), NO_SECRETS).width == width
