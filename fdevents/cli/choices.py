"""Options and arguments that are one of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import click
from click.shell_completion import CompletionItem

from fdevents.errors import UsageProblem
from fdevents.wording import EVERY, did_you_mean, listed


class OneOf(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on only
    """One of the values of an enum, `other` words standing for some; `thing` is what it is called.

    click's own Choice says of a wrong word what is right, but not what was probably meant.
    """

    def __init__(
        self,
        thing: str,
        choices: type[StrEnum],
        other: Mapping[str, StrEnum] | None = None,
        refusal: str = "There is no {thing} “{word}”.",
    ) -> None:
        self.name = thing
        self._refusal = refusal
        self.choices = [each.value for each in choices]
        self._meant = {each.value: each for each in choices} | dict(other or {})

    def hint(self) -> str:
        """Name all the words there are."""
        return f"The {self.name}s are {listed(self.choices, most=EVERY)}."

    @property
    def metavar(self) -> str:
        """How the help writes the value."""
        return "|".join(self.choices)

    def convert(self, value: Any, *_: Any) -> StrEnum:
        """Return the enum's member. Raises UsageProblem for a word that is none of them."""
        if value not in self._meant:
            hint = did_you_mean(str(value), self.choices) or self.hint()
            raise UsageProblem(self._refusal.format(thing=self.name, word=value), hint)
        return self._meant[value]

    def shell_complete(self, _: Any, __: Any, incomplete: str) -> list[CompletionItem]:
        """Offer the words that begin as the incomplete one does."""
        return [CompletionItem(each) for each in self.choices if each.startswith(incomplete)]


class Format(StrEnum):
    """How problems may be printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
