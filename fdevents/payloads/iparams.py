"""The installation parameters of a payload: the app's, those of a start, and those given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any

from fdevents.errors import PayloadRefused
from fdevents.freshdesk.versions import Platform
from fdevents.masking import MASK
from fdevents.payloads.spec import PayloadSpec
from fdevents.remedies import Force, Parameter
from fdevents.wording import did_you_mean, listed


def refuse_undeclared(
    names: Iterable[str], declared: Collection[str], where: str, *, force: bool
) -> None:
    """Refuse names that the app does not declare. Raises PayloadRefused.

    An app that declares none takes any; `where` is the file of the declarations.
    """
    for name in names if declared and not force else ():
        if name not in declared:
            raise PayloadRefused(
                f"{where} does not declare this parameter.",
                did_you_mean(name, declared) or f"It declares {listed(declared)}.",
                rule=where,
                parameter=Parameter.IPARAMS,
                name=name,
                remedies=(Force(),),
            )


def put_iparams(
    payload: dict[str, Any],
    own: Mapping[str, Any],
    declared: Collection[str],
    spec: PayloadSpec,
    profile: Platform,
) -> None:
    """Put in the values: those given over the app's over those of the payload started from.

    On platform 2.0 an app that has none, and has `declared` none, gets null (ruling 11).
    The SDK's test data has the values of whoever wrote it, which stand for none that were set.
    """
    brought = spec.payload.get("iparams") if isinstance(spec.payload, dict) else None
    # A payload that was kept has its secrets masked: there the app's own are meant.
    kept = brought.items() if isinstance(brought, dict) else ()
    started = {name: value for name, value in kept if value != MASK}
    values = {**started, **own, **spec.iparams}
    nothing: dict[str, Any] | None = None if profile.is_specified and not declared else {}
    if values or payload.get("iparams") is None:
        payload["iparams"] = deepcopy(values) or nothing
