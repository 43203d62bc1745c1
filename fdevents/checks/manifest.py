"""manifest.json judged: its shape, the product that it is for, and keys that stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import MANIFEST
from fdevents.checks.shape import misshapen, repeated, unreadable
from fdevents.freshdesk.neighbours import FRESHDESK, is_neighbour
from fdevents.problems import Problem, Severity, problem
from fdevents.remedies import Remedy
from fdevents.wording import nearest

_PARTS = ("events", "functions")  # of a product or module
_LEAST = 'The smallest manifest is {"platform-version": "2.0", "product": {"freshdesk": {}}}.'


def check_manifest(
    manifest: JsonFile, hint: str = "", remedies: tuple[Remedy, ...] = ()
) -> Iterator[Problem]:
    """Find what is wrong with the file itself; its events are checked with the others.

    `hint` and `remedies` are what helps where the folder has no manifest, if that is not to write
    one.
    """
    if manifest.trouble and manifest.missing:
        least = "" if hint or remedies else _LEAST
        message = manifest.trouble.message
        yield problem(
            "manifest-missing", message, manifest.trouble_place, hint or least, remedies=remedies
        )
    elif manifest.trouble:
        yield from unreadable(manifest, "manifest-syntax")
    else:
        misplaced = _misplaced(manifest.value)
        # Inside of what is misplaced every key is strange, and one problem is enough.
        yield from misshapen(manifest, MANIFEST, "manifest-shape", but_in=misplaced)
        for top, part in misplaced:
            where = "freshdesk" if top == "product" else "a module, such as support_ticket"
            message = f"“{part}” stands directly under “{top}”; it belongs in {where}."
            yield problem("manifest-shape", message, manifest.key_place(top, part))
        if isinstance(manifest.value, dict):
            yield from _check_product(manifest)
            yield from _check_repeated(manifest)


def _misplaced(manifest: Any) -> list[tuple[str, str]]:
    """Return the paths of parts that stand where the names of products or modules do."""
    tops = ((top, manifest.get(top)) for top in ("product", "modules")
            if isinstance(manifest, dict))  # fmt: skip
    return [
        (top, part)
        for top, inside in tops
        for part in _PARTS
        if isinstance(inside, dict) and part in inside
    ]


def _check_product(manifest: JsonFile) -> Iterator[Problem]:
    """Check the products, since an app is installed into those that its manifest names."""
    product = manifest.value.get("product")
    if not isinstance(product, dict):
        return
    misplaced = _misplaced(manifest.value)
    for name in product:
        place = manifest.key_place("product", name)
        if name != FRESHDESK and nearest(name, [FRESHDESK], cutoff=0.8):
            hint = f"Did you mean “{FRESHDESK}”?"
            yield problem("manifest-shape", f"“{name}” is not a product.", place, hint)
        elif name != FRESHDESK and not is_neighbour(name) and ("product", name) not in misplaced:
            message = f"“{name}” is not a product that we know."
            hint = f"Freshdesk's is called “{FRESHDESK}”."
            yield problem("manifest-shape", message, place, hint, severity=Severity.WARNING)


def _check_repeated(manifest: JsonFile) -> Iterator[Problem]:
    for path, place in manifest.repeated:
        if len(path) > 1 and path[-2] == "events":
            message = f"{path[-1]} is registered twice, and JSON keeps only the last."
            yield problem("duplicate-event", message, place, "Keep one callback for each event.")
        else:
            yield repeated("manifest-shape", path, place, Severity.WARNING)
