"""Time entries, the time that agents spend on tickets: the entity, and its events.

The specification does not have them: the attributes follow the SDK's samples.
"""

from __future__ import annotations

from fdevents.freshdesk.model import (
    Attribute,
    Entity,
    Event,
    Module,
    Type,
    Variant,
)

A = Attribute  # a table has dozens of them

TIME_ENTRY = Entity(
    "time_entry",
    (
        A("id", Type.NUMBER, "ID of the time entry."),
        A("ticket_id", Type.NUMBER, "ID of the ticket that the time was spent on."),
        A("agent_id", Type.NUMBER, "ID of the agent who spent it."),
        A("time_spent", Type.NUMBER, "The time spent, in seconds.", also_text=True),
        A("billable", Type.BOOLEAN, "Whether it is billed."),
        A("note", Type.STRING, "What the agent noted."),
        A("timer_running", Type.BOOLEAN, "Whether the timer is running."),
        A("start_time", Type.DATETIME, "When the timer was started."),
        A("executed_at", Type.DATETIME, "The day that the entry is for."),
        A("created_at", Type.DATETIME, "When the entry was made."),
        A("updated_at", Type.DATETIME, "When the entry was changed."),
    ),
)

AGENT = Entity(
    "agent",
    (
        A("id", Type.NUMBER, "ID of the agent who spent the time."),
        A("name", Type.STRING, "Name of the agent."),
        A("email", Type.STRING, "Email address of the agent."),
    ),
)

EVENTS = (
    Event(
        name="onTimeEntryCreate",
        module=Module.TICKET,
        summary="Time spent on a ticket is entered.",
        entities=(TIME_ENTRY, AGENT),
        variants=(Variant("created", "An agent enters half an hour."),),
        fires_for=("Every new time entry",),
    ),
    Event(
        name="onTimeEntryUpdate",
        module=Module.TICKET,
        summary="A time entry is changed.",
        entities=(TIME_ENTRY.updated(), AGENT),
        variants=(Variant("changed", "The time spent is changed.",
                          {"time_spent": (1800, 3600)}),),
        fires_for=("Any detail of a time entry changed",),
        # No list of changes is published, so every detail that an agent can edit counts.
        changeable=("agent_id", "billable", "executed_at", "note", "time_spent", "timer_running"),
        aliases={"agent": "agent_id"},
    ),
    Event(
        name="onTimeEntryDelete",
        module=Module.TICKET,
        summary="A time entry is deleted.",
        entities=(TIME_ENTRY.only("id", "ticket_id"),),
        variants=(Variant("deleted", "A time entry is gone."),),
        fires_for=("Time entry deleted",),
    ),
)  # fmt: skip
