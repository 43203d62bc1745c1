"""Contacts: the entity (Product events, tables), and its events.

`job_title` is spelled as in the samples, not as in the tables (ruling 7).
"""

from __future__ import annotations

from fdevents.freshdesk.model import (
    FROM_2_2,
    SPECIFICATION,
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
        # The next three are in no table: the list of changes of onContactUpdate implies them.
        A("deleted", Type.BOOLEAN, "Whether the contact is deleted (ruling 5).", sometimes=True),
        A("blocked", Type.BOOLEAN, "Whether the contact is blocked.", sometimes=True),
        A("whitelisted", Type.BOOLEAN, "Whether the contact is whitelisted.", sometimes=True),
        A("created_at", Type.DATETIME, "When the contact was created."),
        A("updated_at", Type.DATETIME, "When the contact was updated."),
    ),
)

EVENTS = (
    Event(
        name="onContactCreate",
        module=Module.CONTACT,
        specified=True,
        summary="A contact is created.",
        entities=(CONTACT,),
        variants=(Variant("created", "A new contact."),),
        fires_for=("Every new contact",),
    ),
    Event(
        name="onContactUpdate",
        module=Module.CONTACT,
        specified=True,
        summary="A contact's details are changed, or the contact is deleted.",
        entities=(CONTACT.updated(),),
        variants=(
            Variant("changed", "The phone number is changed.",
                    {"phone": ("98765315", "987653151")}),
            Variant("deleted", "The contact is deleted.", {"deleted": TURNED_ON}),
            Variant("blocked", "The contact is blocked.", {"blocked": TURNED_ON}),
            Variant("whitelisted", "The contact is whitelisted.", {"whitelisted": TURNED_ON}),
            Variant("activated", "The contact is verified.", {"active": TURNED_ON}),
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
        # “Contact details changed” does not say which, so every documented attribute is one.
        changeable=(
            "name", "email", "other_emails", "phone", "mobile", "address", "company_id",
            "job_title", "description", "language", "time_zone", "twitter_id", "tags",
            "custom_fields", "active", "deleted", "blocked", "whitelisted",
        ),
    ),
    Event(
        name="onContactDelete",
        module=Module.CONTACT,
        platforms=FROM_2_2,
        summary="A contact is deleted.",
        entities=(CONTACT.only("id"),),
        variants=(Variant("deleted", "A contact is gone."),),
        fires_for=("Contact deleted",),
    ),
)  # fmt: skip
