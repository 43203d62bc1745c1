"""Packages that an app declares: where, what of them is installed, and what their files may be."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from fdevents.app.files import TextFile
from fdevents.app.jsonfile import parse_json
from fdevents.app.packages import Packages, read_packages
from tests.support.apps import MakeApp, helps
from tests.support.commands import Cli
from tests.support.packages import package

pytestmark = pytest.mark.deno


def test_the_manifest_declares_packages_and_no_package_json(tmp_path: Path) -> None:
    for name in ("package.json", "server/package.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps({"dependencies": {"jest": "29"}}))
    text = '{"dependencies": {"own": "1", "odd": 5, "../x": "1", "a/b": "1"}}'
    found = read_packages(tmp_path, parse_json(TextFile("manifest.json", text)))
    assert found.declared == {"own": "1", "odd": ""}
    assert found.usable == frozenset()
    assert read_packages(tmp_path / "none", parse_json(TextFile("m", "{}"))) == Packages()


@pytest.mark.parametrize("value", ["5", "null", '{"dependencies": 5}', '{"dependencies": ["a"]}'])
def test_a_manifest_that_is_wrong_declares_nothing(tmp_path: Path, value: str) -> None:
    assert read_packages(tmp_path, parse_json(TextFile("m", value))).declared == {}


def test_what_is_declared_and_missing_is_a_warning(declaring: Callable[..., Path]) -> None:
    (found,) = App.load(declaring("exports = { cb() {} };", "missing")).machine_problems
    assert (found.rule, helps(found)) == ("package-missing", "Run: fdevents install")
    assert found.place.file == "manifest.json"


def test_install_without_npm_or_packages_says_so(
    declaring: Callable[..., Path], cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = cli("install", "--app", declaring("exports = {};"))
    assert (nothing.exit_code, "nothing to install" in nothing.stderr) == (0, True)
    monkeypatch.setenv("PATH", "")
    result = cli("install", "--app", declaring("exports = {};", "left-pad"))
    assert result.exit_code == 2
    assert "npm is not installed" in result.stderr and "fdevents install" in result.stderr


@pytest.fixture
def described(declaring: Callable[..., Path]) -> Path:
    """Where the package.json of a package of the app would stand."""
    root = declaring("exports = { cb: () => require('p/index.js') };", "p")
    package(root, "p", "module.exports = 1;")
    path = root / "server" / "node_modules" / "p" / "package.json"
    path.unlink()
    return path


def usable(described: Path) -> frozenset[str]:
    manifest = parse_json(TextFile("manifest.json", '{"dependencies": {"p": "1"}}'))
    return read_packages(described.parents[3], manifest).usable


def test_a_package_json_that_is_a_pipe_is_not_waited_for(described: Path) -> None:
    os.mkfifo(described)
    assert usable(described) == {"p"}


def test_a_huge_package_json_is_not_read_whole(described: Path) -> None:
    with described.open("wb") as file:
        file.truncate(256 * 2**20)  # of holes, which take no room on the disk
    tracemalloc.start()
    try:
        assert usable(described) == {"p"}
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["x" * 300, f"@{'x' * 300}/y"])
def test_a_dependency_longer_than_a_file_name_is_not_installed(
    make_app: MakeApp, cli: Cli, name: str
) -> None:
    manifest = json.dumps({"platform-version": "2.2", "dependencies": {name: "1"}, "product": {
        "freshdesk": {"events": {"onTicketCreate": {"handler": "cb"}}}}})  # fmt: skip
    app = make_app("exports = { cb() { return 1; } };", manifest=manifest)
    (app / "node_modules").mkdir()
    result = cli("trigger", "onTicketCreate", "--app", app)
    assert (result.exit_code, "Run: fdevents install" in result.stderr) == (0, True)
