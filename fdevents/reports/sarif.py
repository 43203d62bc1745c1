"""An app's problems as SARIF 2.1.0, as code scanning services take it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fdevents import __version__
from fdevents.masking import Secrets
from fdevents.problems import RULES, Problem
from fdevents.reports.words import Words


def sarif_document(
    app: Path, problems: Iterable[Problem], secrets: Secrets, words: Words
) -> dict[str, Any]:
    """Describe one run of ours over the app in the folder `app`."""
    rules = [
        {
            "id": rule,
            "shortDescription": {"text": holds},
            "defaultConfiguration": {"level": severity.value},
        }
        for rule, (severity, holds) in RULES.items()
    ]
    run = {
        "tool": {"driver": {"name": "fdevents", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",  # as we count; the other kind is UTF-16 units
        "results": [_result(app, each, secrets, words) for each in problems],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _result(app: Path, problem: Problem, secrets: Secrets, words: Words) -> dict[str, Any]:
    uri = quote(os.fsencode((app / problem.place.file).as_posix()))
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if problem.place.line:
        region = {"startLine": problem.place.line, "startColumn": problem.place.column or 1}
        location["region"] = region
    said = f"{problem.message} {words(problem.hint, problem.remedies)}".strip()
    return {
        "ruleId": problem.rule,
        "ruleIndex": list(RULES).index(problem.rule),
        "level": problem.severity.value,
        "message": {"text": secrets.in_text(said)},
        "locations": [{"physicalLocation": location}],
    }
