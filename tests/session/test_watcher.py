"""`trigger --watch` and `run`: real files are saved in every way, and each state is fired once."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from fdevents.app.folder import MOCKS
from fdevents.app.writing import write_all
from fdevents.session.watcher import Watcher, fingerprint, watched_folders
from tests.support.apps import MANIFEST, MakeApp
from tests.support.processes import DEADLINE, Process, are_gone, prose, started

SIGNALS = pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
WAYS = pytest.mark.parametrize("renaming", [False, True], ids=["in place", "by renaming"])
WAITING = "watching for changes, Ctrl-C to stop"
IPARAMS = '{"team": {"display_name": "Team", "type": "text", "default_value": "VALUE"}}'


def server(value: object, code: str = "") -> str:
    """A server.js whose handler returns `value`, the parameters and the ticket's subject."""
    returned = f"[{value}, payload.iparams, payload.data.ticket.subject]"
    return (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],\n"
        f"  cb(payload) {{ {code} return {returned}; }} }};\n"
    )


def save(app: Path, value: object, code: str = "", *, renaming: bool = False) -> None:
    """Saves server.js as an editor does: in place, or as a new file that takes its name."""
    path = app / "server" / ("server.js.new" if renaming else "server.js")
    path.write_text(server(value, code))
    path.replace(app / "server" / "server.js")


@contextmanager
def watching(app: Path, *arguments: str, command: str = "trigger") -> Iterator[Process]:
    """A watch of the app, its first firing over."""
    line = [command, "onTicketCreate", "--app", str(app), "--json", *arguments]
    with started(*line, *(["--watch"] if command == "trigger" else [])) as process:
        process.until_said(WAITING)
        yield process


def values(outcomes: list[Any]) -> list[Any]:
    """What the handler was made to return, of each outcome."""
    return [each["value"][0] for each in outcomes]


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


@pytest.mark.parametrize(
    ("name", "content", "index", "wanted"),
    [
        ("config/iparams.json", IPARAMS, 1, {"team": "VALUE"}),
        ("config/iparam_test_data.json", '{"team": "test"}', 1, {"team": "test"}),
        (".fdevents/iparams.json", '{"team": "kept"}', 1, {"team": "kept"}),
        (".fdevents/templates/payloads/onTicketCreate.json.j2",
         '{"data": {"ticket": {"subject": "from my template"}}}', 2, "from my template"),
        ("server/lib/x.js", "1", 0, 0),
        ("manifest.json", MANIFEST.replace("2.0", "2.2"), 0, 0),
    ],
    ids=["parameters", "test data", "kept values", "template", "library", "manifest"],
)  # fmt: skip
def test_every_file_that_matters_is_watched_from_its_making_to_its_end(
    make_app: MakeApp, name: str, content: str, index: int, wanted: object
) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(content)
        assert process.until_outcomes(2)[1]["value"][index] == wanted
        (app / name).write_text(f"{content}\n")
        assert process.until_outcomes(3)[2]["value"][index] == wanted
        (app / name).unlink()
        if name == "manifest.json":
            process.until_said("manifest-missing")
        else:
            assert process.until_outcomes(4)[3]["value"] == process.outcomes[0]["value"]


def test_what_does_not_matter_is_never_fired_for(make_app: MakeApp) -> None:
    app = make_app(server(0), config__iparams_json="{}")
    folders = (".fdk", "coverage", "log", "dist", "node_modules", ".git", "server/node_modules",
               "server/coverage", "app", ".vscode", ".fdevents/cache")  # fmt: skip
    files = ("server/server.js~", "server/.server.js.swp", "server/#server.js#", "server/4913",
             "server/server.js.tmp", "config/.iparams.json.swo", "README.md", ".env")  # fmt: skip
    before = fingerprint(app)
    with watching(app) as process:
        for folder in folders:
            (app / folder / "deep").mkdir(parents=True)
            for name in ("server.js", "deep/manifest.json"):
                (app / folder / name).write_text("{}")
        for name in files:
            (app / name).write_text("1")
        assert fingerprint(app) == before
        save(app, 1)
        process.until_outcomes(2)
        process.until_said(WAITING, 2)
        before = fingerprint(app)
        for folder in folders:
            (app / folder / "server.js").write_text("22")
            shutil.rmtree(app / folder / "deep")
        for name in files:
            (app / name).unlink()
        assert fingerprint(app) == before
        save(app, 2)
        assert values(process.until_outcomes(3)) == [0, 1, 2]


def test_a_broken_app_shows_its_problems_and_waits_to_be_mended(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        (app / "server" / "server.js").write_text("exports = {\n")
        process.until_said(WAITING, 2)
        assert "server-syntax" in process.stderr
        (app / "manifest.json").write_text("{")
        process.until_said(WAITING, 3)
        assert "manifest-syntax" in process.stderr
        (app / "manifest.json").write_text(MANIFEST)
        save(app, 1)
        process.until(lambda: 1 in values(process.outcomes))


def test_an_app_that_is_broken_from_the_start_is_waited_for(make_app: MakeApp) -> None:
    app = make_app("exports = {\n")
    with watching(app) as process:
        assert process.stdout == "" and "server-syntax" in process.stderr
        save(app, 1)
        assert values(process.until_outcomes(1)) == [1]


def test_an_app_folder_that_was_deleted_and_made_again_is_watched_on(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        shutil.rmtree(app)
        process.until_said("There is no app at")
        make_app(server(1))
        process.until(lambda: 1 in values(process.outcomes))
        save(app, 2)
        process.until(lambda: 2 in values(process.outcomes))
        assert values(process.outcomes) == [0, 1, 2]


def test_an_app_folder_that_was_moved_and_moved_back_is_fired_again(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        app.rename(tmp_path / "elsewhere")
        process.until_said("There is no app at")
        (tmp_path / "elsewhere").rename(app)
        assert values(process.until_outcomes(2)) == [0, 0]
        save(app, 1)
        assert values(process.until_outcomes(3)) == [0, 0, 1]


def test_that_the_app_folder_is_gone_is_said_once(make_app: MakeApp) -> None:
    app = make_app(server(0))
    with watching(app) as process:
        shutil.rmtree(app)
        process.until_said("There is no app at")
        process.until_said(WAITING, 2)
        make_app(server(1))
        assert values(process.until_outcomes(2)) == [0, 1]
        assert process.stderr.count("There is no app at") == 1


@SIGNALS
def test_a_signal_ends_an_idle_watch_and_all_that_it_started(
    make_app: MakeApp, number: int, exit_code: int
) -> None:
    with watching(make_app(server(0))) as process:
        children = process.children()
        assert children
        process.signal(number)
        assert process.ended() == exit_code
        assert "Traceback" not in process.stderr and "error" not in process.stderr
    assert are_gone(children)


@SIGNALS
@pytest.mark.parametrize("line", ["run", "run --once", "trigger onTicketCreate --watch",
                                  "trigger onTicketCreate --json"])  # fmt: skip
def test_a_signal_ends_a_firing_in_the_middle_and_all_that_it_started(
    make_app: MakeApp, line: str, number: int, exit_code: int
) -> None:
    app = make_app(server(0, code="for (;;);"))
    with started(*line.split(), "--timeout", "600", cwd=app) as process:
        process.until(process.computes)
        children = process.children()
        process.signal(number)
        assert process.ended() == exit_code
        assert "Traceback" not in process.stderr and "error" not in process.stderr
    assert are_gone(children)


@pytest.mark.parametrize("command", ["trigger onTicketCreate --watch", "run"])
@pytest.mark.parametrize("wrong", ["--app nowhere", "--change priority=1,2", "--iparam x"])
def test_what_no_save_can_mend_is_refused_at_once(
    make_app: MakeApp, command: str, wrong: str
) -> None:
    if command == "run" and not wrong.startswith("--app"):
        wrong = "onContactCreat"
    with started(*command.split(), *wrong.split(), cwd=make_app(server(0))) as process:
        assert process.ended() == 2
        assert process.stdout == "" and WAITING not in process.stderr


def test_the_file_of_the_payload_is_watched_too(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(server(0))
    payload = tmp_path / "payload.json"
    payload.write_text('{"data": {"ticket": {"subject": "one"}}}')
    with watching(app, "--payload", str(payload)) as process:
        payload.write_text('{"data": {"ticket": {"subject": "two"}}}')
        assert [each["value"][2] for each in process.until_outcomes(2)] == ["one", "two"]
        payload.write_text("{")
        process.until_said("is not valid JSON")
        payload.write_text('{"data": {"ticket": {"subject": "three"}}}')
        assert process.until_outcomes(3)[2]["value"][2] == "three"


def test_run_fires_a_schedule_when_it_is_due(make_app: MakeApp) -> None:
    manifest = (
        '{"platform-version": "2.3", "product": {"freshdesk": {"events": {'
        '"onTicketCreate": {"handler": "cb"}, "onScheduledEvent": {"handler": "due"}}}}}'
    )
    app = make_app(
        "exports = { cb: () => [0], due: (payload) => [payload.data.n] };", manifest=manifest
    )
    store = Store(app / ".fdevents" / "store.db")
    Schedules(store).create({"name": "s", "data": {"n": 7}, "schedule_at": "2100-01-01T00:00:00Z"})
    with watching(app, command="run") as process:
        with store.transaction() as connection:
            connection.execute("UPDATE schedules SET due = 1")
        process.until(lambda: 7 in values(process.outcomes))
        assert "the schedule “s” is due" in process.stderr
        (app / "server" / "server.js").write_text("exports = { cb: () => [1], due: () => [8] };")
        process.until(lambda: 1 in values(process.outcomes))
        assert values(process.outcomes).count(7) == 1
        assert Schedules(store).all() == []


def test_a_folder_that_cannot_be_looked_at_has_nothing_to_watch() -> None:
    assert list(watched_folders(Path("x" * 300))) == []


# What watchfiles raises where the system has no more instances of inotify to give, and no watches.
NO_NEWS = {
    "instances": "RuntimeError('Error creating recommended watcher: Too many open files')",
    "watches": "OSError('OS file watch limit reached.')",
}


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


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "forced"])
def test_a_payload_is_saved_once_and_its_saving_is_no_save_of_the_app(
    make_app: MakeApp, force: tuple[str, ...]
) -> None:
    app = make_app(server(0))
    with watching(app, "--save", "mine", *force) as process:
        for number in range(1, 4):
            save(app, number, renaming=True)
            assert values(process.until_outcomes(number + 1)) == list(range(number + 1))
            process.until_said(WAITING, number + 1)
        assert process.stderr.count("mine.json") == 1
        assert "error" not in process.stderr and "changed meanwhile" not in process.stderr
        kept = app / "server" / "test_data" / "fdevents" / "mine.json"
        kept.write_text(kept.read_text().replace("1", "2"))  # a person's own save of it is one
        assert values(process.until_outcomes(5))[-1] == 3


def test_a_save_while_we_write_is_noticed(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(server(0))
    watcher = Watcher(app, lambda: None)
    watcher.read(lambda: None)

    def writing(contents: Mapping[Path, bytes]) -> None:
        save(app, 1)
        write_all(contents)

    monkeypatch.setattr("fdevents.session.watcher.write_all", writing)
    watcher.write({app / MOCKS: b"[]"})
    watcher.start()
    assert watcher.wait(DEADLINE)
    watcher.stop()


def test_a_save_of_what_we_write_just_before_is_noticed(make_app: MakeApp) -> None:
    app = make_app(server(0), server__test_data__requests_json="[]")
    watcher = Watcher(app, lambda: None)
    watcher.read(lambda: None)
    (app / MOCKS).write_text("[{}]")
    watcher.write({app / MOCKS: b"[]"})
    watcher.start()
    assert watcher.wait(DEADLINE)
    watcher.stop()
