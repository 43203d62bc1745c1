"""Reading one file that may be anything: missing, a folder, huge, binary, UTF-16, empty."""

from __future__ import annotations

import codecs
import os
from pathlib import Path, PurePosixPath

from msgspec import Struct

from fdevents.errors import UsageProblem

LARGEST = 8 * 1024 * 1024  # bytes; a hundred times the longest server.js that we have seen

_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class Trouble(Struct, frozen=True):
    """Why a file cannot be used, and where in it; `missing` where there is none."""

    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None
    missing: bool = False


class TextFile(Struct, frozen=True):
    """A file's text, without byte order mark, or the trouble with it. `name` is for messages."""

    name: str
    text: str = ""
    trouble: Trouble | None = None

    def __repr__(self) -> str:  # tracebacks show it, and any file may hold a secret
        return f"<TextFile {self.name}>"


def read_app_file(root: Path, name: str, *, largest: int = LARGEST) -> TextFile:
    """Read the app's file `name`, unless a link leads out of the app."""
    path = root / name
    try:
        outside = way_out(root, name)
        if outside:
            return TextFile(name, trouble=outside)
        os.lstat(path)  # raises where nothing is; `is_dir` would only say that it is no folder
        if path.is_dir():
            return TextFile(name, trouble=Trouble(f"{name} is a folder, not a file."))
        # Opening a pipe would wait until somebody writes into it.
        if not path.is_file():
            nowhere = path.is_symlink() and not path.exists()
            what = "a link to nowhere" if nowhere else "not a regular file"
            return TextFile(name, trouble=Trouble(f"{name} is {what}."))
        with path.open("rb") as file:
            return decoded(name, file.read(largest + 1), largest)
    except (FileNotFoundError, NotADirectoryError):
        return TextFile(name, trouble=Trouble(f"There is no {name}.", missing=True))
    except OSError as error:
        return TextFile(name, trouble=Trouble(f"{name} cannot be read: {error.strerror}."))


def way_out(root: Path, name: str) -> Trouble | None:
    """Say how a link leads from `name` out of the app in `root`; `None` where none does.

    The trouble is `missing` where no such file lies there. Links from one place of the app to
    another are fine. This is the one rule for all of an app's files and folders, read or written,
    since an app may be a stranger's; what somebody names on the command line is not the app's.
    """
    inside = Path(os.path.realpath(root))  # which, unlike `resolve`, takes loops on every Python

    def leads_out(part: PurePosixPath) -> bool:
        return not Path(os.path.realpath(root / part)).is_relative_to(inside)

    whole = PurePosixPath(name)
    if not leads_out(whole):
        return None
    link = next(each for each in (*reversed(whole.parents), whole) if leads_out(each))
    target = os.path.realpath(root / link)
    message = f"{name} is a link to {target}, outside of the app."
    if link != whole:
        message = f"{name} lies outside of the app: {link} is a link to {target}."
    wanted = "file" if link == whole and whole.suffix else "folder"
    hint = f"Replace the link with a {wanted} of the app's own."
    return Trouble(message, hint, missing=not os.path.lexists(root / name))


def own_path(root: Path, name: str) -> Path:
    """Return the path of the app's file `name`, to be opened by other means than `read_app_file`.

    Raises UsageProblem where a link leads out of the app.
    """
    outside = way_out(root, name)
    if outside:
        raise UsageProblem(outside.message, outside.hint)
    return root / name


def exists(path: Path) -> bool:
    """Tell whether there is such a file or folder.

    What cannot be a name, such as a body of 300 bytes, names nothing; `Path.exists` raises.
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tell whether it is a folder, of which we may know; `Path.is_dir` raises where we may not."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def decoded(name: str, content: bytes, largest: int = LARGEST) -> TextFile:
    """Decode `content`, which was read up to one byte more than `largest`."""
    if len(content) > largest:
        message = f"{name} is larger than {largest // 2**20} MB, the most that is read."
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
        byte = f"0x{content[error.start]:02x}"
        message = f"{name} is not UTF-8 text: byte {byte} is not part of any character."
        return TextFile(name, trouble=Trouble(message, "Save it as UTF-8.", line, column))


def curly_hint(text: str) -> str:
    """Say what is wrong with quotes that a word processor made, "" where the text has none."""
    return "Quotes in code are straight: these are curly." if set(text) & set("“”„‘’") else ""


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of the character at `offset`."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
