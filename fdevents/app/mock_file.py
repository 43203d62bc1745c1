"""Mocks written into server/test_data/requests.json: what stands there stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from fdevents.app.files import own_path, read_app_file
from fdevents.app.folder import LARGEST_MOCKS, MOCKS, AppFiles
from fdevents.app.jsonfile import parse_json
from fdevents.app.patterns import ANYTHING
from fdevents.app.writing import Write, alone, write_all
from fdevents.errors import UsageProblem
from fdevents.masking import MASK, Secrets

_FOR = ("template", "method", "url", "body")  # what says which requests a mock is for
_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key"}
# They describe how a body was sent, and a mock holds it as it was before.
_TRANSPORT_HEADERS = {"content-encoding", "content-length", "transfer-encoding", "connection"}
# The value of a parameter of a URL whose name says that it is a secret.
_SECRET_PARAMETER = re.compile(
    r"([?&](?:[\w.\[\]-]*[_.\[-])?(?:key|apikey|token|secret|passw(?:or)?d|pwd|signature|sig|auth)\]?=)"
    r"[^&#]+",
    re.IGNORECASE,
)


class MockFile(Struct, frozen=True):
    """The mocks of an app, to be added to by `write`."""

    files: AppFiles
    write: Write = write_all

    def add(self, mocks: Iterable[dict[str, Any]], *, anew: bool = False) -> int:
        """Add the mocks behind those that are there, and return how many they are.

        One that is for the same requests as one before it is left out; with `anew`, it takes its
        place. Raises UsageProblem where a link leads elsewhere, where what stands there is not a
        list of mocks, and where it would be larger than what is read.
        """
        with alone(self.files.root):
            return self._add(mocks, anew=anew)

    def _add(self, mocks: Iterable[dict[str, Any]], *, anew: bool) -> int:
        text, before = self._before()
        fresh: list[dict[str, Any]] = []
        kept = list(before)
        for mock in mocks:
            if anew:
                kept = [each for each in kept if not _is_same(each, mock)]
            elif any(_is_same(each, mock) for each in [*kept, *fresh]):
                continue
            fresh = [each for each in fresh if not _is_same(each, mock)] + [mock]
        if fresh:
            # The first mock that fits answers, so one that is replaced has to go; then the whole
            # file is written anew.
            made = _appended(text, fresh) if kept == before else _appended("", [*kept, *fresh])
            self._write(made)
        return len(fresh)

    def _before(self) -> tuple[str, list[Any]]:
        """Read the file as it is now; return its text, "" for none, and its mocks."""
        file = parse_json(read_app_file(self.files.root, MOCKS, largest=LARGEST_MOCKS))
        if file.missing or file.value == []:
            return "", []
        if file.trouble:
            raise UsageProblem(f"{file.trouble_place}: {file.trouble.message}", file.trouble.hint)
        if not isinstance(file.value, list):
            raise UsageProblem(
                f"{MOCKS} is not a list of mocks, so none can be added.",
                "Put what is there into a list: [ … ]",
            )
        return file.file.text, file.value

    def _write(self, text: str) -> None:
        content = text.encode()
        if len(content) > LARGEST_MOCKS:
            raise UsageProblem(
                f"{MOCKS} would be larger than {LARGEST_MOCKS // 2**20} MB, the most that is read.",
                "Remove the mocks that are no longer needed.",
            )
        self.write({own_path(self.files.root, MOCKS): content})


def as_pattern(value: Any, secrets: Secrets) -> Any:
    """Return a URL or a body as a mock has it: `*` stands where a secret stood."""
    if isinstance(value, str):
        masked = secrets.in_value(value).replace(MASK, ANYTHING)
        return _SECRET_PARAMETER.sub(rf"\1{ANYTHING}", masked)
    if isinstance(value, dict):
        # A key is no pattern: one with a secret in it could never fit.
        return {key: as_pattern(each, secrets) for key, each in value.items()
                if not secrets.are_in(key)}  # fmt: skip
    if isinstance(value, list):
        return [as_pattern(each, secrets) for each in value]
    return ANYTHING if secrets.in_value(value) == MASK else value


def seen_mock(method: str, url: str, answer: dict[str, Any], secrets: Secrets) -> dict[str, Any]:
    """Make the mock that answers as a host did, with `status`, `headers` and `response`."""
    headers = {
        name: MASK if name.lower() in _SECRET_HEADERS else secrets.in_text(str(value))
        for name, value in answer["headers"].items()
        if name.lower() not in _TRANSPORT_HEADERS
    }
    response = secrets.in_value(answer["response"])
    return {"method": method, "url": as_pattern(url, secrets), "status": answer["status"],
            "headers": headers, "response": response}  # fmt: skip


def _is_same(one: Any, other: dict[str, Any]) -> bool:
    """Tell whether two mocks are for the same requests."""
    return isinstance(one, dict) and all(one.get(key) == other.get(key) for key in _FOR)


def _appended(text: str, mocks: list[Any]) -> str:
    """Put mocks before the end of a list in JSON text, which stays as it is otherwise."""
    items = ",\n".join(_indented(each) for each in mocks)
    start, end = text.rpartition("]")[0].rstrip(), "\n]\n"
    if start in ("", "["):
        return f"[\n{items}{end}"
    line_end = "\r\n" if "\r\n" in text else "\n"
    return f"{start},\n{items}{end}".replace("\r\n", "\n").replace("\n", line_end)


def _indented(mock: Any) -> str:
    text = json.dumps(mock, indent=2, ensure_ascii=False)
    if not _is_unicode(text):
        text = json.dumps(mock, indent=2)
    return "\n".join(f"  {line}" for line in text.split("\n"))


def _is_unicode(text: str) -> bool:
    """Tell whether UTF-8 can hold it: JSON may have half of a character of two UTF-16 units."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
