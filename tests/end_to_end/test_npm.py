"""Packages of the real registry, which public apps use. They are installed by npm, so these tests
are marked: `pytest -m npm`."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from tests.support.processes import finished

pytestmark = [pytest.mark.npm, pytest.mark.deno]

EVENT = "onTicketCreate"
PACKAGES = {"lodash": "^4", "base-64": "^1", "moment": "^2", "uuid": "^8", "axios": "^0.27",
            "request": "^2", "superagent": "^8"}  # fmt: skip
USES = {
    "lodash": ("require('lodash').chunk([1, 2, 3], 2)", [[1, 2], [3]]),
    "base-64": ("require('base-64').encode('a:b')", "YTpi"),
    "moment": ("require('moment')(payload.data.ticket.created_at).utc().format('YYYY-MM')",
               "2015-07"),
    "uuid": ("require('uuid').v4().length", 36),
    "axios": ("typeof require('axios').get", "function"),
    "request": ("typeof require('request').post", "function"),
    "superagent": ("typeof require('superagent').get", "function"),
}  # fmt: skip
SENDS = {
    "axios": "await require('axios').get('https://example.com')",
    "request": "await new Promise((done, fail) => require('request')('https://example.com',"
    " (error) => error ? fail(error) : done()))",
    "superagent": "await require('superagent').get('https://example.com')",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app with all of them installed."""
    root = tmp_path_factory.mktemp("npm")
    (root / "server").mkdir()
    manifest = {"platform-version": "2.2", "dependencies": PACKAGES,
                "product": {"freshdesk": {"events": {EVENT: {"handler": "cb"}}}}}  # fmt: skip
    (root / "manifest.json").write_text(json.dumps(manifest))
    (root / "server" / "server.js").write_text("exports = { cb() {} };")
    installed = finished("install", "--app", root)
    assert installed.exit_code == 0, installed.stderr
    return root


def fire(app: Path, code: str) -> Any:
    """How a handler with this code ends."""
    (app / "server" / "server.js").write_text(f"exports = {{ cb: async (payload) => {code} }};")
    return App.load(app).fire(EVENT)


@pytest.mark.parametrize("name", USES)
def test_a_package_that_public_apps_use_works(app: Path, name: str) -> None:
    code, value = USES[name]
    outcome = fire(app, code)
    assert outcome.value == value, outcome.error


@pytest.mark.parametrize("name", SENDS)
def test_a_package_that_sends_is_stopped_with_the_way_out(app: Path, name: str) -> None:
    outcome = fire(app, f"{{ {SENDS[name]} }}")
    assert outcome.status == "failed"
    assert "Packages have no network here" in outcome.error.hint, outcome.error


@pytest.mark.parametrize("folder", ["vendor", "vendor.tgz"])
def test_neither_scripts_nor_the_npmrc_of_an_app_are_run(tmp_path: Path, folder: str) -> None:
    ran = tmp_path / "ran"
    server = tmp_path / "app" / "server"
    (server / "vendor").mkdir(parents=True)
    scripts = dict.fromkeys(("preinstall", "install", "postinstall", "prepare"), f"echo > {ran}")
    described = {"name": "p", "version": "1.0.0", "scripts": scripts}
    (server / "vendor" / "package.json").write_text(json.dumps(described))
    with tarfile.open(server / "vendor.tgz", "w:gz") as archive:
        archive.add(server / "vendor", "package")
    git = server / "git.sh"
    git.write_text(f"#!/bin/sh\necho > {ran}\nexit 1\n")
    git.chmod(0o755)
    (server / ".npmrc").write_text(f"git={git}\nignore-scripts=false\n")
    dependencies = {"p": f"file:{folder}"}
    manifest = {"platform-version": "2.2", "dependencies": dependencies, "product": {}}
    (tmp_path / "app" / "manifest.json").write_text(json.dumps(manifest))
    assert finished("install", "--app", tmp_path / "app").exit_code == 2
    done = finished("install", "--app", tmp_path / "app", "--force")
    assert done.exit_code == 0, done.stderr
    installed = server / "node_modules" / "p"
    assert (installed / "package.json").is_file()
    assert not installed.is_symlink()
    manifest["dependencies"] = {"p": f"git+file://{server}"}
    (tmp_path / "app" / "manifest.json").write_text(json.dumps(manifest))
    assert finished("install", "--app", tmp_path / "app", "--force").exit_code == 2
    assert not ran.exists()
