"""`fdevents docs` and `fdevents explain`: the guide, and the rules, in the terminal."""

from __future__ import annotations

import pytest

from fdevents.problems import RULES
from tests.docs.pages import GUIDE
from tests.support.commands import Cli
from tests.support.processes import finished, started

TOPICS = sorted(path.stem for path in GUIDE.glob("*.md"))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_in_a_pipe_is_its_page_as_it_was_written(cli: Cli, topic: str) -> None:
    result = cli("docs", topic)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (GUIDE / f"{topic}.md").read_text("utf-8")


def test_without_a_topic_all_of_them_are_listed_with_what_they_are_about(cli: Cli) -> None:
    listed = [line.split(" | ") for line in cli("docs").stdout.splitlines() if "| `" in line]
    assert [name.strip("|` ") for name, _ in listed] == TOPICS
    assert all(about.endswith(". |") and len(about) > 20 for _, about in listed)


def test_a_misspelt_topic_is_refused_with_the_nearest(cli: Cli) -> None:
    result = cli("docs", "playloads")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "The guide has no topic “playloads”." in result.stderr
    assert "Did you mean “payloads”?" in result.stderr


def test_a_topic_like_no_other_is_refused_with_all_of_them(cli: Cli) -> None:
    result = cli("docs", "zzz")
    assert result.exit_code == 2
    assert all(topic in result.stderr for topic in TOPICS)


def test_a_path_is_not_a_topic(cli: Cli) -> None:
    assert cli("docs", "../docs/payloads").exit_code == 2
    assert cli("explain", "../payloads").exit_code == 2


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_explained_with_its_severity_and_what_it_demands(cli: Cli, rule: str) -> None:
    result = cli("explain", rule)
    assert (result.exit_code, result.stderr) == (0, "")
    severity, holds = RULES[rule]
    title, summary, paragraph, *rest = result.stdout.split("\n\n")
    assert title == f"# {rule}"
    assert summary == f"*{severity.value.capitalize()}.* {holds}"
    assert f"{paragraph}\n" in (GUIDE / "validate.md").read_text("utf-8")
    assert "## Broken" in rest
    assert "## Fixed" in rest


def test_without_a_rule_all_of_them_are_listed(cli: Cli) -> None:
    lines = cli("explain").stdout.splitlines()[2:]
    assert [line.split("`")[1] for line in lines] == list(RULES)


def test_a_misspelt_rule_is_refused_with_the_nearest(cli: Cli) -> None:
    result = cli("explain", "callback-mising")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean “callback-missing”?" in result.stderr


@pytest.mark.deno
@pytest.mark.parametrize("width", [40, 80, 200])
def test_on_a_terminal_a_page_is_set_for_reading_and_fits(width: int) -> None:
    with started("explain", "payload-path", columns=width, NO_COLOR="1", TERM="xterm") as process:
        assert process.ended() == 0
    lines = process.stdout.replace("\r", "").split("\n")
    assert all(len(line) <= min(width, 100) for line in lines)
    assert "\x1b" not in process.stdout
    assert "```" not in process.stdout
    assert "payload.ticket.subject" in process.stdout


@pytest.mark.deno
def test_on_a_terminal_it_is_coloured() -> None:
    with started("explain", "payload-path", columns=80, TERM="xterm-256color") as process:
        assert process.ended() == 0
    assert "\x1b[1" in process.stdout


@pytest.mark.deno
@pytest.mark.parametrize(
    ("line", "word"),
    [("fdevents docs pa", "payloads"), ("fdevents explain callback-n", "callback-not-a-function")],
)
def test_topics_and_rules_are_completed(line: str, word: str) -> None:
    result = finished(_FDEVENTS_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD="2")
    assert (result.exit_code, result.stdout.split()) == (0, [word])
