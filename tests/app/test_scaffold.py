"""`init`: an app that works at once, and never a file of anybody's touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fdevents import App, UsageProblem
from fdevents.app.folder import SCAFFOLDED
from fdevents.app.scaffold import callback_name, scaffold
from fdevents.freshdesk.catalogue import EVENTS, SPECIFIED_EVENTS
from fdevents.freshdesk.model import Event
from fdevents.remedies import Run
from tests.support.apps import MakeApp, helps, registering

ALL = [EVENTS[name] for name in SPECIFIED_EVENTS]
CHOICES = [[event] for event in EVENTS.values()]
CHOICES += [ALL, ALL[::-1], [ALL[4], ALL[0]], list(EVENTS.values())]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: a file's content, a link's target, None for a folder."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def refused(folder: Path) -> UsageProblem:
    """Why no app can be written there."""
    with pytest.raises(UsageProblem) as problem:
        scaffold(folder, ALL, in_manifest=False)
    return problem.value


@pytest.mark.deno
@pytest.mark.parametrize("in_manifest", [False, True], ids=["exports", "manifest"])
@pytest.mark.parametrize("events", CHOICES, ids=lambda each: "+".join(e.name for e in each))
def test_a_new_app_has_no_problem_and_fires_each_variant_of_each_event(
    tmp_path: Path, events: list[Event], in_manifest: bool
) -> None:
    scaffold(tmp_path / "new", events, in_manifest=in_manifest)
    app = App.load(tmp_path / "new")
    assert app.problems == []
    assert sorted(app.registrations) == sorted(event.name for event in events)
    for event in events:
        for variant in event.variants:
            outcome = app.fire(event.name, variant=variant.name)
            assert outcome.ok, outcome.error
            assert outcome.handler == callback_name(event)
            assert outcome.console != ()


@pytest.mark.deno
@pytest.mark.parametrize("in_manifest", [False, True], ids=["exports", "manifest"])
def test_events_are_registered_in_one_place_only(tmp_path: Path, in_manifest: bool) -> None:
    scaffold(tmp_path, ALL, in_manifest=in_manifest)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["platform-version"] == ("2.2" if in_manifest else "2.0")
    assert bool(manifest["product"]["freshdesk"].get("events")) == in_manifest
    place = next(iter(App.load(tmp_path).registrations.values())).place
    assert place.file == ("manifest.json" if in_manifest else "server/server.js")


@pytest.mark.deno
def test_a_handler_gets_the_test_values_that_come_with_it(tmp_path: Path) -> None:
    scaffold(tmp_path, ALL, in_manifest=False)
    declared = json.loads((tmp_path / "config/iparams.json").read_text("utf-8"))
    values = json.loads((tmp_path / "config/iparam_test_data.json").read_text("utf-8"))
    assert set(values) == set(declared) != set()
    assert App.load(tmp_path).payload("onTicketCreate").payload["iparams"] == values


def test_the_files_that_were_written_are_returned(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "new" / "app"
    assert scaffold(folder, ALL, in_manifest=False) == [folder / name for name in SCAFFOLDED]
    assert [name for name, content in tree(folder).items() if content is not None] == sorted(
        SCAFFOLDED
    )


@pytest.mark.deno
def test_a_folder_with_other_files_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "lib.js").write_text("// mine\n")
    scaffold(tmp_path, ALL, in_manifest=False)
    assert (tmp_path / "server" / "lib.js").read_text() == "// mine\n"
    assert App.load(tmp_path).problems == []


@pytest.mark.parametrize("name", SCAFFOLDED)
def test_if_one_of_its_files_exists_nothing_is_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = tree(tmp_path)
    problem = refused(tmp_path)
    assert problem.message == f"Nothing was written: {tmp_path / name} already exists."
    assert problem.hint == "Name another folder."
    assert problem.remedies == (Run(("init", "DIR")),)
    assert tree(tmp_path) == before


def test_all_files_that_exist_are_named(tmp_path: Path) -> None:
    scaffold(tmp_path, ALL, in_manifest=False)
    before = tree(tmp_path)
    problem = refused(tmp_path)
    assert all(str(tmp_path / name) in problem.message for name in SCAFFOLDED)
    assert problem.message.endswith("already exist.")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", SCAFFOLDED)
@pytest.mark.parametrize("target", ["nowhere", "../outside"])
def test_a_link_in_the_place_of_a_file_is_not_written_through(
    tmp_path: Path, name: str, target: str
) -> None:
    folder = tmp_path / "app"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(target)
    before = tree(tmp_path)
    assert "already exists" in refused(folder).message
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["config", "server"])
def test_a_file_in_the_place_of_a_folder_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / name).write_text("mine")
    before = tree(tmp_path)
    assert "Not a directory" in refused(folder).message
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["config", "server"])
@pytest.mark.parametrize("loops", [False, True])
def test_a_link_to_no_folder_leaves_nothing_behind(tmp_path: Path, name: str, loops: bool) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / name).symlink_to(name if loops else "nowhere")
    before = tree(tmp_path)
    assert str(folder / name) in refused(folder).message
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["file", "file/app", "nowhere", "loop", "/dev/null/app"])
def test_a_folder_that_cannot_be_is_named_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "nowhere").symlink_to("not/there")
    (tmp_path / "loop").symlink_to("loop")
    before = tree(tmp_path)
    assert name.removesuffix("/app") in refused(tmp_path / name).message
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"], ids=["too long", "with a zero"])
def test_a_name_that_no_folder_can_have_is_a_problem_too(tmp_path: Path, name: str) -> None:
    refused(tmp_path / name)
    assert tree(tmp_path) == {}


@pytest.mark.deno
def test_a_link_to_a_folder_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    scaffold(tmp_path / "link", ALL, in_manifest=False)
    assert App.load(tmp_path / "real").problems == []
    assert (tmp_path / "link").is_symlink()


@pytest.mark.deno
@pytest.mark.parametrize("missing", ["manifest.json", "server/server.js"])
def test_init_is_not_recommended_where_it_would_not_write(make_app: MakeApp, missing: str) -> None:
    root = make_app("exports = { cb() {} };\n", manifest=registering({"onTicketCreate": "cb"}))
    (root / missing).unlink()
    problems = App.load(root).problems
    assert problems
    assert not any("fdevents init" in helps(each) for each in problems)


@pytest.mark.deno
def test_init_is_recommended_for_an_empty_folder_and_works(tmp_path: Path) -> None:
    hints = [helps(problem) for problem in App.load(tmp_path).problems]
    assert hints == ["`fdevents init` writes one."] * 2
    scaffold(tmp_path, ALL, in_manifest=False)
    assert App.load(tmp_path).problems == []


@pytest.mark.parametrize("name", ["README.md", "config/iparams.json"])
def test_init_is_not_recommended_where_another_of_its_files_exists(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}")
    problems = App.load(tmp_path).problems
    assert problems
    assert not any("fdevents init" in helps(each) for each in problems)
