"""What the tests share: apps written in a line, and one way to run a command in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome
from fdevents.cli.main import run
from tests.support.apps import MANIFEST, MakeApp
from tests.support.commands import Cli, Result


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
