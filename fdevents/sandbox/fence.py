"""A program that fences itself in and then becomes another: beneath Deno's own permissions, Linux
itself lets a process read what it was given and no more.

`python fence.py READ… -- WRITE… -- COMMAND…`; it imports nothing of ours. Landlock is asked for
here, and not between a fork and an exec of ours: what runs there must not wait for our threads.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls, the same on every architecture
_VERSION = 1  # the flag that asks for the version
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
# Rights to the file system, a bit each, and how many of them each version of Landlock knows.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14  # the last is to truncate
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_KNOWN = 16


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """Ask which version of Landlock the kernel has; 0 where it has none, or does not say."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE, None, 0, _VERSION))


def fence_in(read: list[str], write: list[str]) -> None:
    """Let this process, and what it becomes, reach only what is at these paths. Raises OSError."""
    known = version()
    every = (1 << _KNOWN.get(known, _MOST_KNOWN)) - 1
    asked = _Ruleset(every)
    rules = _checked(_call(_CREATE, ctypes.byref(asked), ctypes.sizeof(asked), 0))
    for paths, rights in ((read, _READING), (write, every)):
        for path in paths:
            _allow(rules, path, rights & every)
    library = ctypes.CDLL(None, use_errno=True)
    _checked(library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(_call(_RESTRICT, rules, 0))
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be reached
    try:
        is_folder = stat.S_ISDIR(os.fstat(file).st_mode)
        beneath = _Beneath(rights if is_folder else rights & _OF_FILES, file)
        _checked(_call(_ADD, rules, _PATH_BENEATH, ctypes.byref(beneath), 0))
    finally:
        os.close(file)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None, use_errno=True).syscall(number, *arguments))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def main() -> None:
    """Fence this process in, and become the command, or say why that is not possible."""
    parts: list[list[str]] = [[], [], []]
    at = 0
    for word in sys.argv[1:]:
        if word == "--" and at < 2:
            at += 1
        else:
            parts[at].append(word)
    read, write, command = parts
    try:
        fence_in(read, write)
        os.execv(command[0], command)
    except OSError as error:  # whoever started this process shows what it says as it ends
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main()
