"""Where an app of platform 3.x runs: its modules, and the URLs of their products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fdevents.freshdesk.model import Event, Module
from fdevents.freshdesk.neighbours import FRESHDESK, product_of


def put_host(payload: dict[str, Any], event: Event, modules: Iterable[str]) -> None:
    """Say in `currentHost`, where the payload has it, what an app with these modules is told.

    Without any but the one that all apps have, the event's own is meant; one that is of no module
    either has what the sample has.
    """
    own = [name for name in modules if name != Module.COMMON]
    subscribed = own or [name for name in (event.module.value,) if name != Module.COMMON]
    if "currentHost" in payload and subscribed:
        payload["currentHost"] = _host(subscribed, payload["domain"].removeprefix("https://"))


def host_of(modules: Iterable[str]) -> dict[str, Any]:
    """Return what `currentHost` says to an app with these modules in the account of our samples."""
    own = [name for name in modules if name != Module.COMMON]
    return _host(own, f"sample.{FRESHDESK}.com")


def _host(subscribed: list[str], domain: str) -> dict[str, Any]:
    domains = {product: f"sample.{product}.com" for product in map(product_of, subscribed)}
    if FRESHDESK in domains:
        domains[FRESHDESK] = domain
    urls = {product: f"https://{each}" for product, each in domains.items()}
    return {"subscribed_modules": subscribed, "endpoint_urls": urls}
