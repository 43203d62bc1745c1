"""Conversations, a ticket's replies and notes: the entity (Product events, tables), and its events.

`support_email` is spelled as in the samples, not as in the tables (ruling 7).
"""

from __future__ import annotations

from fdevents.freshdesk.model import (
    FROM_2_2,
    TEN_KB,
    Attribute,
    Entity,
    Event,
    Module,
    Type,
    Variant,
)

A = Attribute  # a table has dozens of them

# Product events, onConversationCreate, tables: 1, 3 and 4 mean nothing.
CONVERSATION_SOURCES = {
    0: "Reply",
    2: "Note",
    5: "Created from tweets",
    6: "Created from survey feedback",
    7: "Created from Facebook post",
    8: "Created from Forwarded Email",
    9: "Created from Phone",
    10: "Created from Mobihelp",
    11: "E-Commerce",
}

CONVERSATION = Entity(
    "conversation",
    (
        A("id", Type.NUMBER, "Unique ID of the conversation."),
        A("ticket_id", Type.NUMBER, "ID of the ticket that it is added to."),
        A("user_id", Type.NUMBER, "ID of the agent or user who adds it."),
        A("body", Type.STRING, "The content as HTML, cut at 10 KB.",
          twin="body_text", limit=TEN_KB),
        A("is_body_truncated", Type.BOOLEAN, "Whether `body` was cut."),
        A("body_text", Type.STRING, "The content as plain text, cut at 10 KB.", limit=TEN_KB),
        A("is_body_text_truncated", Type.BOOLEAN, "Whether `body_text` was cut."),
        A("source", Type.NUMBER, "The kind of conversation.", CONVERSATION_SOURCES),
        A("private", Type.BOOLEAN, "Whether it is a private note."),
        A("incoming", Type.BOOLEAN, "Whether it appears as coming from outside."),
        A("from_email", Type.STRING, "Address that the reply is sent from."),
        A("support_email", Type.STRING, "Support address of a reply; null for notes."),
        A("to_emails", Type.STRINGS, "Addresses of those to be notified."),
        A("cc_emails", Type.STRINGS, "Addresses in the “cc” of the incoming email."),
        A("bcc_emails", Type.STRINGS, "Addresses in the “bcc” of the outgoing email."),
        A("attachments", Type.OBJECTS, "Attachments of the conversation, sized by `size`."),
        A("created_at", Type.DATETIME, "When the conversation was created."),
        A("updated_at", Type.DATETIME, "When it was updated."),
    ),
)  # fmt: skip

EVENTS = (
    Event(
        name="onConversationCreate",
        module=Module.TICKET,
        specified=True,
        summary="A reply or a note is added to a ticket.",
        entities=(CONVERSATION,),
        variants=(
            Variant("reply", "A reply, with an attachment."),
            Variant("public-note", "A note that the requester can see."),
            Variant("private-note", "A note for agents only."),
        ),
        fires_for=("Reply added", "Public note added", "Private note added"),
    ),
    Event(
        name="onConversationUpdate",
        module=Module.TICKET,
        platforms=FROM_2_2,
        summary="A reply or a note is changed.",
        entities=(CONVERSATION.updated(),),
        variants=(Variant("changed", "The text of a note is changed."),),
        fires_for=("Note changed",),
    ),
    Event(
        name="onConversationDelete",
        module=Module.TICKET,
        platforms=FROM_2_2,
        summary="A reply or a note is deleted.",
        entities=(CONVERSATION.only("id"),),
        variants=(Variant("deleted", "A note is gone."),),
        fires_for=("Note deleted",),
    ),
)  # fmt: skip
