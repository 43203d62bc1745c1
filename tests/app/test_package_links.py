"""Links in the folders of npm packages: what leads out of them would be read by any package."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from fdevents import App
from fdevents.session.access import early_access
from tests.support.apps import MakeApp, helps

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
READS = "module.exports = (path) => require('fs').readFileSync(__dirname + path, 'utf8');"


@pytest.fixture
def app(make_app: MakeApp, tmp_path: Path) -> Path:
    """An app with the package `reader`, which reads a file for the app; a secret lies beside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("token")
    manifest = {"platform-version": "2.2", "dependencies": {"reader": "1.0.0"},
                "product": {"freshdesk": {"events": {EVENT: {"handler": "cb"}}}}}  # fmt: skip
    return make_app(
        "exports = { cb: (payload) => require('reader')(payload.data.ticket.subject) };",
        manifest=json.dumps(manifest),
        server__node_modules__reader__package_json='{"name": "reader", "main": "index.js"}',
        server__node_modules__reader__index_js=READS,
    )


@pytest.fixture
def reader(app: Path) -> Path:
    """The folder of the package."""
    return app / "server" / "node_modules" / "reader"


def link(at: Path, target: str | Path) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(target)


def assert_refused(app: Path, path: str, why: str) -> None:
    """The package cannot read `path`, and whoever looks is told why."""
    loaded = App.load(app)
    outcome = loaded.fire(EVENT, assign={"ticket.subject": path})
    assert outcome.value is None
    assert outcome.error
    assert outcome.error.message.startswith("Cannot find module 'reader' from server/: it could ")
    assert why in outcome.error.message
    (found,) = loaded.machine_problems
    assert (found.rule, why in found.message) == ("package-missing", True), found.message
    assert "Run: fdevents install" in helps(found)
    assert early_access(app) is None


@pytest.mark.parametrize("target", ["..", "/", "absolute"])
def test_a_folder_outside_of_the_packages_is_not_read_through_a_link(
    app: Path, reader: Path, tmp_path: Path, target: str
) -> None:
    outside = tmp_path / "outside"
    ways = {
        "..": ("../../../../outside", "/root/secret"),
        "/": ("/", f"/root{outside}/secret"),
        "absolute": (str(outside), "/root/secret"),
    }
    leads, path = ways[target]
    link(reader / "root", leads)
    real = (reader / "root").resolve()
    why = f"server/node_modules/reader/root is a link to {real}, outside of server/node_modules"
    assert_refused(app, path, why)


def test_a_file_outside_of_the_packages_is_not_read_through_a_link(
    app: Path, reader: Path, tmp_path: Path
) -> None:
    link(reader / "deep" / "er" / "file", tmp_path / "outside" / "secret")
    assert_refused(app, "/deep/er/file", "reader/deep/er/file is a link to")


def test_a_link_to_what_is_not_there_yet_is_refused(app: Path, reader: Path) -> None:
    link(reader / "later", "../../../../outside/later")
    assert_refused(app, "/later", "reader/later is a link to")


def test_files_of_the_app_itself_are_not_read_through_a_link(app: Path, reader: Path) -> None:
    link(reader / "app", "../../..")
    assert_refused(app, "/app/manifest.json", f"reader/app is a link to {app.resolve()}")


@pytest.mark.parametrize("target", ["/", "../outside", "."])
def test_a_folder_of_packages_that_is_a_link_to_another_one_opens_nothing(
    app: Path, reader: Path, tmp_path: Path, target: str
) -> None:
    link(app / "node_modules", target)
    path = {"/": f"{tmp_path}/outside/secret", "../outside": "/secret", ".": "/manifest.json"}
    wanted = f"/../../../node_modules{path[target]}"
    outcome = App.load(app).fire(EVENT, assign={"ticket.subject": wanted})
    assert outcome.error
    assert "Requires read access" in outcome.error.message
    access = early_access(app)
    assert access and access.folders == (str(reader.parent.resolve()),)


def test_a_package_behind_a_linked_folder_is_refused(
    app: Path, reader: Path, tmp_path: Path
) -> None:
    reader.rename(tmp_path / "outside" / "reader")
    link(app / "node_modules", "../outside")
    real = (tmp_path / "outside").resolve()
    assert_refused(app, "/../secret", f"node_modules leads to {real}")


def test_packages_stay_usable_beside_a_folder_that_is_not_safe(app: Path, tmp_path: Path) -> None:
    """As in a workspace, whose packages are linked into the folder above."""
    link(app / "node_modules" / "other", tmp_path / "outside")
    loaded = App.load(app)
    assert loaded.machine_problems == []
    assert loaded.fire(EVENT, assign={"ticket.subject": "/index.js"}).status == "ok"
    wanted = "/../../../node_modules/other/secret"
    error = loaded.fire(EVENT, assign={"ticket.subject": wanted}).error
    assert error
    assert "Requires read access" in error.message


def test_packages_below_a_linked_folder_open_nothing(app: Path, tmp_path: Path) -> None:
    (app / "server" / "node_modules").rename(tmp_path / "outside" / "node_modules")
    link(app / "server" / "node_modules", "../../outside/node_modules")
    assert_refused(app, "/../../secret", "server/node_modules leads to")


def test_a_folder_that_cannot_be_listed_may_hide_a_link(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = app / "server" / "node_modules" / "hidden"
    hidden.mkdir()
    scan = os.scandir

    def denied(path: str) -> object:
        if Path(path) == hidden:  # as for a folder without the right to read; root has it always
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", denied)
    (found,) = App.load(app).machine_problems
    assert "server/node_modules cannot be looked through for links" in found.message


def test_links_from_package_to_package_stay_usable(app: Path, reader: Path) -> None:
    """As pnpm lays them out, and as every npm does in .bin."""
    stored = reader.parent / ".pnpm" / "reader@1.0.0" / "node_modules" / "reader"
    stored.parent.mkdir(parents=True)
    reader.rename(stored)
    link(reader, ".pnpm/reader@1.0.0/node_modules/reader")
    link(reader.parent / ".bin" / "reader", "../reader/index.js")
    link(stored.parent / "loop", "..")
    loaded = App.load(app)
    assert loaded.machine_problems == []
    read = loaded.fire(EVENT, assign={"ticket.subject": "/package.json"}).value
    assert json.loads(read)["name"] == "reader"
    access = early_access(app)
    assert access and access.folders == (str(reader.parent.resolve()),)


def test_an_app_that_is_reached_through_a_link_has_its_packages(app: Path, tmp_path: Path) -> None:
    link(tmp_path / "other", app)
    assert App.load(tmp_path / "other").problems == []


@pytest.mark.parametrize("name", ["server/node_modules", "node_modules"])
def test_links_do_not_matter_where_no_package_is_used(app: Path, name: str) -> None:
    manifest = json.loads((app / "manifest.json").read_text())
    (app / "manifest.json").write_text(json.dumps(manifest | {"dependencies": {}}))
    link(app / name / "mine", "/")
    assert early_access(app) is None
    assert App.load(app).problems == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has Landlock")
@pytest.mark.parametrize("how", ["link", "elsewhere"])
def test_what_lies_elsewhere_is_out_of_reach_even_if_nobody_looked(
    app: Path, reader: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """As where the link is made after we looked, and for packages that lie elsewhere, which Deno
    lets `require` read without asking."""
    link(reader / "root", tmp_path / "outside")
    other = tmp_path / "elsewhere" / "node_modules" / "x"
    other.mkdir(parents=True)
    (other / "config.json").write_text('{"key": "token"}')
    monkeypatch.setattr("fdevents.app.packages._links", lambda _: iter(()))
    if how == "elsewhere":
        (reader / "index.js").write_text("module.exports = (path) => require(path);")
    path = "/root/secret" if how == "link" else str(other / "config.json")
    outcome = App.load(app).fire(EVENT, assign={"ticket.subject": path})
    assert (outcome.status, outcome.value) == ("failed", None)
    assert outcome.error and "token" not in outcome.error.message
