"""The events that the platform has besides those of the specification: see platform.md, Events.

A part of the catalogue, which is the only place that knows the events' names.
"""

from __future__ import annotations

from fdevents.freshdesk.entities import (
    COMPANY,
    CONTACT,
    CONVERSATION,
    REQUESTER,
    TICKET,
    TIME_ENTRY,
)
from fdevents.freshdesk.model import Event, Kind, Variant

_3_0 = ("3.0",)

SETUP = (
    Event(
        name="onAppInstall",
        module="common",
        kind=Kind.SETUP,
        summary="The app is being installed; renderData ends it.",
        variants=(Variant("installed", "An administrator installs the app."),),
        fires_for=("Installation, before it is complete",),
    ),
    Event(
        name="afterAppUpdate",
        module="common",
        kind=Kind.SETUP,
        platforms=_3_0,
        summary="The app has been updated to a new version; renderData ends it.",
        variants=(Variant("updated", "An administrator updates the app."),),
        fires_for=("Update of the installed app",),
    ),
    Event(
        name="onAppUninstall",
        module="common",
        kind=Kind.SETUP,
        summary="The app is being removed; renderData ends it.",
        variants=(Variant("uninstalled", "An administrator removes the app."),),
        fires_for=("Removal, before it is complete",),
    ),
)

OUTSIDE = (
    Event(
        name="onExternalEvent",
        module="common",
        kind=Kind.EXTERNAL,
        summary="Somebody calls the URL that generateTargetUrl made.",
        variants=(Variant("called", "A request with a JSON body."),),
        fires_for=("Each request to the target URL",),
    ),
    Event(
        name="onScheduledEvent",
        module="common",
        kind=Kind.SCHEDULED,
        summary="A schedule of the app's own is due.",
        variants=(Variant("due", "A schedule with some data is due."),),
        fires_for=("Each schedule that $schedule.create made, at its time",),
    ),
)

PRODUCT = (
    Event(
        name="onTicketDelete",
        module="support_ticket",
        platforms=_3_0,
        summary="A ticket is deleted.",
        entities=(TICKET, REQUESTER),
        variants=(Variant("deleted", "A ticket is gone."),),
        fires_for=("Ticket deleted",),
    ),
    Event(
        name="onConversationUpdate",
        module="support_ticket",
        platforms=_3_0,
        summary="A reply or a note is changed.",
        entities=(CONVERSATION,),
        variants=(Variant("changed", "The text of a note is changed."),),
        fires_for=("Note changed",),
    ),
    Event(
        name="onConversationDelete",
        module="support_ticket",
        platforms=_3_0,
        summary="A reply or a note is deleted.",
        entities=(CONVERSATION,),
        variants=(Variant("deleted", "A note is gone."),),
        fires_for=("Note deleted",),
    ),
    Event(
        name="onTimeEntryCreate",
        module="support_ticket",
        summary="Time spent on a ticket is entered.",
        entities=(TIME_ENTRY,),
        variants=(Variant("created", "An agent enters half an hour."),),
        fires_for=("Every new time entry",),
    ),
    Event(
        name="onTimeEntryUpdate",
        module="support_ticket",
        summary="A time entry is changed.",
        entities=(TIME_ENTRY,),
        variants=(Variant("changed", "The time spent is changed.",
                          {"time_spent": (1800, 3600)}),),
        fires_for=("Any detail of a time entry changed",),
        changeable=("agent_id", "billable", "executed_at", "note", "time_spent", "timer_running"),
        aliases={"agent": "agent_id"},
    ),
    Event(
        name="onTimeEntryDelete",
        module="support_ticket",
        summary="A time entry is deleted.",
        entities=(TIME_ENTRY,),
        variants=(Variant("deleted", "A time entry is gone."),),
        fires_for=("Time entry deleted",),
    ),
    Event(
        name="onContactDelete",
        module="support_contact",
        platforms=_3_0,
        summary="A contact is deleted.",
        entities=(CONTACT,),
        variants=(Variant("deleted", "A contact is gone."),),
        fires_for=("Contact deleted",),
    ),
    Event(
        name="onCompanyCreate",
        module="support_company",
        summary="A company is created.",
        entities=(COMPANY,),
        variants=(Variant("created", "A new company."),),
        fires_for=("Every new company",),
    ),
    Event(
        name="onCompanyUpdate",
        module="support_company",
        summary="A company's details are changed.",
        entities=(COMPANY,),
        variants=(Variant("changed", "The note is changed.",
                          {"note": ("Old customer", "Old and valued customer")}),),
        fires_for=("Any detail of a company changed",),
        changeable=("name", "description", "note", "domains", "health_score", "account_tier",
                    "renewal_date", "industry", "custom_fields"),
    ),
    Event(
        name="onCompanyDelete",
        module="support_company",
        summary="A company is deleted.",
        entities=(COMPANY,),
        variants=(Variant("deleted", "A company is gone."),),
        fires_for=("Company deleted",),
    ),
)  # fmt: skip
