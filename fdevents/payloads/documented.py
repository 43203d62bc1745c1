"""What the catalogue and the samples of all versions know of a path into an event's payload."""

from __future__ import annotations

from fdevents.freshdesk.model import Attribute, Event, Type
from fdevents.freshdesk.versions import PLATFORMS
from fdevents.payloads.paths import Steps, has
from fdevents.payloads.templates import render


def attribute_at(event: Event, steps: Steps) -> Attribute | None:
    """Return the documented attribute that the steps lead to, or one that stands for an item of it.

    Only the items of a list of strings have a type that is documented.
    """
    match steps:
        case ("data", name, str(attribute), *rest):
            entity = next((each for each in event.entities if each.name == name), None)
            found = entity.attribute(attribute) if entity else None
            if not rest or found is None:
                return found
            if found.type is Type.STRINGS and len(rest) == 1 and isinstance(rest[0], int):
                return Attribute(attribute, Type.STRING, found.description)
    return None


def in_a_sample(event: Event, steps: Steps) -> bool:
    """Return whether the event's sample of any platform has the path: SDKs differ within one."""
    return any(
        _has_path(render(event, event.variants[0], profile=profile), steps)
        for profile in PLATFORMS
        if event.exists_on(profile.name)
    )


def _has_path(place: object, steps: Steps) -> bool:
    for step in steps:
        if not has(place, step):
            return False
        place = place[step]  # type: ignore[index]
    return True
