"""The options that commands share, each written once, with what completes it.

A command takes those that belong together as one parameter (`cli/together.py`). Their names are the
keywords of the library: those of a `PayloadSpec`, and of `Settings`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fdevents.cli.complete import (
    complete_change,
    complete_event,
    complete_file,
    complete_iparam,
    complete_path,
    complete_payload,
    complete_platform,
    complete_schedule,
    complete_variant,
)
from fdevents.cli.together import Options

PAYLOAD = "Payload"
SANDBOX = "Sandbox"

AppDir = Annotated[
    Path | None,
    typer.Option(
        "--app",
        metavar="DIR",
        help="The app's folder; the current one by default.",
        show_default=False,
        autocompletion=complete_file,
    ),
]
EventName = Annotated[
    str,
    typer.Argument(
        metavar="EVENT", help="The event, such as onTicketUpdate.", autocompletion=complete_event
    ),
]
Iparams = Annotated[
    list[str] | None,
    typer.Option(
        "--iparam",
        metavar="NAME=VALUE",
        help="An installation parameter, over config/iparam_test_data.json. Repeatable.",
        autocompletion=complete_iparam,
        rich_help_panel=PAYLOAD,
    ),
]
Forced = Annotated[
    bool, typer.Option("--force", help="Send what Freshdesk would not.", rich_help_panel=PAYLOAD)
]
Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="FILE",
        help="Where $db and $schedule keep things, instead of .fdevents/store.db; :memory: for "
        "nowhere.",
        show_default=False,
        autocompletion=complete_file,
        rich_help_panel=SANDBOX,
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help="Fire again on every save, until Ctrl-C.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class PayloadOptions(Options):
    """What the payload is made of, as typed; `cli/sources.py` reads it into a `PayloadSpec`."""

    @property
    def starts(self) -> bool:
        """Whether there is a payload to start from, and no sample is needed."""
        return self.payload is not None or self.start is not None

    variant: Annotated[
        str | None,
        typer.Option(
            "--variant",
            metavar="NAME",
            help="Which variant of the event; `fdevents events EVENT` lists them.",
            autocompletion=complete_variant,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="FIELD=OLD,NEW",
            help="An attribute that the update changed. Repeatable.",
            autocompletion=complete_change,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    assign: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Any other value, such as ticket.subject=Hi. Repeatable.",
            autocompletion=complete_path,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    payload: Annotated[
        str | None,
        typer.Option(
            "--payload",
            metavar="FILE|NAME",
            help="Start from this JSON file, - for standard input, or from a saved payload, "
            "instead of the template.",
            autocompletion=complete_payload,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="test-data",
            help="Start from the app's own server/test_data/EVENT.json, as the SDK would.",
            autocompletion=lambda: ["test-data"],
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    save: Annotated[
        str | None,
        typer.Option(
            "--save",
            metavar="NAME",
            help="Keep the payload in the app, for --payload NAME.",
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    iparams: Iparams = None
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            metavar="JSON|FILE",
            help="The data of an external or scheduled event: JSON, a file, - for standard input.",
            autocompletion=complete_file,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    data_as: Annotated[
        str | None,
        typer.Option(
            "--data-as",
            metavar="value|text",
            help="Hand an external event's JSON over as a value, or as text, as older SDKs do.  "
            "[default: value]",
            autocompletion=lambda: ["value", "text"],
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    headers: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="NAME:VALUE",
            help="A header of an external event's request. Repeatable.",
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    schedule: Annotated[
        str | None,
        typer.Option(
            "--schedule",
            metavar="NAME",
            help="Fire this schedule of the app's now.",
            autocompletion=complete_schedule,
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="today|TIME",
            help="When the event happens: all dates of the sample move along.",
            autocompletion=lambda: ["today"],
            rich_help_panel=PAYLOAD,
        ),
    ] = None
    force: Forced = False


class MethodOptions(Options):
    """What a server method gets beside its arguments."""

    iparams: Iparams = None
    force: Forced = False


def _number(value: float | None) -> float | None:
    if value is not None and value != value:  # a range takes nan for a number in it
        raise typer.BadParameter("nan is not a time.")
    return value


class ReadingOptions(Options):
    """How an app's files are read."""

    platform: Annotated[
        str | None,
        typer.Option(
            "--platform",
            metavar="VERSION",
            help="The platform version, instead of the manifest's.",
            autocompletion=complete_platform,
        ),
    ] = None


class LoadingOptions(ReadingOptions):
    """How its server.js is loaded, too."""

    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            callback=_number,
            metavar="SECONDS",
            min=0.001,
            max=86_400,
            help="For loading the app and for each firing.  [default: as the platform, 20 or 10]",
            show_default=False,
            rich_help_panel=SANDBOX,
        ),
    ] = None
    memory_mb: Annotated[
        int,
        typer.Option(
            "--memory",
            metavar="MB",
            min=16,
            max=65_536,
            help="The largest heap that a handler may have.",
            rich_help_panel=SANDBOX,
        ),
    ] = 128  # sandbox.launch.DEFAULT_MEMORY_MB, and Tab need not import that


class RunOptions(LoadingOptions):
    """How its handlers run, too: all that `Settings` has."""

    db: Db = None
    allow_net: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-net",
            metavar="HOST",
            help="With --live: a host to which npm packages send, or *.example.com. Repeatable.",
            rich_help_panel=SANDBOX,
        ),
    ] = None
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Really send what $request and npm packages send, instead of asking the mocks.",
            rich_help_panel=SANDBOX,
        ),
    ] = False
    record: Annotated[
        bool,
        typer.Option(
            "--record",
            help="With --live: add what came back to server/test_data/requests.json.",
            rich_help_panel=SANDBOX,
        ),
    ] = False
    add_mocks: Annotated[
        bool,
        typer.Option(
            "--add-mocks",
            help="Give requests without a mock an empty answer, and add a mock for each to "
            "server/test_data/requests.json.",
            rich_help_panel=SANDBOX,
        ),
    ] = False
    match_body: Annotated[
        bool,
        typer.Option(
            "--match-body",
            help="With --add-mocks: such a mock answers that body alone.",
            rich_help_panel=SANDBOX,
        ),
    ] = False
