"""A payload's dates, moved together: the moment of the event becomes another one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event, Type
from fdevents.payloads.payload import entity_in
from fdevents.remedies import Give, Parameter
from fdevents.wording import brief

TODAY = "today"
# As the SDK's samples write dates: with or without a time, T, seconds, a fraction and a zone.
_WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d)(:\d\d)?(\.\d+)?( ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
)
# Names of numbers that are dates, besides those in the catalogue.
_DATE_NAMES = re.compile(r"(?:_at|_date|timestamp|due_by)$")
# Since 1970: less is no date of a helpdesk, and what is more than the first is in milliseconds.
_LEAST_SECONDS, _LEAST_MILLISECONDS, _MOST = 10**9, 10**11, 10**14
# What the app and its caller bring, whose dates mean what they say.
_LEFT_ALONE = ("iparams", "app_settings", "headers", "options")


def move_dates(payload: dict[str, Any], event: Event, now: str | datetime) -> None:
    """Shift every date of `payload` by one offset, so that the event happens at `now`.

    `now` is “today”, which is this moment, or a time, in UTC if it names no zone. The event
    happened when its entity was updated or made, else at the payload's timestamp; due dates stay
    as far ahead of that. Formats, units and zones are kept. Raises UsageProblem for what is no
    time, or is too far off.
    """
    happened = _moment(payload, event)
    moment = _read(now)
    if happened is None:
        return
    # Whole seconds, so that fractions stay as they are written; rounded down, so that nothing has
    # happened in the future.
    offset = timedelta(seconds=(moment - happened) // timedelta(seconds=1))
    names = {
        each.name
        for entity in event.entities
        for each in entity.attributes
        if each.type is Type.DATETIME
    }
    try:
        for key, value in payload.items():
            if key not in _LEFT_ALONE:
                payload[key] = _moved(value, key, offset, names)
    except OverflowError:
        message = f"{brief(str(now))} would move a date out of the calendar."
        raise UsageProblem(message, parameter=Parameter.NOW) from None


def _read(now: str | datetime) -> datetime:
    if now == TODAY:
        return datetime.now(UTC)
    try:
        at = now if isinstance(now, datetime) else datetime.fromisoformat(now)
    except (ValueError, TypeError):
        raise UsageProblem(
            f"{brief(now)} is not a time.",
            "It is “today”, or a time such as 2016-02-13T23:27:49Z.",
            parameter=Parameter.NOW,
            remedies=(Give(Parameter.NOW, TODAY),),
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _moment(payload: dict[str, Any], event: Event) -> datetime | None:
    entity = entity_in(payload, event.entity) or {}
    dates = (entity.get("updated_at"), entity.get("created_at"), payload.get("timestamp"))
    return next((each for each in map(_date, dates) if each), None)


def _date(value: Any) -> datetime | None:
    """Return the date that a value of a payload is, in any of its forms."""
    if _is_number(value) and _LEAST_SECONDS <= value < _MOST:
        seconds = value if value < _LEAST_MILLISECONDS else value / 1000
        return datetime.fromtimestamp(seconds, UTC)
    if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
        return None
    try:
        at = datetime.fromisoformat(value.removesuffix("UTC").strip())
    except ValueError:  # the 30th of February
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _moved(value: Any, name: str, offset: timedelta, names: set[str]) -> Any:
    """Return the value with its dates shifted; `name` is that of the value, or of its list."""
    if isinstance(value, dict):
        return {key: _moved(inner, key, offset, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, name, offset, names) for inner in value]
    if isinstance(value, str):
        return _written(value, offset)
    if _is_number(value) and (name in names or _DATE_NAMES.search(name)):
        seconds = int(offset.total_seconds())
        if _LEAST_SECONDS <= value < _LEAST_MILLISECONDS:
            return value + seconds
        if _LEAST_MILLISECONDS <= value < _MOST:
            return value + seconds * 1000
    return value


def _written(text: str, offset: timedelta) -> str:
    """Return a date in its own form and zone, and any other text as it is."""
    match = _WRITTEN.fullmatch(text)
    if not match or _date(text) is None:
        return text
    day, between, minutes, seconds, fraction, zone = match.groups()
    at = (datetime.fromisoformat(f"{day}T{minutes or '00:00'}{seconds or ''}") + offset).isoformat()
    if not minutes:
        return at[:10]
    return (
        f"{at[:10]}{between}{at[11:16]}{at[16:19] if seconds else ''}{fraction or ''}{zone or ''}"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
