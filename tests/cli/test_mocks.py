"""`fdevents mocks`: mocks are shown, added and judged, and nothing is fired."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from fdevents.app.folder import MOCKS
from fdevents.app.har import LARGEST_RESPONSE
from tests.support.apps import MakeApp
from tests.support.commands import Cli

SECRET = "s3cret-key"
TEMPLATES = {
    "notify": {"schema": {"method": "POST", "host": "hooks.example.com",
                          "path": "/send/<%= context.id %>"}},
    "find": {"schema": {"host": "<%= iparam.domain %>.example.com", "path": "/find",
                        "query": {"q": "<%= context.q %>"}}},
}  # fmt: skip


@pytest.fixture
def root(make_app: MakeApp) -> Path:
    """An app with two request templates, a whitelisted domain and a secret."""
    manifest = {
        "platform-version": "2.3", "whitelisted-domains": ["https://*.api.test"],
        "product": {"freshdesk": {"requests": {name: {} for name in TEMPLATES}}},
    }  # fmt: skip
    key = {"display_name": "Key", "type": "text", "secure": True, "default_value": SECRET}
    return make_app(
        "exports = {};\n", manifest=json.dumps(manifest),
        config__requests_json=json.dumps(TEMPLATES),
        config__iparams_json=json.dumps({"key": key}),
    )  # fmt: skip


def write_mocks(root: Path, *mocks: Any) -> None:
    """Writes the app's file of mocks."""
    (root / MOCKS).parent.mkdir(exist_ok=True)
    (root / MOCKS).write_text(json.dumps(mocks))


def mocks_of(root: Path) -> Any:
    """What is in the app's file of mocks."""
    return json.loads((root / MOCKS).read_text())


def entry(url: str, text: str = "{}", method: str = "GET", **more: Any) -> dict[str, Any]:
    """A request of an HTTP Archive, and its response; `more` is of the response."""
    headers = [{"name": "Content-Type", "value": "application/json"},
               {"name": "Content-Encoding", "value": "gzip"},
               {"name": "Set-Cookie", "value": "session=abc"}]  # fmt: skip
    response = {"status": 200, "headers": headers, "content": {"text": text}, **more}
    return {"request": {"method": method, "url": url, "headers": []}, "response": response}


def archive(tmp_path: Path, *entries: Any) -> Path:
    """An HTTP Archive of these entries."""
    path = tmp_path / "recorded.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def test_a_mock_is_added_for_a_method_and_url(root: Path, cli: Cli) -> None:
    line = ("mocks", "add", "post", "https://a.api.test/x", "--status", "404")
    result = cli(*line, "--response", '{"id": 5}', "--app", root)
    assert (result.exit_code, result.stderr) == (0, f"added 1 mock to {MOCKS}\n")
    wanted = {"method": "POST", "url": "https://a.api.test/x", "status": 404, "response": {"id": 5}}
    assert mocks_of(root) == [wanted]
    assert "has them already" in cli(*line, "--app", root).stderr
    cli("mocks", "add", "GET", f"https://a.api.test/{SECRET}", "--app", root)
    assert mocks_of(root)[1] == {
        "method": "GET", "url": "https://a.api.test/*", "status": 200, "response": {}
    }  # fmt: skip


def test_a_mock_is_added_for_each_template_that_none_answers(root: Path, cli: Cli) -> None:
    write_mocks(root, {"url": "https://acme.example.com/find?q=a"})
    assert cli("mocks", "add", "--from-templates", "--app", root).exit_code == 0
    assert mocks_of(root)[1:] == [{"template": "notify", "status": 200, "response": {}}]
    again = cli("mocks", "add", "--from-templates", "--app", root)
    assert (again.exit_code, again.stderr) == (0, "there is nothing to add\n")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "needs a method and a URL"),
        (("GET",), "needs a method and a URL"),
        (("GTE", "https://a.test"), "Did you mean “GET”?"),
        (("GET", "a.test"), "is not a URL"),
        (("notfy",), "Did you mean “notify”?"),
        (("GET", "https://a.test", "--from-templates"), "Give one of them"),
        (("--from-har", "none.har"), "none.har cannot be read: No such file"),
        (("GET", "https://a.test", "--status", "700"), "700"),
    ],
)
def test_what_cannot_be_added_is_refused(
    root: Path, cli: Cli, given: tuple[str, ...], said: str
) -> None:
    result = cli("mocks", "add", *given, "--app", root)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not (root / MOCKS).exists()


def test_an_archive_becomes_mocks_without_secrets(root: Path, cli: Cli, tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        entry(f"https://a.api.test/x?access_token=abcdef&k={SECRET}", f'{{"key": "{SECRET}"}}'),
        entry("https://hooks.example.com/send/1", "no", "POST", status=422),
    )
    assert cli("mocks", "add", "--from-har", path, "--app", root).exit_code == 0
    text = (root / MOCKS).read_text()
    assert SECRET not in text and "abcdef" not in text and "session=abc" not in text
    one, other = mocks_of(root)
    assert one["url"] == "https://a.api.test/x?access_token=*&k=*"
    assert one["headers"]["Content-Type"] == "application/json"
    assert "Content-Encoding" not in one["headers"]
    assert list(one["response"]) == ["key"]
    assert (other["method"], other["status"], other["response"]) == ("POST", 422, "no")


def test_what_an_archive_has_besides_is_left_out_and_said(
    root: Path, cli: Cli, tmp_path: Path
) -> None:
    binary = {"text": base64.b64encode(b"\xff\x00").decode(), "encoding": "base64"}
    path = archive(
        tmp_path,
        entry("https://a.api.test/good"),
        entry("https://elsewhere.test/"),
        entry("https://a.api.test.evil.test/"),
        entry("https://a.api.test/", method="OPTIONS"),
        entry("https://a.api.test/moved", status=302),
        entry("https://a.api.test/huge", "x" * (LARGEST_RESPONSE + 1)),
        entry("https://a.api.test/image", content=binary),
        {"request": 5},
    )
    result = cli("mocks", "add", "--from-har", path, "--app", root)
    assert [each["url"] for each in mocks_of(root)] == ["https://a.api.test/good"]
    assert "left out 2 requests to hosts that the app does not ask" in result.stderr
    for why in ("with a method other than", "such as redirections", "larger than 256 KB",
                "not text", "not as HTTP Archives have them"):  # fmt: skip
        assert why in result.stderr
    cli("mocks", "add", "--from-har", path, "--all", "--app", root)
    assert "https://elsewhere.test/" in [each["url"] for each in mocks_of(root)]


def test_a_request_that_was_recorded_twice_answers_in_turn(
    root: Path, cli: Cli, tmp_path: Path
) -> None:
    url = "https://a.api.test/x"
    path = archive(tmp_path, entry(url, '{"n": 1}'), entry(url, '{"n": 2}'))
    cli("mocks", "add", "--from-har", path, "--app", root)
    (mock,) = mocks_of(root)
    assert [each["response"] for each in mock["responses"]] == [{"n": 1}, {"n": 2}]
    assert cli("mocks", "check", "--app", root).exit_code == 0


def test_what_is_no_archive_is_refused(root: Path, cli: Cli, tmp_path: Path) -> None:
    for content in ("", "[]", '{"log": {}}', "[" * 100_000):
        (tmp_path / "x.har").write_text(content)
        result = cli("mocks", "add", "--from-har", tmp_path / "x.har", "--app", root)
        said = " ".join(result.stderr.split())
        assert (result.exit_code, "is not an HTTP Archive" in said) == (2, True)


def test_mocks_are_listed_with_the_templates_that_they_answer(root: Path, cli: Cli) -> None:
    write_mocks(
        root,
        {"template": "notify", "response": {"id": 5}},
        {"url": "https://*.example.com/find*", "responses": [{"response": "a"}, {"status": 404}]},
        {"url": f"https://a.api.test/{SECRET}", "error": {"status": 504}},
        {"link": "x"},
    )
    result = cli("mocks", "list", "--app", root)
    assert result.stdout.splitlines() == [
        'template notify  200 {"id": 5}',
        'GET https://*.example.com/find*  200 "a", then 1 other  (template find)',
        'GET https://a.api.test/••••••  error {"status": 504}',
    ]
    assert "fdevents mocks check" in result.stderr
    described = cli("mocks", "list", "--json", "--app", root).json
    assert [each["templates"] for each in described] == [["notify"], ["find"], []]
    assert described[1]["answers"][1]["status"] == 404


ASKED = [
    {"template": "notify"},
    {"url": "https://x.api.test/*"},
    {"method": "POST", "url": "https://hooks.example.com/send/7"},
    {"method": "DELETE", "url": "https://x.api.test:8443/a"},
    {"url": "https://*/find?q=*"},
]
UNASKED = [
    ({"template": "notfy"}, "does not fit a template “notfy”"),
    ({"template": "notify", "method": "GET"}, "does not fit a template “notify”"),
    ({"url": "https://api.test/"}, "no template makes a GET request to its URL"),
    ({"method": "GET", "url": "https://hooks.example.com/send/7"}, "makes a GET request"),
    ({"method": "POST", "url": "https://hooks.example.com/other"}, "makes a POST request"),
]


def test_mocks_that_may_be_asked_are_fine(root: Path, cli: Cli) -> None:
    write_mocks(root, *ASKED[1:])
    result = cli("mocks", "check", "--app", root)
    assert (result.exit_code, result.stdout) == (0, "no faults; 4 mocks\n")
    write_mocks(root, ASKED[0])
    assert cli("mocks", "check", "--app", root).exit_code == 0


@pytest.mark.parametrize(("mock", "said"), UNASKED)
def test_a_mock_that_nothing_can_ask_for_is_found(
    root: Path, cli: Cli, mock: Any, said: str
) -> None:
    write_mocks(root, mock)
    result = cli("mocks", "check", "--app", root)
    shown = " ".join(result.stdout.split())
    assert (result.exit_code, said in shown) == (3, True), shown
    assert f"{MOCKS}:1:2 Mock 0 is never asked" in shown


def test_packages_may_ask_any_host(root: Path, cli: Cli) -> None:
    manifest = json.loads((root / "manifest.json").read_text())
    (root / "manifest.json").write_text(json.dumps({**manifest, "dependencies": {"a": "1.0.0"}}))
    write_mocks(root, {"url": "https://anything.test/"})
    assert cli("mocks", "check", "--app", root).exit_code == 0


def test_a_mock_behind_one_that_answers_all_that_it_could_is_found(root: Path, cli: Cli) -> None:
    write_mocks(
        root,
        {"url": "https://a.api.test/x", "body": {"a": 1}},
        {"url": "https://a.api.test/*"},
        {"url": "https://a.api.test/x*", "body": {"b": 1}},
        {"method": "POST", "url": "https://a.api.test/x"},
    )
    result = cli("mocks", "check", "--app", root)
    assert result.exit_code == 3 and result.stdout.count("never asked") == 1
    assert "Mock 2 is never asked: mock 1 answers before it" in " ".join(result.stdout.split())


def test_a_faulty_mock_is_found_beside_the_others(root: Path, cli: Cli) -> None:
    write_mocks(root, {"url": "https://a.api.test/x", "stauts": 5})
    result = cli("mocks", "check", "--app", root)
    assert (result.exit_code, "Did you mean “status”?" in result.stdout) == (3, True)
