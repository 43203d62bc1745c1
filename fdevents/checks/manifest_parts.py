"""What manifest.json has, against what its platform version asks for.

The SDK's own validation says all of this; none of it keeps a handler from being fired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import parts, platform_version
from fdevents.freshdesk.neighbours import FRESHDESK
from fdevents.freshdesk.versions import VERSIONS
from fdevents.problems import Problem, problem
from fdevents.wording import nearest

_EMPTY = ("events", "functions", "requests")  # which the SDK wants left out, or filled
_ENGINES = ("node", "fdk")
_ENGINES_HINT = 'Name the versions that it was tried with: "engines": {"node": "…", "fdk": "…"}.'
_ADDRESS = re.compile(r"https?://(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\])(:\d+)?/?")
_LOCAL = re.compile(r"https?://localhost(:\d+)?/?", re.IGNORECASE)


def check_parts(manifest: JsonFile) -> Iterator[Problem]:
    """Find what is missing, empty, or of another version; nothing where the version is unknown."""
    value, version = manifest.value, platform_version(manifest)
    if not isinstance(value, dict) or not isinstance(version, str):
        return
    yield from _check_empty(manifest)
    yield from _check_domains(manifest)
    if re.fullmatch(r"2\.3|3\.\d+", version):
        yield from _check_engines(manifest, version)
        if value.get("whitelisted-domains"):
            message = f"Platform {version} does not read “whitelisted-domains”."
            hint = "Name the hosts in the templates of config/requests.json."
            place = manifest.key_place("whitelisted-domains")
            yield problem("whitelisted-domain", message, place, hint)
    if version.startswith("3."):
        yield from _check_modules(manifest, version)
    elif version in VERSIONS:
        yield from _check_product(manifest)


def _check_engines(manifest: JsonFile, version: str) -> Iterator[Problem]:
    engines = manifest.value.get("engines")
    if engines is None:
        message = f"The manifest has no “engines”, which platform {version} asks for."
        yield problem("manifest-incomplete", message, manifest.value_place(), _ENGINES_HINT)
        return
    for name in _ENGINES if isinstance(engines, dict) else ():
        if name not in engines:
            message, place = f"“engines” has no “{name}”.", manifest.key_place("engines")
            yield problem("manifest-incomplete", message, place, _ENGINES_HINT)
        elif not (isinstance(engines[name], str) and re.match(r"[\^~>=v ]*\d", engines[name])):
            message = f"“{name}” of “engines” is not a version, such as “18.20.8”."
            yield problem("manifest-incomplete", message, manifest.value_place("engines", name))


def _check_modules(manifest: JsonFile, version: str) -> Iterator[Problem]:
    modules = manifest.value.get("modules")
    if "product" in manifest.value:
        message = f"On platform {version} modules take the place of “product”."
        hint = "Move what is in it to modules, such as support_ticket."
        yield problem("manifest-incomplete", message, manifest.key_place("product"), hint)
    elif not modules:
        message = (
            f"The manifest names no module, and on platform {version} an app has at least one."
        )
        hint = 'Add one, such as "modules": {"support_ticket": {}}.'
        place = manifest.key_place("modules") if "modules" in manifest.value else None
        yield problem("manifest-incomplete", message, place or manifest.value_place(), hint)
    elif isinstance(modules, dict) and not modules.keys() - {"common"}:
        message = "The manifest names no module beside “common”, so the app is for no product."
        hint = 'Add one, even an empty one, such as "support_ticket": {}.'
        yield problem("manifest-incomplete", message, manifest.key_place("modules", "common"), hint)


def _check_product(manifest: JsonFile) -> Iterator[Problem]:
    value = manifest.value
    # A key that was meant for it has been named already, and modules are another mistake.
    misspelt = nearest("product", [key for key in value if key != "product"])
    if value.get("product", {}) == {} and not misspelt and "modules" not in value:
        message, hint = "The manifest names no product.", f'Add "product": {{"{FRESHDESK}": {{}}}}.'
        place = manifest.key_place("product") if "product" in value else manifest.value_place()
        yield problem("manifest-incomplete", message, place, hint)


def _check_empty(manifest: JsonFile) -> Iterator[Problem]:
    for path, part in parts(manifest.value):
        for name in _EMPTY:
            # Of an empty “requests” only the SDKs before 3.x are known to say so.
            if part.get(name) == {} and (path[0], name) != ("modules", "requests"):
                message = f"“{name}” of {'.'.join(path)} is empty."
                place = manifest.key_place(*path, name)
                yield problem("manifest-incomplete", message, place, "Leave it out, or fill it.")


def _check_domains(manifest: JsonFile) -> Iterator[Problem]:
    domains = manifest.value.get("whitelisted-domains")
    for index, domain in enumerate(domains if isinstance(domains, list) else ()):
        wrong = _wrong_domain(domain)
        if wrong:
            place = manifest.value_place("whitelisted-domains", index)
            hint = "A domain is written https://api.example.com, or https://*.example.com."
            yield problem("whitelisted-domain", f"“{domain}” {wrong}.", place, hint)


def _wrong_domain(domain: Any) -> str:
    """Say what is wrong with a domain, as the end of a sentence; "" where nothing is."""
    if not isinstance(domain, str):
        return ""  # the file's shape says so
    if _ADDRESS.fullmatch(domain):
        return "is the address of a machine, and the platform takes names of hosts only"
    if _LOCAL.fullmatch(domain):
        return "is the machine that asks, which the platform does not allow"
    return "ends in a slash" if re.fullmatch(r"https?://[^/]+/", domain) else ""
