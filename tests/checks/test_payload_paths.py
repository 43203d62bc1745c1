"""Paths that handlers read: what no payload has is found, and what only looks so is left alone."""

from __future__ import annotations

import pytest

from fdevents import App
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno


def found(make_app: MakeApp, handler: str, version: str = "2.3") -> list[tuple[str, str]]:
    """Message and hint of each warning for a handler."""
    server = f"function helper(p) {{ return p.data; }}\nexports = {{ cb: {handler} }};\n"
    app = App.load(make_app(server, manifest=registering({"onTicketCreate": "cb"}, version)))
    assert {each.rule for each in app.problems} <= {"payload-path"}
    return [(each.message, each.hint) for each in app.problems]


WRONG = {
    "function (args) { return args.ticket.id; }": ("args.ticket.id", "args.data.ticket.id"),
    "(args) => args.ticket": ("args.ticket", "args.data.ticket"),
    "args => args.data.tickets.id": ("args.data.tickets.id", "args.data.ticket.id"),
    "async (p) => p.data.ticket.prioriti": ("p.data.ticket.prioriti", "p.data.ticket.priority"),
    "function (p) { p.ticket.subject.trim(); }": ("p.ticket.subject", "p.data.ticket.subject"),
    "function (p) { return () => p.requester.email; }": ("p.requester.email",
                                                         "p.data.requester.email"),
    "function (p) { return `${p.iparam.key}`; }": ("p.iparam.key", "p.iparams.key"),
    "(p) => { /* é 😀 */ return 'é' + p.ticket.id; }": ("p.ticket.id", "p.data.ticket.id"),
    "(été) => été.ticket.id": ("été.ticket.id", "été.data.ticket.id"),
}  # fmt: skip
RIGHT = [
    "function (args) { return args.data.ticket.id; }",
    "(p) => p.data.ticket.custom_fields.cf_any.thing",
    "(p) => p.data.ticket.tags.map((t) => t).length",
    "(p) => p.data.ticket.deleted",
    "(p) => [p.iparams, p.region, p.timestamp, p.data.actor.name]",
    "(p) => { p.own = 1; p.other.deep = 2; }",
    "(p) => { p = p.data; return p.ticket; }",
    "(p) => [1].map((p) => p.ticket)",
    "(p) => { { const p = {}; return p.ticket; } }",
    "(p) => 'p.ticket.id' /* p.ticket.id */",
    "(p) => { /* p.ticket.id */ return /p.ticket/; }",
    "({ data }) => data.ticket",
    "() => 1",
    "(...all) => all.ticket",
    "(p) => p.ticket?.id",
    "(p) => p.data.ticket.constructor",
    "(p) => helper(p)",
    "(p) => { const ép = {}, q = 'é', pé = {}; return [ép.ticket, q, pé.ticket, p.data.ticket]; }",
    "(p) => p.data.ticket.subject\u00a0+ 'é'",
    "(p) => p.data.ticket.custom_fields.prénom + p.iparams",
    "(p) => { const q = { p: { ticket: 1 } }; return q.p.ticket; }",
]


@pytest.mark.parametrize("handler", WRONG)
def test_a_path_that_the_payload_lacks_is_a_warning_with_the_right_one(
    make_app: MakeApp, handler: str
) -> None:
    wrong, right = WRONG[handler]
    assert found(make_app, handler) == [
        (f"The payload of onTicketCreate has no {wrong}.", f"Did you mean “{right}”?")
    ]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("data.ticket.requester.email", "data.requester.email"),
        ("data.ticket.attachment.length", "data.ticket.attachments.length"),
        ("data.ticket.custom_field.cf_x", "data.ticket.custom_fields.cf_x"),
        ("data.ticket.company.name", ""),  # company_id is there, and has no name
        ("data.ticket.mobile", "data.requester.mobile"),
        ("data.requestor", "data.requester"),
        ("payload.data.ticket.id", ""),
    ],
)
def test_a_hint_names_a_path_that_is_there_or_none(
    make_app: MakeApp, path: str, meant: str
) -> None:
    ((_, hint),) = found(make_app, f"(p) => p.{path}")
    assert hint == (f"Did you mean “p.{meant}”?" if meant else "")


def test_changes_are_said_to_be_the_tickets(make_app: MakeApp) -> None:
    server = "exports = { cb: ({ changes, data }) => [changes.status, data.changes.type] };"
    app = App.load(make_app(server, manifest=registering({"onTicketUpdate": "cb"})))
    assert [each.hint for each in app.problems] == [
        "Did you mean “payload.data.ticket.changes”?",
        "Did you mean “payload.data.ticket.changes.type”?",
    ]


@pytest.mark.parametrize("handler", RIGHT)
def test_what_the_payload_has_or_may_have_is_left_alone(make_app: MakeApp, handler: str) -> None:
    assert found(make_app, handler) == []


@pytest.mark.parametrize("version", ["2.2", "2.3", "3.0"])
def test_what_the_payload_of_any_version_has_is_no_mistake(make_app: MakeApp, version: str) -> None:
    handler = "(p) => [p.data.actor.email, p.data.ticket.watchers, p.data.ticket.cf_any]"
    assert found(make_app, handler, version) == []
    assert len(found(make_app, "(p) => p.data.ticket.prioirty", version)) == 1


def test_a_callback_of_several_events_may_read_what_one_of_them_has(make_app: MakeApp) -> None:
    server = (
        "exports = { events: [{ event: 'onTicketCreate', callback: 'c' },"
        " { event: 'onContactCreate', callback: 'c' }],\n"
        "c(p) { return [p.data.contact, p.data.ticket]; }, };"
    )
    assert App.load(make_app(server)).problems == []
    (problem,) = App.load(make_app(server.replace("p.data.contact", "p.contact"))).problems
    assert "onTicketCreate and onContactCreate has no p.contact" in problem.message
    assert str(problem.place) == "server/server.js:2:16"
