"""Other products of the family in an app: noted, never in the way, fired with one's own payload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fdevents import App, UsageProblem
from fdevents.freshdesk.neighbours import EVENTS, is_neighbour
from tests.support.apps import MakeApp, registering
from tests.support.commands import Cli

HANDLERS = "exports = { one() { return 1; }, two(payload) { return payload; } };\n"


def serving(make_app: MakeApp, server: str = HANDLERS, **modules: dict[str, str]) -> Path:
    """An app of platform 3.0 that registers, for each module, these events with their handlers."""
    parts = {
        module: {"events": {event: {"handler": name} for event, name in events.items()}}
        for module, events in modules.items()
    }
    return make_app(server, manifest=json.dumps({"platform-version": "3.0", "modules": parts}))


@pytest.mark.parametrize(
    "name",
    ["freshservice", "freshworks_crm", "service_ticket", "service_whatever", "deal", "contact",
     "sales_account", "chat_conversation", "caller_call", "freshteam"],
)  # fmt: skip
def test_products_and_modules_of_the_family_are_neighbours(name: str) -> None:
    assert is_neighbour(name)


@pytest.mark.parametrize(
    "name", ["freshdesk", "freshdesc", "support_ticket", "support_tickets", "common", "zzz", ""]
)
def test_freshdesks_own_and_what_is_misspelt_are_no_neighbours(name: str) -> None:
    assert not is_neighbour(name)


@pytest.mark.parametrize(
    "name",
    ["onLeadCreate", "onDealCreate", "onChangeCreate", "onAssetCreate", "onEmployeeCreate",
     "onApplicantCreate", "onMessageCreate", "onConversationCreate", "onChatMessage"],
)  # fmt: skip
def test_the_events_of_the_family_are_known(name: str) -> None:
    assert name in EVENTS


@pytest.mark.deno
def test_neighbours_are_no_problem_and_freshdesks_part_is_fired(make_app: MakeApp) -> None:
    root = serving(
        make_app,
        support_ticket={"onTicketCreate": "one"},
        service_change={"onChangeCreate": "two", "onNobodyKnows": "two"},
        deal={"onDealCreate": "missing"},
    )
    app = App.load(root)
    assert app.errors == []
    assert list(app.registrations) == ["onTicketCreate"]
    assert app.fire("onTicketCreate").value == 1


@pytest.mark.deno
def test_validate_notes_neighbours_in_one_line(make_app: MakeApp, cli: Cli) -> None:
    root = serving(
        make_app,
        support_ticket={"onTicketCreate": "one"},
        service_change={"onChangeCreate": "two", "onChangeUpdate": "two"},
    )
    result = cli("validate", "--app", root)
    assert result.exit_code == 0
    assert result.stdout.count("note:") == 1
    assert (
        "onChangeCreate and onChangeUpdate are of other products (service_change)" in result.stdout
    )


@pytest.mark.deno
def test_an_unknown_event_of_freshdesks_own_is_an_error_with_the_nearest(
    make_app: MakeApp,
) -> None:
    manifest = registering({"onAppUpdate": "one", "onLeadCreate": "one"}, "2.3")
    error, warning = sorted(
        App.load(make_app(HANDLERS, manifest=manifest)).problems, key=lambda each: each.severity
    )
    assert (error.rule, error.severity.value) == ("unknown-event", "error")
    assert error.hint == "Did you mean “afterAppUpdate”?"
    assert (warning.rule, warning.severity.value) == ("unknown-event", "warning")
    assert "onLeadCreate" in warning.message


@pytest.mark.deno
@pytest.mark.parametrize("name", ["onChangeCreate", "onNobodyKnows", "onTicketCreate"])
def test_a_neighbours_event_is_fired_with_a_payload_of_ones_own(
    make_app: MakeApp, name: str
) -> None:
    app = App.load(serving(make_app, service_ticket={name: "two"}))
    with pytest.raises(UsageProblem, match="another product's event") as refused:
        app.fire(name)
    assert "payload" in str(refused.value)
    payload = {"event": "its_own", "data": {"change": {"id": 7}}, "iparams": {"a": 1}}
    assert app.fire(name, payload=payload).value == payload


@pytest.mark.deno
@pytest.mark.parametrize("folder", ["", "service_change/", "freshservice/", "common/"])
def test_a_neighbours_event_is_fired_from_the_apps_test_data(
    make_app: MakeApp, cli: Cli, folder: str
) -> None:
    root = serving(make_app, service_change={"onNobodyKnows": "two"})
    file = root / f"server/test_data/{folder}onNobodyKnows.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"data": {"change": {"id": 7}}}')
    result = cli("trigger", "onNobodyKnows", "--from", "test-data", "--json", "--app", root)
    assert result.exit_code == 0, result.stderr
    assert result.json["value"]["data"] == {"change": {"id": 7}}


@pytest.mark.deno
def test_without_a_payload_the_refusal_says_what_to_give(make_app: MakeApp, cli: Cli) -> None:
    root = serving(make_app, service_change={"onChangeCreate": "two"})
    result = cli("trigger", "onChangeCreate", "--app", root)
    assert result.exit_code == 2
    assert "--payload FILE" in result.stderr
    assert "--from test-data" in result.stderr


@pytest.mark.deno
def test_a_set_up_event_is_the_same_for_every_product(make_app: MakeApp) -> None:
    server = "exports = { two(payload) { renderData(); return payload.event; } };\n"
    manifest = registering({"onAppInstall": "two"}, "2.3", under="product.freshservice")
    assert App.load(make_app(server, manifest=manifest)).fire("onAppInstall").value == (
        "onAppInstall"
    )


@pytest.mark.deno
def test_a_name_that_nothing_registers_is_offered_the_nearest_that_is(make_app: MakeApp) -> None:
    app = App.load(serving(make_app, service_change={"onChangeCreate": "two"}))
    with pytest.raises(UsageProblem, match="does not register") as refused:
        app.fire("onChangeCreat", payload={"data": {}})
    assert "“onChangeCreate”" in refused.value.hint


@pytest.mark.deno
def test_run_leaves_out_what_has_no_sample(make_app: MakeApp, cli: Cli) -> None:
    root = serving(
        make_app,
        support_ticket={"onTicketCreate": "one"},
        service_change={"onChangeCreate": "two"},
    )
    result = cli("run", "--once", "--app", root)
    assert result.exit_code == 0
    assert "onTicketCreate" in result.stdout and "onChangeCreate · " not in result.stdout
