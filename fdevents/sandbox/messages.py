"""The messages between us and the sandbox's process, a line of JSON each: `[number, message]`.

The number is that of the request to which the message belongs, 0 before the first.

What comes from the child is untrusted, so each line is parsed and checked by pydantic's core. Its
schemas are written out here, because building models of the same costs 75 ms at every start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as s

from fdevents.sandbox.codes import Code

LONGEST_LINE = 32 * 1024 * 1024  # bytes: three times 1 MB, escaped as badly as JSON can, and more


class ProtocolError(ValueError):
    """A line that is none of our messages."""


@dataclass(frozen=True)
class Ready:
    """The process is up."""


@dataclass(frozen=True)
class ConsoleLine:
    """What one call of a console method printed; `at_ms` counts from the start of the firing."""

    level: str
    text: str
    at_ms: float


@dataclass(frozen=True)
class Call:
    """A call of one of the platform's APIs; `args` is a JSON list. It is answered by its `id`."""

    id: int
    api: str
    args: str
    at_ms: float


@dataclass(frozen=True)
class Failed:
    """What was thrown or rejected; `thrown` marks a value that is not an Error.

    Only an error that our own JavaScript made has a `code`, with the `file` or the `detail` that
    belongs to it.
    """

    name: str
    message: str
    stack: str
    thrown: bool
    unawaited: bool = False
    code: Code | None = None
    file: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Settled:
    """How a firing ended: status `ok`, `failed`, or `never` where nothing is left to settle it.

    `value` is `{"json": …}` or `{"text": …}`; `late` has the ids of the calls that were under
    way when the handler ended.
    """

    status: str
    duration_ms: float
    late: list[int]
    value: dict[str, Any] | None
    error: Failed | None


@dataclass(frozen=True)
class Exported:
    """What server.js exports: the kind of each name, and its `events` as far as they register.

    `broken` says why modules are not compiled, by their names.
    """

    kind: str
    names: dict[str, str]
    events: dict[str, Any] | None
    broken: dict[str, Broken]
    error: Failed | None


@dataclass(frozen=True)
class Broken:
    """Why V8 did not compile a file, in its own words."""

    code: Code
    message: str


@dataclass(frozen=True)
class Uncompiled(Broken):
    """Why V8 did not compile server.js."""


Message = Ready | ConsoleLine | Call | Settled | Exported | Uncompiled


def fits(message: Message, op: str) -> bool:
    """Whether a process that was asked to `op` can say `message`, which is in itself coherent."""
    if op == "inspect":
        return isinstance(message, Exported | Uncompiled)
    if not isinstance(message, Settled):
        return isinstance(message, ConsoleLine | Call)
    ended = {"ok": message.value is not None, "failed": message.error is not None}
    return ended == {"ok": message.status == "ok", "failed": message.status == "failed"}


_text = s.str_schema(strict=True)
_number = s.float_schema(ge=0, strict=True, allow_inf_nan=False)
_count = s.int_schema(ge=0, strict=True)
_flag = s.bool_schema(strict=True)


def _record(cls: type, **fields: Any) -> Any:
    parts = [s.dataclass_field(name, schema, kw_only=False) for name, schema in fields.items()]
    arguments = s.dataclass_args_schema(cls.__name__, parts, extra_behavior="ignore")
    return s.dataclass_schema(cls, arguments, list(fields))


_code = s.enum_schema(Code, list(Code), sub_type="str")
_broken = {"code": _code, "message": _text}
_failed = s.nullable_schema(
    _record(
        Failed,
        name=_text,
        message=_text,
        stack=_text,
        thrown=_flag,
        unawaited=s.with_default_schema(_flag, default=False),
        code=s.with_default_schema(s.nullable_schema(_code), default=None),
        file=s.with_default_schema(_text, default=""),
        detail=s.with_default_schema(_text, default=""),
    )
)
_key = s.typed_dict_schema(
    {
        "text": s.typed_dict_field(s.nullable_schema(_text), required=True),
        "shown": s.typed_dict_field(_text, required=True),
    }
)
_entry = s.typed_dict_schema(
    {
        "shown": s.typed_dict_field(_text, required=True),
        "keys": s.typed_dict_field(s.nullable_schema(s.dict_schema(_text, _key)), required=True),
    }
)
_events = s.typed_dict_schema(
    {
        "kind": s.typed_dict_field(_text, required=True),
        "entries": s.typed_dict_field(s.list_schema(_entry, max_length=1000), required=True),
    }
)
_levels = s.literal_schema(["log", "info", "warn", "error", "debug"])


def _carried(value: Any) -> Any:
    """The value, which JSON can carry on. NaN and 1e999 are numbers to the parser."""
    json.dumps(value, allow_nan=False)
    return value


_finite = s.no_info_after_validator_function(_carried, s.any_schema())
_value = s.nullable_schema(
    s.union_schema(
        [
            s.typed_dict_schema({"json": s.typed_dict_field(_finite, required=True)}),
            s.typed_dict_schema({"text": s.typed_dict_field(_text, required=True)}),
        ]
    )
)
_statuses = s.literal_schema(["ok", "failed", "never"])

_message = s.tagged_union_schema(
    {
        "ready": _record(Ready),
        "console": _record(ConsoleLine, level=_levels, text=_text, at_ms=_number),
        "call": _record(Call, id=_count, api=_text, args=_text, at_ms=_number),
        "settled": _record(
            Settled,
            status=_statuses,
            duration_ms=_number,
            late=s.list_schema(_count),
            value=_value,
            error=_failed,
        ),
        "exports": _record(
            Exported,
            kind=_text,
            names=s.dict_schema(_text, _text),
            events=s.nullable_schema(_events),
            broken=s.dict_schema(_text, _record(Broken, **_broken)),
            error=_failed,
        ),
        "uncompiled": _record(Uncompiled, **_broken),
    },
    discriminator="type",
)
_MESSAGES = SchemaValidator(s.tuple_schema([_count, _message]))


def parse(line: bytes, number: int) -> Message:
    """The message that `line` holds for the request of that number. Raises ProtocolError."""
    try:
        belongs_to, message = _MESSAGES.validate_json(line)
    except ValidationError as error:
        raise ProtocolError(str(error)) from None
    if belongs_to != number:
        raise ProtocolError(f"A message for request {belongs_to}, while {number} is asked.")
    found: Message = message
    return found
