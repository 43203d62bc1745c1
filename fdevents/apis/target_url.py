"""`generateTargetUrl`: the address at which an app is called from outside."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from fdevents.apis.refusal import wrong


class TargetUrl:
    """The address of the app in `root`; `hears`: it registers the event of calls from outside."""

    def __init__(self, root: Path, *, hears: bool) -> None:
        self._root = root
        self._hears = hears

    def generate(self) -> str:
        """Return the address, which is the same each time. Raises Refused where nobody hears it."""
        if not self._hears:
            raise wrong("generateTargetUrl needs a registered handler for external events.")
        # The same folder has the same address each time, and two apps have different ones.
        # Host and path are those of the SDK's own server; nothing of ours listens there.
        number = zlib.crc32(json.dumps(str(self._root.resolve())).encode())
        return f"http://localhost:10001/event/hook?app={number:08x}"
