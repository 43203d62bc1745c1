"""The payload options as typed, made into a payload."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fdevents.app.files import TextFile, decoded, exists
from fdevents.app.folder import AppFiles
from fdevents.app.iparams import iparams_of, masked, parse_iparams, secure_names
from fdevents.app.jsonfile import parse_json
from fdevents.app.saved import saved_file, saved_names, test_data_file
from fdevents.app.writing import Write, write_all
from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import find_variant
from fdevents.freshdesk.globals import PAYLOAD_LIMIT_BYTES
from fdevents.freshdesk.model import Event, Kind
from fdevents.payloads.body import parse_header, with_data
from fdevents.payloads.changes import parse_change
from fdevents.payloads.compose import Wanted, compose, encode
from fdevents.payloads.paths import parse_assignment
from fdevents.reports.terminal import err
from fdevents.wording import did_you_mean

if TYPE_CHECKING:
    from fdevents.session.app import App

LARGEST = 64 * 1024 * 1024  # bytes of a payload file


@dataclass(frozen=True, kw_only=True)
class PayloadOptions:
    """The payload options as they stand on the command line."""

    variant: str | None = None
    changes: list[str] | None = None
    assignments: list[str] | None = None
    start: Any = None
    iparams: list[str] | None = None
    data: str | None = None
    headers: list[str] | None = None
    force: bool = False


def make_payload(event: Event, options: PayloadOptions, files: AppFiles) -> dict[str, Any]:
    """The payload for the options, with the iparams and templates of the app if there is one.

    Raises UsageProblem, PayloadRefused and AppUnusable.
    """
    find_variant(event, options.variant)
    force = options.force
    wanted = Wanted(
        variant=options.variant,
        changes=tuple(parse_change(event, each, force=force) for each in options.changes or ()),
        assignments=tuple(parse_assignment(each) for each in options.assignments or ()),
        start=options.start,
        iparams=iparams_of(files) if files.is_there else {},
        given_iparams=_given_iparams(options, files),
        template=files.template(event),
        profile=files.profile,
        force=force,
    )
    _refuse_repetition([change.name for change in wanted.changes], "--change")
    if not event.exists_on(files.profile.name):
        err().line(f"warning: platform {files.profile.name} does not fire {event.name}.")
    headers = dict(parse_header(each) for each in options.headers or ())
    payload = with_data(event, compose(event, wanted), options.data, headers, files.profile)
    size = len(encode(payload))
    if size > PAYLOAD_LIMIT_BYTES:
        err().line(
            f"warning: the payload has {size // 1024} KB; the platform takes up to "
            f"{PAYLOAD_LIMIT_BYTES // 1024} KB."
        )
    return payload


def read_payload(source: str | None) -> Any:
    """What --payload names, parsed; `None` where it is not given. Raises UsageProblem."""
    if source is None:
        return None
    file = parse_json(_read(source))
    if file.trouble:
        where = file.trouble_place if file.trouble.line else None
        message = f"--payload {source}: {file.trouble.message}"
        if where:
            message = f"--payload {where}: {file.trouble.message}"
        raise UsageProblem(message, file.trouble.hint)
    if file.value is None:
        raise UsageProblem(f"--payload {source}: it is null, where an object is wanted.")
    return file.value


def start_file(root: Path, event: Event, payload: str | None, source: str | None) -> str | None:
    """The file that --payload or --from names: a path, or a payload that was saved by that name.

    Raises UsageProblem.
    """
    if source is not None:
        if source != "test-data" or payload is not None:
            hint = "Leave out --payload or --from." if payload else "Write: --from test-data"
            raise UsageProblem(f"--from {source}: there is no such place to start from.", hint)
        return str(test_data_file(root, event))
    if payload in (None, "-", "") or exists(Path(payload)):
        return payload
    if payload in saved_names(root):
        return str(saved_file(root, payload))
    if Path(payload).suffix or "/" in payload:
        return payload
    known = ", ".join(saved_names(root))
    raise UsageProblem(
        f"--payload {payload}: there is no such file, and no payload was saved by that name.",
        did_you_mean(payload, saved_names(root)) or (f"Saved are {known}." if known else ""),
    )


def without_secrets(payload: dict[str, Any], files: AppFiles) -> dict[str, Any]:
    """The payload as it may be seen and kept: the values of secure iparams are masked."""
    iparams = payload.get("iparams")
    if not isinstance(iparams, dict):
        return payload
    return payload | {"iparams": masked(iparams, secure_names(files.iparams))}


def save_payload(
    files: AppFiles,
    name: str,
    payload: dict[str, Any],
    *,
    force: bool,
    write: Write = write_all,
) -> None:
    """Keeps the payload in the app, without secrets.

    Raises UsageProblem where there is one, but for `force`.
    """
    path = saved_file(files.root, name)
    if os.path.lexists(path) and not force:  # a link to nowhere is somebody's, too
        raise UsageProblem(f"{path} exists already.", "Name another, or pass --force.")
    kept = without_secrets(payload, files)
    write({path: f"{json.dumps(kept, indent=2)}\n".encode()})
    err().line(f"saved {path}")


def scheduled_data(app: App, event: Event, name: str) -> str:
    """What the app's schedule of that name brings. Raises UsageProblem."""
    if event.kind is not Kind.SCHEDULED:
        raise UsageProblem(f"{event.name} has no schedules.", "Leave out --schedule.")
    schedules = app.services.schedules
    found = {each.name: each for each in schedules.all()}
    if name not in found:
        hint = did_you_mean(name, found) or (f"There are {', '.join(found)}." if found else "")
        raise UsageProblem(f"The app has no schedule “{name}”.", hint)
    return json.dumps(found[name].data)


def read_data(source: str | None) -> str | None:
    """What --data names: a file, or the text itself where it looks like JSON, a form or XML.

    Raises UsageProblem.
    """
    if source is None or source.lstrip()[:1] in ("{", "[", '"', "<"):
        return source
    if "=" in source and not exists(Path(source)):
        return source
    file = _read(source, "--data")
    if file.trouble:
        raise UsageProblem(f"--data {source}: {file.trouble.message}", file.trouble.hint)
    return file.text


def _read(source: str, option: str = "--payload") -> TextFile:
    name = "standard input" if source == "-" else source
    try:
        if source == "-":
            return decoded(name, sys.stdin.buffer.read(LARGEST + 1), LARGEST)
        with Path(source).open("rb") as file:
            return decoded(name, file.read(LARGEST + 1), LARGEST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageProblem(f"{option} {source}: it cannot be read: {why}.") from None


def _given_iparams(options: PayloadOptions, files: AppFiles) -> dict[str, Any]:
    if not files.is_there:
        return parse_iparams(options.iparams or (), parse_json(TextFile("", "{}")), force=True)
    return parse_iparams(options.iparams or (), files.iparams, force=options.force)


def _refuse_repetition(names: list[str], option: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UsageProblem(f"{option} {name}: it is named twice.", "Name each attribute once.")
