"""`fdevents iparams`: the values of installation parameters for local runs, kept in the app."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir

iparams = typer.Typer(
    no_args_is_help=True, help="Show and set the values of the app's installation parameters."
)


@iparams.command("list")
def list_values(
    ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False
) -> int:
    """Show every parameter with its value; those that are secure are masked."""
    import json

    from fdevents.app.folder import read_app
    from fdevents.app.iparams import iparams_of, masked, secure_names
    from fdevents.errors import ExitCode
    from fdevents.reports.terminal import out

    files = read_app(app_dir(ctx, app))
    declared = files.iparams.value if isinstance(files.iparams.value, dict) else {}
    shown = masked({**dict.fromkeys(declared), **iparams_of(files)}, secure_names(files.iparams))
    if as_json:
        out().line(json.dumps(shown, indent=2))
    for name, value in {} if as_json else shown.items():
        text = "no value" if value is None else json.dumps(value, ensure_ascii=False)
        out().line(out().harmless(f"{name}  {text}"))
    return ExitCode.OK


@iparams.command("set")
def set_values(
    ctx: typer.Context,
    given: Annotated[
        list[str], typer.Argument(metavar="NAME=VALUE...", help="Parameters and their values.")
    ],
    app: options.AppDir = None,
    force: Annotated[
        bool, typer.Option("--force", help="Keep what config/iparams.json does not declare.")
    ] = False,
) -> int:
    """Keep values in .fdevents/iparams.json, over the app's own test data."""
    import json

    from fdevents.app.files import own_path
    from fdevents.app.folder import IPARAMS_SET, read_app
    from fdevents.app.iparams import parse_iparams
    from fdevents.app.writing import write_all
    from fdevents.errors import ExitCode, UsageProblem
    from fdevents.reports.terminal import err

    files = read_app(app_dir(ctx, app))
    wanted = parse_iparams(given, files.iparams, force=force)
    kept = files.iparams_set
    if kept.trouble and not kept.missing:
        raise UsageProblem(f"{kept.trouble_place}: {kept.trouble.message}", kept.trouble.hint)
    before = kept.value if isinstance(kept.value, dict) else {}
    path = own_path(files.root, IPARAMS_SET)
    write_all({path: f"{json.dumps({**before, **wanted}, indent=2)}\n".encode()})
    err().line(f"set {', '.join(wanted)} in {path}")
    return ExitCode.OK
