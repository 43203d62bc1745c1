"""The payload options as typed: files and standard input are read, and a spec is made of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fdevents.app.files import TextFile, decoded, exists
from fdevents.app.folder import AppFiles
from fdevents.app.iparams import text_names
from fdevents.app.jsonfile import parse_json
from fdevents.app.saved import saved_file, saved_names, test_data_file
from fdevents.cli.options import PayloadOptions
from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event
from fdevents.payloads.notes import Note
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec, RawText
from fdevents.payloads.written import (
    read_assignments,
    read_changes,
    read_headers,
    read_iparams,
)
from fdevents.reports.terminal import Terminal
from fdevents.wording import did_you_mean

LARGEST = 64 * 1024 * 1024  # bytes of a payload file
# Where a payload comes from and goes to: options that a spec knows nothing of.
_AROUND = {"start", "save"}


class TypedPayload:
    """The payload options of a command, to be made a spec of whenever the app has been read.

    Standard input can be read only once, and is read at once; so is what --data names. The file
    that a payload starts from is read anew each time, so that a save of it is seen.

    Raises UsageProblem, in `spec` too.
    """

    def __init__(self, root: Path, event: Event, typed: PayloadOptions) -> None:
        self._event = event
        self._typed = typed
        self._start = start_file(root, event, typed.payload, typed.start)
        self._piped = read_payload(self._start) if self._start == "-" else None
        self._data = read_data(typed.data)

    @property
    def files(self) -> list[Path]:
        """The file that the payload starts from, if it does from one."""
        return [] if self._start in (None, "-") else [Path(self._start)]

    def spec(self, files: AppFiles) -> PayloadSpec:
        """Return what is asked for of the app that has these files."""
        typed = self._typed
        read = {
            "event": self._event.name,
            "changes": read_changes(self._event, typed.changes or ()),
            "assign": read_assignments(self._event, typed.assign or ()),
            "payload": self._piped if self._start == "-" else read_payload(self._start),
            "iparams": read_iparams(typed.iparams or (), text_names(files.iparams)),
            "data": NOT_GIVEN if self._data is None else self._data,
            "headers": read_headers(typed.headers or ()),
        }
        # Any other option is a field of the spec as it was typed.
        rest = {name: value for name, value in typed.given().items() if name not in _AROUND}
        return PayloadSpec(**rest | read)


def show_notes(terminal: Terminal, notes: Iterable[Note]) -> None:
    """Warn of what the platform would not do with a payload."""
    for note in notes:
        terminal.line(f"warning: {note}")


def read_payload(source: str | None) -> Any:
    """Read what --payload names, parsed; `None` where it is not given. Raises UsageProblem."""
    if source is None:
        return None
    file = parse_json(_read(source))
    if file.trouble:
        where = file.trouble_place if file.trouble.line else None
        message = f"--payload {source}: {file.trouble.message}"
        if where:
            message = f"--payload {where}: {file.trouble.message}"
        raise UsageProblem(message, file.trouble.hint)
    if file.value is None:
        raise UsageProblem(f"--payload {source}: it is null; it must be an object.")
    return file.value


def start_file(root: Path, event: Event, payload: str | None, source: str | None) -> str | None:
    """Find the file that --payload or --from names: a path, or a payload saved by that name.

    Raises UsageProblem.
    """
    if source is not None:
        if payload is not None:
            message = "--payload and --from both say what to start from."
            raise UsageProblem(message, "Leave out --payload or --from.")
        if source != "test-data":
            message = f"--from {source}: there is no such place to start from."
            raise UsageProblem(message, "Write: --from test-data")
        return str(test_data_file(root, event))
    if payload in (None, "-", "") or exists(Path(payload)):
        return payload
    if payload in saved_names(root):
        return str(saved_file(root, payload))
    if Path(payload).suffix or "/" in payload:
        return payload
    known = ", ".join(saved_names(root))
    raise UsageProblem(
        f"--payload {payload}: there is no such file, and no payload was saved by that name.",
        did_you_mean(payload, saved_names(root)) or (f"Saved are {known}." if known else ""),
    )


def read_data(source: str | None) -> RawText | None:
    """Read what --data names: a file, or the text itself where it looks like JSON, a form or XML.

    Raises UsageProblem.
    """
    if source is None or source.lstrip()[:1] in ("{", "[", '"', "<"):
        return None if source is None else RawText(source)
    if "=" in source and not exists(Path(source)):
        return RawText(source)
    file = _read(source, "--data")
    if file.trouble:
        raise UsageProblem(f"--data {source}: {file.trouble.message}", file.trouble.hint)
    return RawText(file.text)


def read_json_data(source: str) -> Any:
    """Read the JSON that --data is or names, parsed. Raises UsageProblem."""
    raw = read_data(source)
    assert raw is not None
    file = parse_json(TextFile("the text" if raw.text == source else source, raw.text))
    if file.trouble:
        raise UsageProblem(f"--data: {file.trouble.message}", file.trouble.hint)
    return file.value


def _read(source: str, option: str = "--payload") -> TextFile:
    name = "standard input" if source == "-" else source
    try:
        if source == "-":
            return decoded(name, sys.stdin.buffer.read(LARGEST + 1), LARGEST)
        with Path(source).open("rb") as file:
            return decoded(name, file.read(LARGEST + 1), LARGEST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageProblem(f"{option} {source}: it cannot be read: {why}.") from None
