"""Requests that are really sent, by us and never by the sandbox, and what came back as mocks."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from fdevents.apis.limits import TIMEOUT_SECONDS, Rate
from fdevents.apis.sent import Received, Sent
from fdevents.app.mock_file import MockFile, seen_mock
from fdevents.app.secrets import app_secrets

# Of this process, whichever firing sends: real hosts are asked, and a loop of firings is one, too.
sending = Rate()


class Live(Struct):
    """Sends requests; `record` are the app's mocks, to which answers are added without secrets."""

    record: MockFile | None = None

    def send(self, request: Sent) -> dict[str, Any]:
        """Return the host's status, headers and response. Raises Refused if there is no answer."""
        return self.exchange(request).value

    def exchange(self, request: Sent) -> Received:
        """Return what came back from the host. Raises Refused if there is no answer."""
        from fdevents.apis.exchange import Exchange  # with the client, 140 ms

        sending.count("requests")
        found = Exchange(request).answer(request.within(TIMEOUT_SECONDS))
        if self.record:
            secrets = app_secrets(self.record.files, request.iparams)
            mock = seen_mock(request.method, request.url, found.value, secrets)
            self.record.add([mock], anew=True)
        return found
