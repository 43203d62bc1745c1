"""A payload's dates move together, in their own forms, and nothing else moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.versions import platform_of
from fdevents.payloads.compose import AppValues
from fdevents.remedies import Give, Parameter
from tests.support.payloads import payload_of

TICKET_UPDATE = EVENTS["onTicketUpdate"]
MADE, DAY_LATER = "2020-02-28T12:00:00Z", "2020-02-29T12:00:00Z"

# A date as it is written, and a day later.
FORMS = [
    ("2020-02-28T12:00:00Z", "2020-02-29T12:00:00Z"),
    ("2017-01-17T17:00:00+05:30", "2017-01-18T17:00:00+05:30"),
    ("2017-01-17T17:00:00.123-08:00", "2017-01-18T17:00:00.123-08:00"),
    ("2018-10-24 06:10:46", "2018-10-25 06:10:46"),
    ("2120-10-17 05:21:53 UTC", "2120-10-18 05:21:53 UTC"),
    ("2020-12-31T23:59Z", "2021-01-01T23:59Z"),
    ("2020-12-31", "2021-01-01"),
    (1484825400, 1484911800),
    (1484825400.5, 1484911800.5),
    (1496400354326, 1496486754326),
    (None, None),
    (0, 0),
    (True, True),
]


def moved(ticket: dict[str, Any], now: Any = DAY_LATER, **envelope: Any) -> dict[str, Any]:
    start = {"data": {"ticket": {"created_at": MADE, **ticket}}, **envelope}
    return payload_of(TICKET_UPDATE, payload=start, now=now)


@pytest.mark.parametrize(("before", "after"), FORMS)
def test_a_date_moves_in_its_own_form_and_zone(before: Any, after: Any) -> None:
    ticket = moved({"due_by": before, "changes": {"due_by": [before, before]}})["data"]["ticket"]
    assert (ticket["due_by"], ticket["changes"]["due_by"]) == (after, [after, after])
    assert type(ticket["due_by"]) is type(after)
    assert ticket["created_at"] == DAY_LATER


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "since 2020-02-28T12:00:00Z"),
        ("subject", "2020-02-30"),
        ("subject", "10:40"),
        ("requester_id", 48014615863),
        ("sla_policy_id", 1000000403489),
        ("custom_fields", {"cf_x": 1484825400}),
    ],
)
def test_what_is_no_date_stays(name: str, value: Any) -> None:
    assert moved({name: value})["data"]["ticket"][name] == value


def test_what_an_app_or_its_caller_brings_stays() -> None:
    kept = {"iparams": {"since": MADE}, "app_settings": {"at": MADE}, "region": "US"}
    assert moved({}, **kept).items() >= kept.items()
    event = EVENTS["onExternalEvent"]
    given = payload_of(event, data={"at": MADE}, headers={"Date": MADE}, now="today")
    assert (given["data"], given["headers"]["Date"]) == ({"at": MADE}, MADE)
    assert (
        payload_of(TICKET_UPDATE, assign={"ticket.due_by": MADE}, now="today")["data"]["ticket"][
            "due_by"
        ]
        == MADE
    )


@pytest.mark.parametrize("version", ["2.0", "2.2", "2.3", "3.0"])
def test_today_moves_the_event_to_now_and_keeps_the_distances(version: str) -> None:
    app = AppValues(profile=platform_of(version))
    sample = payload_of(TICKET_UPDATE, app)["data"]["ticket"]
    payload = payload_of(TICKET_UPDATE, app, now="today")
    ticket = payload["data"]["ticket"]
    now = datetime.now(UTC)
    assert timedelta() <= now - at(ticket["updated_at"]) < timedelta(minutes=1)
    assert at(ticket["due_by"]) > now, "so that something can be scheduled for it"
    for name in ("created_at", "due_by"):
        before = at(sample[name]) - at(sample["updated_at"])
        assert at(ticket[name]) - at(ticket["updated_at"]) == before
    if "timestamp" in payload:
        stamp = payload["timestamp"] / (1000 if version == "2.2" else 1)
        assert 0 <= stamp - at(ticket["updated_at"]).timestamp() < 1


def test_an_event_without_an_entity_moves_by_its_timestamp() -> None:
    app = AppValues(profile=platform_of("3.0"))
    payload = payload_of(EVENTS["onAppInstall"], app, now="2030-01-01T00:00:00Z")
    assert payload["timestamp"] == 1893456000000
    # On 2.0 the specification's own events have none, and there is nothing that could move.
    assert payload_of(EVENTS["onTicketDelete"], payload={"data": {"ticket": {}}}, now="today")


@pytest.mark.parametrize(
    ("now", "made"),
    [
        ("2030-01-01", "2030-01-01T00:00:00Z"),
        ("2030-01-01T12:00:00", "2030-01-01T12:00:00Z"),
        ("2030-01-01T12:00:00+02:00", "2030-01-01T10:00:00Z"),
        (datetime(2030, 1, 1, tzinfo=UTC), "2030-01-01T00:00:00Z"),
    ],
)
def test_a_time_without_a_zone_is_in_utc(now: Any, made: str) -> None:
    assert moved({}, now)["data"]["ticket"]["created_at"] == made


@pytest.mark.parametrize("now", ["yesterday", "", "12:00", 5])
def test_what_is_no_time_is_refused_with_what_is(now: Any) -> None:
    with pytest.raises(UsageProblem, match="is not a time") as caught:
        payload_of(TICKET_UPDATE, now=now)
    assert caught.value.parameter is Parameter.NOW
    assert caught.value.remedies == (Give(Parameter.NOW, "today"),)


def test_a_time_that_moves_a_date_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(UsageProblem, match="out of the calendar"):
        moved({"due_by": "9000-01-01"}, "9000-01-01T00:00:00Z")


def test_without_a_time_the_dates_are_those_of_the_sample() -> None:
    ticket = payload_of(TICKET_UPDATE)["data"]["ticket"]
    assert ticket["created_at"] == "2015-07-09T13:08:06Z"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
