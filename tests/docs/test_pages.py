"""The pages of the documentation are current: examples, tables, picture, links and names."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from fdevents.freshdesk.catalogue import EVENTS
from fdevents.problems import RULES
from tests.docs import examples, picture, tables
from tests.docs.pages import GUIDE, blocks, name_of, pages, sections
from tests.support.places import ROOT

PAGES = pages()
PROSE = [*PAGES, *sorted((ROOT / ".github").glob("*.md"))]
TOPICS = [path.stem for path in PAGES if path.parent == GUIDE]
STALE = "run `poe docs`, and read what it changes"


@pytest.mark.deno
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_example_prints_what_is_shown_and_every_program_ends_well(
    page: Path, tmp_path: Path
) -> None:
    _, done = examples.renewed(page.read_text("utf-8"), tmp_path)
    stale = [each for each in done if not (each.is_current if each.is_session else each.well)]
    assert [(each.command, each.printed) for each in stale] == [], STALE


@pytest.mark.deno
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_tables_that_repeat_code_are_as_the_code_is(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == tables.renewed(text), STALE


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_and_yaml_that_are_shown_can_be_read(page: Path) -> None:
    for block in blocks(page.read_text("utf-8")):
        if block.language == "json":
            json.loads(block.text)
        elif block.language == "yaml":
            yaml.safe_load(block.text)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_language_is_one_that_is_checked(page: Path) -> None:
    for block in blocks(page.read_text("utf-8")):
        checked = {"console", "python", "sh", "json", "yaml"}
        assert block.language in checked | {"text"} or block.file, block.text


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_every_option_that_is_named_exists(page: Path) -> None:
    commands = tables.every_command()
    ours = {name for each in commands for option in each.params for name in option.opts}
    of_others = {"--quiet", "--editable", "--install-completion"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text("utf-8")))
    assert named - of_others <= ours


@pytest.mark.parametrize("page", PROSE, ids=name_of)
def test_every_command_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"(?:`|\$ |bin/)fdevents ([a-z]+)", page.read_text("utf-8"))
    assert set(named) <= set(tables.command_names())


@pytest.mark.deno
def test_the_picture_of_a_firing_shows_what_is_printed() -> None:
    drawn = picture.text_of(picture.draw())
    assert "✔ ok" in drawn.replace("\n", "")
    assert picture.text_of(picture.PICTURE.read_text("utf-8")) == drawn, STALE


def test_the_picture_fetches_nothing() -> None:
    text = picture.PICTURE.read_text("utf-8")
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}


def test_each_rule_is_explained_once_on_the_page_of_the_rules() -> None:
    text = (GUIDE / "validate.md").read_text("utf-8")
    assert re.findall(r"\*\*\[`([\w-]+)`\]\(rules/\1\.md\)\*\*", text) == list(RULES)


def test_every_event_is_listed() -> None:
    text = sections((GUIDE / "payloads.md").read_text("utf-8"))["The events"]
    assert re.findall(r"^\| `(\w+)`", text, re.MULTILINE) == list(EVENTS)


@pytest.mark.deno
def test_the_sentence_on_problems_names_their_keys() -> None:
    sentence = sections((GUIDE / "json.md").read_text("utf-8"))["A problem"].split(". ")[0]
    schema = tables.document_schema("problems")
    assert re.findall(r"`(\w+)`", sentence) == list(schema["$defs"]["ProblemEntry"]["properties"])


def test_the_rulings_are_told_in_order_and_those_on_the_page_itself_are_complete() -> None:
    rows = re.findall(r"^\| (\d+) \|", (GUIDE / "rulings.md").read_text("utf-8"), re.MULTILINE)
    numbers = [int(row) for row in rows]
    assert numbers[:12] == list(range(1, 13))
    assert numbers == sorted(set(numbers))


def test_the_floors_are_those_that_the_import_linter_holds() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = configured["tool"]["importlinter"]["contracts"]
    told = sections((GUIDE / "architecture.md").read_text("utf-8"))["The floors"]
    rows = re.findall(r"^\| (`.+?`) \|", told, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == [
        set(layer.split(" | ")) for layer in contract["layers"]
    ]
