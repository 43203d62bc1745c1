"""What is worth saying about a payload that is sent all the same; each front end shows it."""

from __future__ import annotations

from msgspec import Struct

from fdevents.freshdesk.globals import PAYLOAD_LIMIT_BYTES
from fdevents.freshdesk.model import Event
from fdevents.freshdesk.versions import Platform


class NotOnPlatform(Struct, frozen=True):
    """The platform does not fire the event."""

    event: str
    platform: str

    def __str__(self) -> str:
        return f"platform {self.platform} does not fire {self.event}."


class TooLarge(Struct, frozen=True):
    """The platform would not take a payload of so many bytes of JSON."""

    size_bytes: int

    def __str__(self) -> str:
        # Rounded up: what is a byte too many would otherwise be as large as the limit.
        size, most = -(-self.size_bytes // 1024), PAYLOAD_LIMIT_BYTES // 1024
        return f"the payload is {size} KB; the platform takes up to {most} KB."


class Undeclared(Struct, frozen=True):
    """The manifest declares server methods, and not this one."""

    method: str

    def __str__(self) -> str:
        return f"the manifest does not declare the function {self.method}."


Note = NotOnPlatform | TooLarge | Undeclared


def notes_on(event: Event, profile: Platform, text: str) -> tuple[Note, ...]:
    """Return the notes on a payload of `event` for the platform; `text` is it as ASCII JSON."""
    found: list[Note] = []
    if not event.exists_on(profile.name):
        found.append(NotOnPlatform(event.name, profile.name))
    if len(text) > PAYLOAD_LIMIT_BYTES:
        found.append(TooLarge(len(text)))
    return tuple(found)
