"""One request that really goes to its host, and what comes back: within a time and a size.

The host may be anybody's. It may say a byte at a time, never stop, or pack much into little.
"""

from __future__ import annotations

import re
import threading
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Received, Sent
from fdevents.signals import start_deaf

if TYPE_CHECKING:
    import httpx

LARGEST_RESPONSE = 6 * 1024 * 1024  # bytes, unpacked
# How a body is sent is said by who sends it: two who differ are one request, read as two. The host
# is that of the address, which was checked. What is not asked for packed need not be unpacked.
_OURS = {"accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te",
         "trailer", "transfer-encoding", "upgrade"}  # fmt: skip
# Of zlib: both kinds of header are known, and a body without one is what some call deflate.
_WINDOWS = {"gzip": 47, "x-gzip": 47, "deflate": 47}
# Python has more, some of which are not of text, and some take time with the square of the length.
_CHARSET = re.compile(
    r"us-ascii|utf-?(?:8|16|32)(?:[lb]e)?|iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|"
    r"shift_jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5",
    re.I,
)


class Exchange:
    """A request on its way, in a thread of its own: whoever waits does so until a moment."""

    def __init__(self, request: Sent) -> None:
        self._request = request
        self._ended = threading.Event()
        self._answer: Received | Refused | None = None
        self._connection: Any = None  # the socket, once there is one
        self._given_up = False

    def answer(self, seconds: float) -> Received:
        """Return the host's answer. Raises Refused where there is none within `seconds`."""
        start_deaf(threading.Thread(target=self._run, args=(seconds,), daemon=True))
        if not self._ended.wait(max(seconds, 0)):
            self._give_up()
            self._answer = Refused(
                504, f"{self._request.url} did not answer within {seconds:.3g} s."
            )
        if isinstance(self._answer, Received):
            return self._answer
        assert self._answer
        raise self._answer

    def _run(self, seconds: float) -> None:
        try:
            self._answer = self._received(seconds)
        except Refused as refused:
            self._answer = refused
        # Of the client, its parts, and what they read of the environment: a proxy that it has no
        # code for, certificates that are not there, a length that is not the body's.
        except Exception as error:
            url = self._request.url
            self._answer = Refused(502, f"{url} could not be reached: {error or type(error)}")
        self._ended.set()

    def _received(self, seconds: float) -> Received:
        import httpx  # 135 ms, and only a request that is really sent needs it

        sent = self._request
        headers = {name: value for name, value in sent.headers.items()
                   if name.lower() not in _OURS}  # fmt: skip
        headers["Accept-Encoding"] = "identity"
        _check_host(sent.url, httpx.URL(sent.url))
        # A time for each step; whoever waits sees to all together. Redirects are not followed: the
        # other host may not be one that the manifest allows.
        client = httpx.Client(timeout=max(seconds, 0.001), follow_redirects=False)
        with (
            client,
            client.stream(
                sent.method,
                sent.url,
                headers=headers,
                content=sent.body if sent.content is None else sent.content,
                extensions={"trace": self._hear},
            ) as response,
        ):
            raw = bytearray()
            for chunk in response.iter_raw():
                raw += chunk
                _check_size(len(raw), sent.url)
            content = _unpacked(bytes(raw), response.headers, sent.url)
            text = _text(content, response.charset_encoding)
            return Received(response.status_code, response.headers.multi_items(), content, text)

    def _hear(self, event: str, details: dict[str, Any]) -> None:
        """Take the connection once it is made, to end it from another thread."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._connection = details["return_value"]
        if self._given_up:
            self._close()

    def _give_up(self) -> None:
        self._given_up = True
        self._close()

    def _close(self) -> None:
        """End the connection, if there is one; what reads from it then has an error."""
        if self._connection is None:
            return
        import socket  # which the client has imported

        found = self._connection.get_extra_info("socket")
        try:
            found.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended


def _check_host(url: str, read: httpx.URL) -> None:
    """Raise Refused where the client reads another host in the address than we, who let it go."""
    host = (urlsplit(url).hostname or "").lower()
    if host not in (read.host, read.raw_host.decode("ascii")):
        raise Refused(400, f"{url} is not an address that can be sent to: its host is not clear.")


def _check_size(size: int, url: str) -> None:
    if size > LARGEST_RESPONSE:
        raise Refused(502, f"The response from {url} is larger than 6 MB.")


def _unpacked(content: bytes, headers: httpx.Headers, url: str) -> bytes:
    """Return a body that was packed all the same, unpacked no further than it may be long."""
    named = headers.get("content-encoding", "").lower().split(",")
    for name in reversed([each.strip() for each in named]):
        if name in ("", "identity") or not content:
            continue
        if name not in _WINDOWS:
            raise Refused(502, f"The response from {url} is packed as {name}, unasked.")
        unpacking = zlib.decompressobj(_WINDOWS[name])
        content = unpacking.decompress(content, LARGEST_RESPONSE + 1)
        _check_size(len(content), url)
        if not unpacking.eof:
            raise Refused(502, f"The response from {url} ends before it is unpacked.")
    return content


def _text(content: bytes, charset: str | None) -> str:
    known = charset if charset and _CHARSET.fullmatch(charset) else "utf-8"
    try:
        return content.decode(known, "replace")
    except LookupError:  # such as ISO 8859-12, which there is not
        return content.decode("utf-8", "replace")
