"""What the tests share: apps written in a line, and one way to run a command in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from fdevents import App, Outcome
from fdevents.cli import run

MANIFEST = '{"platform-version": "2.0", "product": {"freshdesk": {}}}\n'


@dataclass(frozen=True)
class Result:
    """What a command did."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.stdout)


class Cli(Protocol):
    """`cli("trigger", "onTicketCreate")` runs that command in this process."""

    def __call__(self, *arguments: str | Path) -> Result: ...


class MakeApp(Protocol):
    """`make_app(server="exports = {…}")` writes an app and returns its folder."""

    def __call__(
        self, server: str | None = None, *, manifest: str | None = MANIFEST, **files: str | bytes
    ) -> Path: ...


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour wishes, and 80 columns, whatever the machine says."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "FDEVENTS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


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
