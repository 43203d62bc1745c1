"""Which files a watch looks at: all that a firing depends on, what we write ourselves left out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from fdevents.app.folder import MOCKS
from fdevents.app.writing import write_all
from fdevents.session.watcher import Watcher, fingerprint, watched_folders
from tests.support.apps import MANIFEST, MakeApp
from tests.support.processes import DEADLINE
from tests.support.watching import WAITING, save, server, values, watching

pytestmark = pytest.mark.deno

IPARAMS = '{"team": {"display_name": "Team", "type": "text", "default_value": "VALUE"}}'


@pytest.mark.parametrize(
    ("name", "content", "index", "wanted"),
    [
        ("config/iparams.json", IPARAMS, 1, {"team": "VALUE"}),
        ("config/iparam_test_data.json", '{"team": "test"}', 1, {"team": "test"}),
        (".fdevents/iparams.json", '{"team": "kept"}', 1, {"team": "kept"}),
        (".fdevents/templates/payloads/onTicketCreate.json.j2",
         '{"data": {"ticket": {"subject": "from my template"}}}', 2, "from my template"),
        ("server/lib/x.js", "1", 0, 0),
        ("actions.json", "{}", 0, 0),
        ("manifest.json", MANIFEST.replace("2.0", "2.2"), 0, 0),
    ],
    ids=["parameters", "test data", "kept values", "template", "library", "actions", "manifest"],
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


def test_a_folder_that_cannot_be_looked_at_has_nothing_to_watch() -> None:
    assert list(watched_folders(Path("x" * 300))) == []


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
