"""`fdevents schema`: the JSON Schema of what we print."""

from __future__ import annotations

from typing import Annotated

import typer

_NAMES = ("outcome", "problems", "events", "mocks")
_COMMANDS = {"trigger": "outcome", "run": "outcome", "validate": "problems"}


def schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar="|".join(_NAMES),
            help="Which document.",
            autocompletion=lambda: list(_NAMES),
        ),
    ],
) -> int:
    """Print the JSON Schema of a document.

    outcome: a line of `trigger --json` and `run --json`

    problems: what `validate --format json` prints

    events: what `events --json` prints

    mocks: server/test_data/requests.json
    """
    import json

    from fdevents.errors import ExitCode, UsageProblem
    from fdevents.reports.terminal import out
    from fdevents.wording import did_you_mean

    chosen = _COMMANDS.get(name, name)
    if chosen not in _NAMES:
        guess = did_you_mean(name, _NAMES) or f"The documents are {', '.join(_NAMES)}."
        raise UsageProblem(f"There is no document “{name}”.", guess)
    from fdevents.reports.documents import DOCUMENTS

    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DOCUMENTS[chosen].model_json_schema(),
    }
    out().line(json.dumps(document, indent=2))
    return ExitCode.OK
