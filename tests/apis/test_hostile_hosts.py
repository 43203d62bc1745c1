"""`--live` against hosts that mean no good, on the loopback and by TLS: limits hold, and nothing
goes to a host that was not named."""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from fdevents import App, Outcome
from fdevents.apis import live
from fdevents.apis.limits import Rate
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Sent
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, told
from tests.support.places import DATA

pytestmark = pytest.mark.deno

TLS = DATA / "tls"
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
Talk = Callable[[ssl.SSLSocket], None]


class Peer:
    """A host that answers every request by `talk`, and keeps what it was `asked`."""

    def __init__(self) -> None:
        self.talk: Talk = lambda connection: connection.sendall(OK + b"\r\nhello")
        self.asked: list[bytes] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(TLS / "localhost.pem", TLS / "localhost.key")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"https://localhost:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def says(self, answer: bytes) -> None:
        """Answer with these bytes."""
        self.talk = lambda connection: connection.sendall(answer)

    def close(self) -> None:
        """Take no more requests."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, plain: socket.socket) -> None:
        with suppress(OSError), self._context.wrap_socket(plain, server_side=True) as connection:
            head = b""
            while b"\r\n\r\n" not in head and (more := connection.recv(65_536)):
                head += more
            head, _, body = head.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            while length and len(body) < int(length[1]):  # unread, it would break the connection
                body += connection.recv(65_536)
            self.asked.append(head + b"\r\n")
            self.talk(connection)


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """A peer whose certificate we trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "localhost.pem"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(live, "sending", Rate())
    found = Peer()
    yield found
    found.close()


def _send(url: str, headers: dict[str, str] | None = None, seconds: float = 5) -> Any:
    sent = Sent("GET", url, headers or {}, None, until=time.monotonic() + seconds)
    return live.Live().send(sent)


def _refused(url: str, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        _send(url, **options)
    return str(refused.value)


def _endless(connection: ssl.SSLSocket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(bytes(65_536))


def _dripping(beginning: bytes) -> Talk:
    def talk(connection: ssl.SSLSocket) -> None:
        connection.sendall(beginning)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return talk


def _packed(body: bytes, packing: str) -> bytes:
    return OK + f"Content-Encoding: {packing}\r\n\r\n".encode() + body


def test_a_body_that_never_ends_is_cut_off(peer: Peer) -> None:
    peer.talk = _endless
    assert "larger than 6 MB" in _refused(f"{peer.url}/")


def test_a_body_of_ten_megabytes_is_refused(peer: Peer) -> None:
    peer.says(OK + b"\r\n" + bytes(10_000_000))
    assert "larger than 6 MB" in _refused(f"{peer.url}/")


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_packed_small_is_unpacked_to_the_limit_alone(peer: Peer, times: int) -> None:
    body = gzip.compress(bytes(64_000_000))
    for _ in range(times - 1):
        body = gzip.compress(body)
    peer.says(_packed(body, ", ".join(["gzip"] * times)))
    assert "larger than 6 MB" in _refused(f"{peer.url}/")


@pytest.mark.parametrize(
    ("body", "packing"), [(gzip.compress(b"hello"), "gzip"), (zlib.compress(b"hello"), "deflate"),
                          (gzip.compress(gzip.compress(b"hello")), "gzip, gzip"),
                          (b"hello", "identity")],
)  # fmt: skip
def test_what_is_packed_unasked_is_unpacked(peer: Peer, body: bytes, packing: str) -> None:
    peer.says(_packed(body, packing))
    assert _send(f"{peer.url}/")["response"] == "hello"
    assert b"accept-encoding: identity" in peer.asked[0].lower()


def test_what_cannot_be_unpacked_is_refused(peer: Peer) -> None:
    peer.says(_packed(b"hello", "br"))
    assert "packed as br" in _refused(f"{peer.url}/")
    peer.says(_packed(b"hello", "gzip"))
    assert "could not be reached" in _refused(f"{peer.url}/")
    peer.says(_packed(gzip.compress(b"hello")[:-9], "gzip"))
    assert "ends before" in _refused(f"{peer.url}/")


@pytest.mark.parametrize(
    "beginning", [OK + b"\r\n", OK + b"X-Long: ", b"", OK + b"Content-Length: 100\r\n\r\n"],
    ids=["body", "headers", "status", "length"],
)  # fmt: skip
def test_a_byte_now_and_then_does_not_outlast_the_firing(peer: Peer, beginning: bytes) -> None:
    peer.talk = _dripping(beginning)
    start = time.monotonic()
    assert "did not answer" in _refused(f"{peer.url}/", seconds=0.5)
    assert time.monotonic() - start < 2


def test_a_host_that_does_not_even_shake_hands_does_not_outlast_the_firing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://localhost:{silent.getsockname()[1]}/"
        start = time.monotonic()
        assert "did not answer" in _refused(url, seconds=0.5)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "charset", ["hex", "zlib", "bz2", "base64", "rot13", "uu", "quopri", "idna", "punycode",
                "undefined", "unicode_escape", "nonsense", "iso-8859-12", "", "utf-8\x00"],
)  # fmt: skip
def test_an_odd_charset_is_read_as_utf_8(peer: Peer, charset: str) -> None:
    peer.says(OK + f'Content-Type: text/plain; charset="{charset}"\r\n\r\nhéllo'.encode())
    if "\0" in charset:  # which a header may not have
        assert "could not be reached" in _refused(f"{peer.url}/")
    else:
        assert _send(f"{peer.url}/")["response"] == "héllo"


def test_a_charset_of_text_is_read(peer: Peer) -> None:
    peer.says(OK + b"Content-Type: text/plain; charset=ISO-8859-1\r\n\r\nh\xe9llo")
    assert _send(f"{peer.url}/")["response"] == "héllo"


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999 No\r\n\r\n",
               OK + b"Content-Length: 5\r\n\r\nab", OK + b"Content-Length: x\r\n\r\nab",
               OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
               OK + b"X: " + b"a" * 300_000 + b"\r\n\r\n"],
    ids=["nothing", "nonsense", "status", "short", "length", "chunks", "header"],
)  # fmt: skip
def test_what_is_no_answer_is_a_rejection(peer: Peer, answer: bytes) -> None:
    peer.says(answer)
    assert "could not be reached" in _refused(f"{peer.url}/")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(peer: Peer, status: int) -> None:
    other = Peer()
    peer.says(
        f"HTTP/1.1 {status} Moved\r\nLocation: {other.url}/\r\nConnection: close\r\n\r\n".encode()
    )
    assert _send(f"{peer.url}/")["status"] == status
    assert other.asked == []
    other.close()


def test_how_a_body_is_sent_and_to_whom_is_not_the_apps_to_say(peer: Peer) -> None:
    headers = {"Host": "internal.example", "Transfer-Encoding": "chunked", "Content-Length": "1",
               "Connection": "upgrade", "Upgrade": "h2c", "X-Own": "1"}  # fmt: skip
    sent = Sent("POST", f"{peer.url}/", headers, "a body", until=time.monotonic() + 5)
    live.Live().send(sent)
    head = peer.asked[0].lower()
    assert f"host: localhost:{peer.port}".encode() in head and b"content-length: 6\r\n" in head
    assert b"x-own: 1" in head
    assert b"internal.example" not in head and b"chunked" not in head and b"upgrade" not in head


@pytest.mark.parametrize("name", ["X-Own", "X\r\nEvil"])
@pytest.mark.parametrize("value", ["a\r\nEvil: 1", "a\nEvil: 1", "a\0b"])
def test_no_header_brings_another(peer: Peer, name: str, value: str) -> None:
    assert "could not be reached" in _refused(f"{peer.url}/", headers={name: value})
    assert all(b"evil" not in head.lower() for head in peer.asked)


@pytest.mark.parametrize(
    ("variable", "value"), [("ALL_PROXY", "socks5://127.0.0.1:1"), ("ALL_PROXY", "nonsense://x"),
                            ("SSL_CERT_FILE", "/nowhere.pem"), ("SSL_CERT_FILE", __file__)],
)  # fmt: skip
def test_an_environment_that_cannot_be_used_is_a_rejection(
    peer: Peer, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert "could not be reached" in _refused(f"{peer.url}/")


def _fired(make_app: MakeApp, call: str, domains: list[str], **schema: str) -> Outcome:
    manifest = {"platform-version": "2.3", "whitelisted-domains": domains,
                "product": {"freshdesk": {"events": {CREATE: {"handler": "cb"}}}}}  # fmt: skip
    template = {"schema": {"method": "GET", "path": "/", **schema}}
    root = make_app(
        f"exports = {{\ncb: async function (payload) {{ {told(call)} }} }};\n",
        manifest=json.dumps(manifest), config__requests_json=json.dumps({"t": template}),
    )  # fmt: skip
    return App.load(root, live=True).fire(CREATE)


@pytest.mark.parametrize(
    "url", ["https://allowed.example@localhost:PORT/", "https://allowed.example:x@localhost:PORT/",
            "https://localhost:PORT\\@allowed.example/", "https://localhost:PORT#@allowed.example/",
            "https://localhost:PORT/?@allowed.example", "https://localhost.:PORT/",
            "https://127.0.0.1:PORT/", "https://127.1:PORT/", "https://[::1]:PORT/",
            "https://0x7f000001:PORT/", "https://2130706433:PORT/",
            "https://localhost%00.allowed.example:PORT/", "https://xn--localhost-:PORT/",
            "https://LOCALHOST:PORT/", "https://ｌocalhost:PORT/", "https:localhost:PORT/",
            "https:///localhost:PORT/", "//localhost:PORT/", "http://allowed.example:PORT/",
            "https://\tlocalhost:PORT/", "https://allowed.example\n@localhost:PORT/"],
)  # fmt: skip
def test_nothing_goes_to_a_host_that_was_not_named(make_app: MakeApp, peer: Peer, url: str) -> None:
    written = json.dumps(url.replace("PORT", str(peer.port)))
    domains = ["https://allowed.example", "https://*.allowed.example", "https://*."]
    outcome = _fired(make_app, f"$request.get({written})", domains)
    assert "rejected" in outcome.value
    assert peer.asked == []


@pytest.mark.parametrize(
    ("host", "sub"), [("<%= context.sub %>.allowed.example", "localhost:PORT/a?"),
                      ("<%= context.sub %>.allowed.example", "localhost:PORT#"),
                      ("<%= context.sub %>.allowed.example", "localhost:PORT\\"),
                      ("<%= context.sub %>.allowed.example", "x@localhost:PORT/"),
                      ("allowed.example<%= context.sub %>", "@localhost:PORT"),
                      ("allowed.example<%= context.sub %>", ":x@localhost:PORT")],
)  # fmt: skip
def test_what_fills_in_a_templates_host_does_not_end_it(
    make_app: MakeApp, peer: Peer, host: str, sub: str
) -> None:
    written = json.dumps({"context": {"sub": sub.replace("PORT", str(peer.port))}})
    outcome = _fired(make_app, f"$request.invokeTemplate('t', {written})", [], host=host)
    assert "is not a host; the template has" in outcome.value["rejected"]["response"]
    assert peer.asked == []


def test_a_slow_host_leaves_the_handler_its_time_alone(make_app: MakeApp, peer: Peer) -> None:
    peer.talk = _dripping(OK + b"\r\n")
    manifest = {"platform-version": "2.3", "whitelisted-domains": ["https://localhost"],
                "product": {"freshdesk": {"events": {CREATE: {"handler": "cb"}}}}}  # fmt: skip
    code = f"exports = {{ cb: () => $request.get('{peer.url}/', {{ maxAttempts: 5 }}) }};"
    app = App.load(make_app(code, manifest=json.dumps(manifest)), live=True, timeout=1)
    start = time.monotonic()
    assert not app.fire(CREATE).ok
    assert time.monotonic() - start < 4
