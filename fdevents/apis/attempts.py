"""A request that is sent until it is answered well, and the answer in the platform's shape."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from fdevents.apis.refusal import Refused, in_shape, wrong
from fdevents.apis.sent import Sent
from fdevents.apis.strict_json import read_json
from fdevents.wording import brief

MOST_ATTEMPTS = 5
LONGEST_DELAY_MS = 1500


class Attempts(Struct, frozen=True):
    """Up to `most` attempts, with `delay_ms` between two of them."""

    most: int = 1
    delay_ms: int = 0

    def answer(self, send: Callable[[Sent], dict[str, Any]], request: Sent) -> dict[str, Any]:
        """Send the request, again where the host is busy or broken. Raises Refused, in shape."""
        attempt = 1
        while True:
            answer = _sent(send, request, attempt)
            if not isinstance(answer, Refused):
                return {**answer, "attempts": attempt}
            # No mock will turn up by waiting for it.
            if attempt == self.most or answer.mock or not _is_passing(answer.reason["status"]):
                raise answer
            attempt += 1
            time.sleep(request.within(self.delay_ms / 1000))


def attempts_of(options: dict[str, Any]) -> Attempts:
    """Read `maxAttempts` and `retryDelay`. Raises Refused for what they cannot be."""
    return Attempts(
        _whole(options, "maxAttempts", 1, MOST_ATTEMPTS, default=1),
        _whole(options, "retryDelay", 0, LONGEST_DELAY_MS, default=0),
    )


def with_parsed_response(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer with the value that its response is JSON of, as it is where it is not."""
    try:
        return {**answer, "response": read_json(answer["response"])}
    except ValueError:
        return answer


def _sent(
    send: Callable[[Sent], dict[str, Any]], request: Sent, attempt: int
) -> dict[str, Any] | Refused:
    """Return the answer of one attempt, or the refusal that it comes to."""
    try:
        answer = send(request)
    except Refused as refused:
        return in_shape(refused, attempt)
    if answer["status"] < 400:
        return answer
    return in_shape(Refused(message="", errorSource="APP", **answer), attempt)


def _is_passing(status: Any) -> bool:
    return isinstance(status, int) and (status == 429 or status >= 500)


def _whole(options: dict[str, Any], name: str, least: int, most: int, *, default: int) -> int:
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise wrong(f"{name} is {brief(value)}; it must be a whole number from {least} to {most}.")
    return value
