"""Calls in the app's own code, found by a pattern of text and held against the syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fdevents.app.folder import AppFiles
from fdevents.app.script import ScriptMap, read_script, text_of
from fdevents.problems import Place

# A script that declares one of its own, such as a wrapper, or takes it as a parameter.
_OWN = re.compile(r"(?:\b(?:var|let|const)\s+|[(,]\s*)\$request\s*[=,)]")


def calls_in(app: AppFiles, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Place]]:
    """Yield each match in server.js and the modules beside it, with its place.

    A match begins with `$request`. Comments and texts are passed over, and so are scripts that
    have a `$request` of their own.
    """
    if pattern.search(app.server.text):
        yield from _in_script(app.script, pattern)
    for name, file in app.modules.items():
        if not name.endswith(".json") and pattern.search(file.text):
            yield from _in_script(read_script(name, file.text), pattern)


def _in_script(
    script: ScriptMap, pattern: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], Place]]:
    root = script.root
    text = text_of(root)
    if root is None or _OWN.search(text):
        return
    start, seen = root.start_byte, 0
    for match in pattern.finditer(text):
        start += len(text[seen : match.start()].encode())
        seen = match.start()
        node = root.descendant_for_byte_range(start, start + len("$request"))
        if node is not None and node.type == "identifier":
            yield match, script.place(node)
