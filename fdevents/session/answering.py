"""What answers the calls that an app's handlers make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fdevents.apis.services import Services, hook_of, requests_of
from fdevents.apis.store import Store
from fdevents.app.folder import AppFiles
from fdevents.app.writing import Write
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.session.sending import sender_of
from fdevents.session.settings import Settings


def services_of(
    files: AppFiles,
    settings: Settings,
    store: Store,
    registered: Iterable[str],
    write: Write,
    missed: Callable[[dict[str, Any]], None],
) -> Services:
    """Make what answers the APIs for the app that has `registered` these events.

    `missed` gets each mock that a request did not find.
    """
    heard = [event for name in registered if (event := EVENTS.get(name))]
    external = next((event.name for event in heard if event.kind is Kind.EXTERNAL), "")
    requests = requests_of(files, sender_of(files, settings, write, missed))
    hears = frozenset(event.kind for event in heard)
    return Services(store, requests, hears, hook_of(files.manifest, external))
