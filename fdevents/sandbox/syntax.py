"""Where syntax errors stand: V8 says so to nobody but its inspector."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from fdevents.sandbox.launch import DENO, HERE, LANGUAGE, START_SECONDS, spawn, v8_flags


def locate_syntax_errors(sources: Sequence[str]) -> list[tuple[int, int] | None]:
    """Give line and column, from 1, of the first syntax error in each source, as V8 sees it.

    Asks another process, which compiles and never runs: access to the inspector is nothing for a
    process that runs app code. That process is one, however many the sources are.
    """
    if not sources:
        return []
    process = spawn([*DENO, "--allow-sys=inspector", v8_flags(*LANGUAGE), str(HERE / "syntax.js")])
    try:
        said, _ = process.communicate(json.dumps(sources).encode(), timeout=START_SECONDS)
        return [(place["line"], place["column"]) if place else None for place in json.loads(said)]
    except (ValueError, subprocess.TimeoutExpired):
        return [None] * len(sources)
    finally:
        process.kill()
        process.wait()
