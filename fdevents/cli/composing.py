"""What `payload` does: a payload is made, printed or written, and maybe saved; nothing is fired."""

from __future__ import annotations

import json
from pathlib import Path

from fdevents.app.folder import read_app
from fdevents.app.payload_values import app_values
from fdevents.app.secrets import app_secrets
from fdevents.app.writing import write_whole
from fdevents.cli.options import PayloadOptions
from fdevents.cli.saving import place_to_save, save_payload, without_secrets
from fdevents.cli.sources import TypedPayload, show_notes
from fdevents.freshdesk.catalogue import find_event
from fdevents.freshdesk.versions import check_version
from fdevents.payloads.compose import compose
from fdevents.reports.terminal import err, out


def print_payload(
    root: Path, event: str, wanted: PayloadOptions, platform: str | None, output: Path | None
) -> None:
    """Print the payload of an event as JSON, or write it to `output`. Raises FdeventsError."""
    found = find_event(event, given=wanted.starts)
    files = read_app(root, check_version(platform))
    typed = TypedPayload(root, found, wanted)
    composed = compose(typed.spec(files), app_values(files, found))
    secrets = app_secrets(files)
    show_notes(err(secrets), composed.notes)
    made = composed.payload
    if wanted.save is not None:
        save_payload(place_to_save(root, wanted.save, force=wanted.force), made, files)
    shown = without_secrets(made, files)
    if output is None:
        out(secrets).document(lambda _: shown)
    else:
        write_whole(output, f"{json.dumps(shown, indent=2)}\n".encode())
        err(secrets).line(f"wrote {output}")
