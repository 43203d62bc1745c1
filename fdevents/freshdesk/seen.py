"""The names seen in payloads of the platform, of any version: what may be there beside samples.

seen.json is the union of the payloads that SDKs give and that public apps keep as test data. Its
`envelope` has the names at the top of all of them; each of `events` the further ones of its own,
and the names in its `data`, each with the index of its names in `objects`, or null where anything
may be below it. To add a payload is to add its names there; custom fields and values stay out.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("seen.json")

# The names of an object, each with those below it; `None` where anything may be.
Shape = dict[str, Any]


@cache
def seen_names(event: str) -> Shape:
    """Return the names of the event's payload: the envelope's, and those of each object in `data`.

    An event of which no payload has been seen has the envelope alone, with anything in `data`.
    """
    seen = _seen()
    own = seen["events"].get(event, {})
    names = (*seen["envelope"].split(), *own.get("envelope", "").split())
    shape: Shape = dict.fromkeys(names)
    if "data" in own:
        shape["data"] = {
            name: None if index is None else dict.fromkeys(seen["objects"][index].split())
            for name, index in own["data"].items()
        }
    return shape


@cache
def _seen() -> Any:
    return json.loads(_FILE.read_text("utf-8"))
