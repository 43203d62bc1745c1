"""`fdevents invoke`: calls a server method, as an app's pages do, and shows what it answers."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_method
from fdevents.cli.together import with_options


@with_options()
def invoke(
    ctx: typer.Context,
    *,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The function's name.", autocompletion=complete_method),
    ],
    app: options.AppDir = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            metavar="JSON|FILE",
            help="The arguments: JSON, a file, - for standard input; otherwise "
            "server/test_data/NAME.json, if there is one.",
            rich_help_panel=options.PAYLOAD,
        ),
    ] = None,
    wanted: options.MethodOptions,
    how: options.RunOptions,
    watch: options.Watch = False,
    as_json: options.AsJson = False,
) -> int:
    """Call a server method of the app's, as its pages do.

    The method answers by renderData; an action's arguments and answer are checked against its
    schemas in actions.json.

    Exit code 1: it answered with an error, or not at all, or failed.

    fdevents invoke createIssue --data '{"subject": "Printer on fire"}'
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.firing import invoke_method

    return invoke_method(ctx, name, app, data, wanted, how, watch=watch, as_json=as_json)
