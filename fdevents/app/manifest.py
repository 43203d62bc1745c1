"""manifest.json as it is read: its shape, its platform version, its products and modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fdevents.app.records import Entries, Names, Record
from fdevents.app.shape import Items, Number, Shape, Text
from fdevents.freshdesk.catalogue import MODULES
from fdevents.freshdesk.neighbours import PATTERN
from fdevents.freshdesk.versions import VERSIONS
from fdevents.problems import Severity

if TYPE_CHECKING:
    from fdevents.app.jsonfile import JsonFile

# What a name in a domain is made of; beyond ASCII too, as both Python and JavaScript read it.
# Values are filled in before a host is looked for, and may be a whole one, with its protocol.
_LABEL = r"(?:[A-Za-z0-9_\u00a1-\uffff-]|<%=[^%<>]*%>)+"
_HARMLESS = Severity.WARNING  # where handlers are fired all the same
# Keys that people take over from a package.json, and that do no harm.
_OF_PACKAGES = ("name", "version", "description", "author", "license", "private", "repository")
_DOMAIN = Text(
    pattern=rf"(?:https://(?:\*\.)?|(?=<%=)){_LABEL}(?:\.{_LABEL})*(?::[0-9]+)?/?",
    wrong="{Shown} is not a domain that an app may send to.",
    hint="A domain is written https://api.example.com, or https://*.example.com.",
    severity=_HARMLESS,
)
_REGISTRATION = Record(
    called="{3}",
    about="What handles the event.",
    hint='An event is registered as {"handler": "nameInExports"}.',
    keys={
        "handler": Text(
            called="the handler of {3}",
            wanted="the name of a function that server.js exports",
            about="The name of a function that server.js exports.",
            hint='An event is registered as {"handler": "nameInExports"}.',
            least=1,
        )
    },
    required=("handler",),
    strange=_HARMLESS,
    aliases={"callback": "handler"},  # as exports.events calls it
)
LONGEST_SECONDS = 3600  # beyond what any platform gives
_FUNCTION = Record(
    called="the function {3}",
    about="A server method, which server.js exports by this name.",
    hint='A function is declared as {"timeout": 20}, or as {}.',
    keys={
        "timeout": Number(
            called="the timeout of {3}",
            wanted="a number of seconds",
            about="The seconds that it has: 5, 10 or 15 up to 2.3, and 20, 25 or 30 from 3.0 on.",
            least=1,
            most=LONGEST_SECONDS,
            or_text=True,  # as older documentation writes it
            severity=Severity.WARNING,
            rule="server-method",
        )
    },
    severity=Severity.WARNING,
    rule="server-method",
    strange=Severity.WARNING,
)
_PART = Record(
    called="{0}.{1}",
    keys={
        "events": Entries(of=_REGISTRATION, about="The events that the app handles."),
        "location": Entries(about="Where the app's pages are shown.", severity=_HARMLESS),
        "requests": Entries(about="The request templates that the app uses.", severity=_HARMLESS),
        "functions": Entries(of=_FUNCTION, about="The functions that the app's pages call."),
        "url": Text(severity=_HARMLESS),
        "icon": Text(severity=_HARMLESS),
    },
    strange=Severity.WARNING,
)
_VERSION = Text(
    one_of=VERSIONS,
    many="The versions are",
    wrong="The platform-version is {shown}, which does not exist.",
    about="The version of the platform that the app is written for.",
    rule="platform-version",
)
MANIFEST = Record(
    called="the manifest",
    about="An app's manifest.json.",
    keys={
        "platform-version": _VERSION,
        "product": Entries(
            called="“product”", of=_PART, about="The products that the app is for: platform 2.x."
        ),
        "modules": Entries(
            called="“modules”",
            of=_PART,
            about="The modules that the app is for: platform 3.x.",
            names=Names(
                known=MODULES,
                besides=PATTERN,  # an app may be for other products as well
                part="events",
                wrong="“{name}” is not a module that fires Freshdesk events.",
                many="The modules are",
                severity=Severity.WARNING,
            ),
        ),
        "whitelisted-domains": Items(
            of=_DOMAIN, about="The hosts that the app may send to.", severity=_HARMLESS
        ),
        "dependencies": Entries(
            about="npm packages that server.js requires: name to version.", severity=_HARMLESS
        ),
        "devDependencies": Entries(severity=_HARMLESS),
        "engines": Entries(about="The versions of Node and of the SDK.", severity=_HARMLESS),
        "scripts": Entries(
            about="Commands that the SDK runs at certain times.", severity=_HARMLESS
        ),
        "features": Entries(severity=_HARMLESS),
        "app": Entries(severity=_HARMLESS),
        **dict.fromkeys(_OF_PACKAGES, Shape(severity=_HARMLESS)),
    },
    required=("platform-version",),
    # The SDK knows keys that its documentation does not name.
    strange=Severity.WARNING,
    hints={"events": "Events belong under product.freshdesk.events."},
)


def platform_version(manifest: JsonFile) -> object:
    """Return the platform version that the manifest names, `None` where it does not.

    A number is meant as the text that it looks like: without quotes it is a fault of its own, and
    no reason to judge the app by another version.
    """
    version = manifest.value.get("platform-version") if isinstance(manifest.value, dict) else None
    return str(version) if isinstance(version, float) else version


def declares_packages(manifest: JsonFile) -> bool:
    """Tell whether the manifest names npm packages."""
    return isinstance(manifest.value, dict) and bool(manifest.value.get("dependencies"))


def modules_of(manifest: JsonFile) -> tuple[str, ...]:
    """Return the names of the modules in a 3.x manifest."""
    return tuple(name for (top, name), _ in parts(manifest.value) if top == "modules")


def parts(value: Any) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield each product and module of the manifest, with its path."""
    for top, parent in value.items() if isinstance(value, dict) else ():
        inside = parent if top in ("product", "modules") and isinstance(parent, dict) else {}
        for name, part in inside.items():
            if isinstance(part, dict):
                yield (top, name), part
