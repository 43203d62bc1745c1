"""Request templates that no code of the app sends, as far as its text can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fdevents.app.folder import AppFiles
from fdevents.app.manifest import parts
from fdevents.app.other_files import code_of
from fdevents.app.request_templates import named_templates, templates_of
from fdevents.problems import Problem, problem
from fdevents.wording import nearest

_SENT = re.compile(r"\binvokeTemplate\b")
_BY_NAME = re.compile(
    r"""\binvokeTemplate\s*\(\s*(?:"([^"\\]+)"|'([^'\\]+)'|`([^`$\\]+)`)\s*[,)]"""
)


def check_unused(app: AppFiles) -> Iterator[Problem]:
    """Warn of templates that the manifest names too, and that no file of the app mentions.

    Nothing is known where a name is put together, or where an app with pages sends nothing: then
    the pages' code is elsewhere.
    """
    named = named_templates(app.manifest)
    unused = [name for name in templates_of(app.requests) if name in named]
    sent: set[str] = set()
    for file in code_of(app.root) if unused else ():
        # Comments and copies count, too: what is mentioned may be in use.
        unused = [name for name in unused if name not in file.text]
        calls, by_name = _SENT.findall(file.text), _BY_NAME.findall(file.text)
        if not unused or file.trouble or len(calls) != len(by_name):
            return
        sent |= {"".join(names) for names in by_name}
    if not sent and any(_has_pages(part) for _, part in parts(app.manifest.value)):
        return
    # A misspelt one is said where it is sent.
    for name in (each for each in unused if not nearest(each, sent)):
        message = f"Nothing in the app sends the template “{name}”."
        yield problem(
            "requests-shape",
            message,
            app.requests.key_place(name),
            "Delete it here and in the manifest, or send it.",
        )


def _has_pages(part: dict[str, Any]) -> bool:
    return bool(part.get("location"))
