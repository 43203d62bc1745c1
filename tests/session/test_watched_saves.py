"""`trigger --watch` and `run`: real files are saved in every way, and each state is fired once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.apps import MANIFEST, MakeApp
from tests.support.processes import prose
from tests.support.watching import WAITING, save, server, values, watching

pytestmark = pytest.mark.deno

WAYS = pytest.mark.parametrize("renaming", [False, True], ids=["in place", "by renaming"])
IPARAMS = '{"team": {"display_name": "Team", "type": "text", "default_value": "VALUE"}}'
# What watchfiles raises where the system has no more instances of inotify to give, and no watches.
NO_NEWS = {
    "instances": "RuntimeError('Error creating recommended watcher: Too many open files')",
    "watches": "OSError('OS file watch limit reached.')",
}


@WAYS
@pytest.mark.parametrize("command", ["trigger", "run"])
def test_every_save_is_fired_once(make_app: MakeApp, command: str, renaming: bool) -> None:
    app = make_app(server(0))
    with watching(app, command=command) as process:
        for number in range(1, 5):
            save(app, number, renaming=renaming)
            assert values(process.until_outcomes(number + 1)) == list(range(number + 1))


def test_a_save_by_way_of_a_backup_is_fired_once(make_app: MakeApp) -> None:
    """As vim does: the old file becomes the backup, a new one is written, the backup goes."""
    app = make_app(server(0))
    script = app / "server" / "server.js"
    with watching(app) as process:
        (app / "server" / "4913").write_text("may I write here?")
        script.rename(app / "server" / "server.js~")
        save(app, 1)
        (app / "server" / "server.js~").unlink()
        process.until_outcomes(2)
        save(app, 2)
        assert values(process.until_outcomes(3)) == [0, 1, 2]


@WAYS
def test_a_burst_of_saves_is_fired_once_in_its_last_state(
    make_app: MakeApp, renaming: bool
) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        for number in range(1, 21):
            save(app, number, renaming=renaming)
        process.until(lambda: 20 in values(process.outcomes))
        before = values(process.outcomes)
        # A machine that is busy stretches the burst: then there are pauses in it.
        assert len(before) < 10, "fired save by save"
        assert before == sorted(set(before)), "each state once, and no older one after a newer"
        save(app, 21)
        assert values(process.until_outcomes(len(before) + 1)) == [*before, 21]


def test_files_that_are_saved_together_are_fired_once(make_app: MakeApp) -> None:
    app = make_app(server(0), config__iparams_json=IPARAMS)
    with watching(app) as process:
        (app / "config" / "iparams.json").write_text(IPARAMS.replace("VALUE", "together"))
        (app / "manifest.json").write_text(MANIFEST.replace("2.0", "2.1"))
        save(app, 1)
        process.until_outcomes(2)
        save(app, 2)
        assert values(process.until_outcomes(3)) == [0, 1, 2]
        assert process.outcomes[1]["value"][1] == {"team": "together"}


def test_after_a_long_storm_of_saves_the_last_state_is_fired_last(make_app: MakeApp) -> None:
    """All of one size, and for longer than anything waits for a burst to end."""
    app = make_app(server(10_000))
    with watching(app) as process:
        for number in range(10_001, 12_001):
            save(app, number)
        process.until(lambda: values(process.outcomes)[-1] == 12_000)
        save(app, 12_001)
        process.until(lambda: values(process.outcomes)[-1] == 12_001)
        assert values(process.outcomes).count(12_000) == 1


def test_a_save_during_a_firing_abandons_it_for_the_new_state(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app, "--timeout", "60") as process:
        for number in (1, 2):
            save(app, "0", code="for (;;);")
            process.until(process.computes)
            save(app, number)
            assert values(process.until_outcomes(number + 1)) == list(range(number + 1))
            process.until_said(WAITING, number + 1)


def test_a_save_while_the_app_loads_abandons_that_too(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app, "--timeout", "60") as process:
        (app / "server" / "server.js").write_text("for (;;);\n")
        process.until(process.computes)
        save(app, 1)
        assert values(process.until_outcomes(2)) == [0, 1]


def test_however_often_a_firing_is_abandoned_no_process_is_left_behind(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app, "--timeout", "60") as process:
        for _ in range(4):
            save(app, 0, code="for (;;);")
            process.until(process.computes)
            save(app, 1)
            process.until(lambda: not process.computes())
        process.until(lambda: len(process.children()) <= 4)  # two sandboxes, a guard for each


@pytest.mark.parametrize("error", NO_NEWS.values(), ids=NO_NEWS)
@pytest.mark.parametrize("command", ["trigger", "run"])
def test_where_the_system_tells_of_no_changes_they_are_looked_for_and_that_is_said_once(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, error: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "watchfiles.py").write_text(f"def watch(*_, **__):\n    raise {error}\n")
    app = make_app(server(0))
    with watching(app, command=command) as process:
        process.until(lambda: "looks for changes every 400 ms" in prose(process.stderr))
        for number in range(1, 4):
            save(app, number)
            assert values(process.until_outcomes(number + 1)) == list(range(number + 1))
            process.until_said(WAITING, number + 1)
        assert prose(process.stderr).count("looks for changes every 400 ms") == 1
        assert "Traceback" not in process.stderr
