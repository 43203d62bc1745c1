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
    if "currentHost" not in payload or not subscribed:
        return
    payload["currentHost"] = {
        "subscribed_modules": subscribed,
        "endpoint_urls": {
            product: f"https://{_domain(payload, product)}"
            for product in dict.fromkeys(map(product_of, subscribed))
        },
    }


def _domain(payload: dict[str, Any], product: str) -> str:
    if product == FRESHDESK:
        return str(payload["domain"]).removeprefix("https://")
    return f"sample.{product}.com"
