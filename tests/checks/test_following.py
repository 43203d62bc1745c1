"""Payloads followed through handlers as apps write them: what is flagged, what is left alone."""

from __future__ import annotations

import json
import re

import pytest

from fdevents import App
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.freshdesk.seen import seen_names
from fdevents.freshdesk.versions import VERSIONS
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno


def flagged(
    make_app: MakeApp, server: str, event: str = "onTicketCreate", version: str = "2.2"
) -> list[str]:
    """What `payload-path` says that the payload lacks, in the order of the file."""
    app = App.load(make_app(server, manifest=registering({event: "cb"}, version)))
    found = [each for each in app.problems if each.rule == "payload-path"]
    return [re.split(r" has no |\.$", each.message)[1] for each in found]


WRONG = {
    "a known mistake among jQuery chains": (
        """exports = { cb: function (args) {
          $request.get("https://x.example.com/" + args.ticket.id).then(
            function (data) { console.log(data); }, function (error) { console.log(error); });
        } };""",
        ["args.ticket.id"],
    ),
    "logged whole first": (
        """exports = { cb: async function (payload) {
          console.log("payload", JSON.stringify(payload), payload);
          await $db.set("x", { n: payload.data.conversations });
        } };""",
        ["payload.data.conversations"],
    ),
    "destructured": (
        "exports = { cb({ data: { ticket, requestor } }) { console.log(ticket, requestor); } };",
        ["payload.data.requestor"],
    ),
    "destructured in steps": (
        """exports = { async cb(args) {
          const { data } = args;
          const { ticket: { id, prioirty }, requester } = data;
          console.log(id, prioirty, requester.emial);
        } };""",
        ["args.data.ticket.prioirty", "args.data.requester.emial"],
    ),
    "renamed": (
        "exports = { cb({ data: { ticket: t } }) { return t.subjekt.length; } };",
        ["payload.data.ticket.subjekt.length"],
    ),
    "the rest of it": (
        "exports = { cb(p) { const { id, ...rest } = p.data.ticket; return rest.stauts + id; } };",
        ["p.data.ticket.stauts"],
    ),
    "aliases": (
        """exports = { cb: function (args) {
          var data = args.data;
          var ticket = data.ticket, requester = data["requester"];
          return [ticket.custom_fields.cf_x, ticket.groupid, requester["mail"]];
        } };""",
        ["args.data.ticket.groupid", "args.data.requester.mail"],
    ),
    "or an empty object": (
        "exports = { cb(p) { const data = p.data || {}; return data.ticket.tag; } };",
        ["p.data.ticket.tag"],
    ),
    "optional on the way": (
        "exports = { cb: (p) => p?.data?.ticket.prioirty };",
        ["p.data.ticket.prioirty"],
    ),
    "a function below": (
        """exports = { cb: async (args) => { await notify(args.data, 5); } };
        async function notify(data, n) { return data.ticket.titel + n; }""",
        ["args.data.ticket.titel"],
    ),
    "functions of functions": (
        """const id = (ticket) => ticket.ids;
        function both(p) { return id(p.data.ticket); }
        exports = { cb: function (args) { return both(args); } };""",
        ["args.data.ticket.ids"],
    ),
    "another method, through this": (
        """exports = {
          cb: function (args) { return this.handle(args.data.ticket); },
          handle: function (t) { return t.due; },
        };""",
        ["args.data.ticket.due"],
    ),
    "another method, through exports": (
        """exports.handle = ({ ticket }) => ticket.sorce;
        exports.cb = (args) => exports.handle(args.data);""",
        ["args.data.ticket.sorce"],
    ),
    "called twice with the same": (
        """function name(t) { return t.nmae; }
        exports = { cb(p) { return name(p.data.ticket) || name(p.data.requester); } };""",
        ["p.data.ticket.nmae"],
    ),
    "inside a callback of the promise": (
        """exports = { cb(args) {
          $db.get("x").then(() => { console.log(args.data.ticket.prioirty); }, console.error);
        } };""",
        ["args.data.ticket.prioirty"],
    ),
    "in a template text and a condition": (
        "exports = { cb(a) { if (a.data.ticket.state === 2) return `${a.tickets.id}`; } };",
        ["a.data.ticket.state", "a.tickets.id"],
    ),
    "where something else is asked for": (
        "exports = { cb(a) { if (a.data) { return a.ticket.id; } } };",
        ["a.ticket.id"],
    ),
    "once, and not again where it is used": (
        """exports = { cb(p) { const { ticket } = p, { requester: { id } } = p;
          return [ticket.id, ticket.tags, id]; } };""",
        ["p.ticket", "p.requester"],
    ),
    "the last of what is asked for is too late": (
        "exports = { cb(a) { if (a.ticket.id) { return 1; } } };",
        ["a.ticket.id"],
    ),
    "changes of what was just made": (
        "exports = { cb(a) { return a.data.ticket.changes.status; } };",
        ["a.data.ticket.changes.status"],
    ),
    "in a block that has its own names": (
        "exports = { cb(a) { { const b = a.data; { let b = 1; b.x; } return b.tikcet; } } };",
        ["a.data.tikcet"],
    ),
    "filled into another object": (
        "exports = { cb(p) { return Object.assign({}, p.data.ticket, p.data.ticket.idd); } };",
        ["p.data.ticket.idd"],
    ),
}

SILENT = {
    "all of the usual": """exports = { cb: function (args) {
        const t = args.data.ticket;
        console.log(args.iparams.any.deep, args.account_id, args.domain, args.region, args.event,
          args.timestamp, args.currentHost.endpoint_urls, args.app_settings.x, args.version);
        return [t.subject.length, t.tags.includes("x"), t.tags[0].length, t.type.split("T")];
      } };""",
    "custom fields": "exports = { cb: (p) => [p.data.ticket.custom_fields.x.y, p.data.ticket.cf_a]"
    " };",
    "handed whole to a module": """const lib = require("./lib/handle");
      exports = { cb: function (args) { lib.prepare(args); return args.ticket.id; } };""",
    "handed whole to a class": """class Job { constructor(p) { p.job = this; this.p = p; }
        run() { return this.p.anything; } }
      exports = { cb: (args) => { new Job(args).run(); return args.job; } };""",
    "written before": "exports = { cb(p) { p.data.ticket.mine = 1; return p.data.ticket.mine; } };",
    "filled in": "function x() {} exports = { cb(p) { const t = p.data.ticket;"
    " Object.assign(t, x()); return p.data.ticket.mine; } };",
    "filled in by index": "exports = { cb(p) { for (const k of ['a']) p[k] = 1; return p.a; } };",
    "deleted": "exports = { cb(p) { delete p.data.ticket.mine; } };",
    "asked for": "exports = { cb(p) { if (p.ticket) { return p.ticket.id; } } };",
    "asked for with not": "exports = { cb(p) { if (!p.ticket) return; return p.ticket.id; } };",
    "asked for with and": "exports = { cb(p) { return p.ticket && p.ticket.id; } };",
    "asked for with typeof": "exports = { cb: (p) => typeof p.ticket == 'object' && p.ticket.id };",
    "asked for with in": "exports = { cb: (p) => 'ticket' in p ? p.ticket.id : 0 };",
    "asked for with null": "exports = { cb: (p) => p.ticket !== null && p.ticket.id };",
    "asked for by itself": "exports = { cb: (p) => p.hasOwnProperty('ticket') ? p.ticket.id : 0 };",
    "asked for by lodash": """const _ = require("lodash");
      exports = { cb: (p) => [_.get(p, "data.ticket.any.thing"), _.has(p, "own") && p.own,
        _.isEmpty(p.data.some)] };""",
    "with a default": "exports = { cb: (p) => p.data.ticket.nickname || p.data.name || '-' };",
    "with another default": "exports = { cb: (p) => (p.data.ticket.nick ?? '') + p.ticket?.id };",
    "with a default in the pattern": "exports = { cb({ data: { extra = {}, ticket } }) {"
    " return extra.x + ticket.id; } };",
    "the other way to hand a payload over": "exports = { cb: (p) => p.data ? p.data.ticket.id :"
    " p.ticket.id };",
    "else": "exports = { cb(p) { if (p.data) { return 1; } else { return p.ticket.id; } } };",
    "a parameter that is assigned to": "exports = { cb(p) { p = other(p); return p.ticket; } };",
    "an alias that is assigned to": """exports = { cb(p) {
        let t = p.data.ticket; t = convert(t); return t.mine; } };
      function convert(t) { return { mine: t.id }; }""",
    "an alias that is declared twice": """exports = { cb(p) {
        var data = p.data.ticket; if (1) { var data = { mine: 1 }; } return data.mine; } };""",
    "the same name in a callback": "exports = { cb(p) { return [1].map((p) => p.ticket.id); } };",
    "the same name in a catch": "exports = { cb(e) { try { x } catch (e) { e.message; } } };",
    "the same name in a loop": "exports = { cb(p) { for (const p of []) p.ticket; } };",
    "what a function makes of it": """function made(p) { return { ticket: p.data.ticket }; }
      exports = { cb(p) { const q = made(p); return q.ticket.mine + q.own; } };""",
    "a copy": "exports = { cb(p) { const q = { ...p.data.ticket, own: 1 }; return q.own; } };",
    "a function that others call, too": """function id(t) { return t.own; }
      exports = { cb(p) { return id(p.data.ticket) + id({ own: 1 }); } };""",
    "a function that is handed on": """function id(t) { return t.own; }
      exports = { cb(p) { return [1].map(id) + id(p.data.ticket); } };""",
    "a handler that others call, too": """exports = {
      cb(p) { return p.own; }, other() { return this.cb({ own: 1 }); } };""",
    "a function that is called in two ways": """function own(t) { return t.email; }
      exports = { cb(p) { return own(p.data.ticket) + own(p.data.requester); } };""",
    "a default of the handler": "exports = { cb(p = { own: 1 }) { return p.data.ticket.id; } };",
    "a function that goes down": """function walk(o) { return o.child ? walk(o.child) : o.end; }
      exports = { cb(p) { return walk(p.data); } };""",
    "an index that only running tells": "exports = { cb: (p) => Object.keys(p.data)"
    ".map((k) => p.data[k].own.any) };",
    "spread arguments": "function f(a, b) { return b.own; }"
    " exports = { cb: (p) => f(...[1, p], p) };",
    "texts and comments": "exports = { cb: (p) => 'p.ticket' + `p.ticket` /* p.ticket */ };",
    "every argument": "exports = { cb() { return arguments[0].ticket; } };",
    "built elsewhere": "exports = Object.assign({}, { cb: (p) => p.ticket.id });",
    "a call of what is there": "exports = { cb: (p) => [p.data.ticket.toString(), p.valueOf()] };",
    "a function of the same name elsewhere": """const lib = { handle(t) { return t.own; } };
      exports = { cb: (p) => lib.handle(p.data.ticket) };""",
    "a chain": """exports = { cb: function (payload) {
        var that = this, t = payload.data.ticket;
        $request.post("https://x.example.com", { body: JSON.stringify(payload) })
          .done(function (data) { console.log(JSON.parse(data.response).ticket.id, t.id); })
          .fail(function (error) { console.log(error.status, that); });
      } };""",
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_no_payload_has_is_found_wherever_the_payload_goes(
    make_app: MakeApp, case: str
) -> None:
    server, wrong = WRONG[case]
    assert flagged(make_app, server) == wrong


@pytest.mark.parametrize("case", SILENT)
def test_what_may_be_there_is_left_alone(make_app: MakeApp, case: str) -> None:
    assert flagged(make_app, SILENT[case]) == []


@pytest.mark.parametrize("version", ["2.2", "2.3", "3.0"])
def test_a_place_in_an_alias_is_that_of_the_alias(make_app: MakeApp, version: str) -> None:
    server = "exports = { cb({ data }) {\n  const t = data.ticket;\n  return t.prioirty; } };"
    under = {"3.0": "modules.support_ticket"}.get(version, "")
    manifest = registering({"onTicketCreate": "cb"}, version, under=under)
    found = [e for e in App.load(make_app(server, manifest=manifest)).problems
             if e.rule == "payload-path"]  # fmt: skip
    assert [(str(e.place), e.hint) for e in found] == [
        ("server/server.js:3:10", "Did you mean “payload.data.ticket.priority”?")
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_that_was_ever_seen_is_flagged_on_any_version(
    make_app: MakeApp, version: str
) -> None:
    handlers = ""
    for event in EVENTS:
        reads = [f"args.{name}" for name in seen_names(event)]
        for name, names in (seen_names(event)["data"] or {}).items():
            reads += [f"args.data.{name}.{inner}" for inner in names or ("anything.at.all",)]
        handlers += f"{event}: (args) => [{', '.join(reads)}, args.nothing],\n"
    manifest = registering({event: event for event in EVENTS}, version)
    problems = App.load(make_app(f"exports = {{\n{handlers}}};", manifest=manifest)).problems
    found = [each.message for each in problems if each.rule == "payload-path"]
    assert found == [f"The payload of {event} has no args.nothing." for event in EVENTS]


@pytest.mark.parametrize("event", [e.name for e in EVENTS.values() if e.kind is not Kind.PRODUCT])
def test_the_data_of_a_sender_may_have_anything(make_app: MakeApp, event: str) -> None:
    server = "exports = { cb({ data, options }) { return [data.any.thing, options.x, data.y]; } };"
    assert flagged(make_app, server, event) == []


@pytest.mark.parametrize(
    "manifest",
    [
        {"product": {"freshdesk": {"events": {"onTicketCreate": {"handler": "cb"}}},
                     "freshservice": {"events": {"onTicketCreate": {"handler": "cb"}}}}},
        {"product": {"freshdesk": {"events": {"onTicketCreate": {"handler": "cb"}},
                                   "functions": {"cb": {"timeout": 10}}}}},
    ],
    ids=["another product", "a server method"],
)  # fmt: skip
def test_a_handler_that_is_called_otherwise_may_get_anything(
    make_app: MakeApp, manifest: dict[str, object]
) -> None:
    text = json.dumps({"platform-version": "2.3", **manifest})
    app = App.load(make_app("exports = { cb: (p) => p.own.thing };", manifest=text))
    assert not [each for each in app.problems if each.rule == "payload-path"]


def test_a_handler_named_like_its_event_is_followed(make_app: MakeApp) -> None:
    manifest = registering({"onTicketCreate": "onTicketCreate"})
    server = "exports = { onTicketCreate: (p) => p.ticket.id };"
    (found,) = App.load(make_app(server, manifest=manifest)).problems
    assert found.rule == "payload-path"
