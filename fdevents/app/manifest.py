"""manifest.json: its shape, its platform version, and the events that it registers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.freshdesk.catalogue import MODULES, PLATFORM_EVENTS
from fdevents.freshdesk.versions import VERSIONS, all_versions
from fdevents.problems import Place, Problem, Severity, problem
from fdevents.wording import did_you_mean, nearest

_TYPES: dict[type, str] = {dict: "an object", list: "a list", str: "text"}
_TOP: dict[str, type] = {
    "platform-version": str,
    "product": dict,
    "modules": dict,
    "whitelisted-domains": list,
    "dependencies": dict,
    "devDependencies": dict,
    "engines": dict,
    "features": dict,
    "app": dict,
}
_DOMAIN = re.compile(r"https://(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d+)?/?")
_PRODUCTS = ("freshdesk", "freshservice", "freshsales", "freshchat", "freshcaller")
_PART: dict[str, type] = {
    "events": dict,
    "location": dict,
    "requests": dict,
    "functions": dict,
    "url": str,
    "icon": str,
}


@dataclass(frozen=True)
class ManifestEvent:
    """One event that the manifest registers; `module` and `callback` are "" where there is none."""

    event: str
    callback: str
    module: str
    place: Place
    callback_place: Place


def manifest_events(manifest: JsonFile) -> list[ManifestEvent]:
    """The events registered under product.freshdesk and modules, in the order of the file.

    An event that is named twice is there once: see `repeated_events`.
    """
    found = []
    for path, part in _parts(manifest.value):
        events = part.get("events")
        module = str(path[1]) if path[0] == "modules" else ""
        if path[0] == "product" and path[1] != "freshdesk":
            continue
        for name, registration in events.items() if isinstance(events, dict) else ():
            where = (*path, "events", name)
            handler = registration.get("handler") if isinstance(registration, dict) else None
            found.append(
                ManifestEvent(
                    name,
                    handler if isinstance(handler, str) else "",
                    module,
                    manifest.key_place(*where),
                    manifest.value_place(*where, "handler"),
                )
            )
    return found


def platform_version(manifest: JsonFile) -> object:
    """What the manifest names as its platform version, `None` where it does not."""
    return manifest.value.get("platform-version") if isinstance(manifest.value, dict) else None


INIT_HINT = "`fdevents init` writes one."


def check_manifest(manifest: JsonFile, otherwise: str = "") -> Iterator[Problem]:
    """What is wrong with the file itself; its events are checked with the others.

    `otherwise` is what helps where there is no manifest, if that is not to write one.
    """
    trouble = manifest.trouble
    if trouble:
        rule = "manifest-missing" if trouble.missing else "manifest-syntax"
        least = 'The least is {"platform-version": "2.0", "product": {"freshdesk": {}}}.'
        hint = (otherwise or least) if trouble.missing else trouble.hint
        yield problem(rule, trouble.message, manifest.trouble_place, hint)
        return
    if not isinstance(manifest.value, dict):
        message = f"The manifest is {_kind(manifest.value)}; an object is wanted."
        yield problem("manifest-shape", message, manifest.value_place())
        return
    yield from _check_version(manifest)
    yield from _check_keys(manifest, (), manifest.value, _TOP)
    yield from _check_product(manifest)
    yield from _check_domains(manifest)
    for path, part in _parts(manifest.value):
        yield from _check_keys(manifest, path, part, _PART)
        yield from _check_events(manifest, (*path, "events"), part.get("events"))
    yield from _check_parents(manifest)
    yield from _check_repeated(manifest)


def _parts(value: Any) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Each product and module of the manifest, with its path."""
    for top, parent in value.items() if isinstance(value, dict) else ():
        inside = parent if top in ("product", "modules") and isinstance(parent, dict) else {}
        for name, part in inside.items():
            if isinstance(part, dict):
                yield (top, name), part


def _check_version(manifest: JsonFile) -> Iterator[Problem]:
    version = manifest.value.get("platform-version")
    known = all_versions()
    if "platform-version" not in manifest.value:
        if not nearest("platform-version", manifest.value):
            message = "The manifest names no platform-version."
            yield problem("platform-version", message, manifest.value_place(), known)
    elif version not in VERSIONS:
        shown = f"“{version}”" if isinstance(version, str) else _kind(version)
        message = f"The platform-version is {shown}, which is none that exists."
        yield problem("platform-version", message, manifest.value_place("platform-version"), known)


def _check_domains(manifest: JsonFile) -> Iterator[Problem]:
    domains = manifest.value.get("whitelisted-domains")
    for index, domain in enumerate(domains if isinstance(domains, list) else ()):
        if not isinstance(domain, str) or not _DOMAIN.fullmatch(domain):
            shown = f"“{domain}”" if isinstance(domain, str) else _kind(domain)
            message = f"{shown} is no domain that an app may send to."
            place = manifest.value_place("whitelisted-domains", index)
            hint = "A domain is written https://api.example.com, or https://*.example.com."
            yield problem("manifest-shape", message, place, hint, severity=Severity.WARNING)


def _check_product(manifest: JsonFile) -> Iterator[Problem]:
    """An app is installed into the products that its manifest names."""
    product = manifest.value.get("product")
    if manifest.value.get("modules") or not isinstance(product, dict):
        return
    if "freshdesk" in product or nearest("freshdesk", product):  # a misspelling is said elsewhere
        return
    found = f"it names {', '.join(product)}" if product else "it names no product"
    yield problem(
        "manifest-shape",
        f"The manifest is not for Freshdesk: {found}.",
        manifest.value_place("product"),
        'Add "freshdesk": {} here, or the modules of platform 3.0.',
        severity=Severity.WARNING,
    )


def _check_keys(
    manifest: JsonFile, path: tuple[str, ...], found: dict[str, Any], wanted: dict[str, type]
) -> Iterator[Problem]:
    where = ".".join(path) or "the manifest"
    for key, value in found.items():
        if key not in wanted:
            guess = did_you_mean(key, [name for name in wanted if name not in found])
            severity = Severity.ERROR if guess else Severity.WARNING
            message = f"“{key}” is no key that {where} has."
            hint = guess or f"Known are {', '.join(wanted)}."
            if key == "events":
                hint = "Events stand under product.freshdesk.events."
            place = manifest.key_place(*path, key)
            yield problem("manifest-shape", message, place, hint, severity=severity)
        elif not isinstance(value, wanted[key]) and key != "platform-version":
            message = f"“{key}” of {where} is {_kind(value)}; {_TYPES[wanted[key]]} is wanted."
            yield problem("manifest-shape", message, manifest.value_place(*path, key))


def _check_parents(manifest: JsonFile) -> Iterator[Problem]:
    for top in ("product", "modules"):
        parent = manifest.value.get(top)
        for name, part in parent.items() if isinstance(parent, dict) else ():
            if not isinstance(part, dict):
                message = f"“{name}” of {top} is {_kind(part)}; an object is wanted."
                yield problem("manifest-shape", message, manifest.value_place(top, name))
            elif top == "product" and name not in _PRODUCTS and nearest(name, ["freshdesk"]):
                message = f"“{name}” is no product."
                hint = "Did you mean “freshdesk”?"
                yield problem("manifest-shape", message, manifest.key_place(top, name), hint)
            elif top == "modules" and name not in MODULES and part.get("events"):
                guess = did_you_mean(name, MODULES)
                severity = Severity.ERROR if guess else Severity.WARNING
                guess = guess or f"The modules are {', '.join(MODULES)}."
                message = f"“{name}” is no module that fires Freshdesk events."
                yield problem("manifest-shape", message, manifest.key_place(top, name), guess,
                              severity=severity)  # fmt: skip


def _check_events(manifest: JsonFile, path: tuple[str, ...], events: Any) -> Iterator[Problem]:
    for name, registration in events.items() if isinstance(events, dict) else ():
        where = (*path, name)
        example = '{"handler": "nameInExports"}'
        if not isinstance(registration, dict):
            message = f"{name} is {_kind(registration)}; {example} is wanted."
            yield problem("manifest-shape", message, manifest.value_place(*where))
            continue
        for key in registration:
            if key != "handler":
                message = f"“{key}” is no key of an event's registration; “handler” is wanted."
                hint = did_you_mean(key, ["handler"])
                if key == "callback":
                    hint = "In the manifest it is called “handler”."
                yield problem("manifest-shape", message, manifest.key_place(*where, key), hint)
        handler = registration.get("handler")
        renamed = nearest("handler", registration) or "callback" in registration
        if "handler" not in registration and not renamed:
            message = f"{name} names no handler; {example} is wanted."
            yield problem("manifest-shape", message, manifest.key_place(*where))
        elif "handler" in registration and not (isinstance(handler, str) and handler):
            message = f"The handler of {name} is {_kind(handler)}; a name in exports is wanted."
            yield problem("manifest-shape", message, manifest.value_place(*where, "handler"))


def _check_repeated(manifest: JsonFile) -> Iterator[Problem]:
    for path, place in manifest.repeated:
        key = path[-1]
        if len(path) > 1 and path[-2] == "events":
            message = f"{key} is registered twice, and JSON keeps the last one only."
            first = "Keep one callback for each event."
            yield problem("duplicate-event", message, place, first)
        else:
            message = f"The key “{key}” stands here twice, and JSON keeps the last one only."
            yield problem("manifest-shape", message, place, severity=Severity.WARNING)


def module_of(event: str) -> str:
    """The 3.x module under which a manifest registers the event, "" if there is none."""
    return PLATFORM_EVENTS.get(event, "")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == "":
        return "empty text"
    return _TYPES.get(type(value), "a number")
