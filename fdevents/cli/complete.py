"""What the shell offers after Tab: events, variants, attributes."""

from __future__ import annotations

import os
from pathlib import Path

from typer import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fdevents.freshdesk.model import Event


def complete_event(incomplete: str) -> list[tuple[str, str]]:
    """Offer the events' names, with what each is about."""
    from fdevents.freshdesk.catalogue import EVENTS  # not for --version

    return [
        (event.name, event.summary)
        for event in EVENTS.values()
        if event.name.casefold().startswith(incomplete.casefold())
    ]


def complete_method(ctx: Context, incomplete: str) -> list[str]:
    """Offer the server methods that the app on the command line declares."""
    from fdevents.app.files import read_app_file  # not for --version, with the others
    from fdevents.app.folder import ACTIONS, MANIFEST
    from fdevents.app.jsonfile import parse_json
    from fdevents.app.methods import methods

    outer = ctx.parent.params.get("app_folder") if ctx.parent else None
    root = Path(ctx.params.get("app") or outer or ".")
    manifest, actions = (parse_json(read_app_file(root, name)) for name in (MANIFEST, ACTIONS))
    return [name for name in methods(manifest, actions) if name.startswith(incomplete)]


def complete_event_or_method(ctx: Context, incomplete: str) -> list[tuple[str, str] | str]:
    """Offer the events' names, and those of the app's server methods."""
    return [*complete_event(incomplete), *complete_method(ctx, incomplete)]


def complete_variant(incomplete: str) -> list[tuple[str, str]]:
    """Offer the variants of the event on the command line, or of all events."""
    found = {variant.name: variant.summary for event in _events() for variant in event.variants}
    return [(name, summary) for name, summary in found.items() if name.startswith(incomplete)]


def complete_change(incomplete: str) -> list[tuple[str, str]]:
    """Offer the attributes whose change fires the event, and after `=` an enumeration's values."""
    found = {}
    for event in _events():
        for name in event.changeable:
            attribute = event.entity.attribute(name)
            if attribute is None:
                continue
            found[f"{name}="] = attribute.description
            for label in attribute.labels.values() if incomplete.startswith(f"{name}=") else ():
                found[f"{name}={label}"] = f"{name} becomes {label}"
    return [(text, help_) for text, help_ in found.items() if text.startswith(incomplete)]


def complete_platform(incomplete: str) -> list[str]:
    """Offer the platform versions."""
    from fdevents.freshdesk.versions import VERSIONS  # not for --version

    return [version for version in VERSIONS if version.startswith(incomplete)]


def _events() -> list[Event]:
    """Return the event that is on the command line already, or all of them.

    The line comes as the shell gave it: what is parsed of it lacks the event while an option's
    value is still missing.
    """
    from fdevents.freshdesk.catalogue import EVENTS  # not for --version

    # bash hands the line over in the first of these, the other shells in the second.
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    named = [EVENTS[word] for word in line.split() if word in EVENTS]
    return named[:1] or list(EVENTS.values())
