"""Where the checkout and the tests' data lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
APPS = ROOT / "tests" / "apps"
DATA = ROOT / "tests" / "data"
