"""What the shell offers after Tab, for each kind of option and argument."""

from __future__ import annotations

import os

from typer import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fdevents.freshdesk.model import Event

FILES = ":files"
"""What an offered word means that stands for the names of files, for the shell to find."""


def complete_event(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the events' names, with what each is about; those that the app has come first."""
    from fdevents.cli.own_names import named_events, root_of  # not for --version, with the others
    from fdevents.freshdesk.catalogue import EVENTS

    own = named_events(root_of(ctx))
    return [
        (event.name, event.summary)
        for event in sorted(EVENTS.values(), key=lambda each: each.name not in own)
        if event.name.casefold().startswith(incomplete.casefold())
    ]


def complete_method(ctx: Context, incomplete: str) -> list[str]:
    """Offer the server methods that the app on the command line declares."""
    from fdevents.cli.own_names import methods_of, root_of

    return [name for name in methods_of(root_of(ctx)) if name.startswith(incomplete)]


def complete_event_or_method(ctx: Context, incomplete: str) -> list[tuple[str, str] | str]:
    """Offer the events' names, and those of the app's server methods."""
    return [*complete_event(ctx, incomplete), *complete_method(ctx, incomplete)]


def complete_iparam(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the app's installation parameters, and after `=` the choices of one."""
    from fdevents.cli.own_names import parameters_of, root_of

    found = parameters_of(root_of(ctx), incomplete)
    return [(text, help_) for text, help_ in found if text.startswith(incomplete)]


def complete_template(ctx: Context, incomplete: str) -> list[str]:
    """Offer the app's request templates."""
    from fdevents.cli.own_names import root_of, templates_of

    return [name for name in templates_of(root_of(ctx)) if name.startswith(incomplete)]


def complete_key(ctx: Context, incomplete: str) -> list[str]:
    """Offer the keys of what $db keeps for the app."""
    from fdevents.cli.own_names import keys_of, root_of

    return [
        key for key in keys_of(root_of(ctx), ctx.params.get("kept")) if key.startswith(incomplete)
    ]


def complete_schedule(ctx: Context, incomplete: str) -> list[str]:
    """Offer the names of the app's schedules."""
    from fdevents.cli.own_names import root_of, schedules_of

    return [
        name
        for name in schedules_of(root_of(ctx), ctx.params.get("db"))
        if name.startswith(incomplete)
    ]


def complete_file(incomplete: str) -> list[tuple[str, str]]:
    """Offer names of files, which the shell finds itself."""
    return [(incomplete, FILES)]


def complete_payload(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the app's saved payloads, and names of files."""
    from fdevents.cli.own_names import root_of, saved_of

    names = ((name, "saved") for name in saved_of(root_of(ctx)) if name.startswith(incomplete))
    return [*names, *complete_file(incomplete)]


def complete_path(incomplete: str) -> list[tuple[str, str]]:
    """Offer the paths of the event's attributes, and after `=` an enumeration's values."""
    found = {}
    for event in _events():
        for entity in event.entities:
            for each in entity.attributes:
                path = f"{entity.name}.{each.name}"
                if not incomplete.startswith(f"{path}="):
                    found[f"{path}="] = each.description
                    continue
                found |= {f"{path}={value}": label for value, label in each.labels.items()}
    return [(text, help_) for text, help_ in found.items() if text.startswith(incomplete)]


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
            if not incomplete.startswith(f"{name}="):
                found[f"{name}="] = attribute.description
                continue
            labels = attribute.labels.values()
            found |= {f"{name}={label}": f"{name} becomes {label}" for label in labels}
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
