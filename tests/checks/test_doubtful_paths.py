"""Paths of which the code says itself that they may be there: `payload-path` is silent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from fdevents import App
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno


def flagged(make_app: MakeApp, server: str, manifest: str = "") -> list[str]:
    """What `payload-path` says that the payload lacks, in the order of the file."""
    app = App.load(make_app(server, manifest=manifest or registering({"onTicketCreate": "cb"})))
    found = [each for each in app.problems if each.rule == "payload-path"]
    return [re.split(r" has no |\.$", each.message)[1] for each in found]


BY_EVENT = [
    "(p) => { if (p.event === 'onContactCreate') return p.data.contact.email; }",
    "(p) => { if (p.event !== 'onTicketCreate') {} else return p.data.contact.email; }",
    """(p) => { switch (p.event) { case 'onContactCreate': return p.data.contact.email; } }""",
    "(p) => { const type = p.event; return type.startsWith('onC') ? p.data.contact : 1; }",
    "({ event, data }) => event === 'onContactCreate' && data.contact.email",
    "({ event, data }) => { if (event == NEW) { const { contact } = data; return contact.id; } }",
]
BY_NAME = [
    "(p) => { if (Object.keys(p.data).includes('org')) return p.data.org.name; }",
    "(p) => { const all = Object.keys(p.data); if (all.indexOf('org') > -1) return p.data.org; }",
    "(p) => { for (const k of ['org', 'unit']) if (!p.data[k]) throw k; return p.data.unit.x; }",
    """(p) => { need(p, 'data.org'); return p.data.org.x; function need(o, path) {
      const [a, b] = path.split('.'); if (!o[a]) throw a; if (!(o = o[a])[b]) throw b; } }""",
    """(p) => { need(p.data, 'org'); return p.data.org.x;
      function need(o, k) { if (o[k] === undefined) throw k; } }""",
    "(p) => p.data.hasOwnProperty.call(p.data, 'x') && [p.toString, p.data.ticket.valueOf]",
]
WRITTEN = [
    "async (p) => { const t = p.data.ticket; [t.own] = await all(); return t.own.name; }",
    "async (p) => { const t = p.data.ticket; ({ a: t.own } = await all()); return t.own.name; }",
    "async (p) => { const t = p.data.ticket; ({ a: t.own = 1 } = await all()); return t.own; }",
    "async (p) => { const t = p.data.ticket; [...t.own] = await all(); return t.own.length; }",
    "(p) => { const t = p.data.ticket; for (t.own of []) {} return t.own; }",
    "(p) => { Object.setPrototypeOf(p.data, { own: { name: 1 } }); return p.data.own.name; }",
    "function (p) { arguments[0].own = {}; return p.own.name; }",
]


@pytest.mark.parametrize("handler", BY_EVENT)
def test_an_object_of_another_event_is_read_where_the_code_asks_for_the_event(
    make_app: MakeApp, handler: str
) -> None:
    assert flagged(make_app, f"exports = {{ cb: {handler} }};") == []


def test_asking_for_the_event_does_not_excuse_other_mistakes(make_app: MakeApp) -> None:
    server = """exports = { cb(p) {
      if (p.event === 'onTicketCreate') { return [p.ticket.id, p.data.ticket.prioirty]; }
      if (p.data.ticket.id) return p.data.contact; } };"""
    assert flagged(make_app, server) == ["p.ticket.id", "p.data.ticket.prioirty", "p.data.contact"]


@pytest.mark.parametrize("handler", BY_NAME)
def test_a_name_that_the_code_looks_for_as_a_text_may_be_there(
    make_app: MakeApp, handler: str
) -> None:
    assert flagged(make_app, f"exports = {{ cb: {handler} }};") == []


def test_a_text_is_no_excuse_where_no_names_are_gone_through(make_app: MakeApp) -> None:
    server = """exports = { cb(p) { Object.keys(p.iparams); p.data.ticket['id'];
      return $db.get('ticket').then(() => p.ticket.id + p.data['org']); } };"""
    assert flagged(make_app, server) == ["p.ticket.id", "p.data.org"]


@pytest.mark.parametrize("handler", WRITTEN)
def test_what_the_code_writes_in_other_ways_is_the_apps_own(
    make_app: MakeApp, handler: str
) -> None:
    assert flagged(make_app, f"exports = {{ cb: {handler} }};") == []


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, ["p.data.ticket.ticketId"]),
        ({"location": {"ticket_sidebar": {"url": "index.html", "icon": "icon.svg"}}}, []),
        ({"functions": {"sync": {"timeout": 10}}}, []),
        ({"functions": {"other": {"timeout": 10}}}, ["p.data.ticket.ticketId"]),
    ],
    ids=["no pages", "pages", "named in the manifest", "others are named"],
)
def test_a_function_that_the_apps_pages_may_call_gets_what_they_give_it(
    make_app: MakeApp, more: dict[str, Any], wrong: list[str]
) -> None:
    manifest = json.loads(registering({"onTicketCreate": "cb"}))
    manifest["product"]["freshdesk"].update(more)
    server = """exports = { cb(p) { return this.sync(p.data.ticket); }, other() {},
      sync(given) { return given.ticketId; } };"""
    assert flagged(make_app, server, json.dumps(manifest)) == wrong


@pytest.mark.parametrize(
    ("products", "wrong"),
    [
        (["freshdesk"], ["p.data.ticket.department_id"]),
        (["freshdesk", "freshservice"], []),
        (["freshservice"], []),
    ],
    ids=["Freshdesk's alone", "several products", "a neighbour's"],
)
def test_a_list_of_events_is_for_each_product_of_the_app(
    make_app: MakeApp, products: list[str], wrong: list[str]
) -> None:
    manifest = {"platform-version": "2.0", "product": {name: {} for name in products}}
    server = """exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }],
      cb: (p) => p.data.ticket.department_id };"""
    assert flagged(make_app, server, json.dumps(manifest)) == wrong


@pytest.mark.parametrize(
    ("self", "wrong"), [("this", ["p.data.ticket.due"]), ("{ due: (t) => t.own }", [])]
)
def test_a_method_is_followed_through_another_name_of_this(
    make_app: MakeApp, self: str, wrong: list[str]
) -> None:
    server = f"""exports = {{ cb: function (p) {{
        var self = {self};
        $db.get('x').then(function () {{ self.due(p.data.ticket); }}, console.error);
      }}, due: function (t) {{ return t.due; }} }};"""
    assert flagged(make_app, server) == wrong


def test_pages_do_not_call_handlers_of_events(make_app: MakeApp) -> None:
    manifest = json.loads(registering({"onTicketCreate": "cb"}))
    manifest["product"]["freshdesk"]["location"] = {"ticket_sidebar": {"url": "index.html"}}
    server = "exports = { cb: (p) => p.ticket.id };"
    assert flagged(make_app, server, json.dumps(manifest)) == ["p.ticket.id"]
