"""Apps as people publish them, from the clone to the outcome: fired as they are, without a false
word.

What each is, its folder's name says; `runs.json` in it has the commands, in their order, and what
comes of each.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Cli
from tests.support.places import APPS, DATA

pytestmark = pytest.mark.deno

CLONED = sorted(path.parent.name for path in APPS.glob("*/runs.json"))


def runs(name: str) -> list[dict[str, Any]]:
    """What is done with an app, in order."""
    found: list[dict[str, Any]] = json.loads((APPS / name / "runs.json").read_text("utf-8"))
    return found


def held(run: dict[str, Any], outcome: dict[str, Any]) -> None:
    """Hold an outcome to what its run says of it."""
    printed = [line["text"] for line in outcome["console"]]
    assert outcome["status"] == run["status"], outcome
    for key in ("value", "rendered"):
        if key in run:
            assert outcome[key] == run[key]
    if "console" in run:
        assert printed == run["console"]
    for part in run.get("console_has", ()):
        assert any(part in line for line in printed), printed
    for part in run.get("hint_has", ()):
        assert part in outcome["error"]["hint"]


@pytest.mark.parametrize("name", CLONED)
def test_an_app_fires_as_it_is(cli: Cli, tmp_path: Path, name: str) -> None:
    clone = shutil.copytree(APPS / name, tmp_path / name)
    for run in runs(name):
        for package in run.get("packages", ()):
            shutil.copytree(DATA / "packages" / package, clone / "server/node_modules" / package)
        result = cli(*run["run"], "--json", "--app", clone)
        held(run, result.json)
        assert result.exit_code == (0 if run["status"] == "ok" else 1)
        for secret in run.get("silent", ()):
            assert secret not in result.stdout + result.stderr


@pytest.mark.parametrize("name", CLONED)
def test_nothing_false_is_said_of_it(cli: Cli, name: str) -> None:
    result = cli("validate", "--app", APPS / name, "--format", "json")
    assert (result.json["problems"], result.exit_code) == ([], 0)
