"""The gateway: who is let in, and what is taken."""

from __future__ import annotations

import socket
import threading

import pytest

from fdevents.apis.arrivals import LARGEST_BODY, Arrived, NoResponse, Response
from fdevents.apis.gateway import HOST, Gateway
from fdevents.sandbox.asking import Gate

ORIGIN = "https://api.example.com"


@pytest.fixture
def gateway() -> Gateway:
    """A gateway of the test's own."""
    return Gateway()


def said(port: int, text: bytes) -> bytes:
    """What the gateway says to these bytes, until it closes the connection."""
    with socket.create_connection((HOST, port), timeout=20) as connection:
        connection.sendall(text)
        found = b""
        try:
            while part := connection.recv(65_536):
                found += part
        except ConnectionResetError:
            pass  # it did not read all that was said
        return found


def request(leave: str, more: str = "", line: str = "GET /a?b=c HTTP/1.1") -> bytes:
    return f"{line}\r\nHost: x\r\nX-Fdevents: {leave}\r\n{more}\r\n".encode()


def leave_of(gate: Gate) -> str:
    return f"{gate.secret} 7 1.5 {ORIGIN}"


def test_a_request_with_the_secret_is_answered(gateway: Gateway) -> None:
    came: list[Arrived] = []

    def answer(arrived: Arrived) -> Response:
        came.append(arrived)
        return Response(200, [("X-A", "b\r\nX-B: c")], b"found")

    with gateway.let_in(answer) as gate:
        found = said(gate.port, request(leave_of(gate), "X-Own: 1\r\n"))
    head, _, body = found.partition(b"\r\n\r\n")
    assert (head.split(b"\r\n")[0], body) == (b"HTTP/1.1 200 OK", b"found")
    assert b"X-A: b  X-B: c" in head  # no header can make another
    headers = {"Host": "x", "X-Own": "1"}
    assert came == [Arrived(7, 1.5, "GET", f"{ORIGIN}/a?b=c", headers, b"")]


@pytest.mark.parametrize("leave", ["", "x", f"wrong 7 1.5 {ORIGIN}", "{secret} 7 1.5 ftp://x",
                                   "{secret} -1 1.5 https://x", "{secret}"])  # fmt: skip
def test_nobody_is_let_in_without_it(gateway: Gateway, leave: str) -> None:
    with gateway.let_in(lambda _: pytest.fail("answered")) as gate:
        found = said(gate.port, request(leave.format(secret=gate.secret)))
    assert found.startswith(b"HTTP/1.1 403")


def test_a_secret_is_that_of_one_firing_and_ends_with_it(gateway: Gateway) -> None:
    with gateway.let_in(lambda _: Response(200, [], b"one")) as one:
        with gateway.let_in(lambda _: Response(200, [], b"two")) as two:
            assert said(one.port, request(leave_of(one))).endswith(b"one")
            assert said(two.port, request(leave_of(two))).endswith(b"two")
        assert said(two.port, request(leave_of(two))).startswith(b"HTTP/1.1 403")
        assert one.secret != two.secret


@pytest.mark.parametrize(
    "more",
    [f"Content-Length: {LARGEST_BODY + 1}\r\n", "Content-Length: -1\r\n", "Content-Length: x\r\n",
     "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", "Transfer-Encoding: chunked\r\n\r\nx\r\n"],
)  # fmt: skip
def test_a_body_that_is_too_large_or_none_is_refused(gateway: Gateway, more: str) -> None:
    with gateway.let_in(lambda _: pytest.fail("answered")) as gate:
        found = said(gate.port, request(leave_of(gate), more, "POST / HTTP/1.1"))
    assert b"x-fdevents-code: EMSGSIZE" in found


def test_a_body_in_chunks_is_put_together(gateway: Gateway) -> None:
    with gateway.let_in(lambda arrived: Response(200, [], arrived.body[::-1])) as gate:
        chunks = "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\n"
        assert said(gate.port, request(leave_of(gate), chunks, "POST / HTTP/1.1")).endswith(b"dcba")


def test_a_failure_is_said_in_headers(gateway: Gateway) -> None:
    with gateway.let_in(lambda _: NoResponse("EACCES", "nobody\nthere é")) as gate:
        found = said(gate.port, request(leave_of(gate)))
    assert b"x-fdevents-code: EACCES\r\n" in found
    assert b"x-fdevents-message: nobody%0Athere%20%C3%A9\r\n" in found


def test_what_is_no_http_is_answered_by_no_exception(gateway: Gateway) -> None:
    with gateway.let_in(lambda _: pytest.fail("answered")) as gate:
        assert b"400" in said(gate.port, b"\x16\x03\x01 nothing\r\n\r\n")
        assert said(gate.port, b"GET / HTTP/1.1\r\nA: " + b"x" * 70_000 + b"\r\n\r\n")


def test_a_connection_that_says_nothing_keeps_nobody_waiting(gateway: Gateway) -> None:
    with (
        gateway.let_in(lambda _: Response(200, [], b"found")) as gate,
        socket.create_connection((HOST, gate.port)),
    ):
        assert said(gate.port, request(leave_of(gate))).endswith(b"found")


def test_requests_at_a_time_are_answered_at_a_time(gateway: Gateway) -> None:
    both = threading.Barrier(2, timeout=20)

    def answer(_: Arrived) -> Response:
        both.wait()
        return Response(204, [], b"never sent")

    found: list[bytes] = []
    with gateway.let_in(answer) as gate:
        threads = [
            threading.Thread(target=lambda: found.append(said(gate.port, request(leave_of(gate)))))
            for _ in range(2)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert len(found) == 2
    assert all(each.endswith(b"Connection: close\r\n\r\n") for each in found)
