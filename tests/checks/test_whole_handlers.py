"""Whole handlers, in the styles that people write: each mistake is found, and nothing else said."""

from __future__ import annotations

import re

import pytest

from fdevents import App
from fdevents.problems import Problem
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno
RULES = ("payload-path", "floating-promise", "unavailable-global")

# Name -> the event, the script, and what its payload lacks.
MISTAKEN = {
    "es5": (
        "onTicketCreate",
        r"""
var that = null;
exports = {
  cb: function (args) {
    var ticket = args["data"]["ticket"];
    var options = {
      headers: { Authorization: "Basic <%= encode(iparam.key) %>" },
      json: { subject: ticket["title"], by: args["requester"]["name"] },
    };
    $request.post("https://x.example.com", options).then(function (data) {
      console.log("created", args.data.ticket.ticket_id, data.response.id);
      $db.set("t:" + args.data.ticket.id, { id: data.response.id }).then(function () {
        console.log(args.ticket.id);
      }, function (e) {
        console.error(e, args.data.tickets);
      });
    }, function (error) {
      console.error(error);
    });
  },
};
""",
        [
            "args.data.ticket.title",
            "args.requester.name",
            "args.data.ticket.ticket_id",
            "args.ticket.id",
            "args.data.tickets",
        ],
    ),
    "modern": (
        "onTicketCreate",
        r"""
const PRIORITY = { 1: "low" };
const toRecord = (
  { ticket: { id, subject, prioirty = 1 }, requester: { fullName, email } },
) => ({ id, subject, p: PRIORITY[prioirty], fullName, email });
const save = async (data, { apiKey }) => {
  const record = toRecord(data);
  await $db.set(`t:${record.id}`, record);
  console.log(apiKey, data.ticket.statsu);
};
exports = {
  cb: async function ({ data, iparams }) {
    try {
      await save(data, iparams);
      console.info(`saved ${data.ticket.ID}`);
    } catch (error) {
      console.error(error.message);
    }
  },
};
""",
        ["payload.data.requester.fullName", "payload.data.ticket.statsu", "payload.data.ticket.ID"],
    ),
    "update": (
        "onTicketUpdate",
        r"""
function statusChanged(changes) {
  return changes.status && changes.status[0] !== changes.status[1];
}
async function handle(args) {
  const { ticket, requestor } = args.data;
  if (!statusChanged(ticket.changes)) return;
  switch (ticket.Status) {
    case 4:
      await close(ticket);
      break;
    default:
  }
  console.log(requestor.email, args.changes);
}
async function close({ id, subjct }) {
  await $db.delete(`t:${id}:${subjct}`);
}
exports = { cb: async (args) => handle(args) };
""",
        [
            "args.data.requestor",
            "args.data.ticket.Status",
            "args.changes",
            "args.data.ticket.subjct",
        ],
    ),
    "contact": (
        "onContactCreate",
        r"""
exports = {
  cb: function (args) {
    var c = args.data.contact;
    var name = c.first_name + " " + c.last_name;
    $request.post("https://x.example.com", {
      body: JSON.stringify({
        name: name,
        mail: c.emails[0],
        phone: c.phoneNumber,
        co: args.data.company.name,
      }),
    }).done(function () {}).fail(function () {});
  },
};
""",
        [
            "args.data.contact.first_name",
            "args.data.contact.last_name",
            "args.data.contact.emails",
            "args.data.contact.phoneNumber",
            "args.data.company.name",
        ],
    ),
}
RIGHT = {
    "es5 callbacks": r"""
var BASE = "https://api.example.com";
exports = {
  cb: function (args) {
    var self = this;
    var ticket = args.data.ticket, requester = args.data.requester;
    var url = BASE + "/v1/messages?to=" +
      encodeURIComponent(requester.phone || requester.mobile);
    var headers = { Authorization: "Basic <%= encode(iparam.key + ':x') %>" };
    $request.post(url, { headers: headers, json: { id: ticket.id, text: ticket.subject } })
      .then(function (data) {
        console.log(data.response.ticket);
        self.log(data, args);
      }, function (err) {
        console.error(err.status, err.ticket);
      });
  },
  log: function (data, args) {
    console.log(data.status, args.data.ticket.id, args.iparams.key);
  },
};
""",
    "async await destructuring defaults renames": r"""
exports = {
  async cb(
    {
      data: {
        ticket: {
          id: ticketId,
          subject = "",
          custom_fields: { cf_order: order = null } = {},
          ...others
        },
        requester: { email, name: fullName = "n/a" } = {},
      },
      iparams: { apiKey },
      domain,
    },
  ) {
    const [first, ...rest] = fullName.split(" ");
    try {
      const { response } = await $request.post("https://x.example.com", {
        body: JSON.stringify({
          ticketId,
          subject,
          order,
          email,
          first,
          rest,
          apiKey,
          domain,
          p: others.priority,
        }),
      });
      const { ticket } = JSON.parse(response);
      console.log(ticket.external_id);
    } catch ({ status, message }) {
      console.log(status, message);
    }
  },
};
""",
    "helper module": r"""
const notifier = require("./lib/notifier");
exports = {
  cb: async (args) => {
    await notifier.send(args, args.data.ticket);
    notifier.log(args.data);
  },
};
""",
    "class": r"""
class TicketSync {
  constructor(args) {
    this.args = args;
    this.ticket = args.data.ticket;
    this.extra = args.anything;
  }
  async run() {
    const { ticket } = this;
    return $db.set(`${ticket.id}`, { mine: ticket.mine_own });
  }
  static from(p) {
    return new TicketSync(p);
  }
}
exports = {
  async cb(args) {
    const sync = new TicketSync(args);
    await sync.run();
    await TicketSync.from(args).run();
  },
};
""",
    "shadowed names": r"""
exports = {
  cb: function (args) {
    [{ foo: 1 }].forEach(function (args) {
      console.log(args.foo);
    });
    (function (args) {
      console.log(args.foo);
    })({ foo: 1 });
    const f = ({ data }) => data.foo;
    f({ data: { foo: 1 } });
    try {
      throw new Error();
    } catch (args) {
      console.log(args.stack, args.code);
    }
    {
      let args = { foo: 1 };
      console.log(args.foo);
    }
    class args2 {
      static args() {
        return this.args.foo;
      }
    }
    label: for (var i = 0; i < 1; i++) continue label;
  },
};
""",
    "one function of many events": r"""
exports = {
  events: [{ event: "onTicketCreate", callback: "cb" }, {
    event: "onConversationCreate",
    callback: "cb",
  }],
  cb: function (args) {
    switch (args.event) {
      case "onTicketCreate":
        return args.data.ticket.subject;
      case "onConversationCreate":
        return args.data.conversation.body_text;
    }
    if (args.data.conversation) return args.data.conversation.ticket_id;
  },
};
""",
}
LIB = {
    "server/lib/notifier.js": "module.exports = { send: async (a, t) => t.any, log: (d) => d.any };"
}


def said(make_app: MakeApp, server: str, event: str) -> list[Problem]:
    """What is said of the code of an app whose handler `cb` is for that event."""
    problems = App.load(make_app(server, manifest=registering({event: "cb"}), **LIB)).problems
    return [each for each in problems if each.rule in RULES]


@pytest.mark.parametrize("name", MISTAKEN)
def test_each_mistake_is_told_where_it_is_made(make_app: MakeApp, name: str) -> None:
    event, server, lacking = MISTAKEN[name]
    problems = said(make_app, server, event)
    assert {each.rule for each in problems} == {"payload-path"}
    assert [re.split(r" has no |\.$", each.message)[1] for each in problems] == lacking


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_said_of_what_is_right(make_app: MakeApp, name: str) -> None:
    assert said(make_app, RIGHT[name], "onTicketCreate") == []
