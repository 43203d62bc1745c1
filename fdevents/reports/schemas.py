"""The JSON Schema of each document, derived from its one definition."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config

from fdevents.checks.shape import SHAPES, editor_schema
from fdevents.reports.catalogue_document import EventsDocument
from fdevents.reports.checkup_document import CheckupDocument
from fdevents.reports.documents import OutcomeDocument, ProblemsDocument

_PRINTED = {
    "outcome": OutcomeDocument,
    "problems": ProblemsDocument,
    "events": EventsDocument,
    "doctor": CheckupDocument,
}
# Extra keys are forbidden, so that a key which nobody described does not pass a test.
_CONFIG = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of one of the documents that we print, or of a file of `SHAPES`."""
    if name in SHAPES:
        return editor_schema(name)
    document: Any = with_config(_CONFIG)(_PRINTED[name])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(document).json_schema(),
    }
    _unwrap(schema)
    return schema


def _unwrap(part: Any) -> None:
    """Put each description on one line, which in the source may take several."""
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            part["description"] = " ".join(part["description"].split())
        for each in part.values():
            _unwrap(each)
    elif isinstance(part, list):
        for each in part:
            _unwrap(each)
