"""`fdevents schema`: the JSON Schema of what we print, and of the files that an app has."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from fdevents.cli.choices import OneOf
from fdevents.errors import ExitCode
from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import out


class Document(StrEnum):
    """What there is a schema of."""

    OUTCOME = "outcome"
    PROBLEMS = "problems"
    EVENTS = "events"
    DOCTOR = "doctor"
    MANIFEST = "manifest"
    IPARAMS = "iparams"
    REQUESTS = "requests"
    MOCKS = "mocks"
    ACTIONS = "actions"


# A command may be named instead of what it prints.
_COMMANDS = {
    "trigger": Document.OUTCOME,
    "invoke": Document.OUTCOME,
    "run": Document.OUTCOME,
    "validate": Document.PROBLEMS,
}
_DOCUMENT = OneOf("document", Document, _COMMANDS)


def schema(
    name: Annotated[
        Document,
        typer.Argument(metavar="NAME", help="Which document.", click_type=_DOCUMENT),
    ],
) -> int:
    """Print the JSON Schema of a document.

    outcome: a line of `trigger --json`, `invoke --json` and `run --json`

    problems: what `validate --format json` prints

    events: what `events --json` prints

    doctor: what `doctor --json` prints

    manifest: manifest.json, for an editor to check and complete it

    iparams: config/iparams.json

    requests: config/requests.json, the request templates

    mocks: server/test_data/requests.json

    actions: actions.json
    """
    from fdevents.reports.schemas import schema_of  # pydantic: 90 ms, not for Tab and --help

    out(NO_SECRETS).document(lambda _: schema_of(name))
    return ExitCode.OK
