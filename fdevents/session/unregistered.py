"""Why an event cannot be fired at an app, and what would register it."""

from __future__ import annotations

from collections.abc import Iterable

from fdevents.app.exports import Exports
from fdevents.app.folder import MANIFEST, SERVER, AppFiles
from fdevents.app.registrations import manifest_registers, prefers_exports
from fdevents.checks.no_events import misnamed_list, nothing_to_fire
from fdevents.errors import NotRegistered
from fdevents.freshdesk.model import Event
from fdevents.wording import did_you_mean


def not_registered(
    files: AppFiles,
    exports: Exports,
    event: Event,
    registered: Iterable[str],
    without_sample: Iterable[str],
) -> NotRegistered:
    """Return the refusal to fire `event` at an app that has `registered` others."""
    idle = nothing_to_fire(files, exports)
    if idle:
        return NotRegistered(f"There is nothing to fire here: {idle}.")
    registered = list(registered)
    names = ", ".join(registered) or "no event"
    entry = f'{{ event: "{event.name}", callback: "…" }} to exports.events in {SERVER}'
    if manifest_registers(files) or not (exports.entries or prefers_exports(files)):
        entry = f'"{event.name}": {{ "handler": "…" }} to the events in {MANIFEST}'
    # A misnamed list is why nothing is registered; beside others it is what it is.
    meant = "" if registered else misnamed_list(exports)
    if event.foreign:
        meant = did_you_mean(event.name, (*registered, *without_sample))
    message = f"The app does not register {event.name}; it registers {names}."
    return NotRegistered(message, meant or f"Add {entry}.")
