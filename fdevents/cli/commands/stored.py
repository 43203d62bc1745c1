"""`fdevents db` and `fdevents schedule`: what an app keeps between firings, for people who look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir

if TYPE_CHECKING:
    from fdevents.apis.db import Database
    from fdevents.apis.store import Store

db = typer.Typer(no_args_is_help=True, help="Show and change what $db keeps for the app.")
schedule = typer.Typer(no_args_is_help=True, help="Show what $schedule keeps for the app.")

Key = Annotated[str, typer.Argument(metavar="KEY", help="The record's key.")]


@db.command("list")
def list_records(
    ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False
) -> int:
    """Show every record: its key and its value."""
    import json

    from fdevents.reports.terminal import out

    records = _database(ctx, app).records()
    if as_json:
        out().line(json.dumps(dict(records), indent=2))
    for key, value in [] if as_json else records:
        out().line(out().harmless(f"{key}  {json.dumps(value, ensure_ascii=False)}"))
    return 0


@db.command("get")
def get_record(ctx: typer.Context, key: Key, app: options.AppDir = None) -> int:
    """Print a record as JSON."""
    import json

    from fdevents.reports.terminal import out

    out().line(json.dumps(_told(_database(ctx, app).get, key), indent=2))
    return 0


@db.command("set")
def set_record(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="JSON", help="A JSON object.")],
    app: options.AppDir = None,
) -> int:
    """Keep a JSON object under a key."""
    from fdevents.payloads.written import json_or_text

    _told(_database(ctx, app).set, key, json_or_text(value))
    return 0


@db.command("delete")
def delete_record(ctx: typer.Context, key: Key, app: options.AppDir = None) -> int:
    """Forget a record."""
    _told(_database(ctx, app).delete, key)
    return 0


@db.command("clear")
def clear_records(ctx: typer.Context, app: options.AppDir = None) -> int:
    """Forget every record."""
    from fdevents.reports.terminal import err

    err().line(f"{_database(ctx, app).clear()} records are gone")
    return 0


@schedule.command("list")
def list_schedules(
    ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False
) -> int:
    """Show every schedule, the next first."""
    import json

    from fdevents.apis.schedule import Schedules
    from fdevents.reports.terminal import out

    found = [each.described() for each in Schedules(_store(ctx, app)).all()]
    if as_json:
        out().line(json.dumps(found, indent=2))
    for each in [] if as_json else found:
        repeat = each.get("repeat")
        often = f"  every {repeat['frequency']} {repeat['time_unit']}" if repeat else ""
        data = json.dumps(each["data"], ensure_ascii=False)
        out().line(out().harmless(f"{each['schedule_at']}  {each['name']}{often}  {data}"))
    return 0


def _store(ctx: typer.Context, app: Any) -> Store:
    from fdevents.apis.store import store_of
    from fdevents.app.folder import read_app

    return store_of(read_app(app_dir(ctx, app)).root)


def _database(ctx: typer.Context, app: Any) -> Database:
    from fdevents.apis.db import Database

    return Database(_store(ctx, app))


def _told(call: Any, *arguments: Any) -> Any:
    """What the call answers. Raises UsageProblem with what the platform would reject it with."""
    from fdevents.apis.refusal import Refused
    from fdevents.errors import UsageProblem

    try:
        return call(*arguments)
    except Refused as refused:
        raise UsageProblem(f"{arguments[0]}: {refused.reason['message']}") from None
