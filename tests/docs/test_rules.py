"""Each rule's page: its broken example breaks that rule alone, its mended one none."""

from __future__ import annotations

from pathlib import Path

import pytest

from fdevents import App
from fdevents.app.folder import SCAFFOLDED
from fdevents.cli.main import run
from fdevents.problems import RULES
from tests.docs.pages import RULES as FOLDER
from tests.docs.pages import blocks, sections


def write_example(rule: str, section: str, root: Path) -> None:
    """A new app with the files that the section shows; a list of files says which ones stay."""
    assert run(["init", str(root), "--event", "onTicketCreate"]) == 0
    for block in blocks(sections((FOLDER / f"{rule}.md").read_text("utf-8"))[section]):
        if block.file:
            path = root / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        else:
            assert block.language == "text"
            for name in set(SCAFFOLDED) - set(block.text.split()):
                (root / name).unlink()
            assert all((root / name).is_file() for name in block.text.split())


def test_every_rule_has_a_page_and_every_page_is_a_rule_s() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(RULES)


@pytest.mark.deno
@pytest.mark.parametrize("rule", RULES)
def test_the_broken_example_breaks_this_rule_and_no_other(rule: str, tmp_path: Path) -> None:
    write_example(rule, "Broken", tmp_path / "app")
    app = App.load(tmp_path / "app")
    problems = [*app.problems, *app.machine_problems]
    assert {each.rule for each in problems} == {rule}, problems
    assert {each.severity for each in problems} == {RULES[rule][0]}


@pytest.mark.deno
@pytest.mark.parametrize("rule", RULES)
def test_the_mended_example_has_no_problem(rule: str, tmp_path: Path) -> None:
    write_example(rule, "Fixed", tmp_path / "app")
    app = App.load(tmp_path / "app")
    assert [*app.problems, *app.machine_problems] == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_s_page_is_named_after_it_and_has_one_paragraph(rule: str) -> None:
    text = (FOLDER / f"{rule}.md").read_text("utf-8")
    title, paragraph, *_ = text.split("\n\n")
    assert title == f"# {rule}"
    assert not paragraph.startswith(("#", "```", "|"))
    assert list(sections(text)) == ["Broken", "Fixed"]
