"""Tab, pressed in real shells: what stands on the line afterwards, and what is offered."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.apps import MakeApp
from tests.support.processes import Process, at_a_shell, finished

pytestmark = pytest.mark.deno

STARTS = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
FIRST = {
    "bash": "PS1='ready> '; bind 'set enable-bracketed-paste off'",
    "zsh": "PS1='ready> '; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u",
    "fish": "function fish_prompt; echo 'ready> '; end",
}
# How a list is asked for after some words; on a dumb terminal fish shows it to a command alone.
LIST = {"bash": "{}\t\t", "zsh": "{}\t\t", "fish": "complete -C '{}'\n"}
# What moves the cursor, colours, rings the bell, and marks where a narrow line was wrapped.
ESCAPES = re.compile(
    r"\x1b(?:\[[0-9;?>=]*[A-Za-z]|\].*?(?:\x07|\x1b\\)|[()].|[=>])| (?=\x08)|[\r\x07\x08]"
)
# bash is everywhere; whoever has one of the others has it tried.
SHELLS = [shell for shell in STARTS if shutil.which(shell)]
IPARAMS = json.dumps(
    {
        "api_key": {"display_name": "The key's name: $HOME", "type": "text", "secure": True},
        "team": {"display_name": "Team", "type": "dropdown", "options": ["red", "green"]},
    }
)
SERVER = "exports = { events: [{ event: 'onContactCreate', callback: 'cb' }], cb() {} };\n"


def script(shell: str) -> str:
    """What `--show-completion` prints for that shell."""
    shown = finished("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert (shown.exit_code, shown.stderr) == (0, "")
    return shown.stdout


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app of which Tab has much to say; the folder lies in one of its own."""
    root = make_app(
        SERVER, config__iparams_json=IPARAMS, server__test_data__fdevents__first_json="{}"
    )
    assert finished("db", "set", "user:7", '{"a": 1}', cwd=root).exit_code == 0
    return root


@contextmanager
def prompt(shell: str, app: Path) -> Iterator[Process]:
    """That shell, in the app, with our script read."""
    (app.parent / "script").write_text(script(shell))
    with at_a_shell(*STARTS[shell], cwd=app) as process:
        process.type(f"{FIRST[shell]}; source ../script; echo be''gin\n".encode())
        process.until(lambda: re.search(r"^begin", process.stdout, re.MULTILINE))
        yield process


def line(process: Process, typed: str, wanted: str) -> str:
    """Type, and return all that was shown since, once `wanted` was; then empty the line."""
    before = len(process.stdout)

    def since() -> str:
        return ESCAPES.sub("", process.stdout[before:])

    process.type(typed.encode())
    process.until(lambda: wanted in since())
    shown = since()
    process.type(b"\x15")
    return shown


COMPLETED = {
    "fdevents trig": "fdevents trigger ",
    "fdevents trigger onTicketU": "fdevents trigger onTicketUpdate ",
    "fdevents payload onTicketUpdate --change prio": "--change priority=",
    "fdevents payload onTicketUpdate --change priority=Ur": "--change priority=Urgent",
    "fdevents payload onTicketUpdate --set ticket.subj": "--set ticket.subject=",
    "fdevents payload onTicketUpdate --variant sp": "--variant spam ",
    "fdevents payload onTicketUpdate --iparam api": "--iparam api_key=",
    "fdevents payload onTicketUpdate --iparam team=g": "--iparam team=green",
    "fdevents payload onTicketUpdate --payload fir": "--payload first ",
    "fdevents payload onTicketUpdate --payload mani": "--payload manifest.json",
    "fdevents iparams set te": "iparams set team=",
    "fdevents db get us": "db get user:7",
    "fdevents explain floating": "explain floating-promise",
    "fdevents docs apis": "docs apis-and-mocks",
    "fdevents schema doc": "schema doctor",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_the_word_that_was_begun(app: Path, shell: str) -> None:
    with prompt(shell, app) as process:
        for typed, completed in COMPLETED.items():
            shown = line(process, f"{typed}\t", completed)
            assert "Traceback" not in shown and ":files" not in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_lists_the_app_s_own_events_first(app: Path, shell: str) -> None:
    with prompt(shell, app) as process:
        shown = line(process, LIST[shell].format("fdevents trigger onC"), "onConversationCreate")
        assert shown.index("onContactCreate") < shown.index("onConversationCreate")


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_offers_no_files_where_no_file_may_stand(app: Path, shell: str) -> None:
    with prompt(shell, app) as process:
        before = "fdevents trigger onTicketUpdate --change priority="
        line(process, LIST[shell].format(before), "Urgent")
        line(process, LIST[shell].format("fdevents trigger mani"), "mani")
        assert "manifest" not in process.stdout
