"""What the child says is untrusted: only our messages get through, whoever is talking."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fdevents.sandbox.codes import Code
from fdevents.sandbox.messages import (
    Broken,
    ConsoleLine,
    Exported,
    Failed,
    Message,
    ProtocolError,
    Ready,
    Settled,
    Uncompiled,
    parse,
)
from tests.support.messages import (
    CONSOLE,
    ERROR,
    EXPORTS,
    MESSAGES,
    SETTLED,
    UNCOMPILED,
    encoded,
)

pytestmark = pytest.mark.deno


WRONG: list[tuple[dict[str, Any], str, Any]] = [
    (CONSOLE, "type", "unknown"),
    (CONSOLE, "type", None),
    (CONSOLE, "type", ["console"]),
    (CONSOLE, "level", "table"),
    (CONSOLE, "level", None),
    (CONSOLE, "text", 5),
    (CONSOLE, "text", None),
    (CONSOLE, "text", ["x"]),
    (CONSOLE, "at_ms", -1),
    (CONSOLE, "at_ms", None),
    (CONSOLE, "at_ms", "5"),
    (CONSOLE, "at_ms", True),
    (CONSOLE, "at_ms", float("nan")),
    (CONSOLE, "at_ms", float("inf")),
    (SETTLED, "status", "timed_out"),
    (SETTLED, "duration_ms", "1"),
    (SETTLED, "value", 5),
    (SETTLED, "value", {"other": 1}),
    (SETTLED, "value", {"text": 5}),
    (SETTLED, "value", {}),
    (SETTLED, "value", {"json": float("nan")}),
    (SETTLED, "value", {"json": [{"a": float("inf")}]}),
    (SETTLED, "value", {"json": [-float("inf")]}),
    (SETTLED, "error", {}),
    (SETTLED, "error", {**ERROR, "thrown": 1}),
    (SETTLED, "error", {**ERROR, "stack": None}),
    (SETTLED, "error", {**ERROR, "unawaited": "no"}),
    (EXPORTS, "kind", 5),
    (EXPORTS, "names", []),
    (EXPORTS, "names", {"cb": 1}),
    (EXPORTS, "events", []),
    (EXPORTS, "events", {"kind": "array", "entries": [{"product": "", "shown": ""}]}),
    (
        EXPORTS,
        "events",
        {"kind": "array", "entries": [{"product": "", "shown": "", "keys": {"a": "b"}}]},
    ),
    (
        EXPORTS,
        "events",
        {"kind": "array", "entries": [{"product": "", "shown": "", "keys": None}] * 1001},
    ),
    (EXPORTS, "broken", {"server/x.js": "Unexpected token"}),
    (EXPORTS, "broken", {"server/x.js": {"code": "other", "message": "Unexpected token"}}),
    (SETTLED, "error", {**ERROR, "code": "other"}),
    (SETTLED, "error", {**ERROR, "file": None}),
    (UNCOMPILED, "message", None),
    (UNCOMPILED, "code", None),
]


@pytest.mark.parametrize(
    ("message", "parsed"),
    [
        ({"type": "ready"}, Ready()),
        (CONSOLE, ConsoleLine("log", "x", 1.5)),
        (SETTLED, Settled("ok", 1.0, [], {"json": 1}, None)),
        (
            {**SETTLED, "status": "failed", "value": None, "error": ERROR},
            Settled("failed", 1.0, [], None, Failed("Error", "m", "s", False)),
        ),
        (
            {
                **SETTLED,
                "status": "failed",
                "value": None,
                "error": {**ERROR, "code": "module_missing", "file": "server/x.js"},
            },
            Settled(
                "failed",
                1.0,
                [],
                None,
                Failed("Error", "m", "s", False, code=Code.MODULE_MISSING, file="server/x.js"),
            ),
        ),
        (
            {**EXPORTS, "broken": {"server/x.js": {"code": "nested_too_deeply", "message": "m"}}},
            Exported(
                "object",
                EXPORTS["names"],  # type: ignore[arg-type]
                EXPORTS["events"],  # type: ignore[arg-type]
                {"server/x.js": Broken(Code.NESTED_TOO_DEEPLY, "m")},
                None,
            ),
        ),
        (UNCOMPILED, Uncompiled(Code.NOT_JAVASCRIPT, "Unexpected token ';'")),
        (EXPORTS, Exported("object", EXPORTS["names"], EXPORTS["events"], {}, None)),  # type: ignore[arg-type]
    ],
)
def test_each_message_is_understood(message: Any, parsed: Message) -> None:
    assert parse(encoded(message), 0) == parsed


@pytest.mark.parametrize(("message", "key", "value"), WRONG)
def test_a_wrong_type_is_refused(message: dict[str, Any], key: str, value: Any) -> None:
    with pytest.raises(ProtocolError):
        parse(encoded({**message, key: value}), 0)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_missing_key_is_refused(message: dict[str, Any]) -> None:
    for left_out in message:
        rest = {key: value for key, value in message.items() if key != left_out}
        with pytest.raises(ProtocolError):
            parse(encoded(rest), 0)


@pytest.mark.parametrize("message", MESSAGES)
def test_half_a_message_is_refused(message: dict[str, Any]) -> None:
    line = encoded(message)
    for end in range(len(line)):
        with pytest.raises(ProtocolError):
            parse(line[:end], 0)


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"null", b"[]", b"{}", b"5", b'"ready"', b"[" * 100_000, b'{"a":' * 100_000,
     b"\xff", encoded(CONSOLE).replace(b'"x"', b'"\xff"'),
     encoded(CONSOLE).replace(b'"x"', b'"\\ud800"'), encoded(CONSOLE) * 2, b"NaN",
     json.dumps(CONSOLE).encode(), b"[0]", encoded(CONSOLE)[:-1] + b", 0]",
     encoded(SETTLED).replace(b'"json": 1', b'"json": 1e999'),
     encoded(SETTLED).replace(b'"json": 1', b'"json": ' + b"[" * 5000 + b"]" * 5000),
     encoded(CONSOLE, -1), encoded(CONSOLE, True), encoded(CONSOLE, 1)],
)  # fmt: skip
def test_garbage_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse(line, 0)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_message_or_refused(line: bytes) -> None:
    try:
        parse(line, 0)
    except ProtocolError:
        pass


@given(
    st.sampled_from(MESSAGES),
    st.dictionaries(
        st.sampled_from([*sorted({key for message in MESSAGES for key in message}), "more"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    ),
)
def test_any_json_is_a_message_or_refused(message: dict[str, Any], changed: dict[str, Any]) -> None:
    try:
        parsed = parse(encoded({**message, **changed}), 0)
    except ProtocolError:
        return
    assert isinstance(parsed, Message)
