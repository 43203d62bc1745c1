"""The platform's APIs: the table of them, and what answers the calls of one app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from fdevents.apis.caller import Caller
from fdevents.apis.db import Database
from fdevents.apis.live import Live
from fdevents.apis.mocked import Mocked
from fdevents.apis.refusal import Refused, wrong
from fdevents.apis.request import Requests
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from fdevents.apis.target_url import TargetUrl
from fdevents.app.folder import AppFiles
from fdevents.app.iparams import declared_names
from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import parts
from fdevents.app.mocks import METHODS
from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Kind
from fdevents.freshdesk.versions import ENTITY_CALLS


class Services:
    """What answers one app's calls; `hears` are the kinds of events that it registers, `hook` is
    the part of the manifest that registers the one from outside."""

    def __init__(
        self, store: Store, requests: Requests, hears: frozenset[Kind], hook: str = ""
    ) -> None:
        self.database = Database(store)
        self.schedules = Schedules(store, hears=Kind.SCHEDULED in hears)
        self.requests = requests
        self.target_url = TargetUrl(hook, hears=Kind.EXTERNAL in hears)

    def answer(self, api: str, arguments: list[Any], caller: Caller) -> Any:
        """Answer a call that the firing `caller` made. Raises Refused."""
        # The sandbox says which API it is, and packages could speak for it: any text may come.
        found = APIS.get(api)
        if found is None or found.answer is None:
            raise wrong(f"fdevents does not emulate {api}.")
        try:
            # JavaScript drops what a function does not take.
            return found.answer(self, caller, *arguments[: len(found.takes)])
        except UsageProblem as problem:  # such as a file that is not a database
            raise Refused(400, problem.message, problem.hint, remedies=problem.remedies) from None


class Api(Struct, frozen=True, kw_only=True):
    """One function that the platform gives to handlers.

    `takes` names its arguments, all of which may be missing. `answer` gets the services, the
    caller and the arguments; it is None where a call is heard and not answered.
    """

    name: str
    takes: tuple[str, ...] = ()
    answer: Callable[..., Any] | None = None


def _database(answer: Callable[..., Any]) -> Callable[..., Any]:
    def counted(services: Services, caller: Caller, *arguments: Any) -> Any:
        caller.storing.count("calls of $db")
        return answer(services.database.within(caller.until), *arguments)

    return counted


def _schedules(answer: Callable[..., Any]) -> Callable[..., Any]:
    def timed(services: Services, caller: Caller, *arguments: Any) -> Any:
        return answer(services.schedules.within(caller.until), *arguments)

    return timed


def _method(name: str) -> Callable[..., Any]:
    def answer(services: Services, caller: Caller, *arguments: Any) -> Any:
        return services.requests.send(name, caller, *arguments)

    return answer


def _template(services: Services, caller: Caller, *arguments: Any) -> Any:
    return services.requests.invoke(caller, *arguments)


def _target_url(services: Services, _: Caller, *arguments: Any) -> Any:
    return services.target_url.generate(*arguments)


def _not_emulated(*_: Any) -> Any:
    raise Refused(
        501,
        "The store of custom objects is not emulated.",
        "fdevents has $db.set, get, update and delete, but no $db.entity: test what is around it.",
    )


APIS = {
    api.name: api
    for api in (
        Api(name="$db.set", takes=("key", "value", "options"), answer=_database(Database.set)),
        Api(name="$db.get", takes=("key",), answer=_database(Database.get)),
        Api(name="$db.update", takes=("key", "action", "attributes", "options"),
            answer=_database(Database.update)),
        Api(name="$db.delete", takes=("key",), answer=_database(Database.delete)),
        Api(name="$schedule.create", takes=("options",), answer=_schedules(Schedules.create)),
        Api(name="$schedule.fetch", takes=("options",), answer=_schedules(Schedules.fetch)),
        Api(name="$schedule.update", takes=("options",), answer=_schedules(Schedules.update)),
        Api(name="$schedule.delete", takes=("options",), answer=_schedules(Schedules.delete)),
        *(Api(name=f"$request.{name.lower()}", takes=("url", "options"), answer=_method(name))
          for name in METHODS),
        Api(name="$request.invokeTemplate", takes=("name", "options"), answer=_template),
        *(Api(name=name, answer=_not_emulated) for name in ENTITY_CALLS),
        Api(name="generateTargetUrl", takes=("options",), answer=_target_url),
        Api(name="renderData", takes=("error", "data")),
    )
}  # fmt: skip


def hook_of(manifest: JsonFile, event: str) -> str:
    """Return the product or module that registers the event, the product where none does."""
    for (_, name), part in parts(manifest.value):
        events = part.get("events")
        if isinstance(events, dict) and event in events:
            return name
    return "freshdesk"


def requests_of(files: AppFiles, sender: Live | Mocked) -> Requests:
    """Build what sends requests to `sender` as the app's files say, as far as they can be read."""
    manifest = files.manifest.value if isinstance(files.manifest.value, dict) else {}
    domains = manifest.get("whitelisted-domains")
    allowed = domains if isinstance(domains, list) else []
    templates = files.requests.value if isinstance(files.requests.value, dict) else {}
    return Requests(
        sender=sender,
        domains=[each for each in allowed if isinstance(each, str)],
        templates=templates,
        declared=() if files.has_iparams_page else declared_names(files.iparams),
        oauth=files.oauth_set.value if isinstance(files.oauth_set.value, dict) else {},
    )
