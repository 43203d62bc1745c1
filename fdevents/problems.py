"""A fault in the developer's files: one value for each, whatever shows it later."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from fdevents.remedies import Remedy


class Severity(StrEnum):
    """An error keeps handlers from being fired; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


# Every rule, with what it holds; severity is the usual one.
RULES = {
    "manifest-missing": (Severity.ERROR, "The app has a manifest.json."),
    "manifest-syntax": (Severity.ERROR, "manifest.json is readable JSON."),
    "manifest-shape": (
        Severity.ERROR,
        "manifest.json has known keys, with values of the right type.",
    ),
    "manifest-incomplete": (
        Severity.WARNING,
        "manifest.json has what its platform version asks for.",
    ),
    "whitelisted-domain": (Severity.WARNING, "A whitelisted domain can be used."),
    "platform-version": (Severity.ERROR, "The manifest names a platform version that exists."),
    "server-missing": (Severity.ERROR, "The server/server.js whose handlers are named is there."),
    "server-syntax": (Severity.ERROR, "server.js is valid JavaScript."),
    "no-exports": (Severity.WARNING, "server.js assigns its handlers to exports."),
    "load-failed": (Severity.ERROR, "The top level of server.js runs to the end."),
    "events-not-a-list": (Severity.ERROR, "exports.events is a list."),
    "unknown-registration-key": (Severity.ERROR, "A registration has the keys event and callback."),
    "missing-registration-key": (Severity.ERROR, "A registration names an event and a callback."),
    "unknown-event": (Severity.ERROR, "Every registered event exists."),
    "duplicate-event": (Severity.ERROR, "Each event has one callback."),
    "callback-missing": (Severity.ERROR, "A registered callback is exported."),
    "callback-not-a-function": (Severity.ERROR, "A registered callback is a function."),
    "shadowed-registration": (Severity.WARNING, "Events are registered where they are read."),
    "server-method": (Severity.WARNING, "A server method is exported, and declared properly."),
    "actions-shape": (Severity.WARNING, "actions.json describes actions, with their schemas."),
    "no-events": (Severity.WARNING, "An app with handlers registers them."),
    "unavailable-global": (Severity.WARNING, "server.js uses only what the platform has."),
    "unavailable-call": (Severity.WARNING, "server.js calls only what its platform version has."),
    "iparams-syntax": (Severity.ERROR, "The files under config/ are readable JSON."),
    "iparams-shape": (Severity.WARNING, "config/iparams.json declares parameters properly."),
    "insecure-iparam": (Severity.WARNING, "A parameter that looks like a secret is secure."),
    "unknown-iparam": (Severity.WARNING, "A parameter that is used is declared."),
    "payload-path": (Severity.WARNING, "A handler reads only what its payload has."),
    "floating-promise": (Severity.WARNING, "A handler waits for the APIs that it calls."),
    "set-up-unfinished": (Severity.WARNING, "A set-up handler calls renderData."),
    "package-missing": (Severity.WARNING, "A declared npm package can be required, and is here."),
    "iparam-value": (Severity.WARNING, "A parameter has a value here, and it fits."),
    "requests-syntax": (Severity.ERROR, "The files of requests are readable JSON."),
    "requests-shape": (Severity.WARNING, "config/requests.json has templates that can be sent."),
    "oauth-shape": (Severity.WARNING, "config/oauth_config.json is complete."),
    "test-data-shape": (Severity.WARNING, "The app's test data are payloads."),
    "app-files": (Severity.WARNING, "The app's files can be published together."),
    "mocks-shape": (Severity.WARNING, "server/test_data/requests.json is a list of mocks."),
}


class Place(Struct, frozen=True):
    """A place in one of the app's files: `file` relative to the app, line and column from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


class Problem(Struct, frozen=True):
    """One fault: which rule is broken, where, what was found, and what was probably meant.

    `remedies` are what would help beside the `hint`, which is plain text and speaks of no option.
    """

    rule: str
    severity: Severity
    message: str
    place: Place
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it keeps handlers from being fired."""
        return self.severity is Severity.ERROR


def problem(
    rule: str,
    message: str,
    place: Place,
    hint: str = "",
    *,
    severity: Severity | None = None,
    remedies: tuple[Remedy, ...] = (),
) -> Problem:
    """Make a problem of `rule`, of that rule's own severity unless another is named."""
    return Problem(rule, severity or RULES[rule][0], message, place, hint, remedies)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort the problems by file and position, each once."""
    unique = dict.fromkeys(problems)
    return sorted(
        unique, key=lambda each: (each.place.file, each.place.line or 0, each.place.column or 0)
    )
