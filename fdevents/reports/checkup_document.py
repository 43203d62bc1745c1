"""What fdevents needs of a machine, as the JSON document that says what is there of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Literal

from fdevents.masking import Secrets
from fdevents.reports.words import Words
from fdevents.session.checkup import Finding

if sys.version_info >= (3, 12):
    from typing import TypedDict
else:  # pydantic reads no older ones
    from typing_extensions import TypedDict


class FindingEntry(TypedDict):
    """One part of what is needed."""

    part: Literal["fdevents", "Python", "Deno", "sandbox", "cache", "watcher", "npm", "app"]
    status: Literal["ok", "warning", "error"]
    """An error where nothing can be fired."""
    found: str
    """What is there, or what is wrong."""
    hint: str
    """What to do about it, or empty."""


class CheckupDocument(TypedDict):
    """What fdevents needs of this machine, part by part."""

    schema: Literal[1]
    """The version of this document."""
    findings: list[FindingEntry]


def checkup_document(
    findings: Iterable[Finding], secrets: Secrets, words: Words
) -> CheckupDocument:
    """Describe what was found."""
    return {"schema": 1, "findings": [_entry(each, secrets, words) for each in findings]}


def _entry(finding: Finding, secrets: Secrets, words: Words) -> FindingEntry:
    return {
        "part": finding.part.value,
        "status": finding.severity.value if finding.severity else "ok",
        "found": secrets.in_text(finding.found),
        "hint": secrets.in_text(words(finding.hint, finding.remedies)),
    }
