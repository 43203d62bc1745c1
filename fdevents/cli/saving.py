"""--save: a payload kept in the app, to start from another time."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from fdevents.app.folder import AppFiles
from fdevents.app.saved import saved_file
from fdevents.app.secrets import app_secrets
from fdevents.app.writing import Write, write_all
from fdevents.errors import UsageProblem
from fdevents.reports.terminal import err


def without_secrets(payload: dict[str, Any], files: AppFiles) -> dict[str, Any]:
    """Return the payload as it may be seen and kept."""
    shown: dict[str, Any] = app_secrets(files, payload.get("iparams")).in_payload(payload)
    return shown


def place_to_save(root: Path, name: str, *, force: bool) -> Path:
    """Return the file that keeps the payload of that name.

    Raises UsageProblem where there is one already, but for `force`.
    """
    path = saved_file(root, name)
    if os.path.lexists(path) and not force:  # a link to nowhere is somebody's, too
        raise UsageProblem(f"{path} already exists.", "Name another, or pass --force.")
    return path


def save_payload(
    path: Path, payload: dict[str, Any], files: AppFiles, write: Write = write_all
) -> None:
    """Keep the payload in the app, without secrets. Raises UsageProblem if it cannot be written."""
    kept = without_secrets(payload, files)
    write({path: f"{json.dumps(kept, indent=2)}\n".encode()})
    err(app_secrets(files)).line(f"saved {path}")
