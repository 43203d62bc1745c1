"""Where the checkout and the tests' data lie."""

from __future__ import annotations

from pathlib import Path

import fdevents

ROOT = Path(__file__).parent.parent.parent
APPS = ROOT / "tests" / "apps"
DATA = ROOT / "tests" / "data"
PACKAGE = Path(fdevents.__file__).parent


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
