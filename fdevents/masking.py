"""Secrets of an app: the values of its secure parameters, and how they are hidden."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, quote_plus

from msgspec import Struct

MASK = "••••••"
CUT = "…"  # how a text ends here that was cut short
_SHORTEST = 4  # characters: a shorter text is everywhere, and is a secret only where it is alone
_SHORTEST_KEY = 16  # characters: a shorter secret may well be the name of an attribute, too
_SHORTEST_INNER = 5  # characters from the middle of base64: fewer turn up by chance


class Secrets(Struct, frozen=True, dict=True):
    """What must not be shown: the values of the parameters `names`, in any spelling.

    `texts` and `numbers` are those of the values that can be told apart from everyday text, `short`
    are those that cannot; a number is kept as JSON writes it.
    """

    names: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()

    def __repr__(self) -> str:  # tracebacks and debuggers show it, too
        return f"<Secrets of {', '.join(sorted(self.names)) or 'nobody'}>"

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every text that gives one of them away, the longest first."""
        found = {spelling for text in self.texts for spelling in _spellings(text)}
        return _longest_first(found | self.numbers)

    def are_in(self, text: str) -> bool:
        """Tell whether the text gives one of them away."""
        return self.in_text(text) != text

    def in_text(self, text: str) -> str:
        """Put `MASK` in the place of every secret, and of the head of one that was cut.

        It comes before anything else that is done to a text: once that is cut, wrapped or
        coloured, a secret in it is no longer recognised for sure. Of one that is short, only whole
        words are masked, or no text could be read any more.
        """
        text = self.in_our_text(text)
        if self._short_pattern is None:
            return text
        return self._short_pattern.sub(lambda found: found["place"] or MASK, text)

    def in_our_text(self, text: str) -> str:
        """Mask what nobody else can have written: as `in_text`, but for the short ones, which our
        own words and numbers may well be."""
        if self._pattern is None:
            return text
        *cut, last = self._pattern.sub(MASK, text).split(CUT)
        return CUT.join([*map(self._without_head, cut), last])

    def in_value(self, value: Any) -> Any:
        """Mask each text and number in a JSON value; what it is made of stays."""
        if isinstance(value, str):
            return MASK if value in self.short else self.in_text(value)
        if isinstance(value, dict):
            return {self._key(key): self.in_value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.in_value(each) for each in value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        # Among texts too: a secret kept as the text "4711" may come back as a number.
        is_one = json.dumps(value) in self.numbers | self.texts | self.short
        return MASK if is_one else value

    def in_payload(self, payload: Any) -> Any:
        """Make a payload fit to be seen and kept: every value of a secure parameter is masked,
        whatever it is, and so is what gives one away elsewhere."""
        shown = self.in_value(payload)
        iparams = shown.get("iparams") if isinstance(shown, dict) else None
        return shown | {"iparams": self.in_iparams(iparams)} if isinstance(iparams, dict) else shown

    def in_iparams(self, iparams: Mapping[str, Any]) -> dict[str, Any]:
        """Put `MASK` in the place of the values of secure parameters."""
        return {
            name: MASK if name in self.names and value is not None else value
            for name, value in iparams.items()
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        bounded = (_bounded(each) if each in self.numbers else re.escape(each)
                   for each in self.spellings)  # fmt: skip
        return re.compile("|".join(bounded)) if self.spellings else None

    @cached_property
    def _short_pattern(self) -> re.Pattern[str] | None:
        """Finds the short ones that stand alone, and places such as `server.js:2:5`, which are left
        as they are: a secret 5 must not hide where something went wrong."""
        spelled = (each for text in self.short for each in _spelled(text))
        # Punctuation by itself is in every text, and says nothing there.
        words = _longest_first({each for each in spelled if re.search(r"\w", each)})
        alone = "|".join(rf"(?<![\w.]){re.escape(each)}(?!\w|\.\d)" for each in words)
        return re.compile(rf"(?P<place>\.\w+:\d+(?::\d+)?)|{alone}") if words else None

    def _key(self, key: Any) -> Any:
        """Keep a key, since programs look it up, unless it cannot be anything but a secret."""
        found = self._pattern.search(key) if self._pattern and isinstance(key, str) else None
        return self.in_text(key) if found and len(found[0]) >= _SHORTEST_KEY else key

    def _without_head(self, text: str) -> str:
        """Remove the beginning of a secret that a cut has left at the text's end."""
        # With `find`, since a pattern of all beginnings of all spellings would be enormous.
        for secret in self.spellings:
            start = text.find(secret[:_SHORTEST])
            while start >= 0:
                if secret.startswith(text[start:]):
                    return text[:start] + MASK
                start = text.find(secret[:_SHORTEST], start + 1)
        return text


NO_SECRETS = Secrets()
"""For what is said before an app is known."""


def secrets_of(names: Iterable[str], *values: Any) -> Secrets:
    """Collect the secrets in `values`, which map parameters to their values; `names` are those of
    the secure ones."""
    names = frozenset(names)
    leaves = [leaf for each in values if isinstance(each, dict)
              for name in names & each.keys() for leaf in _leaves(each[name])]  # fmt: skip
    texts = {each for each in leaves if isinstance(each, str)}
    numbers = {json.dumps(each) for each in leaves if not isinstance(each, str)}
    short = {each for each in texts | numbers if len(each) < _SHORTEST}
    return Secrets(
        names, frozenset(texts - short), frozenset(numbers - short), frozenset(short - {""})
    )


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    """Sort them so that none is hidden by one that it begins with."""
    return tuple(sorted(texts, key=lambda each: (-len(each), each)))


def _leaves(value: Any) -> Iterator[str | int | float]:
    """Yield the texts and numbers that a JSON value is made of."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def _bounded(number: str) -> str:
    """Make a pattern for a number that is not a part of a longer one; in a word it is a secret."""
    return rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)"


def _spellings(secret: str) -> Iterator[str]:
    """Yield how a text may be spelled where it turns up, if that is long enough."""
    yield from (each for each in _spelled(secret) if len(each) >= _SHORTEST)
    yield from _in_base64(secret.encode("utf-8", "surrogatepass"))


def _spelled(secret: str) -> set[str]:
    """Collect how a text may be written so that a person still reads it."""
    lines = {line.strip() for line in secret.splitlines()}  # Node prints a text line by line
    written = (spelling for each in (secret, *lines) for spelling in _as_inspected(each))
    return {*_as_json(secret), *_in_urls(secret), *written}.union(*map(_as_json, lines))


def _as_json(text: str) -> Iterator[str]:
    """Spell it plain, as in JSON, and as in JSON within JSON, such as a request's body."""
    yield text
    for ascii_only in (False, True):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]


def _as_inspected(text: str) -> Iterator[str]:
    """Spell it as console.log does inside of an object: in quotes that, where possible, are none of
    the text's own, so that a backslash is doubled and a quote stays as it is."""
    unquoted = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"')
    yield unquoted
    yield unquoted.replace("'", "\\'")


def _in_urls(text: str) -> Iterator[str]:
    """Spell it as forms have it, as a path, as `encodeURIComponent` and as `encodeURI`."""
    yield quote_plus(text, errors="surrogatepass")
    for safe in ("", "/", "!'()*", "!'()*;/?:@&=+$,#"):
        yield quote(text, safe=safe, errors="surrogatepass")


def _in_base64(data: bytes) -> Iterator[str]:
    """Spell it alone, and within something longer, such as `user:secret`: there its letters
    depend on how many bytes stand before it, and those at its ends on its neighbours."""
    yield base64.b64encode(data).decode()
    # Three bytes are four letters, so there are three ways to stand in something longer.
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data).decode()
        inner = whole[-(-8 * before // 6) : 8 * (before + len(data)) // 6]
        if len(inner) >= _SHORTEST_INNER:
            yield inner
            yield inner.translate({ord("+"): "-", ord("/"): "_"})
