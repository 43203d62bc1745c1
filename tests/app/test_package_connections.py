"""Connections of npm packages: those that are stopped, and what libraries ask of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fdevents import App, Outcome
from tests.support.packages import package

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"


OWN = {
    "net": ("require('net').connect(5432, 'db.example.com')", "db.example.com:5432"),
    "tls": ("require('tls').connect(443, 'db.example.com')", "db.example.com:443"),
    "tls with options":
        ("require('tls').connect({ host: 'db.example.com', port: 443 })", "db.example.com:443"),
    "http2": ("require('http2').connect('https://h2.example.com')", "h2.example.com:443"),
    "a socket of the system": ("require('net').connect('/run/mysqld.sock')", "/run/mysqld.sock"),
    "a client request of its own":
        ("new (require('http').ClientRequest)('http://own.example.com/')", "own.example.com:80"),
    "a look-up": ("require('dns').lookup('db.example.com', (error) => fail(error))",
                  "db.example.com"),
    "a look-up by promise":
        ("require('dns').promises.resolveMx('example.com').catch(fail)", "example.com"),
    "a look-up of its own":
        ("new (require('dns').Resolver)().resolve4('db.example.com', fail)", "db.example.com"),
    "an upgrade":
        ("require('https').get('https://ws.example.com/', { headers: { Upgrade: 'websocket' } })",
         "ws.example.com:443"),
}  # fmt: skip


@pytest.mark.parametrize("how", OWN)
def test_another_connection_is_stopped_and_said(declaring: Any, how: str) -> None:
    code, host = OWN[how]
    root = declaring("exports = { cb: () => require('p')() };", "p")
    package(root, "p", f"module.exports = () => new Promise((done, fail) => {{\n"
                       f"const opened = {code};\n"
                       "opened?.on?.('error', fail); });")  # fmt: skip
    outcome = App.load(root).fire(EVENT, timeout=10)
    assert outcome.status == "failed" and outcome.error
    (call,) = outcome.calls
    assert (call.api, call.arguments, call.ok) == ("net.connect", [host], False)
    assert "was stopped" in call.value["message"] and "node:https" in call.hint


def test_a_web_socket_is_stopped_and_said(declaring: Any) -> None:
    root = declaring("exports = { cb: () => require('p')() };", "p")
    package(root, "p", "module.exports = () => { new WebSocket('wss://ws.example.com/x'); };")
    outcome = App.load(root).fire(EVENT)
    assert outcome.status == "failed" and outcome.error
    assert [each.arguments for each in outcome.calls] == [["ws.example.com"]]
    assert "Packages open no connections of their own here" in outcome.error.hint


@pytest.fixture
def asking(declaring: Any) -> Any:
    """Fires at a handler that awaits what the package does with this code."""

    def call(code: str, mocks: str = "[]") -> Outcome:
        root: Path = declaring("const p = require('p');\nexports = { async cb() {\n"
                               "await p(); } };", "p")  # fmt: skip
        package(root, "p", f"module.exports = () => {code};")
        (root / "server" / "test_data").mkdir(exist_ok=True)
        (root / "server" / "test_data" / "requests.json").write_text(mocks)
        return App.load(root).fire(EVENT, timeout=10)

    return call


REFUSED = {
    "https": "new Promise((_, fail) => require('https').get('https://a.example.com/')"
    ".on('error', fail))",
    "fetch": "fetch('https://a.example.com/')",
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_request_without_a_mock_fails_where_the_app_made_it(asking: Any, how: str) -> None:
    error = asking(REFUSED[how]).error
    assert error
    assert str(error.place) == "server/server.js:3:7"
    # A fetch that failed shows its cause as well.
    assert {line.strip() for line in error.stack.splitlines() if " at " in line} <= {
        "at async Object.cb (server/server.js:3:1)", "at Object.cb (server/server.js:3:7)"
    }  # fmt: skip


def test_a_request_by_https_says_when_its_connection_is_secure(asking: Any) -> None:
    sends = (
        "new Promise((done, fail) => { const request = require('https').request("
        "'https://a.example.com/', done).on('error', fail); request.once('socket',"
        " (socket) => socket.once('secureConnect', () => request.end())); })"
    )
    outcome = asking(sends, '[{"url": "https://a.example.com/"}]')
    assert outcome.ok, outcome.error
