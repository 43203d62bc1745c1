"""What the kernel keeps from packages, beneath Deno's own permissions, where it has Landlock."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fdevents.sandbox import launch
from fdevents.sandbox.launch import Access, spawn

pytestmark = [
    pytest.mark.deno,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has Landlock"),
]

# Everything is allowed by Deno itself, so that only the kernel is asked.
SCRIPT = """
const attempts = {
  own: () => Deno.readTextFileSync(`${folder}/own.txt`),
  linked: () => Deno.readTextFileSync(`${folder}/link/secret.txt`),
  other: () => Deno.readTextFileSync(`${folder}/../outside/secret.txt`),
  passwords: () => Deno.readTextFileSync("/etc/passwd"),
  environment: () => Deno.readTextFileSync(`/proc/${Deno.ppid}/environ`),
  listed: () => [...Deno.readDirSync("/")].length,
  written: () => Deno.writeTextFileSync(`${folder}/new.txt`, "x"),
  truncated: () => Deno.truncateSync(`${folder}/own.txt`),
  removed: () => Deno.removeSync(`${folder}/own.txt`),
  cached: () => Deno.writeTextFileSync(`${Deno.env.get("DENO_DIR")}/fence-test`, "x"),
};
const allowed = [];
for (const [name, attempt] of Object.entries(attempts)) {
  try { attempt(); allowed.push(name); } catch { /* refused */ }
}
console.log(JSON.stringify(allowed));
"""


def allowed(folder: Path, access: Access | None) -> str:
    """What a script that Deno allows everything can do, with the fence of that access."""
    script = folder / "script.js"
    script.write_text(f"const folder = {str(folder)!r};{SCRIPT}")
    process = spawn(["run", "-A", str(script)], access)
    said, complaint = process.communicate(timeout=30)
    assert process.returncode == 0, complaint.decode()
    return said.decode().strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packages, and a secret outside of it to which a link in it leads."""
    found, outside = tmp_path / "node_modules", tmp_path / "outside"
    found.mkdir()
    outside.mkdir()
    (found / "own.txt").write_text("own")
    (outside / "secret.txt").write_text("token")
    (found / "link").symlink_to(outside)
    return found


def test_the_kernel_keeps_packages_to_their_folders_and_the_cache(folder: Path) -> None:
    assert launch.fence().startswith("Landlock ")
    assert allowed(folder, Access((str(folder),))) == '["own","cached"]'


def test_without_packages_there_is_no_fence(folder: Path) -> None:
    """Such a process has no permission at all, and starts sooner."""
    assert "linked" in allowed(folder, None)


def test_a_kernel_without_landlock_fences_nothing_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fdevents.sandbox.fence.version", lambda: 0)
    assert launch.fence() == ""
    assert "linked" in allowed(folder, Access((str(folder),)))


def test_what_is_fenced_in_is_still_one_process(folder: Path) -> None:
    """As whoever ends it and measures it relies on."""
    (folder / "script.js").write_text("console.log(Deno.pid)")
    process = spawn(["run", "-A", str(folder / "script.js")], Access((str(folder),)))
    said, _ = process.communicate(timeout=30)
    assert int(said) == process.pid
