"""README.md cannot go stale: its commands are run, and its tables held against the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from fdevents.cli.main import app
from fdevents.errors import ExitCode
from fdevents.problems import RULES, Severity
from fdevents.reports.documents import OutcomeDocument, ProblemEntry
from tests.support.places import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Each command of the console blocks with what it prints, in order."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def without_times(text: str) -> str:
    text = re.sub(r" *\d+\.\d+ ms", " # ms", text)
    return re.sub(r"'at_ms': [\d.]+", "'at_ms': #", text).strip()


def table(after: str) -> list[list[str]]:
    """The cells of the first table below the heading `after`."""
    rows = []
    for line in README.split(f"\n{after}\n", 1)[1].splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            break
    return rows[2:]


@pytest.mark.deno
def test_every_command_of_the_sessions_prints_what_is_shown(tmp_path: Path) -> None:
    scripts = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    folder = tmp_path
    assert len(sessions()) >= 6
    for command, shown in sessions():
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            continue
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env={**os.environ, "PATH": scripts, "COLUMNS": "80"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert without_times(done.stdout) == without_times(shown), command


@pytest.mark.deno
def test_the_library_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    from fdevents.cli.main import run

    assert run(["init", "my-app"]) == ExitCode.OK
    (example,) = blocks("python")
    exec(example, {})


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    assert (ROOT / ".ci" / "run").read_text().count(blocks("sh")[1]) == 1


def test_every_command_is_listed_and_no_other() -> None:
    listed = [re.sub(r"[`\\]", "", row[0]).split()[1] for row in table("## The commands")]
    assert sorted(listed) == sorted(COMMANDS)


def test_every_option_that_is_named_exists() -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", README.replace("--install-completion", "")))
    ours = {name for command in COMMANDS.values() for each in command.params for name in each.opts}
    of_others = {"--quiet", "--editable"}
    assert named - of_others <= ours


def test_every_payload_option_is_explained() -> None:
    explained = {re.sub("`", "", row[0]).split()[0] for row in table("### Payloads")}
    options = {
        each.opts[0]
        for each in COMMANDS["trigger"].params
        if getattr(each, "rich_help_panel", None) == "Payload"
    }
    assert explained == options


def test_the_exit_codes_are_those_of_the_code() -> None:
    codes = {int(code) for row in table("## Exit codes") for code in row[0].split(", ")}
    assert codes == set(ExitCode)


def test_the_rules_are_those_of_the_code() -> None:
    rows = table("## The rules of `validate`")
    shown = {row[0].split("`")[1]: ("(warning)" in row[0], row[1]) for row in rows}
    assert shown == {
        rule: (severity is Severity.WARNING, holds) for rule, (severity, holds) in RULES.items()
    }


def test_the_keys_of_a_firing_are_those_of_its_schema() -> None:
    keys = {key for row in table("## JSON") for key in re.findall(r"`(\w+)`", row[0])}
    assert keys == {field.alias or name for name, field in OutcomeDocument.model_fields.items()}
    sentence = README.split("A problem has ", 1)[1].split(". ")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == set(ProblemEntry.model_fields)


def test_all_twelve_rulings_are_told() -> None:
    rows = table("## Where the documentation is unclear")
    assert [row[0] for row in rows] == [str(number) for number in range(1, 13)]
