"""Again, as files change: one run for each settled state of what matters in an app's folder."""

from __future__ import annotations

import os
import platform
import re
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from fdevents.app.files import is_folder, way_out
from fdevents.app.folder import ACTIONS, IPARAMS_SET, MANIFEST, OAUTH_SET, OVERRIDES
from fdevents.app.modules import GENERATED
from fdevents.app.writing import write_all
from fdevents.signals import start_deaf

T = TypeVar("T")
Stamp = tuple[int, int, int]
Fingerprint = dict[str, Stamp]  # by path

# A save is a burst of events a few milliseconds long; a person notices 50.
_STEP_MS = 12
_BURST_MS = 300
# Then watchfiles polls, and under the Windows Subsystem for Linux, where no event can be relied on.
_POLLING_WISH = "WATCHFILES_FORCE_POLLING"
POLL_MS = 400  # for what no event tells: a folder that was deleted and made again

_FOLDERS = ("server", "config", OVERRIDES)
_KEPT = str(PurePosixPath(IPARAMS_SET).parent)
_ABOVE_OVERRIDES = str(PurePosixPath(OVERRIDES).parent)
# What an app is made of; not what editors and sed put beside it while they save.
_MATTERS = re.compile(r"^[^.#].*\.(?:[cm]?js|json|j2)$")


class Watcher:
    """Knows whether the app in `root` has changed since it was last read.

    `on_change` is called from another thread, as soon as a change is seen. `also` are files
    elsewhere that count as its own. Where the system tells of no changes, it looks for them every
    400 ms; `polls_because` then says why, until then it is "".
    """

    def __init__(
        self, root: Path, on_change: Callable[[], None], also: Iterable[Path] = ()
    ) -> None:
        self._root = root
        self._also = tuple(also)
        self._on_change = on_change
        self.polls_because = ""
        self._changed = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._seen: Fingerprint = {}
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def start(self) -> None:
        """Start to look."""
        start_deaf(self._thread)

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def read(self, reader: Callable[[], T]) -> T:
        """Return what `reader` reads, from files that did not change while it did."""
        while True:
            with self._lock:
                before = self._seen = self._fingerprint()
                self._changed.clear()
            value = reader()
            with self._lock:
                self._seen = self._fingerprint()
                if self._seen == before:
                    self._changed.clear()
                    return value

    def write(self, contents: Mapping[Path, bytes]) -> None:
        """Write files as `write_all` does, which is not a change to notice; raises as it does.

        Changes of other files are noticed on, and of these, too, if they came before or come after.
        """
        with self._lock:  # so that nobody looks between the writing and the taking note of it
            before = self._fingerprint()
            write_all(contents)
            after = self._fingerprint()
            for name in map(str, contents):
                if before.get(name) != self._seen.get(name):
                    continue  # somebody else has changed it, and that is still to be noticed
                self._seen.pop(name, None)
                if name in after:
                    self._seen[name] = after[name]

    def wait(self, seconds: float) -> bool:
        """Tell whether something has changed since the last `read`, or does within `seconds`."""
        return self._changed.wait(seconds)

    def _fingerprint(self) -> Fingerprint:
        return fingerprint(self._root) | _stamps(self._also)

    def _folders(self) -> list[Path]:
        parents = (path.absolute().parent for path in self._also)
        return [*watched_folders(self._root), *(each for each in parents if is_folder(each))]

    def _watch(self) -> None:
        while not self._stop.is_set():
            folders = self._folders()
            try:
                if folders:
                    self._listen(folders)
                else:
                    self._look()
                    self._stop.wait(0.05)
            except FileNotFoundError:
                self._stop.wait(0.02)  # a folder went away between the two: look again
            except (
                Exception
            ) as error:  # watchfiles says with a RuntimeError that inotify is used up
                self.polls_because = self.polls_because or str(error) or type(error).__name__
                self._look()
                self._stop.wait(POLL_MS / 1000)  # and then it may be told again

    def _listen(self, folders: list[Path]) -> None:
        """Looks whenever something happens in the folders, for as long as they are the ones."""
        from watchfiles import watch  # 18 ms, and the app is fired meanwhile

        for _ in watch(
            *folders,
            watch_filter=None,
            debounce=_BURST_MS,
            step=_STEP_MS,
            rust_timeout=POLL_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
            recursive=False,
            ignore_permission_denied=True,
        ):
            self._look()
            if self._folders() != folders:
                return

    def _look(self) -> None:
        with self._lock:
            now = self._fingerprint()
            if now == self._seen or self._changed.is_set():
                return
            self._changed.set()
        self._on_change()


def why_polling(root: Path) -> str:
    """Say why changes in `root` would have to be looked for, "" where the system tells of them."""
    from watchfiles import watch  # as above

    wish = os.environ.get(_POLLING_WISH)
    if wish and wish.lower() not in ("false", "disable", "disabled"):
        return f"{_POLLING_WISH} is set"
    if not wish and "microsoft-standard" in platform.uname().release:
        return "the Windows Subsystem for Linux cannot"
    try:
        # Made only to see whether it can be: it ends at once.
        next(watch(root, rust_timeout=1, yield_on_timeout=True, recursive=False))
    except Exception as error:  # the same as a Watcher takes for a reason to poll
        return str(error) or type(error).__name__
    return ""


def watched_folders(root: Path) -> Iterator[Path]:
    """Find the folders whose files matter, none of them generated; nothing while `root` is gone."""
    if not is_folder(root):
        return
    yield root
    if _is_own(root, _KEPT):
        yield root / _KEPT
    for name in _FOLDERS:
        for folder, inner, _ in os.walk(root / name) if _is_own(root, name) else ():
            inner[:] = sorted(set(inner) - GENERATED)
            yield Path(folder)
    if not _is_own(root, OVERRIDES) and _is_own(root, _ABOVE_OVERRIDES):
        yield root / _ABOVE_OVERRIDES


def _is_own(root: Path, name: str) -> bool:
    """Tell whether there is such a folder in the app; where a link leads may be the whole disk."""
    return is_folder(root / name) and not way_out(root, name)


def fingerprint(root: Path) -> Fingerprint:
    """Take what tells two states of the files apart: paths, times, sizes and identities."""
    found = [root / each for each in (MANIFEST, ACTIONS, IPARAMS_SET, OAUTH_SET)]
    for folder in watched_folders(root):
        if folder == root or not any(folder.is_relative_to(root / name) for name in _FOLDERS):
            continue
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError:
            continue
        found.extend(folder / name for name in names if _MATTERS.search(name))
    return _stamps(found)


def _stamps(paths: Iterable[Path]) -> Fingerprint:
    stamps = ((str(path), _stamp(path)) for path in paths)
    return {path: stamp for path, stamp in stamps if stamp}


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except (OSError, ValueError):  # a name that is too long, or that has a zero
        return None
    if stat.S_ISDIR(status.st_mode):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
