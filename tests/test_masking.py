"""A secret is hidden in every spelling, and nothing else is broken by hiding it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fdevents.masking import MASK, NO_SECRETS, Secrets, secrets_of
from fdevents.wording import shortened

KEY = 's3cr3t+key/"é\\'
PEM = "-----BEGIN KEY-----\nMIIBVgIBADANBgkq\nhkiG9w0BAQEF\n-----END KEY-----\n"
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": json.dumps,
    "JSON beyond ASCII": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"key": text})),
    "JSON beyond ASCII in JSON": lambda text: json.dumps(
        json.dumps([text], ensure_ascii=False), ensure_ascii=False
    ),
    "a path": quote,
    "a component": lambda text: quote(text, safe=""),
    "encodeURIComponent": lambda text: quote(text, safe="!'()*"),
    "a form": quote_plus,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of more": lambda text: base64.b64encode(f"{text}:x".encode()).decode(),
    "base64 in the middle": lambda text: base64.b64encode(f"user:{text}!".encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(f"me:{text}".encode()).decode(),
}


def secret(value: Any) -> Secrets:
    """The secrets of an app whose one secure parameter has this value."""
    return secrets_of({"key"}, {"key": value, "open": "anybody may see it"})


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", [KEY, PEM], ids=["a key", "lines"])
def test_a_secret_is_hidden_in_every_spelling(value: str, spelling: str) -> None:
    written = SPELLINGS[spelling](value)
    shown = secret(value).in_text(f"before {written} after")
    assert MASK in shown
    assert shown.startswith("before ") and shown.endswith(" after")
    for part in (written, value, *value.split("\n")[1:3]):
        assert part not in shown


def test_each_line_of_a_secret_is_one() -> None:
    shown = secret(PEM).in_text("'MIIBVgIBADANBgkq\\n' +\n  'hkiG9w0BAQEF\\n'")
    assert shown == f"'{MASK}\\n' +\n  '{MASK}\\n'"


@pytest.mark.parametrize("length", [4, 13, 49])
def test_the_head_of_a_secret_that_was_cut_is_hidden(length: int) -> None:
    value = "sk_live_" + "0123456789abcdef" * 4
    assert secret(value).in_text(f"got {value[:length]}… here") == f"got {MASK}… here"


def test_what_is_open_is_shown() -> None:
    text = "anybody may see it, and … sees s, k and s3c"
    assert secret(KEY).in_text(text) == text
    assert NO_SECRETS.in_text(text) == text
    assert NO_SECRETS.in_value({"a": [1, text]}) == {"a": [1, text]}


@pytest.mark.parametrize("value", ["", True, False, None, [], {}])
def test_a_value_that_is_everywhere_is_hidden_where_it_is_the_parameter(value: Any) -> None:
    secrets = secret(value)
    text = "abc true false null 1 1.5 -1 [] {}"
    assert secrets.in_text(text) == text
    payload = {"data": {"a": value}, "iparams": {"key": value, "open": 1}}
    expected = {"key": value if value is None else MASK, "open": 1}
    assert secrets.in_payload(payload) == {"data": {"a": value}, "iparams": expected}


@pytest.mark.parametrize("value", ["abc", "735", "é1", "a b", 'a"b', 735, 1, -1, 1.5, "1"])
def test_a_short_value_is_hidden_where_it_stands_alone(value: Any) -> None:
    secrets = secret(value)
    for text in (f"pin {value}", f"{value}, that is", f"pin={value};", f"({value})"):
        assert secrets.in_text(text) == text.replace(str(value), MASK)
    assert secrets.in_text(json.dumps({"pin": value})).count(MASK) == 1
    assert secrets.in_value([value, {"of": value}, str(value)]) == [MASK, {"of": MASK}, MASK]


@pytest.mark.parametrize("value", ["abc", 735, "5", "a", ".", "-", "•", "b:"])
def test_a_short_value_leaves_what_is_longer_as_it_is(value: Any) -> None:
    text = f"x{value}x 0{value}0 fabcd 7351 a1-b … – : / \x1b[31m and more."
    secrets = secret(value)
    assert secrets.in_text(text) == text
    assert secrets.in_value({"text": f"x{value}x"}) == {"text": f"x{value}x"}


def test_a_short_value_hides_neither_where_something_is_nor_what_we_say() -> None:
    frame = "at cb (server/server.js:5:735) in 735 ms"
    assert secret(735).in_text(frame) == frame.replace("735 ms", f"{MASK} ms")
    assert secret(735).in_our_text(frame) == frame


def test_a_number_is_hidden_where_it_is_that_number() -> None:
    secrets = secret(1234)
    assert secrets.in_text("pin 1234, 12345, 1234.5, 0.1234, (1234).") == (
        f"pin {MASK}, 12345, 1234.5, 0.1234, ({MASK})."
    )
    assert secrets.in_value([1234, 12345, 1234.5, "1234"]) == [MASK, 12345, 1234.5, MASK]


def test_a_number_is_hidden_between_letters() -> None:
    shown = secret(1234).in_text("pin1234, 1234ms, pin_1234, x1234x, 12345x")
    assert shown == f"pin{MASK}, {MASK}ms, pin_{MASK}, x{MASK}x, 12345x"


def test_a_text_of_digits_is_hidden_as_a_number_too() -> None:
    assert secret("271828").in_value({"as": 271828}) == {"as": MASK}


def test_what_a_list_or_an_object_holds_is_secret() -> None:
    secrets = secret(["first one", {"x": "second one", "n": 987654}])
    assert secrets.in_text("first one, second one, 987654") == f"{MASK}, {MASK}, {MASK}"


@pytest.mark.parametrize("value", ["true", "null", "1234", "payload", '"ok"', "key", "data", "ok"])
def test_hiding_leaves_json_whole_and_its_keys_as_they_are(value: str) -> None:
    document = {"payload": {"data": True, "key": None, "ok": 1}, "true": [1234, "payload"]}
    shown = json.loads(json.dumps(secret(value).in_value(document)))
    assert list(shown) == list(document)
    assert list(shown["payload"].items()) == list(document["payload"].items())  # type: ignore[attr-defined]


def test_a_key_that_can_only_be_a_secret_is_hidden() -> None:
    long = "sk_live_0123456789abcdef"
    assert secret(long).in_value({long: 1, "id": 2}) == {MASK: 1, "id": 2}


def test_secrets_do_not_show_themselves() -> None:
    assert KEY not in repr(secret(KEY)) and "key" in repr(secret(KEY))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(JSON, JSON)
def test_any_value_can_be_a_secret_in_any_document(value: Any, document: Any) -> None:
    secrets = secret(value)
    shown = secrets.in_value(document)
    assert json.loads(json.dumps(shown)) == shown
    assert secrets.in_value(shown) == shown


@given(st.text(min_size=4), st.text(), st.text())
def test_a_text_that_is_secret_is_in_no_text(value: str, before: str, after: str) -> None:
    assume(value not in before + after)
    shown = secret(value).in_text(f"{before}{value}{after}")
    assert value not in shown.replace(MASK, "")


def shape(value: Any) -> Any:
    """What a JSON value is made of: its keys, and how many items there are."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else None


# No halves of characters, which URLs and base64 cannot spell.
TEXT = st.text(st.characters(codec="utf-8"))


@given(st.text(st.characters(codec="utf-8"), min_size=4), TEXT, TEXT, st.sampled_from([*SPELLINGS]))
def test_no_spelling_of_a_secret_is_in_any_text_or_document(
    value: str, before: str, after: str, spelling: str
) -> None:
    written = SPELLINGS[spelling](value)
    text = f"{before}{written}{after}"
    assume(value not in before + after)
    # Of four bytes within base64, so few letters are left that any text might have them.
    assume(len(value.encode()) > 4 or not spelling.startswith("base64 "))
    secrets = secret(value)
    document = {"of": [text, {"text": text, "n": 1}], "key": None, "iparams": {"key": value}}
    shown = secrets.in_payload(document)
    for found in (secrets.in_text(text), *shown["of"][:1], shown["of"][1]["text"]):
        assert value not in found.replace(MASK, "")
        assert written not in found
    assert json.loads(json.dumps(shown)) == shown
    assert shape(shown) == shape(document)
    assert shown["iparams"] == {"key": MASK}


@given(st.text(st.characters(codec="utf-8"), min_size=8), TEXT, st.integers(4, 60))
def test_no_cut_leaves_the_beginning_of_a_secret(value: str, before: str, most: int) -> None:
    assume(value[:4] not in before and MASK[0] not in before + value and "…" not in before + value)
    shown = shortened(secret(value).in_text(before + value), most)
    assert value[:4] not in shown
