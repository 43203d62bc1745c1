"""What `validate` does: the app is loaded and judged, and its problems are printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import typer

from fdevents.app.folder import read_app
from fdevents.app.secrets import app_secrets
from fdevents.cli.choices import Format
from fdevents.cli.context import app_dir
from fdevents.cli.options import LoadingOptions
from fdevents.cli.progress import waiting
from fdevents.cli.remedies import hint_text
from fdevents.cli.sandboxes import sandboxes
from fdevents.errors import ExitCode
from fdevents.problems import Problem, in_order
from fdevents.reports.documents import problems_document
from fdevents.reports.github import github_lines
from fdevents.reports.problems_text import show_problems
from fdevents.reports.sarif import sarif_document
from fdevents.reports.terminal import out
from fdevents.session.app import App
from fdevents.session.settings import as_settings


def judge(
    ctx: typer.Context, folder: Path | None, how: LoadingOptions, style: Format, *, local: bool
) -> ExitCode:
    """Print every problem of the app, with `local` those of this machine as well; return whether
    there are errors. Raises FdeventsError."""
    files = read_app(app_dir(ctx, folder), how.platform)
    with waiting("starting the sandbox"):
        app = App(files, sandboxes(ctx, how.memory_mb), as_settings(**how.given()))
    found = in_order([*app.problems, *app.machine_problems]) if local else app.problems
    _show(app, found, style)
    return ExitCode.APP if any(each.is_error for each in found) else ExitCode.OK


def _show(app: App, found: list[Problem], style: Format) -> None:
    terminal = out(app_secrets(app.files))
    match style:
        case Format.TEXT:
            show_problems(terminal, app, found, hint_text)
        case Format.JSON:
            terminal.document(partial(problems_document, app.root, found, words=hint_text))
        case Format.GITHUB:
            terminal.lines(partial(github_lines, app.root, found, words=hint_text))
        case Format.SARIF:
            terminal.document(partial(sarif_document, app.root, found, words=hint_text))
