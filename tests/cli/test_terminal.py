"""What a person at a real terminal sees: colour, width, Ctrl-C."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest

from tests.support.apps import MakeApp
from tests.support.processes import are_gone, column, finished, prose, started

pytestmark = pytest.mark.deno

SERVER = """exports = {
  events: [{ event: "onTicketUpdate", callback: "update" },
           { event: "onConversationCreate", callback: "onConversationCreateCallback" }],
  update(payload) { console.log("updated", { id: payload.data.ticket.id }); return 5; },
  onConversationCreateCallback() { setTimeout(() => {}, 1000); /* a rather long comment */ },
};
"""
BROKEN = SERVER.replace("callback: ", "callbak: ")
HANGS = SERVER.replace("update(payload) {", "update(payload) { console.log('begun'); for (;;);")
COLOUR = re.compile(r"\x1b\[[0-9;]*\b[349]\d")
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\].*?(?:\x07|\x1b\\))")
# What is not set into lines: single words, heads, commands to copy, and what the app itself says.
WHOLE = re.compile(
    r" *\S+| *\S+ · \S+ → \S+|(error|warning) \S+  \S+| +(ReferenceError:|at|fdevents) .*"
)
LINES = (
    "--help", "trigger --help", "events", "events onTicketUpdate", "run --once", "validate",
    "trigger onTicketUpdate --change tags=x",
)  # fmt: skip


def shown(app: Path, line: str, columns: int = 80, **environment: str) -> tuple[int, str]:
    """The exit code of a command on a terminal, and all that the terminal got."""
    with started(*line.split(), cwd=app, columns=columns, **environment) as process:
        exit_code = process.ended()
        return exit_code, process.stdout.replace("\r\n", "\n")


def plain(text: str) -> str:
    """The text without what colours it."""
    return ESCAPE.sub("", text)


@pytest.mark.parametrize("line", LINES)
def test_a_terminal_gets_colours_that_end_where_they_should(make_app: MakeApp, line: str) -> None:
    _, text = shown(make_app(SERVER), line)
    assert "\x1b[" in text
    assert ESCAPE.findall(text)[-1] == "\x1b[0m"


@pytest.mark.parametrize("line", LINES)
def test_a_terminal_gets_no_colour_where_no_color_is_set(make_app: MakeApp, line: str) -> None:
    _, text = shown(make_app(SERVER), line, NO_COLOR="1")
    assert not COLOUR.search(text)


@pytest.mark.parametrize(
    "line",
    ["payload onTicketCreate", "schema outcome", "events --json", "validate --format sarif",
     "trigger onTicketUpdate --json"],
)  # fmt: skip
def test_what_programs_read_has_no_colour_on_a_terminal_either(
    make_app: MakeApp, line: str
) -> None:
    exit_code, text = shown(make_app(SERVER.replace("setTimeout", "String")), line)
    assert exit_code == 0
    assert "\x1b" not in text


def test_a_dumb_terminal_gets_no_colour(make_app: MakeApp) -> None:
    for line in ("trigger onTicketUpdate", "events"):
        assert "\x1b" not in shown(make_app(SERVER), line, TERM="dumb")[1]


@pytest.mark.parametrize("line", ["trigger onConversationCreate", "events", "validate", "--help"])
def test_a_pipe_gets_colour_only_if_forced(make_app: MakeApp, line: str) -> None:
    app = make_app(SERVER)
    free, forced = (finished(*line.split(), cwd=app, FORCE_COLOR=each) for each in ("", "1"))
    assert "\x1b" not in free.stdout + free.stderr
    assert "\x1b[" in forced.stdout
    assert (
        prose(plain(forced.stdout + forced.stderr)).replace(" ", "")[:60]
        == (prose(free.stdout + free.stderr).replace(" ", "")[:60])
    )


@pytest.mark.parametrize(
    ("columns", "environment"),
    [(40, {}), (40, {"NO_COLOR": "1"}), (80, {}), (200, {})],
    ids=["40", "40 without colour", "80", "200"],
)
@pytest.mark.parametrize("line", LINES)
def test_no_line_of_ours_is_wider_than_the_terminal(
    make_app: MakeApp, line: str, columns: int, environment: dict[str, str]
) -> None:
    app = make_app(BROKEN if line == "validate" else SERVER)
    _, text = shown(app, line, columns, **environment)
    for each in plain(text).splitlines():
        assert column(each) <= columns or WHOLE.fullmatch(each), each


@pytest.mark.parametrize("line", ["events", "events onTicketUpdate", "events onContactUpdate"])
@pytest.mark.parametrize("columns", [40, 80])
def test_nothing_is_left_out_on_a_narrow_terminal(tmp_path: Path, line: str, columns: int) -> None:
    def letters(width: int) -> str:
        text = plain(shown(tmp_path, line, width)[1])
        return "".join(sorted(re.findall(r"\w", text)))

    assert letters(columns) == letters(200)


def test_a_save_fires_again_and_the_keyboard_ends_the_watch_at_once(make_app: MakeApp) -> None:
    app = make_app(SERVER)
    with started("run", "onTicketUpdate", cwd=app, columns=80) as process:
        process.until_said("Ctrl-C to stop")
        (app / "server" / "server.js").write_text(SERVER.replace("return 5", "return 'saved'"))
        process.until_said("Ctrl-C to stop", 2)
        assert process.stdout.count("returned 5") == 1
        assert process.stdout.count('returned "saved"') == 1
        children = process.children()
        assert children
        process.type(b"\x03")
        assert process.ended() == 130
        assert process.stdout.endswith("\r\n"), "the shell's prompt begins a line"
        assert "Traceback" not in process.stdout and "bug" not in process.stdout
    assert are_gone(children)


@pytest.mark.parametrize("line", ["trigger onTicketUpdate", "trigger onTicketUpdate --watch", "run",
                                  "run --once"])  # fmt: skip
def test_the_keyboard_ends_a_firing_that_hangs(make_app: MakeApp, line: str) -> None:
    app = make_app(HANGS)
    with started(*line.split(), "--timeout", "600", cwd=app, columns=80) as process:
        process.until(lambda: "begun" in process.stdout)
        children = process.children()
        assert children
        # Python looks for signals between two steps of its own: one that comes just before it waits
        # for the sandbox is only seen once something wakes it, as the next Ctrl-C of a person does.
        began = time.monotonic()
        process.type(b"\x03")
        process.until(lambda: not process.listens or time.monotonic() > began + 8)
        if process.listens:
            process.type(b"\x03")
        assert process.ended() == 130
        assert "Traceback" not in process.stdout and "bug" not in process.stdout
    assert are_gone(children)


@pytest.mark.parametrize("line", ["run", "trigger onTicketUpdate"])
@pytest.mark.parametrize(
    ("numbers", "codes"),
    [([signal.SIGINT], {130}), ([signal.SIGTERM], {143}),
     ([signal.SIGINT, signal.SIGTERM], {130, 143})],
    ids=["INT", "TERM", "both"],
)  # fmt: skip
def test_impatience_ends_it_as_one_signal_does(
    make_app: MakeApp, line: str, numbers: list[int], codes: set[int]
) -> None:
    """Wrappers such as `uv run` forward the Ctrl-C that the terminal sends to everybody."""
    with started(*line.split(), "--timeout", "600", cwd=make_app(HANGS), columns=80) as process:
        process.until(lambda: "begun" in process.stdout)
        children = process.children()
        while process.runs():
            for number in numbers:
                process.signal(number)
        assert process.ended() in codes | {-number for number in numbers}
        assert "Traceback" not in process.stdout and "bug" not in process.stdout
    assert are_gone(children)


def test_a_load_that_hangs_is_ended_by_the_keyboard(make_app: MakeApp) -> None:
    app = make_app("for (;;);\n")
    with started("validate", "--timeout", "600", cwd=app, columns=80) as process:
        process.until(lambda: len(process.children()) == 2)  # the sandbox, and its guard
        children = process.children()
        process.type(b"\x03")
        assert process.ended() == 130
    assert are_gone(children)


def test_a_terminal_that_is_closed_leaves_nothing_running(make_app: MakeApp) -> None:
    with started("run", "--timeout", "600", cwd=make_app(HANGS), columns=80) as process:
        process.until(lambda: "begun" in process.stdout)
        children = process.children()
        process.signal(signal.SIGHUP)
        process.ended()
    assert are_gone(children)
