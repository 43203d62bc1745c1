"""Templates to payloads: Jinja where it must be, and what it rendered before where it can be."""

from __future__ import annotations

import json
import marshal
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from fdevents.assets import asset
from fdevents.errors import AppUnusable
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event, Variant
from fdevents.freshdesk.versions import PLATFORMS, SPECIFIED, Platform
from fdevents.payloads.additions import additions_text, for_platform
from fdevents.payloads.rendering import NotRendered, rendered

SUFFIX = ".json.j2"
FOLDER = "templates/payloads"


class Template(Struct, frozen=True):
    """The Jinja text of one event's payload, and how to call it in a message."""

    text: str
    name: str


def template_name(event: Event) -> str:
    """Return the file name of the event's template."""
    return event.name + SUFFIX


def own_template(event: Event) -> Template:
    """Return the event's template that comes with fdevents."""
    path = asset(FOLDER) / template_name(event)
    return Template(path.read_text("utf-8"), f"{FOLDER}/{path.name}")


def render(
    event: Event,
    variant: Variant,
    override: Template | None = None,
    profile: Platform = SPECIFIED,
) -> dict[str, Any]:
    """Render the payload of `variant`, from `override` or our own template; new each time.

    The same bytes each time, too: a template sees the event, the variant and the platform's name,
    and nothing else.
    Raises AppUnusable for an override that does not render to a JSON object.
    """
    if override is None:
        # Read anew for each firing; from this form, in half the time that JSON takes.
        payload: dict[str, Any] = marshal.loads(_own_payload(event, variant, profile))
        return payload
    # It comes with an app, and an app may be a stranger's.
    from fdevents.payloads.apart import rendered_apart  # which hardly any app needs

    text = _rendered(event, variant, override, profile, rendered_apart)
    return for_platform(_parsed(text, event, variant, override.name), profile, event)


def sample_name(event: Event, variant: Variant) -> str:
    """Return the file under sample_payloads/ that holds what the variant renders to."""
    return f"{event.name}.{variant.name}.json"


def write_samples(folder: Path) -> None:
    """Render every variant of every event into `folder`: a folder for each profile, with an index
    of the templates that its files were rendered from."""
    for profile in PLATFORMS:
        index = {}
        (folder / profile.name).mkdir(exist_ok=True)
        for event in EVENTS.values():
            if not event.exists_on(profile.name):
                continue
            index[event.name] = _fingerprint(event, profile)
            for variant in event.variants:
                text = _anew(event, variant, profile)
                (folder / profile.name / sample_name(event, variant)).write_bytes(text.encode())
        text = json.dumps(index, indent=2) + "\n"
        (folder / profile.name / _INDEX).write_bytes(text.encode())


# What a sample was rendered from. Importing and running Jinja costs 30 ms of a command that takes
# 100, so a sample stands in for the template that it was rendered from, and for no other.
_INDEX = ".rendered-from.json"


@cache
def _own_payload(event: Event, variant: Variant, profile: Platform) -> bytes:
    return marshal.dumps(_parsed(_own_text(event, variant, profile), event, variant))


def _own_text(event: Event, variant: Variant, profile: Platform) -> str:
    samples = asset("sample_payloads") / profile.name
    try:
        index = json.loads((samples / _INDEX).read_bytes())
        if index[event.name] == _fingerprint(event, profile):
            return (samples / sample_name(event, variant)).read_text("utf-8")
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no samples here, or of another time: the template knows
    return _anew(event, variant, profile)


def _anew(event: Event, variant: Variant, profile: Platform) -> str:
    template = own_template(event)
    payload = _parsed(_rendered(event, variant, template, profile), event, variant, template.name)
    return json.dumps(for_platform(payload, profile, event), indent=2, ensure_ascii=False) + "\n"


def _fingerprint(event: Event, profile: Platform) -> int:
    # It tells an edited template from the rendered one, and protects from nobody: CRC is enough.
    return zlib.crc32((own_template(event).text + additions_text(profile, event)).encode())


def _rendered(
    event: Event,
    variant: Variant,
    template: Template,
    profile: Platform,
    render: Callable[[str, Mapping[str, Any]], str] = rendered,
) -> str:
    context = {
        "event": event.name,
        "variant": variant.name,
        "platform": profile.name,
        "changes": {name: list(pair) for name, pair in variant.changes.items()},
        "changed": {name: new for name, (_, new) in variant.changes.items()},
    }
    try:
        return render(template.text, context)
    except NotRendered as error:
        where = f"{template.name}:{error.line}" if error.line else template.name
        raise AppUnusable(
            f"{where}: the template does not render: {error.why}",
            f"Compare it with the one for {event.name} that comes with fdevents.",
        ) from None


# Python reads NaN and Infinity, which JSON does not have.
def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _parsed(text: str, event: Event, variant: Variant, name: str = "") -> dict[str, Any]:
    try:
        payload = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise AppUnusable(
            f"{name}, variant {variant.name}: the template renders to invalid JSON: {error}",
            "Put values in with the tojson filter: {{ value | tojson }}.",
        ) from None
    has_data = isinstance(payload, dict) and isinstance(payload.get("data"), dict)
    if not isinstance(payload, dict) or (event.entities and not has_data):
        raise AppUnusable(
            f"{name}, variant {variant.name}: the template does not render to an object with "
            "“data”.",
            "A payload is an object with account_id, domain, event, data and iparams.",
        )
    return payload


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
