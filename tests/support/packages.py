"""npm packages of our own, of one file each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def package(root: Path, name: str, code: str, folder: str = "server", **described: Any) -> None:
    """Installs a package of one file."""
    path = root / folder / "node_modules" / name
    path.mkdir(parents=True, exist_ok=True)
    whole = {"name": name, "version": "1.0.0", "main": "index.js", **described}
    (path / "package.json").write_text(json.dumps(whole))
    (path / "index.js").write_text(code)
