"""What is asked for when an event is fired: the one value that every front end builds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal, TypedDict, Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from fdevents.discreet import Discreet
from fdevents.masking import secrets_of

Pairs = tuple[tuple[str, Any], ...]


class Given(Enum):
    """Tells a value that was not given from one that is null, empty or false."""

    NOT = "not given"


NOT_GIVEN: Final = Given.NOT


class RawText(Struct, frozen=True):
    """The body of a request as somebody typed it, to be read by its content type."""

    text: str


class PayloadSpec(Discreet, frozen=True, kw_only=True):
    """What is asked for: an event, and how its payload differs from the sample.

    `event` and `variant` are names of the catalogue; without a `variant`, it is the event's first.

    `changes` maps an attribute (`priority`, `group`, `custom_fields.cf_x`) to its new value, or to
    a tuple of the old and the new one; an enumeration takes numbers or labels. `assign` maps a
    path (`ticket.subject`, `ticket.tags[0]`, `account_id`) to a value. Both may be pairs in order
    as well; what is assigned later sees what was assigned before.

    `payload` is an object to start from, instead of the sample; `None` is not given, since no
    payload is null. `iparams` maps names to values, over those that the app and the payload bring.

    `data` is what an external or a scheduled event brings: any JSON value, null too, or a
    `RawText`, which is read by the content type among the `headers` (JSON if there is none). A
    schedule's data is an object. `schedule` names a schedule of the app's, whose data it is then.
    `data_as` is “value”, or “text” for the body of a request as text, which older SDKs hand over.

    `now` is when the event happens, “today” or a time, and moves all dates of the sample, or of the
    payload that it starts from, by one offset; without it they stay as they are.

    `force` asks for what Freshdesk would not send.
    """

    event: str
    variant: str | None = None
    changes: Mapping[str, Any] | Pairs = ()
    assign: Mapping[str, Any] | Pairs = ()
    payload: Any = None
    iparams: Mapping[str, Any] = field(default_factory=dict)
    data: Any | RawText | Literal[Given.NOT] = NOT_GIVEN
    data_as: str = "value"
    headers: Mapping[str, str] = field(default_factory=dict)
    schedule: str | None = None
    now: str | datetime | None = None
    force: bool = False

    def __post_init__(self) -> None:
        # Only the app knows which of them are secure.
        if isinstance(self.iparams, Mapping):
            self.told(secrets_of(self.iparams, dict(self.iparams)))


# Written out, since a type checker cannot take the keywords of a function from a dataclass.
class SpecKeywords(TypedDict, total=False):
    """The fields of a `PayloadSpec` but for the event, as keywords of a function."""

    variant: str | None
    changes: Mapping[str, Any] | Pairs
    assign: Mapping[str, Any] | Pairs
    payload: Any
    iparams: Mapping[str, Any]
    data: Any
    data_as: str
    headers: Mapping[str, str]
    schedule: str | None
    now: str | datetime | None
    force: bool


def as_spec(event: PayloadSpec | str, **keywords: Unpack[SpecKeywords]) -> PayloadSpec:
    """Return the spec of an event's name and keywords, or a spec with the keywords over it."""
    if isinstance(event, PayloadSpec):
        return replace(event, **keywords) if keywords else event
    return PayloadSpec(event=event, **keywords)


def in_pairs(given: Mapping[str, Any] | Iterable[tuple[str, Any]] | None) -> Pairs:
    """Return a mapping as its pairs, and pairs as they are; `None` is none of them."""
    return tuple(given.items() if isinstance(given, Mapping) else given or ())
