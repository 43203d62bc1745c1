"""Every problem that an app has, never only the first, and what this machine lacks for it."""

from __future__ import annotations

import os
from collections.abc import Collection

from fdevents.app.exports import Exports
from fdevents.app.folder import AppFiles
from fdevents.checks.declarations import check_declarations
from fdevents.checks.handler_reads import handler_reads
from fdevents.checks.iparam_reads import check_reads, iparams_read
from fdevents.checks.iparam_values import check_values
from fdevents.checks.iparams import check_iparams
from fdevents.checks.manifest import check_manifest
from fdevents.checks.manifest_parts import check_parts
from fdevents.checks.methods import check_methods
from fdevents.checks.mocks import check_mocks
from fdevents.checks.no_events import check_any
from fdevents.checks.other_files import check_other_files
from fdevents.checks.packages import check_installed, check_packages
from fdevents.checks.payload_paths import check_paths
from fdevents.checks.platform_calls import check_calls
from fdevents.checks.promises import check_promises
from fdevents.checks.registrations import check_registrations
from fdevents.checks.request_templates import check_invoked, check_options, check_requests
from fdevents.checks.server import check_server
from fdevents.checks.unused_templates import check_unused
from fdevents.problems import Problem, in_order
from fdevents.remedies import Give, Parameter, Remedy, Run
from fdevents.sandbox.patterns import Matched
from fdevents.wording import counted


def check(app: AppFiles, exports: Exports, matched: Matched) -> list[Problem]:
    """Find every problem of the app, by file and position; `exports` is what its server.js exports.

    `matched` is what is known of its parameters' patterns.
    Faults hide one another as little as can be: what cannot be judged because of another fault is
    left out, and everything else is said.
    """
    # Said once for both files: a folder without an app has neither of them.
    hint, remedies = _without_an_app(app)
    reads = handler_reads(app, exports)
    return in_order(
        [
            *check_manifest(app.manifest, hint, remedies),
            *check_parts(app.manifest),
            *check_server(app, exports, hint, remedies),
            *check_registrations(app, exports),
            *check_any(app, exports),
            *check_methods(app, exports),
            *check_paths(app, reads),
            *check_promises(app, exports),
            *check_iparams(
                app.iparams,
                app.iparam_test_data,
                app.iparams_set,
                has_page=app.has_iparams_page,
            ),
            *check_declarations(app.iparams, matched),
            *check_reads(app, iparams_read(app, reads)),
            *check_packages(app.packages, app.manifest),
            *check_requests(app.requests, app.manifest),
            *check_options(app.requests),
            *check_invoked(app),
            *check_unused(app),
            *check_calls(app),
            *check_other_files(app),
            *check_mocks(app.mocks),
        ]
    )


def check_machine(app: AppFiles, exports: Exports, matched: Matched) -> list[Problem]:
    """Find what the app needs and this machine lacks: packages, and values of parameters.

    None of it is a fault of the app's files: in a fresh clone all of it is missing. Only a package
    without which server.js does not load is an error.
    """
    return in_order(
        [
            *check_installed(app.packages, app.manifest, exports.lacks),
            *check_values(app, iparams_read(app, handler_reads(app, exports)), matched),
        ]
    )


def _without_an_app(app: AppFiles) -> tuple[str, tuple[Remedy, ...]]:
    """Say what helps where the folder does not have an app; nothing where it has part of one."""
    if app.above:
        there = os.path.relpath(app.above, app.root)
        return "The app is in a folder above.", (Give(Parameter.APP, there),)
    return "", (Run(("init",), "writes one"),) if app.is_free else ()


def totals(problems: Collection[Problem]) -> str:
    """Return how many errors and warnings there are, such as “1 error, 2 warnings”."""
    errors = sum(each.is_error for each in problems)
    counts = ((errors, "error"), (len(problems) - errors, "warning"))
    return ", ".join(counted(number, thing) for number, thing in counts if number)
