"""`fdevents mocks`: the answers to an app's requests, looked at and added to without firing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_file, complete_template
from fdevents.cli.context import app_dir
from fdevents.cli.lazy import Commands
from fdevents.cli.together import Options, with_options

mocks = Commands("Show, add and check the mocks that answer the app's requests.")


class MockOptions(Options):
    """What is to be added: one mock, or those that come from files."""

    status: Annotated[
        int, typer.Option("--status", metavar="CODE", min=100, max=599, help="The status.")
    ] = 200
    response: Annotated[
        str | None,
        typer.Option("--response", metavar="JSON|TEXT", help="The body.  [default: {}]"),
    ] = None
    from_templates: Annotated[
        bool,
        typer.Option(
            "--from-templates", help="Add one for each template that no mock answers yet."
        ),
    ] = False
    from_har: Annotated[
        Path | None,
        typer.Option(
            "--from-har",
            metavar="FILE",
            autocompletion=complete_file,
            help="Add what a browser or proxy recorded, of hosts that the app asks.",
        ),
    ] = None
    all_hosts: Annotated[bool, typer.Option("--all", help="With --from-har: of any host.")] = False


@mocks.command("list")
def list_mocks(
    ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False
) -> int:
    """Show every mock, with what it answers and the templates that it is for."""
    # Not at the top, here as below: Tab and --help need the options alone.
    from fdevents.cli.mocking import show_mocks

    return show_mocks(app_dir(ctx, app), as_json=as_json)


@mocks.command("add")
@with_options()
def add(
    ctx: typer.Context,
    *,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[METHOD|TEMPLATE]",
            help="The method, or a template's name alone.",
            autocompletion=complete_template,
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="The address; * stands for anything.")
    ] = None,
    app: options.AppDir = None,
    wanted: MockOptions,
) -> int:
    """Add mocks behind those that are there.

    One for the same requests as another is left out.

    fdevents mocks add GET https://api.example.com/users --status 404

    fdevents mocks add createIssue --response '{"key": "SUP-1"}'
    """
    from fdevents.cli.mocking import add_mocks

    return add_mocks(app_dir(ctx, app), what, url, wanted)


@mocks.command("check")
def check(ctx: typer.Context, app: options.AppDir = None) -> int:
    """Show mocks that are faulty, or that no request of the app's can come to.

    Exit code 3: there are some.
    """
    from fdevents.cli.mocking import check_all

    return check_all(app_dir(ctx, app))
