"""A folder, read once, as an App that never changes: whatever the folder is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fdevents import App, AppUnusable, UsageProblem
from fdevents.app.folder import OVERRIDES, read_app
from fdevents.app.scaffold import scaffold
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.payloads.templates import template_name
from fdevents.remedies import Give, Parameter, Run
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno

SERVER = """exports = {
  events: [{ event: "onTicketCreate", callback: "cb" }],
  cb(payload) { return payload.account_id; },
};
"""
TEMPLATE = '{"account_id": 77, "data": {"ticket": {}, "requester": {}}}'
NAME = template_name(EVENTS["onTicketCreate"])


@pytest.fixture
def app(make_app: MakeApp) -> Path:
    """An app whose handler returns the payload's account_id."""
    return make_app(SERVER)


@pytest.fixture
def overrides(app: Path) -> Path:
    """The folder for the app's own templates."""
    (app / OVERRIDES).mkdir(parents=True)
    return app / OVERRIDES


def test_an_app_is_what_its_files_say(app: Path) -> None:
    files = read_app(app)
    assert files.root == app
    assert files.is_there
    assert files.text("server/server.js") == SERVER
    assert '"platform-version"' in files.text("manifest.json")
    assert files.text("config/iparams.json") == files.text("nothing.js") == ""
    assert files.iparams.missing
    assert files.script.names["cb"].line == 3


def test_the_folder_may_be_named_in_any_way(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app)
    for path in (app, str(app), ".", "", "server/..", Path()):
        assert App.load(path).problems == []
    assert App.load().fire("onTicketCreate").ok


def test_an_empty_folder_is_an_app_with_nothing_in_it(tmp_path: Path) -> None:
    files = read_app(tmp_path)
    assert not files.is_there
    assert [each.rule for each in App.load(tmp_path).problems] == [
        "manifest-missing",
        "server-missing",
    ]


def test_an_app_does_not_change_when_its_files_do(app: Path) -> None:
    loaded = App.load(app)
    (app / "server/server.js").write_text("exports = { cb() {} };\n")
    (app / "manifest.json").unlink()
    assert loaded.problems == []
    assert loaded.fire("onTicketCreate").value == 13
    assert [each.rule for each in App.load(app).problems] == ["manifest-missing"]
    with pytest.raises(AttributeError, match="immutable"):
        loaded.files.root = app  # type: ignore[misc]


@pytest.mark.parametrize(
    "name, what",
    [
        ("nowhere", "does not exist"),
        ("nowhere/at/all", "does not exist"),
        ("file", "is a file, not a folder"),
        ("file/app", "does not exist"),
        ("dangling", "is a link to nowhere"),
        ("loop", "is a link to nowhere"),
        ("zero\0zero", "does not exist"),
    ],
)
def test_where_there_is_no_folder_there_is_no_app(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to("not/there")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageProblem) as refused:
        App.load(tmp_path / name)
    assert refused.value.message == f"There is no app at {tmp_path / name}: it {what}."
    assert "manifest.json and server/server.js" in refused.value.hint
    making = (Run(("init", str(tmp_path / name)), "makes one"),)
    assert refused.value.remedies == (making if what == "does not exist" else ())


@pytest.mark.parametrize("name", ["long", "x" * 300])
def test_a_folder_that_the_system_cannot_open_is_no_app_either(tmp_path: Path, name: str) -> None:
    (tmp_path / "long").symlink_to("x" * 300)
    with pytest.raises(UsageProblem, match="There is no app at"):
        App.load(tmp_path / name)


@pytest.mark.parametrize("name", [".fdevents", ".fdevents/templates", OVERRIDES])
def test_a_folder_for_templates_that_the_system_cannot_open_is_no_exception(
    app: Path, name: str
) -> None:
    (app / name).parent.mkdir(parents=True, exist_ok=True)
    (app / name).symlink_to("x" * 300)
    assert App.load(app).registrations.keys() == {"onTicketCreate"}


def test_an_app_renders_its_own_template(overrides: Path, app: Path) -> None:
    (overrides / NAME).write_text(TEMPLATE)
    assert App.load(app).fire("onTicketCreate").value == 77
    assert App.load(app).files.template(EVENTS["onTicketUpdate"]) is None


def test_a_link_to_a_template_inside_the_app_is_followed(overrides: Path, app: Path) -> None:
    (app / "shared.j2").write_text(TEMPLATE)
    (overrides / NAME).symlink_to("../../../shared.j2")
    assert App.load(app).fire("onTicketCreate").value == 77


@pytest.mark.parametrize("absolute", [True, False])
def test_a_link_to_a_template_outside_of_the_app_is_not_followed(
    overrides: Path, app: Path, tmp_path: Path, absolute: bool
) -> None:
    (tmp_path / "stranger").write_text(TEMPLATE)
    target = tmp_path / "stranger"
    (overrides / NAME).symlink_to(target if absolute else os.path.relpath(target, overrides))
    with pytest.raises(AppUnusable, match="outside of the app") as refused:
        App.load(app).fire("onTicketCreate")
    assert refused.value.message.startswith(f"{OVERRIDES}/{NAME} is a link to ")
    assert refused.value.hint == "Replace the link with a file of the app's own."


@pytest.mark.parametrize("name", [".fdevents", ".fdevents/templates", OVERRIDES])
def test_a_folder_of_templates_outside_of_the_app_is_not_followed(
    app: Path, tmp_path: Path, name: str
) -> None:
    rest = Path(OVERRIDES).relative_to(name)
    (tmp_path / "stranger" / rest).mkdir(parents=True)
    (tmp_path / "stranger" / rest / NAME).write_text(TEMPLATE)
    (app / name).parent.mkdir(parents=True, exist_ok=True)
    (app / name).symlink_to(tmp_path / "stranger")
    with pytest.raises(AppUnusable, match="outside of the app"):
        App.load(app).fire("onTicketCreate")


@pytest.mark.parametrize(
    "content, says",
    [
        (TEMPLATE.encode("utf-16"), "is UTF-16 text"),
        (b"\xff\xfe\xfd", "is UTF-16 text"),
        (b"{\x89PNG}", "is not UTF-8 text: byte 0x89"),
        (b"", "renders to invalid JSON"),
        (b"[1]", "does not render to an object"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_with_its_fault(
    overrides: Path, app: Path, content: bytes, says: str
) -> None:
    (overrides / NAME).write_bytes(content)
    with pytest.raises(AppUnusable, match=says) as refused:
        App.load(app).fire("onTicketCreate")
    assert NAME in refused.value.message


def test_a_template_that_is_a_folder_is_named(overrides: Path, app: Path) -> None:
    (overrides / NAME).mkdir()
    with pytest.raises(AppUnusable, match=f"{NAME} is a folder, not a file"):
        App.load(app).fire("onTicketCreate")


def test_a_template_of_100_mb_is_refused(overrides: Path, app: Path) -> None:
    (overrides / NAME).touch()
    os.truncate(overrides / NAME, 100 * 2**20)
    with pytest.raises(AppUnusable, match="larger than 8 MB"):
        App.load(app).fire("onTicketCreate")


@pytest.mark.parametrize("target", ["nowhere", NAME, "x" * 300], ids=["nowhere", "itself", "long"])
def test_a_template_that_is_a_link_to_nothing_is_not_silently_left_out(
    overrides: Path, app: Path, target: str
) -> None:
    (overrides / NAME).symlink_to(target)
    with pytest.raises(AppUnusable, match=NAME):
        App.load(app).fire("onTicketCreate")


def test_a_file_among_the_templates_that_is_none_is_left_alone(overrides: Path, app: Path) -> None:
    (overrides / "onTicketRead.json.j2").write_bytes(b"\xff")
    (overrides / "README.md").symlink_to("nowhere")
    loaded = App.load(app)
    assert loaded.problems == []
    assert dict(loaded.files.overrides) == {}


def test_a_file_in_the_place_of_the_templates_is_left_alone(app: Path) -> None:
    (app / ".fdevents").write_text("")
    assert App.load(app).problems == []


@pytest.mark.parametrize("inside", ["server", "server/lib", "config"])
def test_inside_of_an_app_the_app_is_shown_and_none_is_made(make_app: MakeApp, inside: str) -> None:
    app = make_app("exports = {};")
    (app / inside).mkdir(parents=True, exist_ok=True)
    found = App.load(app / inside).problems
    up = "/".join([".."] * len(Path(inside).parts))
    assert {each.hint for each in found} == {"The app is in a folder above."}
    assert {each.remedies for each in found} == {(Give(Parameter.APP, up),)}
    with pytest.raises(UsageProblem, match="is inside the app at"):
        scaffold(app / inside, [EVENTS["onTicketCreate"]], in_manifest=False)
    assert not (app / inside / "manifest.json").exists()
