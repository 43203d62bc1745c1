"""What takes longer than a second says so on a terminal, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.apps import MakeApp
from tests.support.processes import finished, started

pytestmark = pytest.mark.deno

SLOW = """exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],
  cb() { console.log('begun'); const end = Date.now() + 2500; while (Date.now() < end); } };
"""
DECLARING = '{"platform-version": "2.2", "product": {"freshdesk": {}}, "dependencies": {"x": "1"}}'
# It installs x once there is a file `go` in its home, which is the sign to go on.
NPM = f"""#!{sys.executable}
import os, pathlib, sys, time
while not pathlib.Path(os.environ["HOME"], "go").exists():
    time.sleep(0.05)
package = pathlib.Path("node_modules", "x")
package.mkdir(parents=True)
(package / "package.json").write_text('{{"name": "x", "version": "1.0.0"}}')
print("added 1 package")
"""


def screen(text: str) -> str:
    """What a terminal shows at last, of text that goes back to the beginning of its lines."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return "\n".join(lines)


def test_a_long_firing_says_so_and_leaves_nothing_behind(make_app: MakeApp) -> None:
    line = ("trigger", "onTicketCreate")
    with started(*line, cwd=make_app(SLOW), columns=80, NO_COLOR="1") as process:
        process.until_said("firing onTicketCreate, 1 s")
        assert process.ended() == 0
        shown = screen(process.stdout)
    assert "firing" not in shown
    assert "ok in 2.5" in shown
    assert all(text in shown for text in ("onTicketCreate · created → cb", "begun"))


def test_a_pipe_is_told_of_nothing_that_passes(make_app: MakeApp) -> None:
    result = finished("trigger", "onTicketCreate", cwd=make_app(SLOW))
    assert result.exit_code == 0
    assert "firing" not in result.stdout + result.stderr
    assert "\r" not in result.stdout + result.stderr


def test_an_npm_that_takes_its_time_is_waited_for_in_a_line_that_goes(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app("", manifest=DECLARING)
    (tmp_path / "bin").mkdir()
    npm = tmp_path / "bin" / "npm"
    npm.write_text(NPM)
    npm.chmod(0o755)
    path = os.pathsep.join([str(npm.parent), os.environ["PATH"]])
    with started("install", cwd=app, columns=80, PATH=path, HOME=str(tmp_path)) as process:
        process.until_said("npm is fetching x, 1 s")
        (tmp_path / "go").write_text("")
        assert process.ended() == 0
        shown = screen(process.stdout)
    assert "fetching" not in shown
    assert "added 1 package" in shown
    assert (app / "server" / "node_modules" / "x").is_dir()
