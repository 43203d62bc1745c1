"""`fdevents db`: the records that an app keeps in $db, for people who look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer

from fdevents.apis.db import Database
from fdevents.apis.refusal import Refused
from fdevents.apis.store import store_of
from fdevents.app.folder import read_present_app
from fdevents.app.secrets import app_secrets
from fdevents.cli import options
from fdevents.cli.complete import complete_key
from fdevents.cli.context import app_dir
from fdevents.cli.lazy import Commands
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import Secrets
from fdevents.payloads.written import json_or_text
from fdevents.reports.terminal import err, out

db = Commands("Show and change what $db keeps for the app.")

Key = Annotated[
    str, typer.Argument(metavar="KEY", help="The record's key.", autocompletion=complete_key)
]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@db.command("list")
def list_records(
    ctx: typer.Context,
    app: options.AppDir = None,
    kept: options.Db = None,
    as_json: options.AsJson = False,
) -> int:
    """Show every record: its key and its value."""
    database, secrets = _opened(ctx, app, kept)
    terminal, records = out(secrets), database.records()
    if as_json:
        terminal.document(lambda secrets: secrets.in_value(dict(records)))
    for key, value in [] if as_json else records:
        shown = json.dumps(secrets.in_value(value), ensure_ascii=False)
        terminal.line(terminal.shown(f"{key}  {shown}"))
    return ExitCode.OK


@db.command("get")
def get_record(
    ctx: typer.Context, key: Key, app: options.AppDir = None, kept: options.Db = None
) -> int:
    """Print a record as JSON."""
    database, secrets = _opened(ctx, app, kept)
    value = _told(key, database.get, key)
    out(secrets).document(lambda secrets: secrets.in_value(value))
    return ExitCode.OK


@db.command("set")
def set_record(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="JSON", help="A JSON object.")],
    app: options.AppDir = None,
    kept: options.Db = None,
) -> int:
    """Keep a JSON object under a key."""
    _told(key, _opened(ctx, app, kept)[0].set, key, json_or_text(value))
    return ExitCode.OK


@db.command("delete")
def delete_record(
    ctx: typer.Context, key: Key, app: options.AppDir = None, kept: options.Db = None
) -> int:
    """Forget a record."""
    database, _ = _opened(ctx, app, kept)
    _told(
        key, database.get, key
    )  # a person who misspells a key wants to hear of it, an app does not
    _told(key, database.delete, key)
    return ExitCode.OK


@db.command("clear")
def clear_records(ctx: typer.Context, app: options.AppDir = None, kept: options.Db = None) -> int:
    """Forget every record."""
    database, secrets = _opened(ctx, app, kept)
    number = database.clear()
    gone = "1 record is gone" if number == 1 else f"{number} records are gone"
    err(secrets).line(gone)
    return ExitCode.OK


def _opened(ctx: typer.Context, app: Path | None, kept: str | None) -> tuple[Database, Secrets]:
    """Find the app's database; return it, and the secrets that its records may hold."""
    files = read_present_app(app_dir(ctx, app))
    store = store_of(files.root, kept)
    store.check()
    return Database(store), app_secrets(files)


def _told(
    key: str, call: Callable[Given, Answer], *arguments: Given.args, **named: Given.kwargs
) -> Answer:
    """Return the call's answer. Raises UsageProblem with the platform's reason to reject it."""
    try:
        return call(*arguments, **named)
    except Refused as refused:
        raise UsageProblem(f"{key}: {refused.reason['message']}") from None
