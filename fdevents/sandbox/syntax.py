"""Where a syntax error stands: V8 says so to nobody but its inspector."""

from __future__ import annotations

import json
import subprocess

from fdevents.sandbox.launch import DENO, HERE, LANGUAGE, START_SECONDS, spawn, v8_flags


def locate_syntax_error(source: str) -> tuple[int, int] | None:
    """Give line and column, from 1, of the first syntax error in `source`, as V8 sees it.

    Asks another process, which compiles and never runs: access to the inspector is nothing for a
    process that runs app code.
    """
    process = spawn([*DENO, "--allow-sys=inspector", v8_flags(*LANGUAGE), str(HERE / "syntax.js")])
    try:
        # Half a character in the source is not UTF-8, and moves no place where it is replaced.
        said, _ = process.communicate(source.encode("utf-8", "replace"), timeout=START_SECONDS)
        place = json.loads(said)
        return int(place["line"]), int(place["column"])
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        return None
    finally:
        process.kill()
        process.wait()
