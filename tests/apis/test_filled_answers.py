"""`{{ request.… }}` in what a mock answers: filled in from the request, and no more."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from fdevents.apis.filled_answers import filled
from fdevents.apis.mocked import Mocked
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Sent
from fdevents.app.folder import AppFiles, read_app
from fdevents.app.mocks import Answer, Mock
from tests.support.apps import MakeApp

REQUEST = Sent(
    "POST", "https://x/a?b=1", {"X-Id": "abc"}, '{"id": 5, "names": ["a", "b"], "keys": true}',
    template="notify", context={"id": 7},
)  # fmt: skip


def answered(response: Any, request: Sent = REQUEST) -> str:
    """The body of an answer, filled in from the request."""
    return filled(Answer(response=response), request, 0)[1]


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ("{{ request.method }} {{ request.url }}", "POST https://x/a?b=1"),
        ("{{request.headers['x-id']}}", "abc"),
        ("{{ request.json.id }}", "5"),
        ({"id": "{{ request.json.id }}"}, '{"id": 5}'),
        ({"id": "n-{{ request.json.id }}"}, '{"id": "n-5"}'),
        (["{{ request.context.id }}", {"a": 1}], '[7, {"a": 1}]'),
        ({"all": "{{ request.json }}"}, f'{{"all": {REQUEST.body}}}'),
        ("{{ request.json.names[1] | upper }}", "B"),
        ("{{ request.json.keys }}", "true"),
        ("{{ request.json.none | default('x') }}", "x"),
        ("{{ request.method == 'POST' and 1 }}", "1"),
        ("Hello {{ticket.requester.name}} {{ request.method }}", "Hello {{ticket.requester.name}} "
         "POST"),
        ("{{ request.method", "{{ request.method"),
        ("{{ requested }}", "{{ requested }}"),
    ],
)  # fmt: skip
def test_an_answer_is_filled_in_from_the_request(response: Any, text: str) -> None:
    assert answered(response) == text


@pytest.mark.parametrize(
    "expression",
    [
        "request.nothing", "request.json.id.real", "request.method.__class__",
        "request.method.upper()",
        "request.body * 9", "request.json.id ** 9", "request.body ~ request.body", "request + 'x'",
        "request.json.names | join('x')", "request.body | replace('', 'xxx')", "request..",
        "request.method | nothing", "request.json.names[9]", f"request.{'a' * 300}", "request | e",
        "request.json is defined", "request.method, cycler", "request.url or lipsum",
    ],
)  # fmt: skip
def test_what_takes_more_than_the_request_has_is_refused(expression: str) -> None:
    with pytest.raises(Refused, match="Mock 0 cannot be filled in") as refused:
        answered(f"{{{{ {expression} }}}}", Sent("GET", "", {}, REQUEST.body))
    assert "server/test_data/requests.json" in refused.value.hint


def test_what_is_filled_in_has_a_largest_size() -> None:
    body = "x" * 1_000_000
    with pytest.raises(Refused, match="longer than"):
        answered(["{{ request.body }}"] * 10, Sent("POST", "", {}, body))


def test_headers_are_filled_in_too() -> None:
    answer = Answer(headers={"Location": "/a/{{ request.json.id }}", "X": "1"})
    assert filled(answer, REQUEST, 0)[0] == {"Location": "/a/5", "X": "1"}


@pytest.fixture
def files(make_app: MakeApp) -> AppFiles:
    """The files of an app."""
    return read_app(make_app("exports = {};\n"))


def test_answers_come_in_turn_and_the_last_one_repeats(files: AppFiles) -> None:
    answers = (Answer(status=429), Answer(response="{{ request.json.id }}"))
    mocks = [Mock(index=0, url="*", answers=answers, method="GET"), Mock(index=1, url="*")]
    mocked = Mocked(mocks, files)
    sent = Sent("GET", "https://x/", {}, '{"id": 1}')
    found = [mocked.send(sent) for _ in range(3)]
    assert [(each["status"], each["response"]) for each in found] == [
        (429, ""), (200, "1"), (200, "1")
    ]  # fmt: skip
    assert mocked.send(Sent("POST", "https://x/", {}, None))["status"] == 200


@pytest.mark.deno
def test_jinja_waits_until_an_answer_is_filled_in() -> None:
    """In a process of its own: in this one it is loaded."""
    code = """
import sys
from fdevents.apis.mocked import Mocked
from fdevents.apis.sent import Sent
from fdevents.app.mocks import Answer, Mock
for text in ("{{ticket.id}}", "{{ request.method }}"):
    mocked = Mocked([Mock(url="*", answers=(Answer(response=text),))], None)
    print(mocked.send(Sent("GET", "https://x/", {}, None))["response"], "jinja2" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["{{ticket.id}} False", "GET True"]
