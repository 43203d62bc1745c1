"""Streams that cannot be written to: a reader that has gone, one that is closed, a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fdevents.cli.nowhere import open_nowhere
from tests.support.processes import DEADLINE, FDEVENTS

pytestmark = [pytest.mark.deno, pytest.mark.usefixtures("in_an_app")]


@pytest.mark.parametrize(
    "line",
    ["events", "events --json", "payload onTicketCreate", "trigger onTicketCreate",
     "trigger onTicketCreate --json", "trigger onTicketCreate --watch", "run --once", "run --json",
     "validate", "validate --format sarif", "schema outcome", "--version", "--help"],
)  # fmt: skip
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_gone_ends_it_without_a_word(line: str, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [*FDEVENTS, *line.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=DEADLINE,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    )
    os.close(writing)
    assert result.returncode == 141
    assert b"Traceback" not in result.stderr and b"BrokenPipe" not in result.stderr
    assert b"Exception ignored" not in result.stderr and b"error" not in result.stderr


@pytest.mark.parametrize("line", ["zzz", "trigger onTicketCrate", "events zzz", "-x"])
def test_wrong_usage_that_nobody_reads_is_not_taken_for_a_handler_that_failed(line: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [*FDEVENTS, *line.split()], stdout=subprocess.PIPE, stderr=writing, timeout=DEADLINE
    )
    os.close(writing)
    assert (result.stdout, result.returncode) == (b"", 141)


@pytest.mark.parametrize("line", ["events --json", "events", "trigger onTicketCreate", "--version"])
def test_a_standard_output_that_is_closed_is_no_bug(line: str) -> None:
    result = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" >&-', *FDEVENTS, *line.split()],
        stderr=subprocess.PIPE,
        timeout=DEADLINE,
    )
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr and b"bug" not in result.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_the_first_line_can_be_taken_by_head(tmp_path: Path, unbuffered: str) -> None:
    """More is written than a pipe holds, so the writer notices."""
    content = f'{{"data": {{"ticket": {{"id": "{"x" * 1_000_000}"}}}}}}'
    (tmp_path / "long.json").write_text(content)
    command = '"$0" "$@" | head -n 1; exit "${PIPESTATUS[0]}"'
    arguments = ["payload", "onTicketCreate", "--payload", str(tmp_path / "long.json")]
    result = subprocess.run(
        ["bash", "-c", command, *FDEVENTS, *arguments],
        capture_output=True,
        timeout=DEADLINE,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    )
    assert (result.returncode, result.stdout) == (141, b"{\n")
    assert result.stderr.startswith(b"warning: ") and result.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("line", ["events", "payload onTicketCreate", "--help", "validate"])
def test_a_full_disk_is_no_bug(line: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*FDEVENTS, *line.split()], stdout=full, stderr=subprocess.PIPE, timeout=DEADLINE
        )
    assert done.returncode == 2
    assert b"Standard output cannot be written: No space left on device." in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell opens it so")
@pytest.mark.parametrize(
    "line", ["trigger onTicketCreate", "trigger onTicketCreate --json", "events", "--version"]
)
def test_a_standard_output_that_is_open_for_reading_only_is_said(line: str) -> None:
    result = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" 1</dev/null', *FDEVENTS, *line.split()],
        stderr=subprocess.PIPE,
        timeout=DEADLINE,
    )
    assert result.returncode == 2
    assert (
        result.stderr == b"error: Standard output cannot be written: it is not open for writing.\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="a shell opens it so")
@pytest.mark.parametrize(("line", "code"), [("zzz", 2), ("trigger onTicketCreate", 0)])
def test_a_standard_error_that_is_open_for_reading_only_changes_no_exit_code(
    line: str, code: int
) -> None:
    result = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" 2</dev/null', *FDEVENTS, *line.split()],
        stdout=subprocess.PIPE,
        timeout=DEADLINE,
    )
    assert result.returncode == code


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/null is everywhere else")
def test_without_dev_null_what_nobody_reads_is_written_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "devnull", str(tmp_path / "null"))
    nowhere = open_nowhere()
    assert os.write(nowhere, b"x" * 100_000) == 100_000
    os.close(nowhere)
