"""Apps of which any file may be anything."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.apps import ENGINES
from tests.support.places import APPS, DATA, tree
from tests.torture.caught import caught, wrong_with
from tests.torture.mutations import SECRET, spoil

SERVER = """const lib = require('./lib/notify');
const client = require('tiny-client');
exports = {
  cb: async function (payload) {
    console.log(payload.data.ticket.subject, payload.iparams.key);
    await $db.set('kept', { id: payload.data.ticket.id });
    const answer = await $request.invokeTemplate('note', { context: { id: 1 }, body: '{}' });
    return lib(answer.response);
  },
  add: function (args) { renderData(null, { sum: args.a }); },
  onAppInstallCallback: function () { renderData(); },
};
"""
MANIFEST = {
    "platform-version": "2.3",
    "engines": ENGINES,
    "dependencies": {"tiny-client": "1.0.0"},
    "product": {
        "freshdesk": {
            "events": {
                "onTicketCreate": {"handler": "cb"},
                "onAppInstall": {"handler": "onAppInstallCallback"},
            },
            "functions": {"add": {"timeout": 10}},
            "requests": {"note": {}},
        }
    },
    "whitelisted-domains": ["https://api.example.com"],
}
TEMPLATE = {
    "schema": {
        "method": "POST",
        "host": "api.example.com",
        "path": "/notes/<%= context.id %>",
        "headers": {"Authorization": "Basic <%= encode(iparam.key) %>"},
        "query": {"page": "<%= iparam.number %>"},
    },
    "options": {"maxAttempts": 2, "retryDelay": 100},
}
MOCKS = [
    {
        "method": "POST",
        "url": "https://api.example.com/notes/*",
        "status": 200,
        "response": {"a": 1},
    }
]
PAYLOAD = {"event": "onTicketCreate", "data": {"ticket": {"id": 1}}}
FILES: dict[str, Any] = {
    "manifest.json": MANIFEST,
    "config/iparams.json": {
        "key": {"display_name": "Key", "type": "text", "secure": True, "required": True,
                "regex": {"regex-value": "^[a-z-]+$"}},
        "number": {"display_name": "Number", "type": "number", "data-bind": "x"},
        "list": {"display_name": "List", "type": "multiselect", "options": ["a", "b"]},
    },
    "config/iparam_test_data.json": {"key": "a-key-of-ours", "number": 7, "list": ["a"]},
    "config/requests.json": {"note": TEMPLATE},
    "config/oauth_config.json": {
        "client_id": "c", "client_secret": "s", "authorize_url": "https://auth.example.com/a",
        "token_url": "https://auth.example.com/t", "token_type": "account",
    },
    ".fdevents/iparams.json": {"number": 8},
    ".fdevents/oauth.json": {"access_token": "t"},
    "actions.json": {"add": {"display_name": "Add", "description": "Adds", "parameters": {
        "$schema": "http://json-schema.org/draft-07/schema", "type": "object",
        "properties": {"a": {"type": "number"}}, "required": ["a"]}}},
    "server/test_data/requests.json": MOCKS,
    "server/test_data/onTicketCreate.json": PAYLOAD,
    "server/test_data/fdevents/kept.json": PAYLOAD,
    "server/test_data/add.json": {"a": 1},
}  # fmt: skip
COMMANDS = [
    "validate --timeout 2", "validate --timeout 2 --format json",
    "validate --timeout 2 --format sarif", "validate --timeout 2 --format github",
    "trigger onTicketCreate --timeout 2", "trigger onTicketCreate --timeout 2 --json",
    "trigger onTicketCreate --timeout 2 --from test-data",
    "trigger onTicketCreate --timeout 2 --payload kept",
    "trigger onTicketCreate --timeout 2 --add-mocks --save kept --force", "invoke add --timeout 2",
    "run --once --timeout 2", "run --once --timeout 2 --json", "payload onTicketCreate",
    "iparams list", "iparams set number=9", "db list", "schedule list", "mocks list", "mocks check",
    "events", "events --json", "trigger onAppInstall --timeout 2 --json",
]  # fmt: skip
_STORE = ".fdevents/store.db"
_MORE = [
    "server/server.js", "server/lib/notify.js", ".fdevents/templates/onTicketCreate.json.j2",
    "server/node_modules/tiny-client/package.json", "server/node_modules/tiny-client/index.js",
    "server/package.json", _STORE,
]  # fmt: skip


def apps(chance: random.Random, folder: Path) -> Iterator[str]:
    """One command a try, in an app one to three of whose files are spoiled."""
    outside = folder / "outside"
    outside.mkdir()
    (outside / "secret.json").write_text(json.dumps({"key": SECRET, "number": SECRET}))
    before = tree(outside)
    while True:
        app = _some(chance, folder / "app")
        files = chance.sample([*FILES, *_MORE], chance.choice([1, 1, 2, 3]))
        done = "; ".join(spoil(chance, app / each) for each in files if _still(app / each))
        for command in chance.sample(COMMANDS, 3):
            result = caught(["--app", str(app), *command.split()], folder)
            wrong = wrong_with(result) or _says_no_json(command, result.stdout)
            if SECRET in result.stdout + result.stderr:
                wrong += "it read what lies outside"
            if tree(outside) != before:
                wrong += "it wrote outside"
            yield f"{command}: {wrong} ({done})" if wrong else ""
        for moved in folder.glob("moved-*"):
            shutil.rmtree(moved)
        shutil.rmtree(app)


def _some(chance: random.Random, app: Path) -> Path:
    """The app of every kind of file, or now and then one of those that tests have."""
    if chance.random() < 0.3:
        return Path(shutil.copytree(chance.choice(sorted(APPS.iterdir())), app))
    return made(app)


def made(app: Path) -> Path:
    """An app with every kind of file, and no faults."""
    for name, content in FILES.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(json.dumps(content, indent=2))
    (app / "server" / "server.js").write_text(SERVER)
    (app / "server" / "lib").mkdir()
    (app / "server" / "lib" / "notify.js").write_text("module.exports = (x) => x;\n")
    shutil.copytree(DATA / "packages" / "tiny-client", app / "server/node_modules/tiny-client")
    return app


def _still(path: Path) -> bool:
    """Whether the path is not under what was spoiled just before."""
    return not any(each.is_symlink() or each.is_file() for each in path.parents)


def _says_no_json(command: str, stdout: str) -> str:
    if "json" not in command and "sarif" not in command:
        return ""
    try:
        lines = stdout.splitlines() if "run" in command else [stdout]
        for each in lines:
            if each.strip():
                json.loads(each)
    except ValueError as error:
        return f"no JSON: {error}: {stdout[:300]!r}"
    return ""
