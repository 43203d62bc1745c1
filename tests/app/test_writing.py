"""Files are written whole or not at all, on disks and in folders that do not want them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from fdevents import UsageProblem
from fdevents.app.writing import write_all, write_whole

# A process that may not write files longer than so many bytes: a disk that gets full on the way.
LIMITED = """
import resource, sys
from pathlib import Path
from fdevents import UsageProblem
from fdevents.app.writing import write_all, write_whole

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    {call}
except UsageProblem as problem:
    print(problem.message)
"""


def limited(folder: Path, limit: int, call: str) -> str:
    """What `call` complains of where no file may be longer than `limit` bytes."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED.format(call=call), str(folder), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def names(folder: Path) -> list[str]:
    """Everything in a folder and below."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", b"content")
    assert (tmp_path / "new").read_bytes() == b"content"
    assert names(tmp_path) == ["new"]


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"a longer content than the new one")
    path.chmod(0o751)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o751
    assert names(tmp_path) == ["old"]


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours", b"")
    (tmp_path / "theirs").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_name_without_a_folder_is_one_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole(Path("new"), b"content")
    assert (tmp_path / "new").read_bytes() == b"content"


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path, there: bool) -> None:
    (tmp_path / "folder").mkdir()
    if there:
        (tmp_path / "folder" / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("folder/target")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "target").read_bytes() == b"new"
    assert names(tmp_path) == ["folder", "folder/target", "link"]


def test_a_device_is_written_to_and_stays_a_device() -> None:
    write_whole(Path("/dev/null"), b"content")
    assert not Path("/dev/null").is_file()


def test_a_full_device_is_a_problem_with_its_reason() -> None:
    with pytest.raises(UsageProblem, match="/dev/full cannot be written: No space left"):
        write_whole(Path("/dev/full"), b"content")


def test_a_pipe_gets_all_of_it(tmp_path: Path) -> None:
    content = b"x" * 200_000
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_whole(tmp_path / "pipe", content)
    reader.join()
    assert got == [content]


@pytest.mark.parametrize(
    "name, reason",
    [
        (".", "is a folder, not a file"),
        ("missing/new", "cannot be written: No such file or directory"),
        ("file/new", "cannot be written: Not a directory"),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_a_problem_with_its_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageProblem) as refused:
        write_whole(tmp_path / name, b"content")
    assert str(tmp_path / name) in refused.value.message
    assert reason in refused.value.message
    assert names(tmp_path) == ["file"]


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(UsageProblem):
        write_whole(tmp_path / "link", b"content")
    assert names(tmp_path) == ["link"]


def test_the_longest_name_that_the_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.deno
def test_a_disk_that_gets_full_leaves_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    said = limited(tmp_path, 100, 'write_whole(folder / "old", b"x" * 100_000)')
    assert said == f"{tmp_path / 'old'} cannot be written: File too large."
    assert (tmp_path / "old").read_bytes() == b"old"
    assert names(tmp_path) == ["old"]


@pytest.mark.deno
def test_a_disk_that_gets_full_leaves_no_part_of_a_new_file(tmp_path: Path) -> None:
    said = limited(tmp_path, 100, 'write_whole(folder / "new", b"x" * 100_000)')
    assert said == f"{tmp_path / 'new'} cannot be written: File too large."
    assert names(tmp_path) == []


def test_files_that_are_written_side_by_side_do_not_disturb_each_other(tmp_path: Path) -> None:
    refused: list[str] = []

    def write(name: str) -> None:
        for _ in range(50):
            try:
                write_whole(tmp_path / name, name.encode() * 1000)
            except UsageProblem as problem:
                refused.append(problem.message)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert names(tmp_path) == list("abcd")
    assert all((tmp_path / name).read_bytes() == name.encode() * 1000 for name in "abcd")


def test_files_are_written_with_the_folders_that_they_need(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b" / "one": b"1", tmp_path / "a" / "two": b"2"})
    assert names(tmp_path) == ["a", "a/b", "a/b/one", "a/two"]


def test_if_one_file_cannot_be_written_none_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    wanted = {
        tmp_path / "a" / "one": b"1",
        tmp_path / "file" / "two": b"2",
        tmp_path / "three": b"3",
    }
    with pytest.raises(UsageProblem, match="file/two cannot be written: Not a directory"):
        write_all(wanted)
    assert names(tmp_path) == ["file"]


@pytest.mark.deno
def test_if_the_disk_gets_full_on_the_way_none_stays(tmp_path: Path) -> None:
    call = (
        'write_all({folder / "a" / "one": b"1", folder / "b" / "two": b"2" * 100_000,'
        ' folder / "three": b"3"})'
    )
    assert limited(tmp_path, 100, call).endswith("two cannot be written: File too large.")
    assert names(tmp_path) == []


def test_folders_that_were_there_stay_with_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").write_bytes(b"mine")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageProblem):
        write_all({tmp_path / "a" / "new" / "one": b"1", tmp_path / "file" / "two": b"2"})
    assert names(tmp_path) == ["a", "a/mine", "file"]
    assert (tmp_path / "a" / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("file/folder", "Not a directory"), ("x" * 300, "File name too long")],
    ids=["a file", "too long"],
)
def test_a_folder_that_cannot_be_made_is_a_problem_with_its_reason(
    tmp_path: Path, folder: str, reason: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageProblem) as refused:
        write_all({tmp_path / "one": b"1", tmp_path / folder / "two": b"2"})
    assert refused.value.message == f"{tmp_path}/{folder} cannot be made: {reason}."
    assert names(tmp_path) == ["file"]


def test_what_a_killed_process_left_is_removed_and_what_is_being_written_is_not(
    tmp_path: Path,
) -> None:
    left, under_way = tmp_path / ".fdevents-1.partial", tmp_path / ".fdevents-2.partial"
    others = tmp_path / "own.partial"
    for each in (left, under_way, others):
        each.write_bytes(b"half")
    long_ago = time.time() - 3600
    for each in (left, others):
        os.utime(each, (long_ago, long_ago))
    write_whole(tmp_path / "x", b"all")
    assert sorted(each.name for each in tmp_path.iterdir()) == [under_way.name, "own.partial", "x"]
