"""The forces there are, by the name that `--only` takes."""

from __future__ import annotations

from tests.torture.children import children
from tests.torture.environments import environments
from tests.torture.fuzzed import apps
from tests.torture.lines import lines
from tests.torture.saves import saves
from tests.torture.signals import signals
from tests.torture.tries import Force

FORCES: dict[str, Force] = {
    "signals": signals,
    "apps": apps,
    "lines": lines,
    "children": children,
    "environments": environments,
    "saves": saves,
}
