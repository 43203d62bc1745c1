"""What npm packages send: answered by the mocks of `$request`, or really sent where somebody has
allowed the host. The manifest's whitelisted-domains bind `$request` alone, as on the platform."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from fdevents.apis.live import Live
from fdevents.apis.mocked import Mocked
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Received, Sent
from fdevents.app.mocks import Answer
from fdevents.remedies import Give, Parameter
from fdevents.wording import kind_of

STOPPED = "net.connect"  # how a connection is called that a package opens by itself
_DEFAULT_PORTS = {"http": 80, "https": 443}


class ConnectionBroken(Exception):
    """A mock wants the connection to fail."""


class PackageRequests(Struct, frozen=True):
    """Requests of one app's packages: they go to `sender`, who really sends to `hosts` alone."""

    sender: Live | Mocked
    hosts: tuple[str, ...] = ()

    def answer(self, request: Sent) -> Received:
        """Return the host's answer, whatever its status.

        Raises Refused where there is none, and ConnectionBroken where a mock says so.
        """
        if isinstance(self.sender, Mocked):
            return _received(self.sender.answer(request))
        self._check_host(request.url)
        return self.sender.exchange(request)

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
        if any(_matches(host, port, allowed.lower()) for allowed in self.hosts):
            return
        raise Refused(
            403,
            f"Nothing was sent: {host} is not a host to which packages may send.",
            remedies=(Give(Parameter.ALLOW_NET, host, "lets them send there"),),
        )


def stopped(host: Any) -> Refused:
    """Build what is said of a connection that a package opened by itself."""
    name = host if isinstance(host, str) else kind_of(host)
    return Refused(
        403,
        f"The connection to {name} was stopped.",
        "What packages send by node:http, node:https or the global fetch is answered by mocks; "
        "other connections are stopped.",
    )


def _received(answer: Answer) -> Received:
    if answer.error is None:
        return Received(
            answer.status, list(answer.headers.items()), answer.text.encode(), answer.text
        )
    message = str(answer.error.get("message", ""))
    status = answer.error.get("status")
    # A status is an answer to a package; what $request is rejected with may have none.
    if type(status) is not int or not 200 <= status <= 599:
        raise ConnectionBroken(message or "The connection failed, as its mock says.")
    text = str(answer.error.get("response", message))
    return Received(status, [], text.encode(), text)


def _matches(host: str, port: int | None, allowed: str) -> bool:
    name, _, only = allowed.partition(":")
    if only and only != str(port):
        return False
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
