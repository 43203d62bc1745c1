"""`init`: a new app, from templates/app/."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fdevents.app.files import own_path
from fdevents.app.folder import SCAFFOLDED, app_above
from fdevents.app.writing import write_all
from fdevents.assets import asset
from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event
from fdevents.remedies import Run
from fdevents.wording import listed


def scaffold(folder: Path, events: Iterable[Event], *, in_manifest: bool) -> list[Path]:
    """Write a new app that handles `events` into `folder`; return its files.

    `in_manifest` registers the events in manifest.json, for platform 2.1 and later; else in
    `exports.events`. Raises UsageProblem where a file is there already, cannot be
    written or would lie outside of `folder` by a link; then nothing is.
    """
    paths = [folder / name for name in SCAFFOLDED]
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageProblem(f"{folder} is a file, not a folder.")
        # A link to nowhere does not exist to `exists`, and would be written through.
        existing = [str(path) for path in paths if path.exists() or path.is_symlink()]
        for name in SCAFFOLDED if not existing else ():
            own_path(folder, name)
    # A loop of links is a RuntimeError before Python 3.13, a name with a zero byte a ValueError.
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageProblem(f"The folder {folder} cannot be made: {error}.") from None
    above = app_above(folder)
    if above:
        raise UsageProblem(
            f"Nothing was written: {folder} is inside the app at {above}.",
            "Name a folder outside it.",
            remedies=(Run(("init", "DIR")),),
        )
    if existing:
        raise UsageProblem(
            f"Nothing was written: {listed(existing)} "
            f"already {'exists' if len(existing) == 1 else 'exist'}.",
            "Name another folder.",
            remedies=(Run(("init", "DIR")),),
        )
    write_all(dict(zip(paths, _contents(list(events), in_manifest=in_manifest), strict=True)))
    return paths


def callback_name(event: Event) -> str:
    """Return the name that a new app gives the event's callback."""
    return f"{event.name}Callback"


def _version(events: list[Event], *, in_manifest: bool) -> str:
    """Return the first platform that has all of the events, and reads them where they stand."""
    # Names of profiles, which `exists_on` takes: that of 2.1 is 2.2.
    candidates = ("2.2",) if in_manifest else ("2.0", "2.2")
    having = (each for each in candidates if all(event.exists_on(each) for event in events))
    return next(having, "3.0")


def _parts(events: list[Event], version: str) -> dict[str, list[Event]]:
    """Return the product's or modules' names, each with the events that it registers."""
    if version != "3.0":
        return {"freshdesk": events}
    # An app of 3.x has a module beside “common”.
    found: dict[str, list[Event]] = {"support_ticket": []}
    for event in events:
        found.setdefault(event.module, []).append(event)
    return dict(sorted(found.items()))


def _contents(events: list[Event], *, in_manifest: bool) -> list[bytes]:
    # 45 ms, and only `init` writes from these templates.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # These templates are ours, so they need no sandbox, as those of an app's payloads do.
    environment = Environment(
        loader=FileSystemLoader(asset("templates/app")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    version = _version(events, in_manifest=in_manifest)
    context = {
        "events": events,
        "in_manifest": in_manifest,
        "version": version,
        "parts": _parts(events if in_manifest else [], version),
        "callback_name": callback_name,
    }
    return [environment.get_template(f"{name}.j2").render(context).encode() for name in SCAFFOLDED]
