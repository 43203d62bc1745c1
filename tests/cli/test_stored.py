"""`fdevents db` and `fdevents schedule`: what is kept can be looked at."""

from __future__ import annotations

from typing import Any

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
