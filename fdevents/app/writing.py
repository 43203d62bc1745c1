"""Files written whole or not at all."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fdevents.app.files import exists
from fdevents.errors import UsageProblem

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".fdevents-", ".partial"
_ABANDONED_SECONDS = 60  # far longer than any file of ours takes to be written
Write = Callable[[Mapping[Path, bytes]], None]  # `write_all`, or what does more than it

_here = threading.Lock()  # of this process's threads; the folder's lock is between processes


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep others that add to files of the app in `root` waiting until what is read is written.

    On Windows, and where the folder cannot be opened, threads of this process alone wait.
    """
    with _here:
        folder = _locked(root)
        try:
            yield
        finally:
            if folder is not None:
                os.close(folder)  # which unlocks it, as the end of the process would


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put all of `content` into `path`, or leave what was there as it was.

    What is `private` nobody but its owner may read. Raises UsageProblem. A device or pipe is
    written to directly.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        if path.is_dir():
            raise UsageProblem(f"{path} is a folder, not a file.")
        _replace(path, content, private=private)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name with a zero
        raise UsageProblem(f"{path} cannot be written: {_why(error)}.") from None


def write_all(contents: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Write files and the folders that they need; if one fails, remove those that are new.

    What is `private` nobody but its owner may read. Raises UsageProblem.
    """
    made: list[Path] = []
    try:
        for path, content in contents.items():
            for folder in _missing_folders(path):
                _make_folder(folder)
                made.append(folder)
            is_new = not os.path.lexists(path)
            write_whole(path, content, private=private)
            if is_new:
                made.append(path)
    # Ctrl-C, too; in reverse, since a folder must be empty to be removed.
    except BaseException:
        for path in reversed(made):
            _remove(path)
        raise


def _locked(folder: Path) -> int | None:
    """Lock the folder, which leaves no file behind; return what keeps it, `None` for nothing."""
    if sys.platform == "win32":
        return None
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
    except OSError:
        pass  # some network file systems lock no folders
    except BaseException:
        os.close(opened)
        raise
    return opened


def _replace(path: Path, content: bytes, *, private: bool) -> None:
    target = path.resolve()  # a link stays a link
    # Beside the target: only within one file system does a rename replace at once.
    _remove_left(target.parent)
    import tempfile  # 5 ms, and a firing that keeps nothing makes no file

    handle, name = tempfile.mkstemp(_SUFFIX, _PREFIX, target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # Else a power cut after the rename can leave an empty file where a whole one was.
            os.fsync(file.fileno())
        # mkstemp makes files that only we may read; most of an app's files are shared.
        if not private:
            partial.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _remove_left(folder: Path) -> None:
    """Remove what a process that was killed while it wrote into that folder has left there."""
    try:
        for each in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            # A younger one may be another process's, which is writing it.
            if each.lstat().st_mtime < time.time() - _ABANDONED_SECONDS:
                each.unlink()
    except OSError:
        pass  # gone by now, or not ours to remove


def _umask() -> int:
    mask = os.umask(0)  # it can only be read by setting it
    os.umask(mask)
    return mask


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _missing_folders(path: Path) -> list[Path]:
    return [folder for folder in reversed(path.parents) if not exists(folder)]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)  # another process may have made it meanwhile
    except (OSError, ValueError) as error:
        raise UsageProblem(f"{folder} cannot be made: {_why(error)}.") from None


def _remove(path: Path) -> None:
    try:
        path.rmdir() if path.is_dir() else path.unlink()
    except OSError:
        pass  # somebody else put something there meanwhile
