"""fdevents fires Freshdesk product events at an app's handlers.

    from fdevents import App

    app = App.load("path/to/app")
    outcome = app.fire("onTicketUpdate", changes={"priority": (1, 2)})
    assert outcome.ok, outcome.error

The commands are made of the same parts.
"""

from __future__ import annotations

__version__ = "0.1.0"

# typing takes 9 ms to import, of the time in which Ctrl-C still shows a traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fdevents.errors import (
        AppUnusable,
        FdeventsError,
        PayloadRefused,
        SandboxUnavailable,
        UsageProblem,
    )
    from fdevents.payloads.spec import PayloadSpec, RawText
    from fdevents.problems import Place, Problem, Severity
    from fdevents.sandbox.messages import ConsoleLine
    from fdevents.session.app import App, fire
    from fdevents.session.calls import ApiCall
    from fdevents.session.steps import Failure, FailureKind, Outcome, Status

# Where each public name lives; it is imported when it is first asked for, so that a command that
# needs none of them does not wait for them.
_HOMES = {
    "ApiCall": "fdevents.session.calls",
    "App": "fdevents.session.app",
    "AppUnusable": "fdevents.errors",
    "ConsoleLine": "fdevents.sandbox.messages",
    "Failure": "fdevents.session.steps",
    "FailureKind": "fdevents.session.steps",
    "FdeventsError": "fdevents.errors",
    "Outcome": "fdevents.session.steps",
    "PayloadRefused": "fdevents.errors",
    "PayloadSpec": "fdevents.payloads.spec",
    "Place": "fdevents.problems",
    "Problem": "fdevents.problems",
    "RawText": "fdevents.payloads.spec",
    "SandboxUnavailable": "fdevents.errors",
    "Severity": "fdevents.problems",
    "Status": "fdevents.session.steps",
    "UsageProblem": "fdevents.errors",
    "fire": "fdevents.session.app",
}

__all__ = [
    "ApiCall",
    "App",
    "AppUnusable",
    "ConsoleLine",
    "Failure",
    "FailureKind",
    "FdeventsError",
    "Outcome",
    "PayloadRefused",
    "PayloadSpec",
    "Place",
    "Problem",
    "RawText",
    "SandboxUnavailable",
    "Severity",
    "Status",
    "UsageProblem",
    "fire",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
