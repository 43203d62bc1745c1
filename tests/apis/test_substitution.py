"""`<%= … %>`: what is filled in, what is refused, and what no text can do to us."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fdevents.apis.refusal import Refused
from fdevents.apis.substitution import Substitution

CONTEXT: dict[str, Any] = {
    "n": 5, "m": 2.5, "yes": True, "nothing": None, "deep": {"x": "ü", "7": "seven"},
    "list": [1, {"a": "in a list"}], "a-b": "with a hyphen", "items": "not a method",
}  # fmt: skip

FILLED = {
    "<%= iparam.key %>": "k",
    "<%=iparam.key%>": "k",
    "a <%= iparam.key %> b <%= context.n %>": "a k b 5",
    "<%= encode(iparam.key) %>": "aw==",
    "<%= encode(iparam.key + ':x') %>": "azp4",
    "<%= encode(iparam.key) + ':x' %>": "aw==:x",
    "<%= context.deep.x %>": "ü",
    "<%= context.deep.7 %>": "seven",
    "<%= context['a-b'] %>": "with a hyphen",
    "<%= context.list[1].a %>": "in a list",
    "<%= context.list %>": "[1, {\"a\": \"in a list\"}]",
    "<%= context.items %>": "not a method",
    "<%=\n  'a' +\n  \"b\"\n%>": "ab",
    "nothing": "nothing",
    "<%= without an end": "<%= without an end",
    "an end %> and <% no beginning": "an end %> and <% no beginning",
    "{{ iparam.key }}{# none #}{% raw %}\r\n<%= iparam.key %>\r\n\n":
        "{{ iparam.key }}{# none #}{% raw %}\r\nk\r\n\n",
}  # fmt: skip


@pytest.mark.parametrize("text", FILLED)
def test_places_are_filled_in_and_the_rest_is_left_alone(text: str) -> None:
    assert Substitution({"key": "k"}, CONTEXT).fill(text) == FILLED[text]


JOINED = {
    "'a' + 'b'": "ab",
    "context.n + 'a'": "5a",
    "'a' + context.n + context.n": "a55",
    "context.n + context.m": "7.5",
    "context.n + context.m + 'a'": "7.5a",
    "context.yes + ' or ' + context.nothing": "true or null",
}


@pytest.mark.parametrize("expression", JOINED)
def test_plus_joins_as_in_javascript(expression: str) -> None:
    assert Substitution({}, CONTEXT).fill(f"<%= {expression} %>") == JOINED[expression]


IN_JINJA = {
    "iparam.key or 'x'": "k",
    "'a' if context.nothing else 'b'": "b",
    "iparam.key | upper": "K",
    "not context.yes": "false",
    "iparam.key == 'k'": "true",
    "context.list | length": "2",
    "(iparam.key + 'x') | upper": "KX",
    "5": "5",
}


@pytest.mark.parametrize("expression", IN_JINJA)
def test_what_jinjas_language_has_is_evaluated(expression: str) -> None:
    assert Substitution({"key": "k"}, CONTEXT).fill(f"<%= {expression} %>") == IN_JINJA[expression]


JAVASCRIPT = ["iparam.key || 'x'", "iparam.key ? 'a' : 'b'", "iparam.key && 'x'", "`${iparam.key}`"]


@pytest.mark.parametrize("expression", JAVASCRIPT)
def test_what_only_javascript_has_is_refused_with_a_way_out(expression: str) -> None:
    with pytest.raises(Refused, match="cannot be filled in") as refused:
        Substitution({"key": "k"}, CONTEXT).fill(f"<%= {expression} %>")
    assert "is JavaScript, which is not run here: work the value out" in refused.value.hint
    assert refused.value.reason["status"] == 400


def test_oauth_values_and_settings_are_filled_in() -> None:
    oauth = {"access_token": "t0ken", "site": "acme"}
    given = Substitution({}, {}, app_settings={"a": 1}, oauth=oauth, has_token=True)
    text = "Bearer <%= access_token %> <%= app_settings.a %> <%= oauth_iparams.site %>"
    assert given.fill(text) == "Bearer t0ken 1 acme"
    assert Substitution({}, {}, has_token=True).fill("<%= access_token %>") == "an-access-token"
    with pytest.raises(Refused, match="There is no oauth_iparams “access_token”"):
        given.fill("<%= oauth_iparams.access_token %>")
    with pytest.raises(Refused, match="does not ask for OAuth") as refused:
        Substitution({}, {}, oauth=oauth).fill("<%= access_token %>")
    assert "oauth" in refused.value.hint


NO_EXPRESSIONS = [
    "", "iparam", "context", "encode", "payload.x", "process.env.HOME", "encode(iparam)",
    "'x' 'y'", "'x' iparam.key", "iparam.key 'x'", "iparam.key iparam.key", "'a', 'b'", "'a", "+",
    "'a' +", "+ 'a'", "- iparam.key", "-iparam.key-", "iparam.key - 'a'", "iparam.key ~ 'a'",
    "iparam.key * 2", "9 ** 9 ** 9", "'a' % 5", "'a' if iparam.key", "iparam.key | urlencode",
    "iparam.key | tojson", "iparam.key is defined", "iparam.key()",
    "context.list[0:1]", "['a']", "{}", "encode()", "encode('a', 'b')", "encode(x='a')",
    "encode(*'a')", "encode(**context)", "context.list[-1]", "range(5)", "self", "loop", "$x",
    "`a`", "'a' + ${x}", "'a' # 'b'",
]  # fmt: skip


@pytest.mark.parametrize("expression", NO_EXPRESSIONS)
def test_what_the_platform_cannot_fill_in_is_refused(expression: str) -> None:
    with pytest.raises(Refused, match=r"cannot be filled in; iparam\.NAME") as refused:
        Substitution({"key": "k"}, CONTEXT).fill(f"<%={expression}%>")
    assert f"<%= {expression.strip()} %>" in refused.value.reason["message"]


MISSING = {
    "iparam.none": "There is no iparam “none” to fill in “<%= iparam.none %>”.",
    "'a' + context.deep.none": "There is no context “deep.none” to fill in",
    "encode(iparam.none)": "There is no iparam “none” to fill in",
    "iparam.key.length": "There is no iparam “key.length”",
    "context.list[2]": "There is no context “list.2”",
    "context.list.a": "There is no context “list.a”",
    "iparam.__class__": "There is no iparam “__class__”",
    "context.items.format": "There is no context “items.format”",
    "iparam.key.upper()": "There is no iparam “key.upper”",
    "iparam.encode('a')": "There is no iparam “encode”",
    "''.join": "There is nothing at a name",
    "context[iparam.key]": "There is nothing at a name",
}


@pytest.mark.parametrize("expression", MISSING)
def test_a_name_without_a_value_is_refused(expression: str) -> None:
    with pytest.raises(Refused) as refused:
        Substitution({"key": "k"}, CONTEXT).fill(f"<%= {expression} %>")
    assert MISSING[expression] in refused.value.reason["message"]


@given(st.text().filter(lambda text: "<%=" not in text))
def test_text_without_a_place_is_left_alone(text: str) -> None:
    assert Substitution({}, {}).fill(text) == text


@given(st.text(alphabet="iparmcontexkdy.+'\"()[]{}0-| \\<%=>", max_size=40))
def test_whatever_stands_in_a_place_is_filled_in_or_refused(expression: str) -> None:
    try:
        assert isinstance(Substitution({"key": "k"}, CONTEXT).fill(f"<%={expression}%>"), str)
    except Refused as refused:
        assert refused.reason["status"] == 400


HOSTILE = {
    "blanks without an end": "'<%=' + ' ' * 1_000_000",
    "beginnings without an end": "'<%=' * 1_000_000",
    "a long blank expression": "'<%=' + ' ' * 1_000_000 + '%>'",
    "a call without an end": "'<%= encode(' + ' ' * 1_000_000 + '%>'",
    "much nesting": "'<%= ' + '(' * 900 + '%>'",
    "much text": "'<%= ' + 'a' * 1_000_000 + '%>'",
    "many texts": "'<%= ' + '\"\"+' * 240 + '\"\" %>'",
}


@pytest.mark.deno
@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_takes_long(what: str) -> None:
    """In a process of its own: a regular expression that does not end would stop this one."""
    code = (
        "from fdevents.apis.refusal import Refused\n"
        "from fdevents.apis.substitution import Substitution\n"
        f"text = {HOSTILE[what]}\n"
        "try: Substitution({}, {}).fill(text)\n"
        "except Refused: pass\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)


@pytest.mark.parametrize(
    "text", ["<%= context.long %>" * 100, f"<%= {'context.long + ' * 50} '' %>"]
)
def test_a_value_in_many_places_cannot_fill_the_memory(text: str) -> None:
    with pytest.raises(Refused, match="longer than 8388608 characters"):
        Substitution({}, {"long": "x" * 1_000_000}).fill(text)


@pytest.mark.deno
def test_jinja_is_imported_only_for_text_with_places() -> None:
    code = (
        "import sys\n"
        "from fdevents.apis.substitution import Substitution\n"
        "fill = Substitution({'a': 'b'}, {}).fill\n"
        "fill('https://x.y/?q=<%&{{ a }}'); assert 'jinja2' not in sys.modules\n"
        "fill('<%= iparam.a %>'); assert 'jinja2' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)
