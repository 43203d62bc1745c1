"""The JSON that we print, as pydantic models: the schemas of `fdevents schema`, and of README.md.

The commands print the dictionaries that `printed` makes, since building these models costs 90 ms
of a command that takes 110. A test holds what is printed against the models.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ConsoleEntry(_Document):
    """One call of a console method."""

    level: Literal["log", "info", "warn", "error", "debug"] = Field(
        description="The method; console.table and console.dir are log."
    )
    text: str = Field(description="What Node would print.")
    at_ms: float = Field(description="Milliseconds since the firing began.")


class CallEntry(_Document):
    """One call of one of the platform's APIs, such as $db.get."""

    api: str
    arguments: list[Any]
    ok: bool = Field(description="Whether its promise was fulfilled.")
    value: Any = Field(description="What it was answered with, or rejected with.")
    at_ms: float = Field(description="Milliseconds since the firing began.")
    duration_ms: float = Field(description="How long the answer took.")
    awaited: bool = Field(description="Whether the handler waited for it.")
    hint: str = Field(description="What to do about a rejection, or empty.")


class ErrorEntry(_Document):
    """Why a firing did not end well."""

    name: str = Field(
        description="The error's name; Uncaught for a thrown value that is no Error; TimedOut, "
        "OutOfMemory or SandboxDied where the sandbox ended it."
    )
    message: str
    stack: str = Field(description="Frames of the app's files only; empty where there is none.")
    file: str | None = Field(description="The file, relative to the app.")
    line: int | None = Field(description="The line, from 1.")
    column: int | None = Field(description="The column, from 1.")
    hint: str = Field(description="What to do about it, or empty.")


class OutcomeDocument(_Document):
    """One firing: a line of `fdevents trigger --json` and `fdevents run --json`."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this document.")
    event: str
    variant: str
    handler: str = Field(description="The callback's name in exports.")
    status: Literal["ok", "failed", "timed_out", "crashed"]
    duration_ms: float
    console: list[ConsoleEntry]
    calls: list[CallEntry]
    value: Any = Field(
        description="What the handler returned: the value itself where JSON carries it, text as "
        "Node prints it where not, null for undefined."
    )
    error: ErrorEntry | None
    payload: dict[str, Any] = Field(description="What the handler got.")


class ProblemEntry(_Document):
    """One fault in the app's files."""

    rule: str
    severity: Literal["error", "warning"]
    message: str
    file: str = Field(description="The file, relative to the app.")
    line: int | None = Field(description="The line, from 1.")
    column: int | None = Field(description="The column, from 1.")
    hint: str = Field(description="What was probably meant, or empty.")


class ProblemsDocument(_Document):
    """Every problem of an app: what `fdevents validate --format json` prints."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this document.")
    app: str = Field(description="The app's folder, as it was given.")
    problems: list[ProblemEntry]


class AttributeEntry(_Document):
    """One attribute of an entity."""

    name: str
    type: str
    description: str
    values: dict[str, str] = Field(description="The enumeration: value to name; empty if none.")


class EntityEntry(_Document):
    """One object under the payload's `data`."""

    name: str
    attributes: list[AttributeEntry]


class VariantEntry(_Document):
    """One documented way in which an event happens."""

    name: str
    summary: str
    changes: dict[str, tuple[Any, Any]]


class NotFiredEntry(_Document):
    """What does not fire an event, and where that is documented."""

    what: str
    source: str


class EventEntry(_Document):
    """One product event."""

    name: str
    summary: str
    kind: Literal["product", "set-up", "external", "scheduled"] = Field(
        description="What fires it."
    )
    platforms: list[str] = Field(description="The platform versions that have it.")
    variants: list[VariantEntry] = Field(description="The default one first.")
    fires_for: list[str]
    not_fired_for: list[NotFiredEntry]
    changeable: list[str] = Field(description="What --change may name.")
    entities: list[EntityEntry]


class EventsDocument(_Document):
    """The catalogue: what `fdevents events --json` prints."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this document.")
    events: list[EventEntry]


class MockEntry(_Document):
    """One answer to a request, in server/test_data/requests.json."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str = Field(description="The address; * stands for anything.")
    body: Any = Field(None, description="What the request's body has at least.")
    status: int = Field(200, ge=100, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    response: Any = Field("", description="The response's body; what is no text is sent as JSON.")
    delay: float = Field(0, ge=0, le=60, description="Seconds until the answer.")
    error: dict[str, Any] | None = Field(None, description="A rejection, instead of a response.")


class MocksDocument(RootModel[list[MockEntry]]):
    """What $request is answered with: server/test_data/requests.json."""


DOCUMENTS: dict[str, type[BaseModel]] = {
    "mocks": MocksDocument,
    "outcome": OutcomeDocument,
    "problems": ProblemsDocument,
    "events": EventsDocument,
}
