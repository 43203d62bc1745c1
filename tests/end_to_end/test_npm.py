"""Packages of the real registry, which public apps use. They are installed by npm, so these tests
are marked: `pytest -m npm`."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from tests.support.processes import finished, prose

pytestmark = [pytest.mark.npm, pytest.mark.deno]

EVENT = "onTicketCreate"
PACKAGES = {"lodash": "^4", "base-64": "^1", "moment": "^2", "uuid": "^8", "axios": "^1",
            "axios-0.24": "npm:axios@0.24.0", "axios-0.27": "npm:axios@^0.27", "request": "^2",
            "request-promise": "^4", "superagent": "^8", "got": "^11", "node-fetch": "^2",
            "needle": "^3", "undici": "^6", "handlebars": "^4"}  # fmt: skip
USES = {
    "lodash": ("require('lodash').chunk([1, 2, 3], 2)", [[1, 2], [3]]),
    "base-64": ("require('base-64').encode('a:b')", "YTpi"),
    "moment": ("require('moment')(payload.data.ticket.created_at).utc().format('YYYY-MM')",
               "2015-07"),
    "handlebars": ("require('handlebars').compile('{{ id }}!')(payload.data.ticket)", "1!"),
    "uuid": ("require('uuid').v4().length", 36),
}  # fmt: skip
HOST = "https://api.example.com"
JSON = {"content-type": "application/json"}
MOCKS = [
    {"url": f"{HOST}/users/5", "headers": JSON, "response": {"id": 5}},
    {"url": f"{HOST}/moved", "status": 302, "headers": {"location": f"{HOST}/users/5"}},
    {"method": "POST", "url": f"{HOST}/users", "body": {"name": "x"}, "status": 201,
     "headers": JSON, "response": {"id": 6}},
]  # fmt: skip
AXIOS = {
    name: (f"(await require('{name}').get('{HOST}/moved')).data.id",
           f"(await require('{name}').post('{HOST}/users', {{ name: 'x' }})).data.id",
           f"await require('{name}').get('{HOST}/none')")
    for name in ("axios", "axios-0.24", "axios-0.27")
}  # fmt: skip
REQUEST = (
    "await new Promise((done, fail) => require('request')"
    "({{ json: true, {} }}, (error, _, body) => error ? fail(error) : done(body.id)))"
)
# A request that is redirected, one with a body, and one that no mock answers.
SENDS = {
    **AXIOS,
    "request": (REQUEST.format(f"url: '{HOST}/moved'"),
                REQUEST.format(f"url: '{HOST}/users', method: 'POST', json: {{ name: 'x' }}"),
                REQUEST.format(f"url: '{HOST}/none'")),
    "request-promise":
        (f"(await require('request-promise')({{ uri: '{HOST}/moved', json: true }})).id",
         f"(await require('request-promise').post('{HOST}/users', {{ json: {{ name: 'x' }} }})).id",
         f"await require('request-promise')('{HOST}/none')"),
    "superagent": (f"(await require('superagent').get('{HOST}/moved')).body.id",
                   f"(await require('superagent').post('{HOST}/users').send({{ name: 'x' }}))"
                   ".body.id",
                   f"await require('superagent').get('{HOST}/none')"),
    "got": (f"(await require('got')('{HOST}/moved').json()).id",
            f"(await require('got').post('{HOST}/users', {{ json: {{ name: 'x' }} }}).json()).id",
            f"await require('got')('{HOST}/none')"),
    "node-fetch": (f"(await (await require('node-fetch')('{HOST}/moved')).json()).id",
                   f"(await (await require('node-fetch')('{HOST}/users', {{ method: 'POST',"
                   " body: JSON.stringify({ name: 'x' }) })).json()).id",
                   f"await require('node-fetch')('{HOST}/none')"),
    "needle": (f"(await require('needle')('get', '{HOST}/moved', {{ follow: 1 }})).body.id",
               f"(await require('needle')('post', '{HOST}/users', {{ name: 'x' }},"
               " { json: true })).body.id",
               f"await require('needle')('get', '{HOST}/none')"),
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app with all of them installed."""
    root = tmp_path_factory.mktemp("npm")
    (root / "server").mkdir()
    manifest = {"platform-version": "2.2", "dependencies": PACKAGES,
                "product": {"freshdesk": {"events": {EVENT: {"handler": "cb"}}}}}  # fmt: skip
    (root / "manifest.json").write_text(json.dumps(manifest))
    (root / "server" / "server.js").write_text("exports = { cb() {} };")
    (root / "server" / "test_data").mkdir()
    (root / "server" / "test_data" / "requests.json").write_text(json.dumps(MOCKS))
    installed = finished("install", "--app", root)
    assert installed.exit_code == 0, installed.stderr
    return root


def fire(app: Path, code: str) -> Any:
    """How a handler with this code ends."""
    (app / "server" / "server.js").write_text(f"exports = {{ cb: async (payload) => ({code}) }};")
    return App.load(app).fire(EVENT)


@pytest.mark.parametrize("name", USES)
def test_a_package_that_public_apps_use_works(app: Path, name: str) -> None:
    code, value = USES[name]
    outcome = fire(app, code)
    assert outcome.value == value, outcome.error


@pytest.mark.parametrize("name", SENDS)
def test_what_a_package_sends_is_answered_by_the_mocks(app: Path, name: str) -> None:
    moved, posted, _ = SENDS[name]
    outcome = fire(app, f"[{moved}, {posted}]")
    assert outcome.value == [5, 6], outcome.error
    assert [(each.api, each.value["status"]) for each in outcome.calls] == [
        ("http.get", 302), ("http.get", 200), ("http.post", 201)
    ]  # fmt: skip


@pytest.mark.parametrize("name", SENDS)
def test_what_no_mock_answers_fails_and_says_so(app: Path, name: str) -> None:
    outcome = fire(app, SENDS[name][2])
    assert outcome.status == "failed"
    assert f"no mock answers GET {HOST}/none" in outcome.error.message
    assert [each.mock["url"] for each in outcome.calls] == [f"{HOST}/none"]


def test_a_package_with_connections_of_its_own_is_stopped_and_that_is_said(app: Path) -> None:
    outcome = fire(app, f"await require('undici').request('{HOST}/users/5')")
    assert outcome.status == "failed"
    assert [(each.api, each.arguments) for each in outcome.calls] == [
        ("net.connect", ["api.example.com:443"])
    ]


def test_a_package_that_npm_does_not_have_is_named_and_the_others_installed(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    manifest = {"platform-version": "2.2", "dependencies": {"base-64": "^1", "lodash": "^99"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    done = finished("install", "--app", tmp_path)
    assert done.exit_code == 2
    assert "lodash was not installed: No matching version found for lodash@^99." in prose(
        done.stderr
    )
    assert (tmp_path / "server" / "node_modules" / "base-64").is_dir()


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
