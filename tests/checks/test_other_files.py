"""Files that no firing needs: the installation page, OAuth, test data, and all of them together."""

from __future__ import annotations

import json

import pytest

from fdevents import App, Severity
from tests.support.apps import MakeApp

pytestmark = pytest.mark.deno


def test_a_package_that_is_too_large_is_named_without_what_npm_installed(
    make_app: MakeApp,
) -> None:
    root = make_app("exports = {};\n")
    for folder in ("node_modules", "coverage", "app"):
        (root / folder).mkdir()
        (root / folder / "large").write_bytes(b"x" * (3 * 2**20))
    assert App.load(root).problems == []
    (root / "app" / "larger").write_bytes(b"x" * (2 * 2**20 + 1))
    (found,) = App.load(root).problems
    assert (found.rule, "5.0 MB" in found.message) == ("app-files", True)


PAGE = "<script>function getConfigs() {} function postConfigs() {}</script>"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"iparams_html": "<form></form>"}, ["does not define getConfigs or postConfigs"]),
        ({"iparams_html": PAGE, "iparams_json": '{"team": {}}'}, ["has both"]),
        ({"iparams_html": PAGE, "iparams_json": "{}"}, []),
        ({"iparams_html": "<script src=x.js></script>", "x_js": PAGE}, []),
    ],
)
def test_an_installation_page_stands_alone_and_defines_its_two_functions(
    make_app: MakeApp, files: dict[str, str], says: list[str]
) -> None:
    root = make_app("exports = {};\n")
    for name, text in files.items():
        path = root / "config" / name.replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    found = [each for each in App.load(root).problems if each.rule == "app-files"]
    assert [each.message for each in found if any(words in each.message for words in says)] == [
        each.message for each in found
    ]
    assert len(found) == len(says)


def test_values_of_an_app_with_a_page_of_its_own_may_have_any_name(make_app: MakeApp) -> None:
    root = make_app("exports = {};\n", config__iparam_test_data_json='{"domain": "acme"}')
    assert [each.rule for each in App.load(root).problems] == ["unknown-iparam"]
    (root / "config" / "iparams.html").write_text(PAGE)
    assert App.load(root).problems == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"client_id": "x"}', "has no client_secret, authorize_url and token_url"),
        ('{"integrations": {"a": {}}}', "has no client_id, client_secret, authorize_url and"),
        ("[]", "does not hold an object"),
        ("{", "is not valid JSON"),
    ],
)
def test_an_oauth_file_that_is_incomplete_is_named(make_app: MakeApp, text: str, said: str) -> None:
    root = make_app("exports = {};\n", config__oauth_config_json=text)
    (found,) = App.load(root).problems
    assert (found.rule, found.severity) == ("oauth-shape", Severity.WARNING)
    assert said in found.message


def test_a_template_names_an_integration_that_is_there(make_app: MakeApp) -> None:
    keys = dict.fromkeys(("client_id", "client_secret", "authorize_url", "token_url"), "x")
    integrations = json.dumps({"integrations": {"shop": keys}})
    template = {"schema": {"method": "GET", "host": "a.example.com", "path": "/"}}

    def said(oauth: object) -> list[str]:
        requests = json.dumps({"t": template | {"options": {"oauth": oauth}}})
        files = {"config__oauth_config_json": integrations, "config__requests_json": requests}
        found = App.load(make_app("exports = {};\n", **files)).problems
        return [f"{each.message} {each.hint}" for each in found]

    assert said("shop") == said(True) == []
    assert said("shpo") == [
        "config/oauth_config.json has no integration “shpo”. Did you mean “shop”?"
    ]


@pytest.mark.parametrize("folder", ["", "support_ticket/"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"ticket": {}}', "has no “data”"),
        ("[]", "does not hold an object"),
        ("{,}", "is not valid JSON"),
        ('{"data": {}}', ""),
    ],
)
def test_test_data_that_is_not_a_payload_is_named(
    make_app: MakeApp, folder: str, text: str, said: str
) -> None:
    root = make_app("exports = {};\n")
    name = f"server/test_data/{folder}onTicketCreate.json"
    (root / name).parent.mkdir(parents=True)
    (root / name).write_text(text)
    (root / "server" / "test_data" / "aMethod.json").write_text("[]")  # arguments, not a payload
    found = App.load(root).problems
    assert [(each.rule, each.place.file) for each in found] == [("test-data-shape", name)] * bool(
        said
    )
    assert all(said in each.message for each in found)
