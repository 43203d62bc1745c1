"""The catalogue: the only place that knows the events' names. Everything else derives from it."""

from __future__ import annotations

from fdevents.freshdesk.entities import CONTACT, CONVERSATION, REQUESTER, TICKET
from fdevents.freshdesk.further import OUTSIDE, PRODUCT, SETUP
from fdevents.freshdesk.model import SPECIFICATION, Event, NotFired, Variant
from fdevents.wording import did_you_mean

_FLAG = (False, True)

_EVENTS = (
    Event(
        name="onTicketCreate",
        module="support_ticket",
        summary="A ticket is created.",
        entities=(TICKET, REQUESTER),
        variants=(Variant("created", "A new ticket."),),
        fires_for=("Every new ticket",),
    ),
    Event(
        name="onTicketUpdate",
        module="support_ticket",
        summary="A property of a ticket is updated, or the ticket is deleted.",
        entities=(TICKET, REQUESTER),
        variants=(
            Variant("changed", "Source and priority are changed.",
                    {"source": (2, 3), "priority": (1, 2)}),
            Variant("deleted", "The ticket is deleted.", {"deleted": _FLAG}),
            Variant("spam", "The ticket is marked as spam.", {"spam": _FLAG}),
            Variant("escalated", "The ticket is escalated, for any reason.",
                    {"is_escalated": _FLAG}),
            Variant("first-response-escalated", "The first response is late.",
                    {"fr_escalated": _FLAG}),
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
        aliases={"group": "group_id", "agent": "responder_id"},
    ),
    Event(
        name="onConversationCreate",
        module="support_ticket",
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
        name="onContactCreate",
        module="support_contact",
        summary="A contact is created.",
        entities=(CONTACT,),
        variants=(Variant("created", "A new contact."),),
        fires_for=("Every new contact",),
    ),
    Event(
        name="onContactUpdate",
        module="support_contact",
        summary="A contact's details are changed, or the contact is deleted.",
        entities=(CONTACT,),
        variants=(
            Variant("changed", "The phone number is changed.",
                    {"phone": ("98765315", "987653151")}),
            Variant("deleted", "The contact is deleted.", {"deleted": _FLAG}),
            Variant("blocked", "The contact is blocked.", {"blocked": _FLAG}),
            Variant("whitelisted", "The contact is whitelisted.", {"whitelisted": _FLAG}),
            Variant("activated", "The contact is verified.", {"active": _FLAG}),
            Variant("tags", "A tag is added.",
                    {"tags": (["marketing"], ["marketing", "vip"])}),
        ),
        fires_for=(
            "Contact details changed", "Contact deleted", "Contact blocked",
            "Contact whitelisted", "Contact tags added, updated or deleted", "Contact activated",
        ),
        not_fired=(
            NotFired("turning a contact into an agent",
                     f"{SPECIFICATION}, onContactUpdate, Note"),
        ),
        changeable=(
            "name", "email", "other_emails", "phone", "mobile", "address", "company_id",
            "job_title", "description", "language", "time_zone", "twitter_id", "tags",
            "custom_fields", "active", "deleted", "blocked", "whitelisted",
        ),
    ),
)  # fmt: skip

SPECIFIED_EVENTS = tuple(event.name for event in _EVENTS)
EVENTS = {event.name: event for event in (*_EVENTS, *SETUP, *OUTSIDE, *PRODUCT)}

# What the platform fires besides, and the 3.x module that registers it: recognised by `validate`,
# not fired by us. A module name of "" means that only platform 2.x has the event.
_CREATE_UPDATE_DELETE = ("Create", "Update", "Delete")
_PLATFORM = {
    "common": ("onAppInstall", "afterAppUpdate", "onAppUninstall", "onExternalEvent",
               "onScheduledEvent"),
    "support_ticket": (
        *(f"on{thing}{verb}" for thing in ("Ticket", "Conversation", "TimeEntry", "CannedResponse")
          for verb in _CREATE_UPDATE_DELETE),
        "onTicketFieldCreate", "onTicketFieldDelete",
    ),
    "support_contact": tuple(f"onContact{verb}" for verb in _CREATE_UPDATE_DELETE),
    "support_company": tuple(f"onCompany{verb}" for verb in _CREATE_UPDATE_DELETE),
}  # fmt: skip

PLATFORM_EVENTS = {name: module for module, names in _PLATFORM.items() for name in names}
MODULES = (*_PLATFORM, "support_agent", "support_portal", "support_email")


def suggest_event(name: str) -> str:
    """A sentence with the event that `name` was probably meant to be, or all that there are."""
    return did_you_mean(name, (*EVENTS, *PLATFORM_EVENTS)) or all_events()


def all_events() -> str:
    """A sentence that names the events."""
    return f"The events are {', '.join(EVENTS)}."
