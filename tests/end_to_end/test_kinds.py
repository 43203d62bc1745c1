"""Apps of each kind, as the documentation of their platform has them, run from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.apps import ENGINES, MakeApp

pytestmark = pytest.mark.deno

MOCKED = "https://acme.freshdesk.com/api/v2/tickets/1"


def write(root: Path, files: dict[str, Any]) -> Path:
    """Further files of an app."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def app_2_0(make_app: MakeApp) -> Path:
    """Events in exports, nothing but the language."""
    return make_app(
        "function priority(n) { return ['', 'low', 'medium', 'high', 'urgent'][n]; }\n"
        "exports = {\n"
        "  events: [{ event: 'onTicketCreate', callback: 'onCreate' },\n"
        "    { event: 'onAppInstall', callback: 'onInstall' }],\n"
        "  onCreate: function (payload) {\n"
        "    console.log(payload.data.ticket.subject);\n"
        "    return priority(payload.data.ticket.priority);\n"
        "  },\n"
        "  onInstall: function () { renderData(); },\n"
        "};\n"
    )


def app_2_2(make_app: MakeApp) -> Path:
    """Events in the manifest, a lib, base-64 from npm, a request with a header of iparams."""
    manifest = {
        "platform-version": "2.2",
        "product": {"freshdesk": {"events": {
            "onTicketCreate": {"handler": "onCreate"}, "onAppInstall": {"handler": "onInstall"},
        }}},
        "whitelisted-domains": ["https://*.freshdesk.com"],
        "dependencies": {"base-64": "1.0.0"},
    }  # fmt: skip
    root = make_app(
        "const base64 = require('base-64');\nconst api = require('./lib/api');\n"
        "exports = {\n"
        "  onCreate: function (args) {\n"
        "    const id = args.data.ticket.id;\n"
        "    return api.ticket(id, base64.encode(args.iparams.key + ':X')).then(\n"
        "      (data) => JSON.parse(data.response).subject);\n"
        "  },\n"
        "  onInstall: function (args) { renderData(); },\n"
        "};\n",
        manifest=json.dumps(manifest),
    )
    return write(root, {
        "server/lib/api.js": (
            "exports = { ticket: function (id, key) { return $request.get("
            "`https://acme.freshdesk.com/api/v2/tickets/${id}`,"
            " { headers: { Authorization: `Basic ${key}` } }); } };\n"
        ),
        "server/node_modules/base-64/package.json": {"name": "base-64", "main": "index.js"},
        "server/node_modules/base-64/index.js": (
            "exports.encode = (text) => Buffer.from(text, 'latin1').toString('base64');"
        ),
        "server/test_data/requests.json": [{"url": MOCKED, "response": {"subject": "found"}}],
        "config/iparams.json": {"key": {"display_name": "Key", "type": "text", "secure": True}},
        "config/iparam_test_data.json": {"key": "s3cret"},
    })  # fmt: skip


def app_2_3(make_app: MakeApp) -> Path:
    """Request templates and $db."""
    manifest = {"platform-version": "2.3", "engines": ENGINES, "product": {"freshdesk": {
        "events": {"onTicketCreate": {"handler": "onCreate"}, "onAppInstall": {"handler": "set"}},
        "requests": {"getTicket": {}}}}}  # fmt: skip
    root = make_app(
        "exports = {\n"
        "  onCreate: async function (payload) {\n"
        "    const { response } = await $request.invokeTemplate('getTicket',\n"
        "      { context: { id: payload.data.ticket.id } });\n"
        "    await $db.set(`ticket:${payload.data.ticket.id}`, JSON.parse(response));\n"
        "    return (await $db.get('ticket:1')).subject;\n"
        "  },\n"
        "  set: function (payload) { $db.set('installed', { by: payload.domain })\n"
        "    .done(() => renderData())\n"
        "    .fail((error) => renderData({ message: error.message })); },\n"
        "};\n",
        manifest=json.dumps(manifest),
    )
    template = {"method": "GET", "host": "acme.freshdesk.com",
                "path": "/api/v2/tickets/<%= context.id %>"}  # fmt: skip
    return write(root, {
        "config/requests.json": {"getTicket": {"schema": template}},
        "server/test_data/requests.json": [{"url": MOCKED, "response": {"subject": "found"}}],
    })  # fmt: skip


def app_3_0(make_app: MakeApp) -> Path:
    """Modules, $schedule and an external event."""
    manifest = {"platform-version": "3.0", "engines": ENGINES, "modules": {
        "common": {"events": {"onAppInstall": {"handler": "install"},
                              "onExternalEvent": {"handler": "called"},
                              "onScheduledEvent": {"handler": "due"}}},
        "support_ticket": {"events": {"onTicketCreate": {"handler": "created"}}},
    }}  # fmt: skip
    return make_app(
        "exports = {\n"
        "  install: async function () {\n"
        "    const url = await generateTargetUrl();\n"
        "    await $schedule.create({ name: 'daily', data: { url },\n"
        "      schedule_at: '2100-01-01T00:00:00Z',\n"
        "      repeat: { time_unit: 'days', frequency: 1 } });\n"
        "    renderData();\n"
        "  },\n"
        "  called: (args) => args.data.user.email,\n"
        "  due: (args) => args.data,\n"
        "  created: (args) => [args.data.ticket.custom_fields, args.data.actor.name,\n"
        "    args.currentHost.endpoint_urls.freshdesk],\n"
        "};\n",
        manifest=json.dumps(manifest),
    )


KINDS = {"2.0": app_2_0, "2.2": app_2_2, "2.3": app_2_3, "3.0": app_3_0}
WANTED: dict[str, dict[str, Any]] = {
    "2.0": {"onTicketCreate": "low"},
    "2.2": {"onTicketCreate": "found"},
    "2.3": {"onTicketCreate": "found"},
    "3.0": {"onExternalEvent": "new@example.com"},
}


@pytest.mark.parametrize("version", KINDS)
def test_an_app_of_each_kind_runs_from_end_to_end(
    make_app: MakeApp, cli: Any, version: str
) -> None:
    root = KINDS[version](make_app)
    checked = cli("validate", "--app", root)
    assert (checked.exit_code, "no problems" in checked.stdout) == (0, True), checked.stdout
    fired = cli("run", "--once", "--json", "--app", root)
    assert fired.exit_code == 0, fired.stdout
    outcomes = {each["event"]: each for each in map(json.loads, fired.stdout.splitlines())}
    assert {each["status"] for each in outcomes.values()} == {"ok"}
    assert "onTicketCreate" in outcomes and "onAppInstall" in outcomes
    for event, value in WANTED[version].items():
        assert outcomes[event]["value"] == value
    assert "s3cret" not in fired.stdout


def test_the_schedule_that_an_app_made_is_fired_by_its_name(make_app: MakeApp, cli: Any) -> None:
    root = app_3_0(make_app)
    assert cli("trigger", "onAppInstall", "--app", root).exit_code == 0
    assert "daily  every 1 days" in cli("schedule", "list", "--app", root).stdout
    due = cli("trigger", "onScheduledEvent", "--schedule", "daily", "--app", root, "--json").json
    assert due["value"]["url"].startswith("http://localhost")
