"""`fdevents validate`: every problem of the app."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from fdevents.app.folder import read_app
from fdevents.app.secrets import app_secrets
from fdevents.cli import options
from fdevents.cli.choices import OneOf
from fdevents.cli.context import app_dir, sandboxes, settings
from fdevents.cli.remedies import hint_text
from fdevents.errors import ExitCode
from fdevents.reports.documents import problems_document
from fdevents.reports.github import github_lines
from fdevents.reports.problems_text import show_problems
from fdevents.reports.sarif import sarif_document
from fdevents.reports.terminal import out
from fdevents.session.app import App


class Format(StrEnum):
    """How problems may be printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


_FORMAT = OneOf("format", Format)


def validate(
    ctx: typer.Context,
    app: options.AppDir = None,
    style: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar=_FORMAT.metavar,
            help="How to print them.",
            click_type=_FORMAT,
        ),
    ] = Format.TEXT,
    platform: options.Platform = None,
    timeout: options.Timeout = None,
    memory: options.Memory = 128,
) -> int:
    """Show every problem of the app.

    Each has its rule, its place and, if one can be guessed, what was meant.

    Exit code 3: there are errors. Warnings alone exit with 0.
    """
    files = read_app(app_dir(ctx, app), platform)
    loaded = App(files, sandboxes(ctx, memory), settings(ctx))
    _show(loaded, style)
    return ExitCode.APP if loaded.errors else ExitCode.OK


def _show(app: App, style: Format) -> None:
    terminal = out(app_secrets(app.files))
    found = app.problems
    match style:
        case Format.TEXT:
            show_problems(terminal, app, found, hint_text)
        case Format.JSON:
            terminal.document(partial(problems_document, app.root, found, words=hint_text))
        case Format.GITHUB:
            terminal.lines(partial(github_lines, app.root, found, words=hint_text))
        case Format.SARIF:
            terminal.document(partial(sarif_document, app.root, found, words=hint_text))
