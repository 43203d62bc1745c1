"""fdevents fires Freshdesk product events at an app's handlers.

    from fdevents import App

    app = App.load("path/to/app")
    outcome = app.fire("onTicketUpdate", changes={"priority": (1, 2)})
    assert outcome.ok, outcome.error

The commands are made of the same parts.
"""

from __future__ import annotations

__version__ = "0.2.0"

# typing takes 9 ms to import, of the time in which Ctrl-C still shows a traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fdevents.public import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Import the public names when the first is asked for: a command needs none of them so."""
    # Rooms are in lower case: the import system asks for them here first, and imports them itself.
    if name[:1].isupper() or name in ("fire", "__all__"):
        from importlib import import_module  # `from fdevents import` would ask here again

        public = vars(import_module("fdevents.public"))
        if name == "__all__":
            return sorted(each for each in public if not each.startswith("_"))
        if name in public:
            return public[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
