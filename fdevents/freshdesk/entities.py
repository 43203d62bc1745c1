"""The entities of the payloads: their attributes, types and enumerations (Product events, tables).

Names follow rulings 7 (`job_title`, `support_email`) and 9 (source labels 1, 5 and 6).
"""

from __future__ import annotations

from fdevents.freshdesk.model import Attribute, Entity, Type

TEN_KB = 10_240
A = Attribute  # a table has a hundred of them

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
TICKET_STATUSES = {2: "Open", 3: "Pending", 4: "Resolved", 5: "Close"}
TICKET_PRIORITIES = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"}
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

_CHANGES = A(
    "changes", Type.DICTIONARY, "What was updated: each key with its old and new value.",
    sometimes=True,
)  # fmt: skip

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
        A("status", Type.NUMBER, "Status of the ticket.", TICKET_STATUSES),
        A("priority", Type.NUMBER, "Priority of the ticket.", TICKET_PRIORITIES),
        A("source", Type.NUMBER, "The channel that the ticket came through.", TICKET_SOURCES),
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
        A("custom_fields", Type.DICTIONARY, "Custom fields, by name.", sometimes=True),
        A("attachments", Type.OBJECTS, "Attachments of the ticket, sized by `file_size`."),
        A("created_at", Type.DATETIME, "When the ticket was created."),
        A("updated_at", Type.DATETIME, "When the ticket was updated."),
        _CHANGES,
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

CONTACT = Entity(
    "contact",
    (
        A("id", Type.NUMBER, "ID of the contact."),
        A("name", Type.STRING, "Name of the contact."),
        A("email", Type.STRING, "Primary email address."),
        A("other_emails", Type.STRINGS, "Additional email addresses."),
        A("phone", Type.STRING, "Telephone number.", also_text=True),
        A("mobile", Type.NUMBER, "Mobile number.", also_text=True),
        A("address", Type.STRING, "Address of the contact."),
        A("company_id", Type.NUMBER, "ID of the contact's company."),
        A("job_title", Type.STRING, "Job title of the contact."),
        A("description", Type.STRING, "A short description of the contact."),
        A("language", Type.STRING, "Language, “en” by default."),
        A("time_zone", Type.STRING, "Time zone, the domain's by default."),
        A("twitter_id", Type.STRING, "Twitter handle of the contact."),
        A("tags", Type.STRINGS, "Tags of the contact."),
        A("custom_fields", Type.DICTIONARY, "Custom fields, by name."),
        A("active", Type.BOOLEAN, "Whether the contact has been verified."),
        A("deleted", Type.BOOLEAN, "Whether the contact is deleted (ruling 5).", sometimes=True),
        A("blocked", Type.BOOLEAN, "Whether the contact is blocked.", sometimes=True),
        A("whitelisted", Type.BOOLEAN, "Whether the contact is whitelisted.", sometimes=True),
        A("created_at", Type.DATETIME, "When the contact was created."),
        A("updated_at", Type.DATETIME, "When the contact was updated."),
        _CHANGES,
    ),
)

TIME_ENTRY = Entity(
    "time_entry",
    (
        A("id", Type.NUMBER, "ID of the time entry."),
        A("ticket_id", Type.NUMBER, "ID of the ticket that the time was spent on."),
        A("agent_id", Type.NUMBER, "ID of the agent who spent it."),
        A("time_spent", Type.NUMBER, "The time spent, in seconds."),
        A("billable", Type.BOOLEAN, "Whether it is billed."),
        A("note", Type.STRING, "What the agent noted."),
        A("timer_running", Type.BOOLEAN, "Whether the timer is running."),
        A("start_time", Type.DATETIME, "When the timer was started."),
        A("executed_at", Type.DATETIME, "The day that the entry is for."),
        A("created_at", Type.DATETIME, "When the entry was made."),
        A("updated_at", Type.DATETIME, "When the entry was changed."),
        _CHANGES,
    ),
)

COMPANY = Entity(
    "company",
    (
        A("id", Type.NUMBER, "ID of the company."),
        A("name", Type.STRING, "Name of the company."),
        A("description", Type.STRING, "A short description of the company."),
        A("note", Type.STRING, "What agents noted of it."),
        A("domains", Type.STRINGS, "Email domains of its contacts."),
        A("health_score", Type.STRING, "How well the relation is."),
        A("account_tier", Type.STRING, "What it pays for."),
        A("renewal_date", Type.DATETIME, "When the contract is renewed."),
        A("industry", Type.STRING, "The industry that it is in."),
        A("custom_fields", Type.DICTIONARY, "Custom fields, by name."),
        A("created_at", Type.DATETIME, "When the company was created."),
        A("updated_at", Type.DATETIME, "When the company was updated."),
        _CHANGES,
    ),
)
