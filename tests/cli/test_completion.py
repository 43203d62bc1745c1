"""What the shell offers after Tab, asked as bash, zsh and fish ask it."""

from __future__ import annotations

import json

import pytest

from fdevents.freshdesk.catalogue import EVENTS
from tests.support.apps import MakeApp
from tests.support.processes import finished

pytestmark = pytest.mark.deno

TICKET, CONTACT = EVENTS["onTicketUpdate"], EVENTS["onContactUpdate"]


def offered(line: str) -> list[str]:
    """What bash is told to offer at the end of `line`; after a space, for a new word."""
    words = line.split(" ")
    result = finished(
        _FDEVENTS_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)
    )
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.split()


def test_commands_are_offered() -> None:
    assert sorted(offered("fdevents ")) == [
        "db", "docs", "doctor", "events", "explain", "init", "install", "invoke", "iparams",
        "mocks", "payload", "run", "schedule", "schema", "trigger", "validate",
    ]  # fmt: skip
    assert offered("fdevents tr") == ["trigger"]


@pytest.mark.parametrize(
    "before",
    ["trigger ", "payload ", "events ", "run ", "run onTicketCreate ", "init x --event ",
     "--app x trigger ", "trigger --force "],
)  # fmt: skip
def test_events_are_offered_wherever_one_may_stand(before: str) -> None:
    assert offered(f"fdevents {before}") == list(EVENTS)


def test_events_are_offered_by_what_is_typed_of_them() -> None:
    assert offered("fdevents trigger onTicketU") == ["onTicketUpdate"]
    assert offered("fdevents trigger zzz") == []


@pytest.mark.parametrize("event", EVENTS)
def test_the_variants_of_the_event_on_the_line_are_offered(event: str) -> None:
    variants = [each.name for each in EVENTS[event].variants]
    assert offered(f"fdevents trigger {event} --variant ") == variants


@pytest.mark.parametrize(
    "before",
    ["payload onContactUpdate", "--app x trigger onContactUpdate",
     "trigger --app x onContactUpdate --force", "trigger onContactUpdate --timeout 3"],
)  # fmt: skip
def test_the_event_on_the_line_is_found_among_options(before: str) -> None:
    variants = [each.name for each in CONTACT.variants]
    assert offered(f"fdevents {before} --variant ") == variants
    assert offered(f"fdevents {before} --variant t") == ["tags"]


def test_without_an_event_on_the_line_each_variant_is_offered_once() -> None:
    variants = [each.name for event in EVENTS.values() for each in event.variants]
    assert offered("fdevents trigger --variant ") == list(dict.fromkeys(variants))


def test_the_attributes_whose_change_fires_the_event_are_offered() -> None:
    assert offered("fdevents trigger onTicketUpdate --change ") == [
        f"{name}=" for name in TICKET.changeable
    ]
    assert offered("fdevents payload onContactUpdate --change ta") == ["tags="]
    assert offered("fdevents trigger onTicketUpdate --change tags") == []


def test_an_event_without_changes_offers_none() -> None:
    assert offered("fdevents trigger onTicketCreate --change ") == []


def test_a_second_change_is_completed_as_the_first() -> None:
    line = "fdevents trigger onTicketUpdate --change priority=1,2 --change so"
    assert offered(line) == ["source="]


def test_after_the_equals_sign_the_names_of_an_enumeration_are_offered() -> None:
    found = offered("fdevents trigger onTicketUpdate --change priority=")
    assert [each for each in found if each != "priority="] == [
        "priority=Low", "priority=Medium", "priority=High", "priority=Urgent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("fdevents validate --format ", ["text", "json", "github", "sarif"]),
        (
            "fdevents schema ",
            [
                "outcome",
                "problems",
                "events",
                "doctor",
                "manifest",
                "iparams",
                "requests",
                "mocks",
                "actions",
            ],
        ),
        ("fdevents init --registration ", ["exports", "manifest"]),
    ],
)
def test_words_of_a_closed_list_are_offered(line: str, names: list[str]) -> None:
    assert offered(line) == names


def test_options_are_offered_after_a_dash() -> None:
    assert {"--variant", "--change", "--watch"} <= set(
        offered("fdevents trigger onTicketUpdate --")
    )


def test_zsh_and_fish_get_what_each_word_means() -> None:
    line = "fdevents trigger onTicketUpdate --variant "
    zsh = finished(_FDEVENTS_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    assert '"spam":"The ticket is marked as spam."' in zsh.stdout
    fish = finished(
        _FDEVENTS_COMPLETE="complete_fish",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert "spam\tThe ticket is marked as spam." in fish.stdout.splitlines()
    for result in (zsh, fish):
        assert (result.exit_code, result.stderr) == (0, "")
        assert "A reply" not in result.stdout


@pytest.mark.parametrize("before", ["invoke", "run --once", "run onTicketCreate"])
def test_the_app_s_server_methods_are_offered(make_app: MakeApp, before: str) -> None:
    functions: dict[str, object] = {"createIssue": {}, "listIssues": {}}
    manifest = json.dumps({"modules": {"support_ticket": {"functions": functions}}})
    app = make_app("", manifest=manifest, actions_json='{"closeIssue": {}}')
    found = offered(f"fdevents {before} --app {app} ")
    assert found[-3:] == ["createIssue", "listIssues", "closeIssue"]
    assert offered(f"fdevents {before} --app {app} cr") == ["createIssue"]
    assert offered(f"fdevents --app {app} {before} cr") == ["createIssue"]
    assert "createIssue" not in offered(f"fdevents {before} --app {app}/server ")


def test_powershell_gets_words_with_what_they_mean_and_files_where_one_may_stand() -> None:
    """What our script for it reads; no machine of ours has a PowerShell to press Tab in."""

    def lines(*words: str) -> list[str]:
        result = finished(
            _FDEVENTS_COMPLETE="complete_lines",
            COMP_WORDS="\n".join(words),
            COMP_CWORD=str(len(words) - 1),
        )
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout.splitlines()

    assert "spam\tThe ticket is marked as spam." in lines(
        "fdevents", "trigger", "onTicketUpdate", "--variant", ""
    )
    assert lines("fdevents", "payload", "onTicketCreate", "-o", "x") == [":files"]
    shown = finished(
        "--show-completion", "pwsh", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    ).stdout
    assert "Register-ArgumentCompleter -Native -CommandName fdevents" in shown
    assert "$env:_FDEVENTS_COMPLETE = 'complete_lines'" in shown
