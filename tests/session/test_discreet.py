"""What Python prints of an outcome and its parts hides secrets, and their fields are whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pprint import pformat
from typing import Any

import pytest

from fdevents import App, ConsoleLine, Outcome, PayloadSpec
from fdevents.masking import MASK
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno

LONG = "sk_live_" + "0123456789abcdef" * 4
AWKWARD = "s3cr3t+key/\"é'\\ and more"
LINES = "-----BEGIN KEY-----\nMIIBVgIBADANBgkq\n-----END KEY-----"
VALUES = {"text": LONG, "awkward": AWKWARD, "lines": LINES, "number": 31415926,
          "list": ["alpha-choice", "beta-choice"]}  # fmt: skip
# What gives each away.
PARTS = {"text": LONG[:12], "awkward": "s3cr3t", "lines": "MIIBVg", "number": "31415926",
         "list": "-choice"}  # fmt: skip
SERVER = """exports = {
  async tell({ iparams }) {
    console.log(iparams, JSON.stringify(JSON.stringify(iparams)));
    await $db.set('kept', { v: iparams.key, s: JSON.stringify(iparams) });
    renderData(null, { k: iparams.key });
    return { deep: [[iparams.key]] };
  },
  fail({ iparams }) { throw new TypeError(`no ${iparams.key}`); },
};
"""
TEST = """import pytest
from fdevents import App

APP = App.load("app", db=":memory:")

@pytest.mark.parametrize("event", ["onTicketCreate", "onTicketUpdate"])
@pytest.mark.parametrize("part", ["ok", "console", "calls", "rendered", "error"])
def test_it(event, part):
    outcome = APP.fire(event)
    assert getattr(outcome, part) == 5

def test_error():
    outcome = APP.fire("onTicketUpdate")
    assert outcome.ok, outcome.error

def test_composed():
    assert APP.payload("onTicketUpdate") is None

def test_refused():
    APP.fire("onTicketUpdate", changes={"tags": 1})

def test_undeclared():
    APP.fire("onTicketUpdate", iparams={"kye": 1})
"""


@pytest.fixture
def secure_app(make_app: MakeApp) -> Any:
    """Loads an app whose secure parameter `key` has this value for local runs."""

    def load(value: Any) -> App:
        declared = {"key": {"display_name": "Key", "type": "text", "secure": True}}
        return App.load(
            make_app(
                SERVER,
                manifest=registering({"onTicketCreate": "tell", "onTicketUpdate": "fail"}),
                config__iparams_json=json.dumps(declared),
                config__iparam_test_data_json=json.dumps({"key": value}),
            ),
            db=":memory:",
        )

    return load


def printed(app: App, outcome: Outcome) -> str:
    """All that a program might print of an outcome and of what it was made from."""
    values = (
        outcome, [outcome], outcome.console, outcome.calls, outcome.rendered, outcome.error,
        app.prepare(outcome.event), app.payload(outcome.event), app.files, app,
        list(app.steps(outcome.event)),
    )  # fmt: skip
    return "\n".join([*map(str, values), *map(repr, values), *map(pformat, values)])


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("event", ["onTicketCreate", "onTicketUpdate"])
def test_nothing_that_is_printed_of_an_outcome_has_a_secret(
    secure_app: Any, kind: str, event: str
) -> None:
    app = secure_app(VALUES[kind])
    outcome = app.fire(event)
    shown = printed(app, outcome)
    assert MASK in shown and event in shown
    assert PARTS[kind] not in shown


def test_the_fields_of_an_outcome_are_whole(secure_app: Any) -> None:
    told, failed = map(secure_app(AWKWARD).fire, ("onTicketCreate", "onTicketUpdate"))
    assert told.payload["iparams"] == {"key": AWKWARD}
    assert told.value == {"deep": [[AWKWARD]]}
    assert told.calls[0].arguments[1]["v"] == AWKWARD
    assert "s3cr3t" in told.console[0].text
    assert failed.error.message == f"no {AWKWARD}"


def test_what_is_given_for_one_firing_is_hidden_too(secure_app: Any) -> None:
    app = secure_app("another value")
    outcome = app.fire("onTicketUpdate", iparams={"key": LONG})
    assert LONG[:12] not in printed(app, outcome)
    assert str(outcome.error) == f"TypeError: no {MASK} (server/server.js:8:29)"


def test_a_spec_hides_the_values_of_parameters() -> None:
    spec = PayloadSpec(event="onTicketCreate", iparams={"key": AWKWARD, "pin": 31415926})
    assert repr(spec.iparams) not in repr(spec)
    assert "s3cr3t" not in repr(spec) and "31415926" not in repr(spec)
    assert spec.iparams["key"] == AWKWARD


def test_what_no_app_has_told_of_secrets_shows_itself_as_any_value_does() -> None:
    line = ConsoleLine("log", "it's", 1.5)
    assert repr(line) == """ConsoleLine(level='log', text="it's", at_ms=1.5)"""
    assert line == ConsoleLine("log", "it's", 1.5)
    assert repr((line,)) == f"({line!r},)"


def test_pytest_prints_no_secret_where_a_test_fails(secure_app: Any) -> None:
    app = secure_app(AWKWARD)
    (app.root.parent / "test_app.py").write_text(TEST)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-vv", "--showlocals", "-p", "no:cacheprovider",
         "--rootdir", ".", "test_app.py"],
        cwd=app.root.parent, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "14 failed" in ran.stdout, ran.stdout[-2000:]
    assert MASK in ran.stdout
    assert "s3cr3t" not in ran.stdout
