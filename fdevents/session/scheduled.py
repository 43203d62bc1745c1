"""Firing a schedule of the app's by its name: the data that it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import find_event
from fdevents.freshdesk.model import Kind
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec
from fdevents.remedies import LeaveOut, Parameter
from fdevents.wording import did_you_mean, listed

if TYPE_CHECKING:
    from fdevents.apis.schedule import Schedules


def with_scheduled_data(spec: PayloadSpec, schedules: Schedules) -> PayloadSpec:
    """Return the spec with the data of the schedule that it names.

    Raises UsageProblem for an event without schedules, for a schedule that the app has not made,
    and for data beside it.
    """
    event = find_event(spec.event)
    if event.kind is not Kind.SCHEDULED:
        raise UsageProblem(
            f"{event.name} has no schedules.",
            parameter=Parameter.SCHEDULE,
            remedies=(LeaveOut((Parameter.SCHEDULE,)),),
        )
    if spec.data is not NOT_GIVEN:
        raise UsageProblem(
            "A schedule brings its own data.",
            parameter=Parameter.SCHEDULE,
            remedies=(LeaveOut((Parameter.SCHEDULE, Parameter.DATA)),),
        )
    found = {each.name: each for each in schedules.all()}
    if spec.schedule not in found:
        known = f"It has {listed(found)}." if found else ""
        raise UsageProblem(
            f"The app has no schedule “{spec.schedule}”.",
            did_you_mean(spec.schedule or "", found) or known,
            parameter=Parameter.SCHEDULE,
        )
    return replace(spec, data=found[spec.schedule].data, schedule=None)
