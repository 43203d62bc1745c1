"""`fdevents install`: by an npm that writes down how it was called, and by the real one in
test_npm.py."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.apps import MakeApp
from tests.support.commands import Cli
from tests.support.processes import prose

NPM = f"""#!{sys.executable}
import json, os, pathlib, sys
arguments = sys.argv[1:]
prefix = pathlib.Path(arguments[arguments.index("--prefix") + 1])
described = prefix / "package.json"
said = {{"arguments": arguments, "cwd": os.getcwd(), "prefix": str(prefix),
        "files": sorted(os.listdir(prefix)), "package": json.loads(described.read_text())}}
pathlib.Path(os.environ["SAID"]).write_text(json.dumps(said))
for name in said["package"]["dependencies"]:
    if name in os.environ.get("FAILS", ""):
        sys.stderr.write(os.environ.get("SAYS", "").replace("|", "\\n"))
        sys.exit(7)
for name in said["package"]["dependencies"]:
    (prefix / "node_modules" / name).mkdir(parents=True, exist_ok=True)
    (prefix / "node_modules" / name / "new.js").write_text("1")
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """What npm was asked for, `None` if it was not."""
    (tmp_path / "bin").mkdir()
    npm = tmp_path / "bin" / "npm"
    npm.write_text(NPM)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent))
    answer = tmp_path / "said.json"
    monkeypatch.setenv("SAID", str(answer))
    return lambda: json.loads(answer.read_text()) if answer.exists() else None


@pytest.fixture
def declare(make_app: MakeApp) -> Callable[..., Path]:
    """Writes an app that declares the package `p` with this version."""

    def call(version: str = "^1", **files: str) -> Path:
        manifest = {"platform-version": "2.2", "dependencies": {"p": version}}
        return make_app("exports = {};", manifest=json.dumps(manifest), **files)

    return call


def names(folder: Path) -> list[str]:
    """What is in the folder, hidden or not."""
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.deno
def test_npm_runs_no_scripts_in_a_folder_without_the_app_s_npmrc(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any]
) -> None:
    app = declare("^1")
    (app / "server" / ".npmrc").write_text("git=./run-me.sh")
    assert cli("install", "--app", app).exit_code == 0
    asked = said()
    assert asked["files"] == ["package.json"]
    assert asked["package"]["dependencies"] == {"p": "^1"}
    assert "--ignore-scripts" in asked["arguments"]
    assert {"--allow-git=none", "--allow-remote=none"} < set(asked["arguments"])
    assert asked["cwd"] == asked["prefix"]
    assert not Path(asked["prefix"]).is_relative_to(app)
    assert not Path(asked["prefix"]).exists()
    assert (app / "server" / "node_modules" / "p" / "new.js").read_text() == "1"


@pytest.mark.deno
@pytest.mark.parametrize(
    "version",
    ["", "*", "1.2.3", "^1.2", "~1.0.0-beta.1+5", ">=1 <2 || 3.x", "1 - 2", "latest",
     "npm:other@^4", "npm:@scope/other@1.x", "npm:other"],
)  # fmt: skip
def test_what_comes_from_the_registry_is_installed(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any], version: str
) -> None:
    assert cli("install", "--app", declare(version)).exit_code == 0
    assert said()["package"]["dependencies"] == {"p": version}


ELSEWHERE = [
    "file:vendor/p-1.0.0.tgz", "FILE:p", "./p", "../p", ".", "~/p", "/p", "p.tgz", "p.TAR.GZ",
    "user/repository", "github:user/repository", "git+file:///p", "git@host.com:user/p.git",
    "git+ssh://git@host/p", "http://host/p.tgz", "https://host/p", "C:\\p", "link:../p",
    "npm:file:p", "npm:../p", "npm:other@file:p", "npm:other@https://host/p", "npm:other@p.tgz",
    " file:p", " ./p",
]  # fmt: skip


@pytest.mark.parametrize("version", ELSEWHERE)
def test_what_comes_from_elsewhere_is_refused(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any], version: str
) -> None:
    result = cli("install", "--app", declare(version))
    assert result.exit_code == 2
    assert "which is not a version in npm's registry" in prose(result.stderr)
    assert "--force" in result.stderr
    assert said() is None


@pytest.mark.deno
@pytest.mark.parametrize("version", ["file:vendor/p.tgz", "./vendor/p.tgz"])
def test_with_force_a_file_of_the_app_is_installed_without_its_scripts(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any], version: str
) -> None:
    app = declare(version)
    assert cli("install", "--app", app, "--force").exit_code == 0
    file = app / "server" / "vendor" / "p.tgz"
    assert said()["package"]["dependencies"] == {"p": f"file:{file}"}
    assert "--ignore-scripts" in said()["arguments"]
    assert not [each for each in said()["arguments"] if each.startswith("--allow")]


@pytest.mark.deno
def test_what_was_installed_is_replaced(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any]
) -> None:
    app = declare(server__node_modules__p__old_js="1")
    assert cli("install", "--app", app).exit_code == 0
    assert names(app / "server" / "node_modules" / "p") == ["new.js"]
    assert names(app) == ["manifest.json", "server"]


@pytest.mark.deno
def test_what_was_installed_stays_if_npm_fails(
    declare: Callable[..., Path],
    cli: Cli,
    said: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = declare(server__node_modules__p__old_js="1")
    monkeypatch.setenv("FAILS", "p")
    result = cli("install", "--app", app)
    assert (result.exit_code, "exit code is 7" in result.stderr) == (2, True)
    assert names(app / "server" / "node_modules" / "p") == ["old.js"]


@pytest.mark.deno
def test_a_link_in_the_place_of_the_packages_is_replaced_and_not_followed(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any], tmp_path: Path
) -> None:
    app = declare()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").touch()
    (app / "server" / "node_modules").symlink_to(tmp_path / "outside")
    assert cli("install", "--app", app).exit_code == 0
    assert names(tmp_path / "outside") == ["kept"]
    assert names(app / "server" / "node_modules") == ["p"]


def test_nothing_is_installed_through_a_link_in_the_place_of_server(
    declare: Callable[..., Path], cli: Cli, said: Callable[[], Any], tmp_path: Path
) -> None:
    app = declare()
    (app / "server").rename(tmp_path / "outside")
    (app / "server").symlink_to(tmp_path / "outside")
    result = cli("install", "--app", app)
    assert (result.exit_code, "is not a folder of the app" in prose(result.stderr)) == (2, True)
    assert names(tmp_path / "outside") == ["server.js"]


@pytest.mark.deno
def test_the_command_that_npm_is_run_by_is_said(
    cli: Cli, declare: Callable[..., Path], said: Callable[[], Any]
) -> None:
    result = cli("install", "--app", declare())
    [line] = [each for each in result.stderr.splitlines() if each.startswith("running ")]
    _, npm, *arguments = shlex.split(line)
    assert Path(npm).name == "npm"
    assert arguments == said()["arguments"]


WHY = {
    "npm error code E404|npm error 404 Not Found - GET https://x/p": "npm's registry does not "
    "have it",
    "npm ERR! code ETARGET|npm ERR! notarget No matching version found for p@^9.|npm ERR! a":
        "No matching version found for p@^9",
    "something else": "npm's exit code is 7",
}  # fmt: skip


@pytest.mark.deno
@pytest.mark.parametrize("said_by_npm", WHY)
def test_a_package_that_cannot_be_installed_is_a_line_and_the_others_are(
    make_app: MakeApp,
    cli: Cli,
    said: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    said_by_npm: str,
) -> None:
    monkeypatch.setenv("FAILS", "p")
    monkeypatch.setenv("SAYS", said_by_npm)
    wanted = {"a": "1", "p": "^9", "b": "2", "elsewhere": "file:x"}
    manifest = {"platform-version": "2.2", "dependencies": wanted}
    app = make_app("exports = {};", manifest=json.dumps(manifest))
    result = cli("install", "--app", app)
    assert result.exit_code == 2
    assert names(app / "server" / "node_modules") == ["a", "b"]
    assert f"error: p was not installed: {WHY[said_by_npm]}." in prose(result.stderr)
    assert prose(result.stderr).count("error: ") == 2


@pytest.mark.deno
def test_a_registry_that_is_out_of_reach_is_said_once(
    make_app: MakeApp, cli: Cli, said: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "ab")
    monkeypatch.setenv("SAYS", "npm error code ECONNREFUSED|npm error syscall connect")
    manifest = {"platform-version": "2.2", "dependencies": {"a": "1", "b": "1"}}
    result = cli("install", "--app", make_app("exports = {};", manifest=json.dumps(manifest)))
    assert result.exit_code == 2
    assert result.stderr.count("npm does not reach its registry (ECONNREFUSED)") == 1


def test_a_package_json_is_the_front_end_s_and_nothing_of_it_is_installed(
    make_app: MakeApp, cli: Cli, said: Callable[[], Any]
) -> None:
    described = json.dumps({"dependencies": {"react": "18"}})
    app = make_app("exports = {};", package_json=described, server__package_json=described)
    result = cli("install", "--app", app)
    assert (result.exit_code, "nothing to install" in result.stderr, said()) == (0, True, None)


@pytest.mark.deno
def test_a_dependency_with_the_name_of_a_node_module_is_pointed_out(
    make_app: MakeApp, cli: Cli, said: Callable[[], Any]
) -> None:
    manifest = {"platform-version": "2.2", "dependencies": {"crypto": "1.0.1", "a": "1"}}
    app = make_app("exports = {};", manifest=json.dumps(manifest))
    result = cli("install", "--app", app)
    assert result.exit_code == 0
    assert "note: crypto is the name of one of Node's own modules" in prose(result.stderr)
    assert result.stderr.count("note: ") == 1
    assert names(app / "server" / "node_modules") == ["a", "crypto"]
