"""Requests of npm packages as they arrive at the gateway, and the answers that go back: HTTP/1.1,
one request a connection."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import quote

from msgspec import Struct

LARGEST_BODY = 6 * 1024 * 1024  # bytes
_LONGEST_LINE = 65_536  # bytes
_PATIENCE_SECONDS = 30  # with a sender that says nothing, longer than a firing may take
# secret, id of the call, milliseconds since the start of the firing, origin of the target
_LEAVE = re.compile(r"(\S{1,100}) (\d{1,12}) (\d{1,9}(?:\.\d{1,9})?) (https?://\S{1,500})", re.A)
LEAVE = "x-fdevents"
# Of the connection to the gateway, not of the request.
_OF_THE_CONNECTION = {LEAVE, "connection", "content-length", "transfer-encoding", "expect"}
# They say how a body is sent, and we send it in our own way.
_OF_THE_BODY = {"connection", "content-length", "content-encoding", "transfer-encoding"}
_WITHOUT_BODY = (204, 304)

_TOO_LARGE = "The body of the request is larger than the 6 MB that fdevents passes on."


class Arrived(Struct, frozen=True):
    """A request of a package's: where it was to go, and what its child says of the call."""

    id: int
    at_ms: float
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Response(Struct, frozen=True):
    """What the package gets as the host's answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class NoResponse(Struct, frozen=True):
    """The connection fails, to the package: with an Error of that `code` and message."""

    code: str
    message: str


Answer = Response | NoResponse
Answers = Mapping[str, Callable[[Arrived], Answer]]


def converse(connection: socket.socket, answers: Answers) -> None:
    """Read one request and answer it by what stands in `answers` for its secret."""
    try:
        _Conversation(connection, answers)
    except OSError:
        pass  # the child has ended, or says nothing more


class _Conversation(BaseHTTPRequestHandler):
    """One connection, from its request to the answer."""

    timeout = _PATIENCE_SECONDS
    protocol_version = "HTTP/1.1"

    def __init__(self, connection: socket.socket, answers: Answers) -> None:
        self._answers = answers
        super().__init__(connection, ("", 0), None)  # type: ignore[arg-type]

    def handle(self) -> None:
        """Read one request and answer it, whatever its method is called."""
        self.raw_requestline = self.rfile.readline(_LONGEST_LINE)
        if self.raw_requestline.endswith(b"\n") and self.parse_request():
            self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: what the child sends is said in the outcome."""

    def _answer(self) -> None:
        leave = _LEAVE.fullmatch(self.headers.get(LEAVE, ""))
        answer = self._answers.get(leave[1]) if leave else None
        if leave is None or answer is None:
            self.send_error(403)
            return
        try:
            body = self._body()
        except ValueError:
            self._send(NoResponse("EMSGSIZE", _TOO_LARGE))
            return
        headers = {name: value for name, value in self.headers.items()
                   if name.lower() not in _OF_THE_CONNECTION}  # fmt: skip
        # Sent through a proxy, a request names the whole address.
        url = self.path if self.path.startswith("http") else leave[4] + self.path
        self._send(
            answer(Arrived(int(leave[2]), float(leave[3]), self.command, url, headers, body))
        )

    def _body(self) -> bytes:
        """Read the request's body. Raises ValueError where it is too large or badly sent."""
        if "chunked" not in self.headers.get("transfer-encoding", "").lower():
            return self._exactly(int(self.headers.get("content-length", 0)))
        found = b""
        while size := int(self.rfile.readline(100).split(b";")[0], 16):
            found += self._exactly(size, LARGEST_BODY - len(found))
            self._exactly(2)
        while self.rfile.readline(65_536).strip():
            pass  # what follows the last chunk
        return found

    def _exactly(self, size: int, most: int = LARGEST_BODY) -> bytes:
        if not 0 <= size <= most:
            raise ValueError(size)
        found = self.rfile.read(size)
        if len(found) < size:
            raise ConnectionError
        return found

    def _send(self, answer: Answer) -> None:
        match answer:
            case Response(status, headers, body):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in _OF_THE_BODY:
                        self.send_header(_on_a_line(name), _on_a_line(value))
                body = b"" if status in _WITHOUT_BODY else body
            case NoResponse(code, message):
                body = b""
                self.send_response_only(500)
                self.send_header(f"{LEAVE}-code", code)
                self.send_header(f"{LEAVE}-message", quote(message[:2000]))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _on_a_line(text: str) -> str:
    """Return the text as a header takes it: on one line, in Latin-1 or else as UTF-8."""
    line = text.replace("\n", " ").replace("\r", " ")
    try:
        line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace").decode("latin-1")
    return line
