"""Where the sample lacks what a handler reads, a failure names the app's own test data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fdevents import App
from fdevents.remedies import Give, Parameter
from tests.support.apps import MakeApp, registering

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
OWN = {"data": {"ticket": {"billing": {"plan": "gold"}}}}


def app(make_app: MakeApp, body: str, *, own: bool = True) -> Path:
    """An app with this handler, and with test data of its own unless that is not wanted."""
    files = {"server__test_data__onTicketCreate_json": json.dumps(OWN)} if own else {}
    server = f"exports = {{\n  cb(args) {{\n    {body}\n  }},\n}};\n"
    return make_app(server, manifest=registering({EVENT: "cb"}), **files)


def remedies(root: Path, **wanted: object) -> list[object]:
    """The parameters that a failure says would help."""
    error = App.load(root).fire(EVENT, **wanted).error  # type: ignore[arg-type]
    assert error and error.name == "TypeError"
    return [each.parameter for each in error.remedies if isinstance(each, Give)]


@pytest.mark.parametrize(
    "body",
    [
        "return args.data.ticket.billing.plan;",
        "const { ticket } = args.data; return ticket.billing.plan;",
    ],
)
def test_a_type_error_on_a_path_that_the_sample_lacks_names_the_app_s_test_data(
    make_app: MakeApp, body: str
) -> None:
    root = app(make_app, body)
    assert remedies(root) == [Parameter.START]
    error = App.load(root).fire(EVENT).error
    assert error and error.hint == "The sample's payload has no data.ticket.billing."
    assert App.load(root).fire(EVENT, payload=OWN).value == "gold"


def test_without_test_data_there_is_nothing_to_name(make_app: MakeApp) -> None:
    assert remedies(app(make_app, "return args.data.ticket.billing.plan;", own=False)) == []


def test_a_payload_that_was_given_is_no_sample(make_app: MakeApp) -> None:
    root = app(make_app, "return args.data.ticket.billing.plan;")
    assert remedies(root, payload={"data": {"ticket": {}}}) == []


def test_a_mistake_beside_the_payload_is_none_of_the_sample_s(make_app: MakeApp) -> None:
    assert remedies(app(make_app, "const own = {}; return own.billing.plan;")) == []
