"""What is built carries all that it needs: the main job runs from a wheel, in an empty venv."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.places import ROOT

pytestmark = pytest.mark.deno


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return folder


def assets() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for name in ("templates", "sample_payloads")
        for path in (ROOT / name).rglob("*")
        if path.is_file()
    }


def test_the_wheel_carries_templates_samples_the_guide_and_the_sandbox_s_scripts(
    built: Path,
) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"fdevents/{name}" for name in assets()} <= names
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "fdevents").rglob("*.js")}
    assert scripts | {"fdevents/py.typed"} <= names
    assert len(scripts) >= 5
    guide = {path.relative_to(ROOT).as_posix() for path in (ROOT / "fdevents/docs").rglob("*.md")}
    assert guide <= names
    assert len(guide) >= 40


def test_the_source_distribution_carries_templates_samples_and_tests(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        names = {name.split("/", 1)[1] for name in file.getnames() if "/" in name}
    assert (
        assets() | {"tests/end_to_end/test_wheel.py", "README.md", "LICENSE", "CHANGELOG.md"}
        <= names
    )


def test_the_main_job_runs_from_the_wheel_in_an_empty_environment(
    built: Path, tmp_path: Path
) -> None:
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    # Our own pip installs there: one that has to be installed first takes longer than the rest.
    pip = [sys.executable, "-m", "pip", "--python", str(environment)]
    subprocess.run([*pip, "install", "--quiet", "--no-compile", wheel], check=True)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [scripts / "fdevents", *arguments],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

    assert run("docs", "payloads").stdout.startswith("# Payloads\n")
    assert run("explain", "no-exports").stdout.startswith("# no-exports\n")
    run("init", "demo")
    assert "no problems" in run("validate", "--app", "demo").stdout
    fired = run("trigger", "onTicketUpdate", "--app", "demo", "--change", "priority=1,2")
    assert "priority  1 Low → 2 Medium" in fired.stdout
    assert "✔ ok" in fired.stdout
