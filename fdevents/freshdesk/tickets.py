"""Tickets and their requesters: the entities (Product events, tables), and the events of tickets.

The labels 1, 5 and 6 of a source follow ruling 9.
"""

from __future__ import annotations

from fdevents.freshdesk.model import (
    FROM_2_2,
    SPECIFICATION,
    TEN_KB,
    TURNED_ON,
    Attribute,
    Entity,
    Event,
    Module,
    NotFired,
    Type,
    Variant,
)

A = Attribute  # a table has dozens of them

TICKET_SOURCES = {
    1: "Email",
    2: "Portal",
    3: "Phone",
    5: "Twitter",
    6: "Facebook",
    7: "Chat",
    8: "Mobihelp",
    9: "Feedback Widget",
    10: "Outbound Email",
}
_LIKE_SOURCES = {"mail": "Email", "web": "Portal", "website": "Portal", "widget": "Feedback Widget"}
# “Close” is the page's own word. Its sample of a deleted ticket has a 6 besides (ruling 10): real
# accounts have statuses of their own (ruling 13).
TICKET_STATUSES = {2: "Open", 3: "Pending", 4: "Resolved", 5: "Close"}
TICKET_PRIORITIES = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"}
_LIKE_PRIORITIES = {"normal": "Medium", "critical": "Urgent"}

TICKET = Entity(
    "ticket",
    (
        A("id", Type.NUMBER, "Unique ID of the ticket."),
        A("subject", Type.STRING, "Subject of the ticket."),
        A("description", Type.STRING, "The description as HTML, cut at 10 KB.",
          twin="description_text", limit=TEN_KB),
        A("is_description_truncated", Type.BOOLEAN, "Whether `description` was cut."),
        A("description_text", Type.STRING, "The description as plain text, cut at 10 KB.",
          limit=TEN_KB),
        A("is_description_text_truncated", Type.BOOLEAN, "Whether `description_text` was cut."),
        A("status", Type.NUMBER, "Status of the ticket.", TICKET_STATUSES,
          spellings={"closed": 5}, others_from=2),
        A("priority", Type.NUMBER, "Priority of the ticket.", TICKET_PRIORITIES,
          resembling=_LIKE_PRIORITIES),
        A("source", Type.NUMBER, "The channel that the ticket came through.", TICKET_SOURCES,
          resembling=_LIKE_SOURCES),
        A("type", Type.STRING, "The kind of issue, for your team's own sorting."),
        A("requester_id", Type.NUMBER, "User ID of the requester."),
        A("responder_id", Type.NUMBER, "ID of the agent that the ticket is assigned to."),
        A("group_id", Type.NUMBER, "ID of the group that the ticket is assigned to."),
        A("company_id", Type.NUMBER, "ID of the company that the ticket belongs to."),
        A("product_id", Type.NUMBER, "ID of the product that the ticket is about."),
        A("email_config_id", Type.NUMBER, "ID of the email configuration in use."),
        A("tweet_id", Type.STRING, "ID of the tweet that became the ticket."),
        A("tags", Type.STRINGS, "Tags of the ticket."),
        A("spam", Type.BOOLEAN, "Whether the ticket is marked as spam."),
        A("deleted", Type.BOOLEAN, "Whether the ticket is deleted (ruling 5).", sometimes=True),
        A("is_escalated", Type.BOOLEAN, "Whether the ticket was escalated for any reason."),
        A("fr_escalated", Type.BOOLEAN, "Whether it was escalated for a late first response."),
        A("due_by", Type.DATETIME, "When the ticket is due to be resolved."),
        A("fr_due_by", Type.DATETIME, "When the first response is due."),
        A("cc_emails", Type.STRINGS, "Addresses in the “cc” of the incoming email."),
        A("to_emails", Type.STRINGS, "Addresses that the ticket was sent to."),
        A("fwd_emails", Type.STRINGS, "Addresses added while forwarding."),
        A("reply_cc_emails", Type.STRINGS, "Addresses added while replying."),
        # In no table; Restrictions speaks of them, and the SDK's samples from 2.3 on have them.
        A("custom_fields", Type.DICTIONARY, "Custom fields, by name.", sometimes=True),
        A("attachments", Type.OBJECTS, "Attachments of the ticket, sized by `file_size`."),
        A("created_at", Type.DATETIME, "When the ticket was created."),
        A("updated_at", Type.DATETIME, "When the ticket was updated."),
    ),
)  # fmt: skip

# All that platform 2.3 tells of a ticket that is gone is a number that nothing else has; 3.0 tells
# more.
DELETED_TICKET = Entity(
    "ticket",
    (
        A("model_id", Type.NUMBER, "Freshdesk's own number of the ticket."),
        A("id", Type.NUMBER, "Unique ID of the ticket, from platform 3.0 on.", sometimes=True),
        A("source", Type.NUMBER, "The channel that the ticket came through, from 3.0 on.",
          TICKET_SOURCES, sometimes=True),
        A("type", Type.STRING, "The kind of issue, from 3.0 on.", sometimes=True),
    ),
)  # fmt: skip

REQUESTER = Entity(
    "requester",
    (
        A("id", Type.NUMBER, "ID of the requester."),
        A("name", Type.STRING, "Name of the requester."),
        A("email", Type.STRING, "Primary email address."),
        A("mobile", Type.NUMBER, "Mobile number.", also_text=True),
        A("phone", Type.STRING, "Telephone number.", also_text=True),
        A("language", Type.STRING, "Language, “en” by default."),
        A("created_at", Type.DATETIME, "When the contact was created."),
    ),
)

EVENTS = (
    Event(
        name="onTicketCreate",
        module=Module.TICKET,
        specified=True,
        summary="A ticket is created.",
        entities=(TICKET, REQUESTER),
        variants=(Variant("created", "A new ticket."),),
        fires_for=("Every new ticket",),
    ),
    Event(
        name="onTicketUpdate",
        module=Module.TICKET,
        specified=True,
        summary="A property of a ticket is updated, or the ticket is deleted.",
        entities=(TICKET.updated(), REQUESTER),
        variants=(
            Variant("changed", "Source and priority are changed.",
                    {"source": (2, 3), "priority": (1, 2)}),
            Variant("deleted", "The ticket is deleted.", {"deleted": TURNED_ON}),
            Variant("spam", "The ticket is marked as spam.", {"spam": TURNED_ON}),
            Variant("escalated", "The ticket is escalated, for any reason.",
                    {"is_escalated": TURNED_ON}),
            Variant("first-response-escalated", "The first response is late.",
                    {"fr_escalated": TURNED_ON}),
        ),
        fires_for=(
            "Status changed", "Priority changed", "Group changed", "Agent changed",
            "Ticket deleted", "Ticket marked as spam", "Type changed", "Source changed",
            "Ticket escalated for any reason",
            "Ticket escalated because the first response was breached",
        ),
        not_fired=(
            NotFired("updates of custom fields",
                     f"{SPECIFICATION}, onTicketUpdate, Restrictions", ("custom_fields",)),
            NotFired("updates of tags",
                     f"{SPECIFICATION}, onTicketUpdate, Restrictions", ("tags",)),
            NotFired("replies and notes: they are onConversationCreate",
                     f"{SPECIFICATION}, onTicketUpdate, Note 1"),
        ),
        changeable=(
            "status", "priority", "group_id", "responder_id", "deleted", "spam", "type", "source",
            "is_escalated", "fr_escalated",
        ),
        aliases={"group": "group_id", "agent": "responder_id"},  # as the list of changes calls them
    ),
    Event(
        name="onTicketDelete",
        module=Module.TICKET,
        platforms=FROM_2_2,
        summary="A ticket is deleted.",
        entities=(DELETED_TICKET,),
        variants=(Variant("deleted", "A ticket is gone."),),
        fires_for=("Ticket deleted",),
    ),
)  # fmt: skip
