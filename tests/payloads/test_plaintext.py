"""HTML to the plain text that stands beside it in a payload, and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fdevents.payloads.longtext import to_html, to_text

MARKUP = st.text(alphabet="<>/!?-[]&;#=\"' \nabcdefipstyv01xX")
PIECES = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<br>", "<br/>", "<script>", "</script>", "<style>", "</style>", "<!--",
            "-->", "<![", "CDATA[", "]]>", "<!", "<?", "?>", "&", "&amp;", "&#", "&#x110000;", "<",
            ">", "</", "a", " ", "<title>", "</title>", "<!doctype", "<a href='", '"',
        ]
    )
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<div>Some details</div>", "Some details"),
        ("<b>Some</b> <i>details</i>", "Some details"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<h1>Title</h1>words", "Title words"),
        ("Tom &amp; Jerry &lt;3 &#233;&#x20AC;", "Tom & Jerry <3 é€"),
        ("a<script>alert('x')</script>b", "ab"),
        ("a<style>p { color: red }</style>b", "ab"),
        ("<html><head><title>t</title></head><body>words</body></html>", "words"),
        ("a<!-- never shown -->b", "ab"),
        ('<a href="https://example.com">link</a>', "link"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
    ],
)
def test_the_words_of_html(html: str, text: str) -> None:
    assert to_text(html).split() == text.split()


def test_each_block_is_a_line() -> None:
    assert to_text("<p>one</p><p>two</p>") == "one\ntwo"
    assert to_text("one<br>two") == "one\ntwo"
    assert to_text("<ul><li>one</li><li>two</li></ul>") == "one\ntwo"


def test_text_becomes_a_div_with_its_markup_escaped() -> None:
    assert to_html('Hi <b>Tom</b> & "co"') == '<div>Hi &lt;b&gt;Tom&lt;/b&gt; &amp; "co"</div>'
    assert to_html("") == "<div></div>"


@given(st.text(st.characters(exclude_categories=())))
@settings(deadline=None)
def test_text_made_html_has_the_same_words(text: str) -> None:
    assert to_text(to_html(text)) == text.strip()


@given(MARKUP | PIECES)
@example("<![foo[x]]>")
@example("<![1")
@example("<![CDATA[x]]>")
@settings(deadline=None)
def test_any_markup_has_a_text(html: str) -> None:
    text = to_text(html)
    assert text == text.strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hi</p><![1]><b>x</b>", "Hi\nx"),
        ("<p>Hi</p><![endif]--><p>x</p>", "Hi\nx"),
        ("<![CDATA[a]]>b", "b"),
        ("<![ ", ""),
        ("a<![if !mso]>b<![endif]>c", "abc"),
    ],
)
def test_declarations_for_browsers_are_no_text(html: str, text: str) -> None:
    assert to_text(html) == text
