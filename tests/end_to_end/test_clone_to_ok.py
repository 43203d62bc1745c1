"""An app that calls its hosts, from a fresh clone to a firing that ends well, by our own hints."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from fdevents.app.folder import IPARAMS_SET, MOCKS
from tests.support.apps import MakeApp
from tests.support.commands import Cli, Result

pytestmark = pytest.mark.deno

SECRET = "k3y-of-the-helpdesk"
MANIFEST = {
    "platform-version": "2.3",
    "product": {"freshdesk": {
        "requests": {"findCustomer": {}, "addNote": {}, "notify": {}},
        "events": {"onTicketCreate": {"handler": "onTicketCreateHandler"}},
    }},
    "engines": {"node": "18.13.0", "fdk": "9.0.0"},
}  # fmt: skip
IPARAMS = {
    "subdomain": {"display_name": "Subdomain", "type": "text", "required": True},
    "api_key": {"display_name": "API key", "type": "text", "required": True, "secure": True},
    "channel": {"display_name": "Channel", "type": "text", "required": True},
}
BASIC = {"Authorization": "Basic <%= encode(iparam.api_key + ':X') %>"}
TEMPLATES = {
    "findCustomer": {"schema": {
        "method": "GET", "host": "<%= iparam.subdomain %>.example.com", "path": "/customers",
        "query": {"email": "<%= context.email %>"}, "headers": BASIC,
    }},
    "addNote": {"schema": {
        "method": "POST", "host": "<%= iparam.subdomain %>.freshdesk.com",
        "path": "/api/v2/tickets/<%= context.id %>/notes", "headers": BASIC,
    }},
    "notify": {"schema": {
        "method": "POST", "host": "hooks.example.com", "path": "/<%= iparam.channel %>",
    }},
}  # fmt: skip
SERVER = """exports = {
  onTicketCreateHandler: async function (args) {
    const { ticket, requester } = args.data;
    const found = await $request.invokeTemplate("findCustomer", {
      context: { email: requester.email },
    });
    const customer = JSON.parse(found.response);
    const body = JSON.stringify({ body: `Customer ${customer.id}`, private: true });
    await $request.invokeTemplate("addNote", { context: { id: ticket.id }, body });
    await $request.invokeTemplate("notify", { body: JSON.stringify({ at: Date.now() }) });
    await $db.set(`ticket ${ticket.id}`, { customer: customer.id || "nobody" });
    return customer;
  },
};
"""


@pytest.fixture
def clone(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app as it is published, without any values or mocks, in the current folder."""
    root = make_app(
        SERVER, manifest=json.dumps(MANIFEST), config__iparams_json=json.dumps(IPARAMS),
        config__requests_json=json.dumps(TEMPLATES),
    )  # fmt: skip
    monkeypatch.chdir(root)
    return root


def advised(result: Result) -> list[list[str]]:
    """The commands of ours that the hints of an output say to run, each in one piece."""
    lines = [line.partition("Run: fdevents ") for line in result.stdout.splitlines()]
    return [shlex.split(rest) for _, found, rest in lines if found]


def test_every_missing_iparam_is_named_at_once_with_the_command_that_sets_them(
    clone: Path, cli: Cli
) -> None:
    result = cli("trigger", "onTicketCreate")
    assert advised(result) == [
        ["iparams", "set", "subdomain=VALUE", "api_key=VALUE", "channel=VALUE"]
    ]
    assert "subdomain, api_key and channel have no value here." in " ".join(
        result.stdout.replace("│", " ").split()
    )
    (call,) = cli("trigger", "onTicketCreate", "--json").json["calls"]
    assert "api_key=VALUE channel=VALUE" in call["hint"]
    cli("iparams", "set", "subdomain=acme", "channel=support")
    assert advised(cli("trigger", "onTicketCreate")) == [["iparams", "set", "api_key=VALUE"]]


def test_an_app_with_templates_and_secrets_is_ok_in_three_steps(clone: Path, cli: Cli) -> None:
    (command,) = advised(cli("trigger", "onTicketCreate"))
    values = {"api_key=VALUE": f"api_key={SECRET}", "subdomain=VALUE": "subdomain=acme"}
    assert cli(*(values.get(word, word) for word in command)).exit_code == 0
    added = cli("trigger", "onTicketCreate", "--add-mocks", "--json")
    assert (added.exit_code, added.json["status"], added.json["value"]) == (0, "ok", {})
    assert f"added 3 mocks to {MOCKS}" in added.stderr
    mocks = json.loads((clone / MOCKS).read_text())
    assert [each["template"] for each in mocks] == list(TEMPLATES)
    mocks[0]["response"] = {"id": 77}
    (clone / MOCKS).write_text(json.dumps(mocks))
    done = cli("trigger", "onTicketCreate", "--json")
    assert (done.exit_code, done.json["value"]) == (0, {"id": 77})
    assert "customer" in cli("db", "list").stdout and "77" in cli("db", "list").stdout
    assert cli("mocks", "check").exit_code == 0
    texts = [path.read_text() for path in clone.rglob("*.json") if path != clone / IPARAMS_SET]
    assert not any(SECRET in each for each in texts)


def test_the_command_for_a_missing_mock_adds_it(clone: Path, cli: Cli) -> None:
    cli("iparams", "set", "subdomain=acme", f"api_key={SECRET}", "channel=support")
    for template in TEMPLATES:
        (command,) = advised(cli("trigger", "onTicketCreate"))
        assert command == ["mocks", "add", template]
        assert cli(*command).exit_code == 0
    assert cli("trigger", "onTicketCreate").exit_code == 0
