"""Templates that come with an app, rendered in a process of their own: what a stranger wrote may
take any time, and any memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fdevents.payloads import rendering
from fdevents.payloads.rendering import NotRendered
from fdevents.sandbox.codes import Ending
from fdevents.sandbox.watchdog import BESIDE_THE_HEAP_MB, Watchdog

MOST_SECONDS = 5.0
MOST_MB = 512


def rendered_apart(text: str, context: Mapping[str, Any]) -> str:
    """Render the template as `rendered` does, within limits. Raises NotRendered, and
    SandboxUnavailable where nothing can watch over it."""
    return _rendered(json.dumps([text, context]))


# A template is rendered for each firing, and a process takes a tenth of a second.
@lru_cache(64)
def _rendered(asked: str) -> str:
    process = subprocess.Popen(
        # -P: its own folder is no place to import from.
        [sys.executable, "-P", rendering.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",  # Ctrl-C is ours to handle
    )
    watchdog = Watchdog(process, MOST_MB - BESIDE_THE_HEAP_MB)
    try:
        watchdog.arm(MOST_SECONDS)
        said, _ = process.communicate(asked.encode())
    finally:
        process.kill()
        watchdog.close()
        process.wait()
    if watchdog.reason is Ending.TIMED_OUT:
        raise NotRendered(f"it takes more than {MOST_SECONDS:g} s.")
    # Who runs out of memory may also be ended by the system.
    if watchdog.reason is Ending.MEMORY or not said:
        raise NotRendered(f"it takes more than {MOST_MB} MB of memory.")
    answer = json.loads(said)
    if "text" not in answer:
        raise NotRendered(answer["why"], answer["line"])
    found: str = answer["text"]
    return found
