"""Requests that are really sent, by us and never by the sandbox, and what came back as mocks."""

from __future__ import annotations

import json
import time
from collections import deque
from pathlib import Path
from typing import Any

from msgspec import Struct

from fdevents.apis.refusal import Refused
from fdevents.app.writing import Write, write_all
from fdevents.masking import MASK, NO_SECRETS, Secrets

# The platform's limits.
TIMEOUT_SECONDS = 15.0
MOST_A_MINUTE = 50
LARGEST_RESPONSE = 6 * 1024 * 1024  # bytes
# The last requests of this process, whichever firing made them: a loop of firings is one, too.
sent_at: deque[float] = deque(maxlen=MOST_A_MINUTE)
_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key"}


class Sent(Struct, frozen=True):
    """A request as it goes out."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None


class Live(Struct):
    """Sends requests; `record` is the file of mocks to which answers are added, by `write`,
    without the app's `secrets`."""

    record: Path | None = None
    secrets: Secrets = NO_SECRETS
    write: Write = write_all

    def send(self, request: Sent) -> dict[str, Any]:
        """Return the host's status, headers and response. Raises Refused if there is no answer."""
        import httpx  # 135 ms, and only a request that is really sent needs it

        _check_rate()
        try:
            answer = httpx.request(
                request.method,
                request.url,
                headers=request.headers,
                content=request.body,
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
        found = {
            "status": answer.status_code,
            "headers": dict(answer.headers),
            "response": answer.text,
        }
        if self.record:
            _append(self.record, self._mock(request, found), self.write)
        return found

    def _mock(self, request: Sent, answer: dict[str, Any]) -> dict[str, Any]:
        kept = {name: MASK if name.lower() in _SECRET_HEADERS else value
                for name, value in answer["headers"].items()}  # fmt: skip
        mock = {"method": request.method, "url": request.url, "status": answer["status"],
                "headers": kept, "response": answer["response"]}  # fmt: skip
        masked: dict[str, Any] = self.secrets.in_value(mock)
        return masked


def _check_rate() -> None:
    now = time.monotonic()
    if len(sent_at) == MOST_A_MINUTE and now - sent_at[0] <= 60:
        raise Refused(429, f"The platform sends at most {MOST_A_MINUTE} requests a minute.")
    sent_at.append(now)


def _append(path: Path, mock: dict[str, Any], write: Write) -> None:
    """Add a mock to the file, in place of an older one for the same request."""
    try:
        before = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        before = []
    except (OSError, ValueError):
        return  # somebody wrote what stands there, and it is broken: `validate` says so
    if not isinstance(before, list):
        return
    # The first mock that fits answers, so that an older one for the same request would win.
    others = [each for each in before if not _is_same(each, mock)]
    text = json.dumps([*others, mock], indent=2, ensure_ascii=False)
    write({path: f"{text}\n".encode()})


def _is_same(one: Any, other: dict[str, Any]) -> bool:
    """Tell whether two mocks are for the same request."""
    return isinstance(one, dict) and all(one.get(key) == other[key] for key in ("method", "url"))
