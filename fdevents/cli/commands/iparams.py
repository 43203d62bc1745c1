"""`fdevents iparams`: the values of installation parameters for local runs, kept in the app."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from fdevents.app.files import own_path, read_app_file
from fdevents.app.folder import IGNORED, IPARAMS_SET, OAUTH_SET, AppFiles, read_present_app
from fdevents.app.iparams import iparams_of, parse_iparams
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.app.secrets import app_secrets
from fdevents.app.writing import alone, write_all
from fdevents.cli import options
from fdevents.cli.complete import complete_iparam
from fdevents.cli.context import app_dir
from fdevents.cli.lazy import Commands
from fdevents.errors import ExitCode, UsageProblem
from fdevents.payloads.written import read_iparams
from fdevents.remedies import Force
from fdevents.reports.terminal import err, out
from fdevents.wording import listed

iparams = Commands("Show and set the values of the app's installation parameters.")


@iparams.command("list")
def list_values(
    ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False
) -> int:
    """Show every parameter with its value; those that are secure are masked."""
    files = read_present_app(app_dir(ctx, app))
    declared = files.iparams.value if isinstance(files.iparams.value, dict) else {}
    terminal = out(app_secrets(files))
    shown = terminal.secrets.in_iparams({**dict.fromkeys(declared), **iparams_of(files)})
    if as_json:
        terminal.document(lambda secrets: secrets.in_value(shown))
    for name, value in {} if as_json else shown.items():
        text = "no value" if value is None else json.dumps(value, ensure_ascii=False)
        terminal.line(terminal.shown(f"{name}  {text}"))
    return ExitCode.OK


@iparams.command("set")
def set_values(
    ctx: typer.Context,
    given: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=VALUE...",
            help="Parameters and their values.",
            autocompletion=complete_iparam,
        ),
    ],
    app: options.AppDir = None,
    oauth: Annotated[
        bool,
        typer.Option(
            "--oauth", help="Set the access_token or an OAuth parameter: all are secrets."
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also set what config/iparams.json does not declare."),
    ] = False,
) -> int:
    """Keep values in .fdevents/, over the app's own test data."""
    files = read_present_app(app_dir(ctx, app))
    wanted = _read(given, files.iparams, oauth=oauth, force=force)
    name = OAUTH_SET if oauth else IPARAMS_SET
    with alone(files.root):
        _keep(files, name, wanted)
    err(app_secrets(files, wanted)).line(f"set {listed(wanted)} in {files.root / name}")
    return ExitCode.OK


def _read(given: list[str], declared: JsonFile, *, oauth: bool, force: bool) -> dict[str, Any]:
    """Read the values. Raises UsageProblem, in which nothing speaks of the option that other
    commands have for them."""
    try:
        if oauth:
            return read_iparams(given, frozenset(each.partition("=")[0] for each in given))
        return parse_iparams(given, declared, force=force)
    except UsageProblem as error:
        remedies = (Force("set it all the same"),) if error.remedies else ()
        raise UsageProblem(
            f"{error.name}: {error.message}", error.hint, remedies=remedies
        ) from None


def _keep(files: AppFiles, name: str, wanted: dict[str, Any]) -> None:
    """Add the values to those that are in the file of that name by now. Raises UsageProblem."""
    kept = parse_json(read_app_file(files.root, name))
    if kept.trouble and not kept.missing:
        raise UsageProblem(f"{kept.trouble_place}: {kept.trouble.message}", kept.trouble.hint)
    before = kept.value if isinstance(kept.value, dict) else {}
    path = own_path(files.root, name)
    # Values of one machine, secrets among them, are not committed with the app.
    ignored = own_path(files.root, IGNORED)
    # The file that was asked for comes first: an error names that one.
    text = f"{json.dumps({**before, **wanted}, indent=2)}\n"
    write_all({path: text.encode(), ignored: b"*\n"}, private=True)
