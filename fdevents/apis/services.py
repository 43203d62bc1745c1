"""The platform's APIs, by the names that handlers call them by."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fdevents.apis.db import Database
from fdevents.apis.refusal import wrong
from fdevents.apis.request import Requests
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from fdevents.app.mocks import METHODS
from fdevents.errors import UsageProblem


class Services:
    """What one app's calls are answered by; `hears`: it handles the event of its target URL."""

    def __init__(self, root: Path, store: Store, requests: Requests, *, hears: bool) -> None:
        self.database = Database(store)
        self.schedules = Schedules(store)
        self._root = root
        self._hears = hears
        self._apis: dict[str, Callable[..., Any]] = {
            "$db.set": self.database.set,
            "$db.get": self.database.get,
            "$db.update": self.database.update,
            "$db.delete": self.database.delete,
            "$schedule.create": self.schedules.create,
            "$schedule.fetch": self.schedules.fetch,
            "$schedule.update": self.schedules.update,
            "$schedule.delete": self.schedules.delete,
            "generateTargetUrl": self._target_url,
        }
        self._with_iparams: dict[str, Callable[..., Any]] = {
            **{f"$request.{name.lower()}": requests.method(name) for name in METHODS},
            "$request.invokeTemplate": requests.invoke,
        }

    def answer(self, api: str, arguments: list[Any], iparams: Any = None) -> Any:
        """What the call of a firing with these `iparams` is answered with. Raises Refused."""
        if api in self._with_iparams:
            return self._with_iparams[api](iparams, *arguments[:2])
        call = self._apis.get(api)
        if call is None:
            raise wrong(f"{api} is not emulated by fdevents.")
        most = call.__code__.co_argcount - 1
        try:
            return call(*arguments[:most])
        except UsageProblem as problem:  # such as a file that is no database
            raise wrong(f"{problem.message} {problem.hint}".strip()) from None

    def _target_url(self) -> str:
        if not self._hears:
            raise wrong("generateTargetUrl wants a handler of external events to be registered.")
        number = zlib.crc32(json.dumps(str(self._root.resolve())).encode())
        return f"http://localhost:10001/event/hook?app={number:08x}"
