"""What Tab offers of the app on the command line: names that are its own.

Whatever cannot be read is not offered; nothing here raises, or starts a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from fdevents.app.files import read_app_file
from fdevents.app.folder import ACTIONS, IPARAMS, MANIFEST, REQUESTS, SERVER
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.errors import FdeventsError

Offered = tuple[str, str]


def root_of(ctx: click.Context) -> Path:
    """Find the app's folder: named after the command, before it, or here."""
    named = (each.params.get(name) for each in _chain(ctx) for name in ("app", "app_folder"))
    return Path(next((each for each in named if each), "."))


def named_events(root: Path) -> frozenset[str]:
    """Find the words in the files that register events: the app's own are among them.

    What server.js registers is known for sure only once it has run, which takes too long here.
    """
    texts = (read_app_file(root, name).text for name in (MANIFEST, SERVER))
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def methods_of(root: Path) -> Iterator[str]:
    """Find the server methods that the app declares."""
    from fdevents.app.methods import methods  # only where a method is wanted

    yield from methods(_json(root, MANIFEST), _json(root, ACTIONS))


def parameters_of(root: Path, incomplete: str) -> Iterator[Offered]:
    """Find the installation parameters, with `=` behind them, and then the values of choices."""
    from fdevents.app.iparams import declarations  # only where a parameter is wanted

    for name, declared in declarations(_json(root, IPARAMS)):
        choices = declared.get("options")
        if not incomplete.startswith(f"{name}="):
            yield f"{name}=", str(declared.get("display_name", ""))
        elif isinstance(choices, list):
            yield from ((f"{name}={each}", "") for each in choices)


def templates_of(root: Path) -> Iterator[str]:
    """Find the names of the app's request templates."""
    value = _json(root, REQUESTS).value
    yield from value if isinstance(value, dict) else ()


def saved_of(root: Path) -> Iterator[str]:
    """Find the names of saved payloads."""
    from fdevents.app.saved import saved_names  # only where a payload is wanted

    try:
        yield from saved_names(root)
    except FdeventsError:
        return


def keys_of(root: Path, kept: str | None) -> Iterator[str]:
    """Find the keys of the records in $db, which is `kept` in that file if one is named."""
    from fdevents.apis.db import Database  # sqlite3, only where a key is wanted
    from fdevents.apis.store import store_of

    try:
        yield from (key for key, _ in Database(store_of(root, kept)).records())
    except FdeventsError:
        return


def schedules_of(root: Path, kept: str | None) -> Iterator[str]:
    """Find the names of the schedules, `kept` as above."""
    from fdevents.apis.schedule import Schedules  # as above
    from fdevents.apis.store import store_of

    try:
        yield from (each.name for each in Schedules(store_of(root, kept)).all())
    except FdeventsError:
        return


def _chain(ctx: click.Context | None) -> Iterator[click.Context]:
    while ctx:
        yield ctx
        ctx = ctx.parent


def _json(root: Path, name: str) -> JsonFile:
    return parse_json(read_app_file(root, name))
