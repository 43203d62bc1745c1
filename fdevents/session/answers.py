"""What a server method owes to the page that called it: an answer, by renderData."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from fdevents.checks.promises import ENDING
from fdevents.session.endings import Verdict, ends_in, refusal
from fdevents.session.steps import Failure, FailureKind, Outcome


class Answer(Struct, frozen=True, kw_only=True):
    """A page waits `seconds` for the server method `method` to call renderData.

    `fault` says what is wrong with the answer of an action, "" where it fits.
    """

    method: str
    seconds: float
    fault: Callable[[Any], str] | None = None

    def judged(self, outcome: Outcome, *, promised: bool) -> Verdict:  # noqa: ARG002
        """Judge what a method that ended well has answered; how it returned does not matter."""
        ends = ends_in(outcome.calls)
        if not ends or outcome.rendered is None:
            return Verdict(_unanswered(self, outcome))
        place = ends[0].place or outcome.handler_place
        notes: tuple[str, ...] = ()
        if len(ends) > 1:
            said = f"{ENDING} was called {len(ends)} times; the page gets what the first one gave."
            notes = (said,)
        error, data = outcome.rendered.error, outcome.rendered.data
        if error is not None:
            return Verdict(refusal(error, place), notes)
        wrong = self.fault(data) if self.fault else ""
        if not wrong:
            return Verdict(notes=notes)
        unfit = Failure(
            kind=FailureKind.ANSWER_UNFIT,
            name="AnswerUnfit",
            message=f"The answer of {self.method} breaks its schema: {wrong}",
            place=place,
            hint="The action's “response” in actions.json says what it answers.",
        )
        return Verdict(unfit, notes)


def _unanswered(owed: Answer, outcome: Outcome) -> Failure:
    return Failure(
        kind=FailureKind.UNANSWERED,
        name="Unanswered",
        message=f"{owed.method} never called {ENDING}(), so its caller gets no answer.",
        place=outcome.handler_place,
        hint=f"The platform gives up after {owed.seconds:g} s: call {ENDING}(null, answer), or "
        f'{ENDING}({{ status: 400, message: "…" }}) to refuse.',
    )
