"""What `doctor` does: the machine is looked at part by part, and each is shown when it was."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import typer

from fdevents.cli.context import app_dir, names_an_app
from fdevents.cli.remedies import hint_text
from fdevents.cli.sandboxes import sandboxes
from fdevents.errors import ExitCode
from fdevents.masking import NO_SECRETS
from fdevents.problems import Severity
from fdevents.reports.checkup_document import checkup_document
from fdevents.reports.checkup_text import show_finding
from fdevents.reports.terminal import out
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB
from fdevents.session.checkup import Finding, Part, check_up
from fdevents.session.settings import Settings


def examine(ctx: typer.Context, folder: Path | None, *, as_json: bool) -> ExitCode:
    """Show what was found of each part; return whether anything can be fired."""
    pool = sandboxes(ctx, DEFAULT_MEMORY_MB)
    root, named = app_dir(ctx, folder), names_an_app(ctx, folder)
    # Nothing of what is found quotes a value of the app's.
    terminal = out(NO_SECRETS)
    found: list[Finding] = []
    for each in check_up(root, pool, Settings(), named=named):
        found.append(each)
        if not as_json:
            show_finding(terminal, each, hint_text)
    if as_json:
        terminal.document(partial(checkup_document, found, words=hint_text))
    return _exit_code(found)


def _exit_code(found: list[Finding]) -> ExitCode:
    wrong = {each.part for each in found if each.severity is Severity.ERROR}
    if wrong & {Part.DENO, Part.SANDBOX}:
        return ExitCode.SANDBOX
    return ExitCode.APP if wrong else ExitCode.OK
