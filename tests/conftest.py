"""What the tests share: apps written in a line, and one way to run a command in this process.

`pytest -m "not deno"` runs the tests that start no process; `poe fast` runs those of them that are
not slow either, with fewer examples of what Hypothesis makes up.
"""

from __future__ import annotations

import gc
import multiprocessing.process
import os
import re
import subprocess
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from hypothesis import settings

from fdevents import App, Outcome
from fdevents.cli import lazy
from fdevents.cli.main import run
from fdevents.reports import schemas
from tests.support.apps import MANIFEST, MakeApp
from tests.support.commands import Cli, Result

WHOLE_FILE = re.compile(r"^pytestmark = .*\bpytest\.mark\.deno\b", re.MULTILINE)
UNMARKED = (
    "This test starts a process, which only a test marked `deno` may do. Mark it with "
    "@pytest.mark.deno, or its whole file with pytestmark = pytest.mark.deno."
)
settings.register_profile("fast", max_examples=10)
# All the ways to a process that Python has end in one of these.
STARTERS = [
    (subprocess.Popen, "__init__"),
    (multiprocessing.process.BaseProcess, "start"),
    *((os, name) for name in ("execv", "execve", "fork", "posix_spawn", "spawnv", "system")),
]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out the files in which every test is marked `deno`, where such tests are not wanted:
    to read them and take them apart is a third of what the fast lane does."""
    if "not deno" not in config.option.markexpr or collection_path.suffix != ".py":
        return None
    return True if WHOLE_FILE.search(collection_path.read_text("utf-8")) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Marks the tests that fire a handler, and runs those that are not marked first: as long as
    there is no sandbox, nobody can use one without starting it, and being found out."""
    for item in items:
        if "fire_handler" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.deno)
    yield
    items.sort(key=_may_start_processes)


def pytest_collection_finish() -> None:
    """Spares the collector of garbage from going through five thousand tests again and again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test that starts a process and is not marked; its fixtures, of any scope, too."""
    with pytest.MonkeyPatch.context() as patch:
        if not _may_start_processes(item):
            for owner, name in STARTERS:
                if hasattr(owner, name):  # not every system has all of them
                    patch.setattr(owner, name, _refuse)
        return (yield)


def _may_start_processes(item: pytest.Item) -> bool:
    return item.get_closest_marker("deno") is not None


def _refuse(*_: object, **__: object) -> None:
    pytest.fail(UNMARKED)


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Makes once, for all the commands that this process runs, what a process makes once anyway:
    a command takes Typer 50 ms, a document's schema takes pydantic as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        patch.setattr(lazy, "load", cache(lazy.load))
        patch.setattr(schemas, "schema_of", cache(schemas.schema_of))
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """No colour wishes, and 80 columns, whatever the machine says."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "FDEVENTS_DEBUG"):
            patch.delenv(name, raising=False)
        patch.setenv("COLUMNS", "80")
        yield


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command, for its exit code and both its streams."""

    def call(*arguments: str | Path) -> Result:
        capfd.readouterr()
        exit_code = run([str(each) for each in arguments])
        captured = capfd.readouterr()
        return Result(exit_code, captured.out, captured.err)

    return call


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Writes an app. `files` are further ones, `__` standing for `/` and `_` before the suffix
    for `.`: `config__iparams_json="{}"`."""

    def make(
        server: str | None = None, *, manifest: str | None = MANIFEST, **files: str | bytes
    ) -> Path:
        root = tmp_path / "app"
        contents: dict[str, str | bytes | None] = {
            "manifest.json": manifest,
            "server/server.js": server,
        }
        for name, extra in files.items():
            stem, _, suffix = name.replace("__", "/").rpartition("_")
            contents[f"{stem}.{suffix}"] = extra
        root.mkdir(exist_ok=True)
        for path, content in contents.items():
            if content is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                data = content.encode() if isinstance(content, str) else content
                (root / path).write_bytes(data)
        return root

    return make


@pytest.fixture
def fire_handler(make_app: MakeApp) -> Iterator[Callable[..., Outcome]]:
    """`fire_handler("(payload) => …")` fires onTicketCreate at that function."""

    def fire(handler: str, *, before: str = "", **options: Any) -> Outcome:
        memory_mb = options.pop("memory_mb", 128)
        server = (
            f"{before}exports = {{ events: [{{ event: 'onTicketCreate', callback: 'cb' }}], "
            f"cb: {handler} }};\n"
        )
        app = App.load(make_app(server), memory_mb=memory_mb)
        return app.fire("onTicketCreate", **options)

    yield fire
