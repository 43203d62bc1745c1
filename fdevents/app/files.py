"""Reading one file that may be anything: missing, a folder, huge, binary, UTF-16, empty."""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass
from pathlib import Path

LARGEST = 8 * 1024 * 1024  # bytes; a hundred times the longest server.js that we have seen

_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


@dataclass(frozen=True)
class Trouble:
    """Why a file cannot be used, and where in it; `missing` where there is none."""

    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None
    missing: bool = False


@dataclass(frozen=True)
class TextFile:
    """A file's text, without byte order mark, or the trouble with it. `name` is for messages."""

    name: str
    text: str = ""
    trouble: Trouble | None = None


def read_app_file(
    root: Path, name: str, *, is_code: bool = False, largest: int = LARGEST
) -> TextFile:
    """The app's file `name`. Code is not followed through links that lead out of the app."""
    path = root / name
    try:
        os.lstat(path)
        if is_code and not _inside(root, path):
            return TextFile(name, trouble=_leads_out(name, path))
        if path.is_dir():
            return TextFile(name, trouble=Trouble(f"{name} is a folder, not a file."))
        if not path.is_file():
            nowhere = path.is_symlink() and not path.exists()
            what = "a link to nowhere" if nowhere else "no regular file"
            return TextFile(name, trouble=Trouble(f"{name} is {what}."))
        with path.open("rb") as file:
            return decoded(name, file.read(largest + 1), largest)
    except (FileNotFoundError, NotADirectoryError):
        return TextFile(name, trouble=Trouble(f"There is no {name}.", missing=True))
    except (OSError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return TextFile(name, trouble=Trouble(f"{name} cannot be read: {why}."))


def decoded(name: str, content: bytes, largest: int = LARGEST) -> TextFile:
    """The text in `content`, which was read up to one byte more than `largest`."""
    if len(content) > largest:
        message = f"{name} is larger than the {largest // 2**20} MB that are read."
        return TextFile(name, trouble=Trouble(message))
    for mark, encoding in _OTHER_ENCODINGS.items():
        if content.startswith(mark):
            return TextFile(
                name, trouble=Trouble(f"{name} is {encoding} text.", "Save it as UTF-8.", 1, 1)
            )
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return TextFile(name, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        good = content[: error.start].decode("utf-8")
        line, column = position(good, len(good))
        message = (
            f"{name} is not UTF-8 text: byte 0x{content[error.start]:02x} belongs to no character."
        )
        return TextFile(name, trouble=Trouble(message, "Save it as UTF-8.", line, column))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `offset`."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _inside(root: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _leads_out(name: str, path: Path) -> Trouble:
    return Trouble(
        f"{name} is a link to {path.resolve()}, outside of the app: not followed for code.",
        "Put the file itself into the app.",
    )
