"""What contributors and continuous integration run: the same commands everywhere."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml

from tests.docs.pages import blocks, pages
from tests.support.places import ROOT

CONFIGURED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TASKS: dict[str, Any] = CONFIGURED["tool"]["poe"]["tasks"]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
PROSE = [*pages(), *sorted((ROOT / ".github").glob("*.md"))]


def readme_test_command() -> str:
    markdown = (ROOT / "README.md").read_text("utf-8")
    return [block.text for block in blocks(markdown) if block.language == "sh"][1].strip()


def command_where(condition: str) -> str:
    """What the workflow's step with that condition runs."""
    (step,) = (each for each in WORKFLOW["jobs"]["test"]["steps"] if each.get("if") == condition)
    return str(step["run"])


def test_the_workflow_runs_the_readme_s_test_command() -> None:
    assert command_where("runner.os != 'Windows'") == readme_test_command()


def test_on_windows_it_is_that_command_in_windows_spelling() -> None:
    spelt = readme_test_command().replace("python3 ", "python ")
    spelt = spelt.replace(".venv/bin/", ".venv\\Scripts\\")
    assert command_where("runner.os == 'Windows'") == spelt


def test_it_runs_on_every_system_and_every_python_that_is_promised() -> None:
    matrix = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(CONFIGURED["project"]["classifiers"]))
    assert matrix["python"] == promised == ["3.11", "3.12", "3.13", "3.14"]


def test_hooks_fetch_nothing_and_run_what_the_lint_task_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    linters = [each["cmd"] for each in TASKS["lint"]["sequence"]]
    for hook in hooks[0]["hooks"]:
        assert hook["language"] == "system"
        tool = hook["entry"].removesuffix(" --force-exclude")
        assert any(linter.startswith(tool) for linter in linters), tool


@pytest.mark.parametrize("path", [*PROSE, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_every_task_that_is_named_exists(path: Any) -> None:
    assert set(re.findall(r"\bpoe ([a-z]+)", path.read_text("utf-8"))) <= set(TASKS)


def test_every_task_that_people_run_is_explained() -> None:
    told = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    explained = re.findall(r"^\| `poe (\w+)`", told, re.MULTILINE)
    assert sorted(explained) == sorted(set(TASKS) - {"npm"})


def test_continuous_integration_runs_the_linters_by_their_task() -> None:
    assert ".venv/bin/poe lint" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
