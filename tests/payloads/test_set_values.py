"""What is set: typed by its attribute, known from any version's sample, and refused where it is
neither."""

from __future__ import annotations

from typing import Any

import pytest

from fdevents.errors import PayloadRefused
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event
from fdevents.freshdesk.versions import platform_of
from fdevents.payloads.compose import AppValues
from fdevents.payloads.written import read_assignments
from fdevents.remedies import Give, Parameter
from tests.support.payloads import payload_of

TICKET_CREATE = EVENTS["onTicketCreate"]
CONTACT_CREATE = EVENTS["onContactCreate"]
REPLY = EVENTS["onConversationCreate"]


@pytest.mark.parametrize(
    ("event", "text", "place", "value"),
    [
        (TICKET_CREATE, "actor.email=a@b.c", ("data", "actor"), {"email": "a@b.c"}),
        (TICKET_CREATE, "ticket.source_info=7", ("data", "ticket", "source_info"), 7),
        (REPLY, "conversation.to_email_user_ids=[1]", ("data", "conversation", "to_email_user_ids"),
         [1]),
    ],
)  # fmt: skip
def test_what_newer_sdks_write_can_be_set_on_an_older_platform(
    event: Event, text: str, place: tuple[str, ...], value: Any
) -> None:
    found: Any = payload_of(
        event, AppValues(profile=platform_of("2.2")), assign=read_assignments(event, [text])
    )
    for step in place:
        found = found[step]
    assert found == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ticket.created_at=yesterday", "a time such as 2016-02-13T23:27:49Z, or seconds"),
        ("ticket.tags=[1]", "It must be an array of strings."),
        ("ticket.status=opn", "Did you mean “Open”?"),
        ("ticket.custom_fields=5", "It must be an object."),
    ],
)
def test_what_is_set_has_the_type_of_its_attribute(text: str, wanted: str) -> None:
    with pytest.raises(PayloadRefused) as caught:
        assigned(TICKET_CREATE, text)
    assert wanted in caught.value.hint
    assert assigned(TICKET_CREATE, text, force=True)


def test_the_account_is_text_where_the_platform_has_text() -> None:
    event = EVENTS["onTicketCreate"]
    for version, account in (("2.0", 7), ("2.2", 7), ("2.3", "7"), ("3.0", "7")):
        app = AppValues(profile=platform_of(version))
        assert payload_of(event, app, assign={"account_id": 7})["account_id"] == account


def test_changes_that_were_set_are_offered_as_changes() -> None:
    event = EVENTS["onTicketUpdate"]
    for path, value in (("ticket.changes", {"status": [2, 5]}), ("ticket.changes.source", [2, 5])):
        with pytest.raises(PayloadRefused) as caught:
            payload_of(event, assign={path: value})
        name = "status" if value == {"status": [2, 5]} else "source"
        assert caught.value.remedies[0] == Give(
            Parameter.CHANGES, (name, (2, 5)), "says what changed"
        )


def test_a_new_ticket_or_contact_has_no_changes() -> None:
    for event, path in ((TICKET_CREATE, "ticket.changes"), (CONTACT_CREATE, "contact.changes")):
        assert "changes" not in {each.name for each in event.entity.attributes}
        with pytest.raises(PayloadRefused, match="has no such path"):
            assigned(event, f"{path}={{}}")


def test_a_custom_field_may_be_set_where_the_sample_has_an_empty_list() -> None:
    event = EVENTS["onCompanyCreate"]
    app = AppValues(profile=platform_of("3.0"))
    payload = payload_of(event, app, assign={"company.custom_fields.cf_x": 1})
    assert payload["data"]["company"]["custom_fields"] == {"cf_x": 1}
    update = EVENTS["onCompanyUpdate"]
    company = payload_of(update, app, changes={"custom_fields.cf_x": 1})["data"]["company"]
    assert company["changes"] == {"custom_fields": [{"cf_x": None}, {"cf_x": 1}]}


def assigned(event: Event, text: str, *, force: bool = False) -> dict[str, Any]:
    """The event's payload, after the assignment as it is written."""
    return payload_of(event, assign=read_assignments(event, [text]), force=force)
