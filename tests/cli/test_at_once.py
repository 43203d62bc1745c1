"""Commands that add to one file of an app at the same time lose nothing of each other's."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fdevents.app.folder import IPARAMS_SET, MOCKS, OAUTH_SET, read_app
from fdevents.app.mock_file import MockFile
from fdevents.app.writing import alone
from tests.support.apps import MakeApp
from tests.support.commands import Cli

AT_ONCE = 10


def all_at_once(root: Path, *lines: list[str]) -> None:
    """Runs every command line in a process of its own, all of them together."""
    started = [subprocess.Popen([sys.executable, "-m", "fdevents", *line], cwd=root)
               for line in lines]  # fmt: skip
    assert [process.wait(60) for process in started] == [0] * len(lines)


@pytest.mark.deno
def test_values_that_are_set_at_once_are_all_kept(make_app: MakeApp) -> None:
    root = make_app()
    all_at_once(root, *(["iparams", "set", f"n{number}={number}"] for number in range(AT_ONCE)))
    kept = json.loads((root / IPARAMS_SET).read_text())
    assert kept == {f"n{number}": number for number in range(AT_ONCE)}


@pytest.mark.deno
def test_mocks_that_are_added_at_once_are_all_kept(make_app: MakeApp) -> None:
    root = make_app()
    urls = [f"https://a.test/{number}" for number in range(AT_ONCE)]
    all_at_once(root, *(["mocks", "add", "GET", url] for url in urls))
    assert sorted(mock["url"] for mock in json.loads((root / MOCKS).read_text())) == urls


def test_mocks_that_threads_of_a_firing_record_are_all_kept(make_app: MakeApp) -> None:
    root = make_app()
    file = MockFile(read_app(root))
    mocks = [{"method": "GET", "url": f"https://a.test/{number}"} for number in range(50)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        added = list(threads.map(lambda mock: file.add([mock], anew=True), mocks))
    assert added == [1] * 50
    assert sorted(map(str, json.loads((root / MOCKS).read_text()))) == sorted(map(str, mocks))


def test_waiting_for_others_leaves_nothing_behind(make_app: MakeApp) -> None:
    root = make_app()
    before = sorted(root.rglob("*"))
    with alone(root):
        assert sorted(root.rglob("*")) == before


def test_whoever_waited_goes_on_after_one_that_failed(make_app: MakeApp) -> None:
    root = make_app()
    with pytest.raises(ZeroDivisionError), alone(root):
        raise ZeroDivisionError
    with alone(root / "nothing here"):
        pass
    with alone(root):
        pass


@pytest.mark.parametrize("name", [IPARAMS_SET, OAUTH_SET])
def test_values_that_are_set_can_be_read_by_their_owner_alone(
    cli: Cli, make_app: MakeApp, name: str
) -> None:
    root = make_app()
    oauth = ["--oauth"] if name == OAUTH_SET else []
    for value in ("a", "b"):
        assert cli("iparams", "set", f"access_token={value}", *oauth, "--app", root).exit_code == 0
        assert (root / name).stat().st_mode & 0o777 == 0o600
        (root / name).chmod(0o644)  # as an older version left it
    assert (root / ".fdevents" / ".gitignore").read_text() == "*\n"
