"""What would help, in the words of the command line and of Python."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from fdevents.cli.lazy import load
from fdevents.cli.remedies import OPTIONS, error_text, hint_text
from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.problems import Place, problem
from fdevents.remedies import Force, Give, LeaveOut, Parameter, Remedy, Run, in_python
from fdevents.reports.documents import problems_document

# A remedy, as the command line says it, and as Python does.
WORDED: list[tuple[Remedy, str, str]] = [
    (Force(), "Pass --force to send it all the same.",
     "Pass force=True to send it all the same."),
    (Force("create it"), "Pass --force to create it.", "Pass force=True to create it."),
    (Give(Parameter.TIMEOUT, why="gives more time"), "--timeout SECONDS gives more time.",
     "timeout=… gives more time."),
    (Give(Parameter.MEMORY, "512"), "Try: --memory 512", "Try: memory_mb=512"),
    (Give(Parameter.DB, ":memory:", "keeps it in memory"), "--db :memory: keeps it in memory.",
     "db=':memory:' keeps it in memory."),
    (Give(Parameter.LIVE), "Try: --live", "Try: live=True"),
    (Give(Parameter.CHANGES, ("priority", (2, 4)), "says so"), "--change priority=2,4 says so.",
     "changes={'priority': (2, 4)} says so."),
    (Give(Parameter.CHANGES, ("group_id", (None, 4))), "Try: --change group_id=null,4",
     "Try: changes={'group_id': (None, 4)}"),
    (Give(Parameter.CHANGES, ("type", ("Question", "Feature, request"))),
     """Try: --change 'type=Question,"Feature, request"'""",
     "Try: changes={'type': ('Question', 'Feature, request')}"),
    (Give(Parameter.CHANGES, ("tags", (["a"], ["a", "b"]))),
     """Try: --change 'tags=[["a"], ["a", "b"]]'""",
     "Try: changes={'tags': (['a'], ['a', 'b'])}"),
    (Give(Parameter.CHANGES, ("tags", ["a"])), """Try: --change 'tags=["a"]'""",
     "Try: changes={'tags': ['a']}"),
    (Give(Parameter.ASSIGN, ("ticket.subject", "Hi")), "Try: --set ticket.subject=Hi",
     "Try: assign={'ticket.subject': 'Hi'}"),
    (Give(Parameter.ASSIGN, ("ticket.type", "5")), """Try: --set 'ticket.type="5"'""",
     "Try: assign={'ticket.type': '5'}"),
    (Give(Parameter.HEADERS, ("Content-Type", "text/plain")),
     "Try: --header Content-Type:text/plain", "Try: headers={'Content-Type': 'text/plain'}"),
    (LeaveOut((Parameter.VARIANT, Parameter.PAYLOAD)), "Leave out --variant or --payload.",
     "Leave out variant or payload."),
    (Run(("iparams", "set", "key=VALUE")), "Run: fdevents iparams set key=VALUE",
     "Run: fdevents iparams set key=VALUE"),
    (Run(("init", "my-app"), "makes one"), "`fdevents init my-app` makes one.",
     "`fdevents init my-app` makes one."),
]  # fmt: skip


@pytest.mark.parametrize(("remedy", "typed", "written"), WORDED)
def test_each_front_end_words_a_remedy_by_itself(remedy: Remedy, typed: str, written: str) -> None:
    assert hint_text("", [remedy]) == typed
    assert in_python([remedy]) == written


def test_remedies_follow_the_hint() -> None:
    assert hint_text("Did you mean “a”?", [Force()]).startswith("Did you mean “a”? Pass --force")
    assert hint_text("Did you mean “a”?", []) == "Did you mean “a”?"


@pytest.mark.parametrize("parameter", Parameter)
def test_every_parameter_is_an_option_of_trigger(parameter: Parameter) -> None:
    options = {name for each in load("trigger").params for name in each.opts}
    assert OPTIONS[parameter][0] in options


@pytest.mark.parametrize(
    "change",
    [("type", ("Question", 'say "hi", then go')), ("group_id", (None, 7)), ("spam", (False, True))],
)
def test_what_is_said_can_be_pasted_into_a_shell(cli: Any, change: tuple[str, Any]) -> None:
    said = hint_text("", [Give(Parameter.CHANGES, change)]).removeprefix("Try: ")
    result = cli("payload", "onTicketUpdate", *shlex.split(said))
    assert result.json["data"]["ticket"]["changes"] == {change[0]: list(change[1])}


def test_an_error_names_what_was_wrong_where_there_is_a_name() -> None:
    error = PayloadRefused(
        "it is not fired.",
        "Nearest.",
        parameter=Parameter.CHANGES,
        name="tags",
        remedies=(Force(),),
    )
    assert error_text(error) == "--change tags: it is not fired."
    assert str(error) == (
        "changes['tags']: it is not fired. Nearest. Pass force=True to send it all the same."
    )
    unnamed = UsageProblem("There is no such variant.", parameter=Parameter.VARIANT)
    assert error_text(unnamed) == str(unnamed) == "There is no such variant."


def test_the_hint_of_a_problem_ends_with_its_remedies() -> None:
    bare = problem("no-events", "None.", Place("a"), "Hint.")
    helped = problem("no-events", "None.", Place("a"), "Hint.", remedies=(Run(("init",)),))
    document = problems_document(Path(), [bare, helped], NO_SECRETS, hint_text)
    hints = [each["hint"] for each in document["problems"]]
    assert hints == ["Hint.", "Hint. Run: fdevents init"]
