"""`fdevents db` and `fdevents schedule`: what is kept can be looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from fdevents.apis.refusal import Refused
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, manifest


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


@pytest.mark.parametrize(
    "command", [("db", "list"), ("db", "set", "k", "{}"), ("schedule", "list"), ("iparams", "list"),
                ("iparams", "set", "a=b"), ("mocks", "list")],
)  # fmt: skip
def test_a_folder_without_an_app_is_told_and_left_alone(
    tmp_path: Path, cli: Any, command: tuple[str, ...]
) -> None:
    done = cli(*command, "--app", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no app at" in done.stderr and "fdevents init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_inside_of_an_app_names_the_app(make_app: MakeApp, cli: Any) -> None:
    root = make_app("exports = {};", manifest=manifest())
    done = cli("db", "list", "--app", root / "server")
    assert done.exit_code == 2
    assert "--app" in done.stderr and "is the app around it" in " ".join(done.stderr.split())


def test_what_is_kept_elsewhere_can_be_looked_at(
    make_app: MakeApp, cli: Any, tmp_path: Path
) -> None:
    root = make_app("exports = {};", manifest=manifest())
    elsewhere = ("--db", tmp_path / "elsewhere.db", "--app", root)
    assert cli("db", "set", "k", '{"a": 1}', *elsewhere).exit_code == 0
    assert cli("db", "list", *elsewhere).stdout == 'k  {"a": 1}\n'
    assert cli("schedule", "list", *elsewhere).exit_code == 0
    assert not (root / ".fdevents").exists()


@pytest.mark.parametrize("where", ["nowhere/x.db", ".", "app/manifest.json"])
@pytest.mark.parametrize("command", [("trigger", CREATE), ("db", "set", "k", '{"a": 1}')])
def test_an_unusable_file_is_refused_before_anything_is_fired(
    make_app: MakeApp, cli: Any, tmp_path: Path, where: str, command: tuple[str, ...]
) -> None:
    root = make_app("exports = { cb() { console.log('fired'); } };", manifest=manifest(CREATE))
    done = cli(*command, "--app", root, "--db", tmp_path / where)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "The app's data at" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_time_that_can_be_kept_can_be_shown(make_app: MakeApp, cli: Any) -> None:
    root = make_app("exports = {};", manifest=manifest())
    kept = Schedules(Store(root / "s.db"))
    recurring = {"name": "s", "data": {}, "repeat": {"time_unit": "days", "frequency": 1}}
    with pytest.raises(Refused, match="schedule_at"):
        kept.create({**recurring, "schedule_at": "9999-12-31T23:59:59-12:00"})
    kept.create({**recurring, "schedule_at": "9999-12-31T23:59:59Z"})
    listed = cli("schedule", "list", "--app", root, "--db", root / "s.db")
    assert listed.stdout.startswith("9999-12-31T23:59:59Z  s")
