"""npm, run for the packages of an app: all of them at once, and one by one where that fails."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from fdevents.cli.progress import waiting
from fdevents.cli.remedies import for_shell
from fdevents.errors import UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import err
from fdevents.wording import listed

# Scripts of packages would run with all that the user may do; a link to the app's own
# folder would lead out of node_modules, so that it is copied instead.
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--install-links")
# As npm says it, older ones in capitals: its code, or what that means.
_SAID = re.compile(r"npm (?:error|ERR!) (?:(code) )?(\S.*)")
# What no package is to blame for, so that each of them would fail in its turn.
_UNREACHABLE = re.compile(
    r"E(AI_AGAIN|CONNREFUSED|CONNRESET|NETUNREACH|NOTFOUND|(SOCKET)?TIMEDOUT)"
)


def fetch(npm: str, folder: Path, wanted: Mapping[str, str], more: Sequence[str]) -> dict[str, str]:
    """Let npm install what is wanted in a folder that has nothing of the app's: its .npmrc could
    name programs for npm to run. Return why packages were not installed, by their names.

    Raises UsageProblem where npm reaches no registry.
    """
    command = [npm, "install", "--prefix", str(folder), *_OPTIONS, *more]
    notes = err(NO_SECRETS)
    notes.line(f"running {for_shell(command)}")
    if not _refusal(command, folder, wanted):
        return {}
    installed: dict[str, str] = {}
    failed: dict[str, str] = {}
    for name, version in wanted.items():
        why = _refusal(command, folder, {**installed, name: version})
        if why:
            failed[name] = why
        else:
            installed[name] = version
    return failed


def _refusal(command: Sequence[str], folder: Path, wanted: Mapping[str, str]) -> str:
    """Run npm for these; return why it does not install them, "" where it does."""
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": wanted}))
    with waiting(f"npm is fetching {listed(wanted, most=3)}"):
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    notes = err(NO_SECRETS)
    for line in done.stdout.decode("utf-8", "replace").strip().splitlines():
        notes.line(notes.shown(line))
    if done.returncode == 0:
        return ""
    said = _SAID.findall(done.stderr.decode("utf-8", "replace"))
    code = next((text for is_code, text in said if is_code), "")
    if _UNREACHABLE.fullmatch(code):
        raise UsageProblem(f"npm does not reach its registry ({code}), so nothing was installed.")
    if code == "E404":
        return "npm's registry does not have it"
    meant = next((text for is_code, text in said if not is_code), "")
    return meant.removeprefix("notarget ").rstrip(".") or f"npm's exit code is {done.returncode}"
