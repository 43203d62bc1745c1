"""`fdevents`, and `python -m fdevents`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line of this process, and exit with its code."""
    # Ctrl-C shows a traceback until signals are ours, so whatever takes time is imported after.
    try:
        from fdevents.signals import end_at_once

        end_at_once()
    except KeyboardInterrupt:
        os._exit(130)
    from fdevents.cli.early import start

    start()


if __name__ == "__main__":
    main()
