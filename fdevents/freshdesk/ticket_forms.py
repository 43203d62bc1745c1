"""What agents work with on tickets, fields and canned responses, as the SDK's samples show them."""

from __future__ import annotations

from fdevents.freshdesk.model import Module
from fdevents.freshdesk.sampled import creation, deletion, sampled, update

TICKET_FIELD = sampled(
    "ticket_field",
    numbers="account_id def_entry_id form_id id position",
    texts="column_name field_type label label_in_portal name",
    flags=(
        "active belongs_to_section default deleted editable_in_portal required "
        "required_for_closure required_in_portal visible_in_portal"
    ),
    times="created_at updated_at",
    lists="choices",
    objects="field_options",
    unknown="description import_id level",
)

CANNED_RESPONSE = sampled(
    "canned_response",
    numbers="folder_id id",
    texts="content content_html title",
    flags="deleted",
    times="created_at updated_at",
    objects="visibility",
    unknown="attachment_ids",
)

_FIELD_DELETED = deletion("onTicketFieldDelete", Module.TICKET, TICKET_FIELD, "A field of tickets")

EVENTS = (
    creation("onTicketFieldCreate", Module.TICKET, TICKET_FIELD, "A field of tickets"),
    update("onTicketFieldUpdate", Module.TICKET, TICKET_FIELD, "A field of tickets",
           {"label": ("old label", "sample label")}, _FIELD_DELETED.name),
    _FIELD_DELETED,
    creation("onCannedResponseCreate", Module.TICKET, CANNED_RESPONSE, "A canned response"),
    update("onCannedResponseUpdate", Module.TICKET, CANNED_RESPONSE, "A canned response",
           {"title": ("Canned Response 1", "Canned Response with steps"),
            "content_html": ('<div dir="ltr">\n<div>wifi issue\n</div>',
                             '<div dir="ltr">\n<div>Check router connectivity</div>\n</div>')}),
    deletion("onCannedResponseDelete", Module.TICKET, CANNED_RESPONSE, "A canned response"),
)  # fmt: skip
