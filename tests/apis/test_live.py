"""`--live` and `--record`: requests to a real host, on the loopback and by TLS."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fdevents import App
from fdevents.apis import exchange, live
from fdevents.apis.limits import MOST_A_MINUTE, Rate
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Sent
from fdevents.app.folder import MOCKS
from fdevents.masking import MASK
from tests.support.apps import MakeApp
from tests.support.calling import told
from tests.support.places import DATA
from tests.support.processes import started

pytestmark = pytest.mark.deno

TLS = DATA / "tls"
EVENT = "onTicketCreate"
SECRET = "s3cret-key"


class Host(BaseHTTPRequestHandler):
    """Answers with what it was asked for; /status/N with that status, /slow never."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012
    slow = threading.Event()

    def answer(self) -> None:
        """Any method."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        said = {"method": self.command, "path": self.path, "body": body,
                "authorization": self.headers.get("Authorization")}  # fmt: skip
        self.asked.append(said)
        if self.path == "/slow":
            self.slow.wait(20)
        status = int(self.path.rpartition("/")[2]) if "/status/" in self.path else 200
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Set-Cookie", "session=abc")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a host, whose certificate we trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "localhost.pem"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    Host.asked.clear()
    Host.slow.clear()
    monkeypatch.setattr(live, "sending", Rate())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "localhost.pem", TLS / "localhost.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_address[1]}"
    Host.slow.set()
    server.shutdown()
    server.server_close()
    thread.join()


def app_of(make_app: MakeApp, body: str, domains: tuple[str, ...] = ("https://localhost",)) -> Path:
    """An app that may send to those domains."""
    manifest = {"platform-version": "2.2", "whitelisted-domains": domains,
                "product": {"freshdesk": {"events": {EVENT: {"handler": "cb"}}}}}  # fmt: skip
    declared = {"key": {"display_name": "Key", "type": "text", "secure": True,
                        "default_value": SECRET}}  # fmt: skip
    return make_app(
        f"exports = {{\ncb: async function (payload) {{ {body} }} }};\n",
        manifest=json.dumps(manifest), config__iparams_json=json.dumps(declared),
    )  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_request_is_really_sent(make_app: MakeApp, host: str, method: str) -> None:
    options = "{ headers: { Authorization: 'Key <%= iparam.key %>' }, body: 'b=1' }"
    root = app_of(make_app, told(f"$request.{method}('{host}/x?a=1', {options})"))
    answer = App.load(root, live=True).fire(EVENT).value
    assert answer["status"] == 200 and answer["headers"]["content-type"] == "application/json"
    assert json.loads(answer["response"]) == Host.asked[0] == {
        "method": method.upper(), "path": "/x?a=1", "body": "b=1", "authorization": f"Key {SECRET}"
    }  # fmt: skip


def test_nothing_is_sent_unless_it_was_asked_for(make_app: MakeApp, host: str) -> None:
    root = app_of(make_app, told(f"$request.get('{host}/')"))
    (call,) = App.load(root).fire(EVENT).calls
    assert "Nothing was sent" in call.hint
    assert Host.asked == []


def test_other_hosts_are_not_asked(make_app: MakeApp, host: str) -> None:
    root = app_of(make_app, told(f"$request.get('{host}/')"), ("https://api.example.com",))
    rejected = App.load(root, live=True).fire(EVENT).value["rejected"]
    assert rejected["status"] == 400
    plain = app_of(make_app, told("$request.get('http://localhost/')"))
    assert "HTTPS" in App.load(plain, live=True).fire(EVENT).value["rejected"]["response"]
    assert Host.asked == []


def test_what_goes_wrong_is_a_rejection(
    make_app: MakeApp, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rejected(path: str) -> dict[str, Any]:
        root = app_of(make_app, told(f"$request.get('{path}')"))
        found: dict[str, Any] = App.load(root, live=True).fire(EVENT).value["rejected"]
        return found

    assert rejected(f"{host}/status/422")["status"] == 422
    assert "could not be reached" in rejected("https://localhost:1/")["response"]
    monkeypatch.setattr(live, "TIMEOUT_SECONDS", 0.3)
    assert rejected(f"{host}/slow")["status"] == 504
    monkeypatch.setattr(exchange, "LARGEST_RESPONSE", 5)
    assert "larger than" in rejected(f"{host}/")["response"]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    make_app: MakeApp, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    root = app_of(make_app, told(f"$request.get('{host}/')"))
    assert App.load(root, live=True).fire(EVENT).value["rejected"]["status"] == 502
    assert Host.asked == []


def test_there_are_so_many_requests_a_minute(host: str) -> None:
    """However many apps are loaded: each save of one loads it again."""
    request = Sent("GET", f"{host}/", {}, None)
    for _ in range(MOST_A_MINUTE):
        live.Live().send(request)
    with pytest.raises(Refused, match="50 requests a minute"):
        live.Live().send(request)


def test_what_came_back_is_recorded_without_secrets_and_answers_then(
    make_app: MakeApp, cli: Any, host: str
) -> None:
    options = f"{{ headers: {{ Authorization: '{SECRET}' }} }}"
    root = app_of(make_app, told(f"$request.get('{host}/x', {options})"))
    line = ["trigger", EVENT, "--app", root]
    for _ in range(2):
        assert cli(*line, "--live", "--record").exit_code == 0
    text = (root / "server" / "test_data" / "requests.json").read_text("utf-8")
    (mock,) = json.loads(text)
    assert (mock["method"], mock["url"], mock["status"]) == ("GET", f"{host}/x", 200)
    assert SECRET not in text and "session=abc" not in text
    asked = len(Host.asked)
    offline = cli(*line, "--json").json
    assert offline["value"]["status"] == 200 and len(Host.asked) == asked
    assert cli("validate", "--app", root).exit_code == 0


def test_a_secret_number_is_hidden_in_a_record_and_a_longer_one_is_not(
    make_app: MakeApp, cli: Any, host: str
) -> None:
    root = app_of(make_app, told(f"$request.get('{host}/orders/94711?key=4711')"))
    declared = {"key": {"display_name": "Key", "type": "number", "secure": True,
                        "default_value": 4711}}  # fmt: skip
    (root / "config" / "iparams.json").write_text(json.dumps(declared))
    assert cli("trigger", EVENT, "--app", root, "--live", "--record").exit_code == 0
    (mock,) = json.loads((root / MOCKS).read_text("utf-8"))
    assert mock["url"] == f"{host}/orders/94711?key=*"
    assert json.loads(mock["response"])["path"] == f"/orders/94711?key={MASK}"


def test_a_record_of_what_is_not_sent_is_wrong_usage(make_app: MakeApp, cli: Any) -> None:
    result = cli("trigger", EVENT, "--app", app_of(make_app, ""), "--record")
    assert (result.exit_code, "--live" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", [("run",), ("trigger", EVENT, "--watch")], ids=["run", "watch"])
def test_a_recording_is_no_save_of_the_app(
    make_app: MakeApp, host: str, command: tuple[str, ...]
) -> None:
    root = app_of(make_app, f"return (await $request.get('{host}/x')).status")
    script = root / "server" / "server.js"
    with started(*command, "--app", str(root), "--json", "--live", "--record") as process:
        for number in range(1, 5):
            process.until_said("watching for changes", number)
            assert len(process.until_outcomes(number)) == len(Host.asked) == number
            (root / "saved").write_text(f"{script.read_text()}// {number}\n")
            (root / "saved").replace(script)  # whole, as an editor does
        assert "changed meanwhile" not in process.stderr
    (mock,) = json.loads((root / MOCKS).read_text("utf-8"))
    assert mock["url"] == f"{host}/x"
