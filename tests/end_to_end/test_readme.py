"""README.md: short, with the two commands as they are run, and a way to every other page."""

from __future__ import annotations

import re

from tests.docs.pages import GUIDE, blocks
from tests.support.places import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [block.text for block in blocks(README) if block.language == "sh"]


def test_it_is_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= 150


def test_it_has_the_two_commands_each_on_one_line() -> None:
    try_, test = COMMANDS
    assert try_.count("\n") == test.count("\n") == 1
    assert try_.rstrip().endswith("trigger onTicketUpdate --app demo-app --change priority=1,2")
    assert test.rstrip().endswith(".venv/bin/python -m pytest --quiet")


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    assert (ROOT / ".ci" / "run").read_text().count(COMMANDS[1]) == 1


def test_the_demo_app_that_the_first_command_makes_is_ignored() -> None:
    assert "demo-app/" in (ROOT / ".gitignore").read_text().splitlines()


def test_it_links_to_every_page_of_the_guide() -> None:
    linked = re.findall(r"\(fdevents/docs/([\w-]+\.md)\)", README)
    assert sorted(linked) == sorted(path.name for path in GUIDE.glob("*.md"))
