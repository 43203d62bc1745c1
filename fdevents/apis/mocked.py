"""Requests that are not sent: the app's mocks answer them, and what mock is missing is found."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from fdevents.apis.limits import TIMEOUT_SECONDS
from fdevents.apis.matching import answers, mock_for
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Sent
from fdevents.app.folder import AppFiles
from fdevents.app.mocks import Answer, Mock
from fdevents.app.secrets import app_secrets
from fdevents.remedies import Give, Parameter, Remedy, Run

_EMPTY = Answer(response={})
_REJECTION = ("status", "headers", "response", "errorSource")


class Mocked:
    """Answers the requests of the app of `files` from `mocks`, each with its answers in turn.

    A request that no mock answers is refused; with `missing`, it is answered with an empty object,
    and the mock that would have done so is handed to that. With `match_body`, such a mock asks for
    the request's body.
    """

    def __init__(
        self,
        mocks: Iterable[Mock],
        files: AppFiles,
        missing: Callable[[dict[str, Any]], None] | None = None,
        *,
        match_body: bool = False,
    ) -> None:
        self._mocks = tuple(mocks)
        self._files = files
        self._missing = missing
        self._match_body = match_body
        self._asked: Counter[int] = Counter()
        self._lock = threading.Lock()  # several firings may ask at a time

    def send(self, request: Sent) -> dict[str, Any]:
        """Return the status, headers and response of the mock's turn. Raises Refused."""
        answer = self.answer(request, within=TIMEOUT_SECONDS)
        if answer.error is not None:
            raise Refused(**_known(answer.error))
        return {"status": answer.status, "headers": dict(answer.headers), "response": answer.text}

    def answer(self, request: Sent, within: float = math.inf) -> Answer:
        """Return the mock's turn, filled in, which may be an error; its delay has passed then.

        Raises Refused, also where the delay is longer than `within` seconds.
        """
        mock = next((each for each in self._mocks if answers(each, request)), None)
        answer = self._unanswered(request) if mock is None else self._turn(mock)
        within = request.within(within)
        if answer.delay:  # the handler's time runs: this is what a slow host is like
            left = request.within(within)
            time.sleep(min(answer.delay, left))
            if answer.delay > left:
                limit = f"within {within:g} s" if left == within else "in the time of the handler"
                raise Refused(504, f"{request.url} did not answer {limit}.")
        if mock and answer.error is None and answer.is_filled_in:
            from fdevents.apis.filled_answers import filled  # Jinja: 45 ms

            headers, text = filled(answer, request, mock.index)
            return replace(answer, headers=headers, response=text)
        return answer

    def _turn(self, mock: Mock) -> Answer:
        with self._lock:
            turn = self._asked[mock.index]
            self._asked[mock.index] += 1
        return mock.answers[min(turn, len(mock.answers) - 1)]

    def _unanswered(self, request: Sent) -> Answer:
        secrets = app_secrets(self._files, request.iparams)
        mock = mock_for(request, secrets, match_body=self._match_body)
        if self._missing:
            self._missing(mock)
            return _EMPTY
        asked = f"the template “{request.template}”" if request.template else ""
        raise Refused(
            502,
            f"Nothing was sent: no mock answers {asked or f'{request.method} {request.url}'}.",
            response={"message": "The host cannot be reached."},
            remedies=(_adding(mock), Give(Parameter.ADD_MOCKS, why="adds all that are missing")),
            mock=mock,
        )


def _known(error: dict[str, Any]) -> dict[str, Any]:
    """Return what the platform's rejections have of a mock's `error`; they have no message, so
    that becomes the response where there is none."""
    found = {name: error[name] for name in _REJECTION if name in error}
    if not isinstance(found.get("status"), int):
        found["status"] = 502
    return {"response": {"message": error.get("message", "")}, **found, "message": ""}


def _adding(mock: dict[str, Any]) -> Remedy:
    if "template" in mock:
        return Run(("mocks", "add", mock["template"]))
    return Run(("mocks", "add", mock["method"], mock["url"]))
