"""`fdevents schedule`: what an app keeps in $schedule, for people who look."""

from __future__ import annotations

import json
from typing import Any

import typer

from fdevents.apis.schedule import Schedules, described
from fdevents.apis.store import store_of
from fdevents.app.folder import read_present_app
from fdevents.app.secrets import app_secrets
from fdevents.cli import options
from fdevents.cli.context import app_dir
from fdevents.cli.lazy import Commands
from fdevents.errors import ExitCode
from fdevents.masking import Secrets
from fdevents.reports.terminal import out

schedule = Commands("Show what $schedule keeps for the app.")


@schedule.callback()
def everything() -> None:
    """Show what $schedule keeps for the app."""


@schedule.command("list")
def list_schedules(
    ctx: typer.Context,
    app: options.AppDir = None,
    kept: options.Db = None,
    as_json: options.AsJson = False,
) -> int:
    """Show every schedule, the next first."""
    files = read_present_app(app_dir(ctx, app))
    terminal = out(app_secrets(files))
    found = [described(each) for each in Schedules(store_of(files.root, kept)).all()]
    if as_json:
        terminal.document(lambda secrets: secrets.in_value(found))
    for each in [] if as_json else found:
        terminal.line(terminal.shown(_line(each, terminal.secrets)))
    return ExitCode.OK


def _line(schedule: dict[str, Any], secrets: Secrets) -> str:
    repeat = schedule.get("repeat")
    often = f"  every {repeat['frequency']} {repeat['time_unit']}" if repeat else ""
    data = json.dumps(secrets.in_value(schedule["data"]), ensure_ascii=False)
    return f"{schedule['schedule_at']}  {schedule['name']}{often}  {data}"
