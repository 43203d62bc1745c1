"""Reading one file that may be anything: missing, a folder, huge, binary, in another encoding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents import App, Problem
from fdevents.app.files import LARGEST, TextFile, Trouble, decoded, position, read_app_file
from fdevents.errors import ExitCode
from tests.support.apps import MakeApp
from tests.support.commands import Cli

pytestmark = pytest.mark.deno

GOOD = "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb() { return 1; } };\n"
MODERN = '{"platform-version": "2.2", "product": {"freshdesk": {}}}\n'
# Each file of an app that is read, with the rules that a bad one breaks: where it cannot be read
# at all, and where its text is not what is wanted.
FILES = {
    "manifest.json": ("manifest-syntax", "manifest-syntax"),
    "server/server.js": ("server-missing", "server-syntax"),
    "config/iparams.json": ("iparams-syntax", "iparams-syntax"),
    "config/iparam_test_data.json": ("iparams-syntax", "iparams-syntax"),
}
TOO_LONG = "x" * 300  # as the name of a file: no system looks it up


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app that has each of the files, and no problem."""
    root = make_app(GOOD, config__iparams_json="{}", config__iparam_test_data_json="{}")
    assert App.load(root).problems == []
    return root


def problem_of(app: Path, name: str) -> Problem:
    """The one problem of the app, which is of the file `name`."""
    (found,) = App.load(app).problems
    assert found.place.file == name
    assert found.is_error
    return found


def linked(path: Path, target: str | Path) -> None:
    """Puts a link to `target` in the place of the file."""
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_a_problem(app: Path, name: str) -> None:
    (app / name).unlink()
    (app / name).mkdir()
    found = problem_of(app, name)
    assert found.rule == FILES[name][0]
    assert found.message == f"{name} is a folder, not a file."


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("target", ["nowhere", "nowhere/at/all"])
def test_a_link_to_nothing_is_a_problem(app: Path, name: str, target: str) -> None:
    linked(app / name, target)
    found = problem_of(app, name)
    assert found.rule == FILES[name][0]
    assert found.message == f"{name} is a link to nowhere."


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_itself_is_a_problem(app: Path, name: str) -> None:
    linked(app / name, Path(name).name)
    found = problem_of(app, name)
    assert found.rule == FILES[name][0]
    assert found.message == f"{name} is a link to nowhere."


@pytest.mark.parametrize("command", ["validate", "trigger", "run"])
@pytest.mark.parametrize("loop", ["server/server.js", "server"])
def test_server_code_that_is_a_link_to_itself_is_a_problem_on_each_platform(
    make_app: MakeApp, cli: Cli, command: str, loop: str
) -> None:
    root = make_app(GOOD, manifest=MODERN)
    (root / loop).rename(root / "old")
    (root / loop).symlink_to(Path(loop).name)
    options = {"trigger": ["onTicketCreate"], "run": ["--once"]}.get(command, [])
    result = cli(command, *options, "--app", root)
    assert result.exit_code == ExitCode.APP
    assert "server-missing" in result.stdout + result.stderr


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_system_cannot_open_is_a_problem_with_its_reason(
    app: Path, name: str
) -> None:
    linked(app / name, TOO_LONG)
    found = problem_of(app, name)
    assert found.rule == FILES[name][0]
    assert found.message == f"{name} cannot be read: File name too long."


@pytest.mark.parametrize("name", ["config/iparams.json", "config/iparam_test_data.json"])
def test_a_file_in_a_folder_that_cannot_be_entered_is_a_problem(app: Path, name: str) -> None:
    (app / "config").rename(app / "real")
    (app / "config").symlink_to("config")
    assert name in [each.place.file for each in App.load(app).problems]


@pytest.mark.parametrize("name", FILES)
def test_a_pipe_is_a_problem_and_is_not_waited_for(app: Path, name: str) -> None:
    (app / name).unlink()
    os.mkfifo(app / name)
    assert problem_of(app, name).rule == FILES[name][0]


@pytest.mark.parametrize("name", FILES)
def test_a_device_without_end_is_a_problem(app: Path, name: str) -> None:
    linked(app / name, "/dev/zero")
    assert problem_of(app, name).rule == FILES[name][0]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_100_mb_is_a_problem(app: Path, name: str) -> None:
    os.truncate(app / name, 100 * 2**20)
    (found,) = (each for each in App.load(app).problems if each.rule != "app-files")
    assert (found.rule, found.place.file) == (FILES[name][0], name)
    limit = 8 if name.endswith(".js") else 1
    assert found.message == f"{name} is larger than {limit} MB, the most that is read."


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_text_of_another_encoding_is_a_problem_that_names_it(
    app: Path, name: str, encoding: str
) -> None:
    text = (app / name).read_text("utf-8")
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (app / name).write_bytes((mark + text).encode(encoding))
    found = problem_of(app, name)
    assert (found.rule, str(found.place)) == (FILES[name][1], f"{name}:1:1")
    assert found.message == f"{name} is {encoding[:6].upper()} text."
    assert found.hint == "Save it as UTF-8."


@pytest.mark.parametrize("name", FILES)
def test_binary_content_is_a_problem_with_the_place_of_the_first_bad_byte(
    app: Path, name: str
) -> None:
    (app / name).write_bytes("{\n é".encode() + b"\x89PNG\r\n\x1a\n\xff")
    found = problem_of(app, name)
    assert (found.rule, str(found.place)) == (FILES[name][1], f"{name}:2:3")
    assert "is not UTF-8 text: byte 0x89" in found.message


@pytest.mark.parametrize("name", FILES)
def test_zero_bytes_are_a_problem(app: Path, name: str) -> None:
    (app / name).write_bytes(b"\0" * 100)
    assert problem_of(app, name).rule == FILES[name][1]


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".json")])
@pytest.mark.parametrize("content", ["", " \r\n\t\n"])
def test_an_empty_file_is_a_problem(app: Path, name: str, content: str) -> None:
    (app / name).write_text(content)
    found = next(each for each in App.load(app).problems if each.is_error)
    assert found.place.file == name
    assert found.message == f"{name} is empty."


@pytest.mark.parametrize("name", FILES)
def test_a_byte_order_mark_is_no_problem(app: Path, name: str) -> None:
    (app / name).write_bytes(b"\xef\xbb\xbf" + (app / name).read_bytes())
    loaded = App.load(app)
    assert loaded.problems == []
    assert loaded.fire("onTicketCreate").value == 1


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_a_file_inside_the_app_is_followed(app: Path, name: str) -> None:
    (app / name).rename((app / name).with_name("other"))
    (app / name).symlink_to("other")
    assert App.load(app).problems == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_to_a_file_outside_of_the_app_is_not_followed(
    app: Path, tmp_path: Path, name: str, there: bool
) -> None:
    if there:
        (tmp_path / "stranger").write_bytes((app / name).read_bytes())
    linked(app / name, os.path.relpath(tmp_path / "stranger", (app / name).parent))
    found = problem_of(app, name)
    assert found.rule == FILES[name][0]
    assert found.message == f"{name} is a link to {tmp_path / 'stranger'}, outside of the app."
    assert found.hint == "Replace the link with a file of the app's own."


def test_code_in_a_folder_outside_of_the_app_is_not_loaded(app: Path, tmp_path: Path) -> None:
    (app / "server").rename(tmp_path / "stranger")
    (app / "server").symlink_to("../stranger")
    found = problem_of(app, "server/server.js")
    assert found.rule == "server-missing"
    assert found.message == (
        f"server/server.js lies outside of the app: server is a link to {tmp_path / 'stranger'}."
    )
    assert found.hint == "Replace the link with a folder of the app's own."
    assert App.load(app).exports.names == {}


def test_an_app_may_itself_be_reached_by_a_link(app: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(app)
    assert App.load(tmp_path / "link").problems == []


def test_a_missing_file_is_told_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    assert read_app_file(tmp_path, "a.json") == TextFile(
        "a.json", trouble=Trouble("There is no a.json.", missing=True)
    )
    (tmp_path / "a.json").mkdir()
    trouble = read_app_file(tmp_path, "a.json").trouble
    assert trouble is not None
    assert not trouble.missing


def test_the_largest_file_that_is_read_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b" " * LARGEST)
    assert len(read_app_file(tmp_path, "a.js").text) == LARGEST
    (tmp_path / "a.js").write_bytes(b" " * (LARGEST + 1))
    assert read_app_file(tmp_path, "a.js").text == ""


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_either_text_or_trouble(content: bytes) -> None:
    file = decoded("a.json", content)
    assert bool(file.trouble) != (file.text.encode() == content.removeprefix(b"\xef\xbb\xbf"))


@given(st.text(alphabet="aé😀\n\r\t", max_size=60), st.integers(min_value=0))
@settings(deadline=None)
def test_a_position_counts_characters_from_the_start_of_its_line(text: str, offset: int) -> None:
    offset %= len(text) + 1
    line, column = position(text, offset)
    lines = text.split("\n")
    assert sum(len(each) + 1 for each in lines[: line - 1]) + column - 1 == offset
