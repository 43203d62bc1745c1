"""Requests that are really sent, by us and never by the sandbox, and what came back as mocks."""

from __future__ import annotations

import threading
from typing import Any

from msgspec import Struct

from fdevents.apis.limits import TIMEOUT_SECONDS, Rate
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Received, Sent
from fdevents.app.mock_file import MockFile, seen_mock
from fdevents.app.secrets import app_secrets

LARGEST_RESPONSE = 6 * 1024 * 1024  # bytes
# Of this process, whichever firing sends: real hosts are asked, and a loop of firings is one, too.
sending = Rate()
_recording = threading.Lock()


class Live(Struct):
    """Sends requests; `record` are the app's mocks, to which answers are added without secrets."""

    record: MockFile | None = None

    def send(self, request: Sent) -> dict[str, Any]:
        """Return the host's status, headers and response. Raises Refused if there is no answer."""
        return self.exchange(request).value

    def exchange(self, request: Sent) -> Received:
        """Return what came back from the host. Raises Refused if there is no answer."""
        import httpx  # 135 ms, and only a request that is really sent needs it

        sending.count("requests")
        try:
            answer = httpx.request(
                request.method,
                request.url,
                headers=request.headers,
                content=request.body if request.content is None else request.content,
                timeout=TIMEOUT_SECONDS,
                # The other host may not be one that the manifest allows.
                follow_redirects=False,
            )
        except httpx.TimeoutException:
            raise Refused(
                504, f"{request.url} did not answer within {TIMEOUT_SECONDS:g} s."
            ) from None
        # UnicodeError: a header that is not ASCII, or a body with half a character in it.
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise Refused(502, f"{request.url} could not be reached: {error}") from None
        if len(answer.content) > LARGEST_RESPONSE:
            raise Refused(502, f"The response from {request.url} is larger than 6 MB.")
        headers = answer.headers.multi_items()
        found = Received(answer.status_code, headers, answer.content, answer.text)
        if self.record:
            secrets = app_secrets(self.record.files, request.iparams)
            mock = seen_mock(request.method, request.url, found.value, secrets)
            with _recording:  # packages may send several at once
                self.record.add([mock], anew=True)
        return found
