"""`fdevents db` and `fdevents schedule`: what is kept can be looked at."""

from __future__ import annotations

import os
from typing import Any

import pytest

from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from tests.support.apps import MakeApp
from tests.support.calling import manifest


def test_people_can_look_at_what_is_kept(make_app: MakeApp, cli: Any) -> None:
    root = make_app("exports = {};", manifest=manifest())
    assert cli("db", "set", "k", '{"a": [1]}', "--app", root).exit_code == 0
    assert cli("db", "list", "--app", root).stdout == 'k  {"a": [1]}\n'
    assert cli("db", "list", "--json", "--app", root).json == {"k": {"a": [1]}}
    assert cli("db", "get", "k", "--app", root).json["a"] == [1]
    assert cli("db", "delete", "k", "--app", root).exit_code == 0
    missing = cli("db", "get", "k", "--app", root)
    assert (missing.exit_code, "Record not found" in missing.stderr) == (2, True)
    assert cli("db", "set", "k", "5", "--app", root).exit_code == 2
    cli("db", "set", "k", '{"a": 1}', "--app", root)
    assert "1 record is gone" in cli("db", "clear", "--app", root).stderr
    Schedules(Store(root / ".fdevents" / "store.db")).create(
        {"name": "s", "data": {"a": 1}, "schedule_at": "2100-01-01T00:00:00Z",
         "repeat": {"time_unit": "days", "frequency": 2}}
    )  # fmt: skip
    listed = cli("schedule", "list", "--app", root).stdout
    assert listed == '2100-01-01T00:00:00Z  s  every 2 days  {"a": 1}\n'
    assert cli("schedule", "list", "--json", "--app", root).json[0]["name"] == "s"


@pytest.mark.parametrize("command", ["get", "set", "delete"])
def test_a_key_whose_bytes_are_not_text_is_refused(
    make_app: MakeApp, cli: Any, command: str
) -> None:
    root = make_app("exports = {};", manifest=manifest())
    not_utf8 = os.fsdecode(b"k\xff")  # as the system hands it to us
    value = ['{"a": 1}'] if command == "set" else []
    done = cli("db", command, not_utf8, *value, "--app", root)
    assert done.exit_code == 2
    assert "not Unicode text" in done.stderr


@pytest.mark.parametrize(
    "command", [("db", "list"), ("db", "get", "k"), ("db", "delete", "k"), ("db", "clear"),
                ("schedule", "list")],
)  # fmt: skip
def test_looking_makes_nothing(make_app: MakeApp, cli: Any, command: tuple[str, ...]) -> None:
    root = make_app("exports = {};", manifest=manifest())
    before = sorted(root.rglob("*"))
    done = cli(*command, "--app", root)
    assert done.exit_code == (2 if command[-1] == "k" else 0)
    assert done.stdout == ""
    assert sorted(root.rglob("*")) == before
