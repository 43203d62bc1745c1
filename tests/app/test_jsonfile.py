"""JSON with positions: what is wrong with a file and where, and where each value stands."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fdevents import App
from fdevents.app.files import TextFile
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.problems import Place
from tests.support.apps import SERVER, MakeApp, place_in

NAME = "config/iparams.json"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


def read(text: str) -> JsonFile:
    """A JSON file of that text."""
    return parse_json(TextFile(NAME, text))


def parts(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside `value`, and its own."""
    found = [path]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += parts(inner, (*path, key))
    return found


def inside(value: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a path."""
    for key in path:
        value = value[key]
    return value


@given(VALUES, st.sampled_from([None, 2]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_each_value_stands_where_it_is_said_to(
    value: Any, indent: int | None, ascii_only: bool, end: str
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).replace("\n", end)
    file = read(text)
    lines = text.split("\n")
    for path in parts(value):
        place = file.value_place(*path)
        assert place.line is not None
        assert place.column is not None
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == inside(value, path)


@given(st.text(max_size=100))
@settings(deadline=None)
def test_any_text_is_either_a_value_or_trouble_with_a_place(text: str) -> None:
    file = read(text)
    if file.trouble:
        assert file.trouble.line is not None and file.trouble.line >= 1
        assert file.trouble.column is not None and file.trouble.column >= 1
        assert NAME in file.trouble.message
    else:
        assert file.value == json.loads(text)


def test_a_key_stands_where_it_is_said_to() -> None:
    text = '{"é😀": [1, {"b": 2}],\r\n  "c": 3}'
    file = read(text)
    assert file.key_place("é😀") == place_in(NAME, text, '"é😀"')
    assert file.key_place("é😀", 1, "b") == place_in(NAME, text, '"b"')
    assert file.key_place("c") == place_in(NAME, text, '"c"')


def test_a_part_that_is_not_there_has_the_place_of_what_is_around_it() -> None:
    text = '{"a": {"b": 1}}'
    assert read(text).value_place("a", "x", "y") == place_in(NAME, text, '{"b"')
    assert read(text).key_place("x") == Place(NAME, 1, 1)


@pytest.mark.parametrize(
    "text, line, column, hint",
    [
        ('{\n  "a": 1,\n}', 3, 1, "JSON does not allow a comma after the last item."),
        ('{"a": [1,]}', 1, 10, "JSON does not allow a comma after the last item."),
        ("{\n  'a': 1}", 2, 3, "JSON text goes in double quotes."),
        ("{\"a\": 'b'}", 1, 7, "JSON text goes in double quotes."),
        ('{\n  // a\n  "a": 1}', 2, 3, "JSON does not allow comments."),
        ('{"a": 1} /* a */', 1, 10, "JSON does not allow comments."),
        ('{"a": 1\n "b": 2}', 2, 2, "Is a comma missing before this?"),
        ('{"a": 1 "b": 2}', 1, 9, "Is a comma missing before this?"),
        ('{"a": 1', 1, 8, ""),
        ('{"a":\n }', 2, 2, ""),
        ('{"a": 1}}', 1, 9, ""),
        ("nothing", 1, 1, ""),
        ('{\r\n  "é😀": 1,\r\n  "b": }', 3, 8, ""),
    ],
)
def test_what_is_no_json_has_its_place_and_the_likely_fault(
    text: str, line: int, column: int, hint: str
) -> None:
    trouble = read(text).trouble
    assert trouble is not None
    assert (trouble.line, trouble.column) == (line, column)
    assert trouble.message.startswith(f"{NAME} is not valid JSON: ")
    assert trouble.message.endswith(".")
    assert trouble.hint == hint


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t"])
def test_an_empty_file_is_called_empty(text: str) -> None:
    trouble = read(text).trouble
    assert trouble is not None
    assert (trouble.message, trouble.line, trouble.column) == (f"{NAME} is empty.", 1, 1)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_json_lacks_is_trouble(constant: str) -> None:
    trouble = read(f'{{"a": 1,\n "b": {constant}}}').trouble
    assert trouble is not None
    assert f"{constant} is not a JSON value" in trouble.message


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_json_lacks_has_its_own_place(constant: str) -> None:
    trouble = read(f'{{"a": 1,\n "b": {constant}}}').trouble
    assert trouble is not None
    assert (trouble.line, trouble.column) == (2, 7)


def test_a_number_of_5000_digits_is_spoken_of_without_python() -> None:
    trouble = read(f'{{"a": {"9" * 5000}}}').trouble
    assert trouble is not None
    assert "a number with that many digits is not a JSON value" in trouble.message


def test_a_line_break_in_a_text_is_named() -> None:
    trouble = read('{"a": "one\ntwo"}').trouble
    assert trouble is not None
    assert (trouble.line, trouble.column) == (1, 11)
    assert not trouble.message.endswith("at.")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 101 + "]" * 101,
        '{"b": 1, "a":' * 101 + "1" + "}" * 101,
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
    ids=[
        "101 lists",
        "101 objects",
        "lists",
        "objects",
        "lists never closed",
        "objects never closed",
    ],
)
def test_a_file_nested_too_deeply_is_trouble_and_no_recursion(text: str) -> None:
    trouble = read(text).trouble
    assert trouble is not None
    assert trouble.message == f"{NAME} is nested too deeply to be read."


def test_a_deep_value_has_at_least_the_place_of_what_is_around_it() -> None:
    text = '{"a":' * 90 + "1" + "}" * 90
    place = read(text).value_place(*["a"] * 90)
    assert (place.line, place.column) == (1, 5 * 32 + 1)  # what is deeper has the place of that


@pytest.mark.deno
def test_a_problem_in_a_deeply_nested_app_is_found_without_recursion(make_app: MakeApp) -> None:
    deep = '{"a":' * 90 + "1" + "}" * 90
    root = make_app(
        SERVER,
        manifest=f'{{"platform-version": "2.0", "app": {deep}, "featurs": {deep}}}',
        config__iparams_json=f'{{"a": {deep}}}',
        config__iparam_test_data_json=f'{{"b": {deep}}}',
    )
    assert [each.rule for each in App.load(root).problems] == [
        "unknown-iparam",
        "iparams-shape",
        "iparams-shape",
        "manifest-incomplete",
        "manifest-shape",
    ]


@pytest.mark.parametrize(
    "text, path, nth",
    [
        ('{"a": 1, "a": 2}', ("a",), 2),
        ('{"a": 1, "\\u0061": 2}', ("a",), 1),
        ('{"b": {"a": 1,\n "a": 2}}', ("b", "a"), 2),
        ('[{"a": 1, "a": 2}]', (0, "a"), 2),
    ],
)
def test_a_repeated_key_is_known_with_the_place_of_the_second(
    text: str, path: tuple[str | int, ...], nth: int
) -> None:
    (found,) = read(text).repeated
    needle = '"\\u0061"' if "\\u" in text else '"a"'
    assert found == (path, place_in(NAME, text, needle, nth))


def test_the_same_key_in_different_objects_is_not_repeated() -> None:
    assert read('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}').repeated == []


def test_keys_inside_a_repeated_object_are_not_repeated_themselves() -> None:
    text = '{"a": {"b": 1}, "a": {"b": 2}}'
    file = read(text)
    assert [path for path, _ in file.repeated] == [("a",)]
    assert file.value_place("a", "b") == place_in(NAME, text, "2")


@pytest.mark.slow
def test_a_file_of_one_long_line_is_read_about_as_fast_as_one_of_many() -> None:
    def seconds(separator: str) -> float:
        file = read(f"[{separator.join(['1'] * 100_000)}]")
        start = time.perf_counter()
        assert file.value_place(99_999).file == NAME
        return time.perf_counter() - start

    assert seconds(",") < 3 * seconds(",\n")


@pytest.mark.slow
def test_keys_that_are_repeated_take_about_as_long_as_others() -> None:
    def seconds(key: str) -> float:
        pairs = (f'"{key.format(index)}": 1' for index in range(8000))
        file = read(f"{{{', '.join(pairs)}}}")
        start = time.perf_counter()
        assert file.value_place().file == NAME
        return time.perf_counter() - start

    assert seconds("a") < 10 * seconds("a{}")
