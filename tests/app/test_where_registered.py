"""Which registrations count: those of exports.events or the manifest, of one product or several."""

from __future__ import annotations

import json

import pytest

from fdevents import App
from fdevents.problems import Severity
from tests.support.apps import ENGINES, MakeApp, registering

pytestmark = pytest.mark.deno

SERVER = (
    "exports = {\n"
    "  events: [{ event: 'onTicketCreate', callback: 'listed' }],\n"
    "  listed() { return 'exports'; }, declared() { return 'manifest'; },\n"
    "};\n"
)
HANDLERS = "exports = { one() { return 1; }, two() { return 2; } };\n"


def said(app: App) -> list[tuple[str, Severity, str]]:
    """The app's problems, in short."""
    return [(each.rule, each.severity, each.place.file) for each in app.problems]


def test_on_2_0_exports_win_over_the_manifest_with_a_warning(make_app: MakeApp) -> None:
    manifest = registering({"onTicketCreate": "declared"}, "2.0")
    app = App.load(make_app(SERVER, manifest=manifest))
    assert said(app) == [("shadowed-registration", Severity.WARNING, "manifest.json")]
    assert "platform 2.0 uses only those" in app.problems[0].message
    assert app.fire("onTicketCreate").value == "exports"


def test_on_2_0_what_only_the_manifest_registers_is_fired_with_one_warning(
    make_app: MakeApp,
) -> None:
    manifest = registering({"onTicketCreate": "one", "onContactCreate": "two"}, "2.0")
    app = App.load(make_app(HANDLERS, manifest=manifest))
    assert said(app) == [("shadowed-registration", Severity.WARNING, "manifest.json")]
    assert "Platform 2.0 reads exports.events" in app.problems[0].message
    assert [app.fire(name).value for name in app.registrations] == [1, 2]


def test_from_2_1_on_the_manifest_wins(make_app: MakeApp) -> None:
    manifest = registering({"onTicketCreate": "declared"}, "2.1")
    app = App.load(make_app(SERVER, manifest=manifest))
    assert said(app) == [("shadowed-registration", Severity.WARNING, "server/server.js")]
    assert app.fire("onTicketCreate").value == "manifest"


def test_exports_may_have_a_list_for_each_product(make_app: MakeApp) -> None:
    server = (
        "exports = { events: {\n"
        "  freshservice: [{ event: 'onTicketCreate', callback: 'two' }],\n"
        "  freshdesk: [{ event: 'onTicketCreate', callback: 'one' },\n"
        "    { event: 'onTicketDelet', callback: 'one' }] },\n"
        "  one() { return 1; }, two() { return 2; } };\n"
    )
    app = App.load(make_app(server))
    (problem,) = app.problems
    assert (problem.rule, str(problem.place)) == ("unknown-event", "server/server.js:4:14")
    mended = App.load(make_app(server.replace("Delet'", "Delete'")))
    assert [each.severity for each in mended.problems] == [Severity.WARNING]
    assert mended.fire("onTicketCreate").value == 1


def test_an_event_of_two_modules_is_no_duplicate_and_fires_freshdesks(make_app: MakeApp) -> None:
    modules = {
        name: {"events": {"onTicketCreate": {"handler": handler}}}
        for name, handler in (("service_ticket", "two"), ("support_ticket", "one"))
    }
    manifest = json.dumps({"platform-version": "3.0", "engines": ENGINES, "modules": modules})
    app = App.load(make_app(HANDLERS, manifest=manifest))
    assert app.problems == []
    assert app.fire("onTicketCreate").value == 1


def test_an_event_that_one_list_has_twice_is_a_duplicate(make_app: MakeApp) -> None:
    twice = SERVER.replace("[{", "[{ event: 'onTicketCreate', callback: 'declared' }, {")
    assert [each.rule for each in App.load(make_app(twice)).problems] == ["duplicate-event"]


def test_an_event_in_another_module_of_freshdesks_is_fired_with_a_warning(
    make_app: MakeApp,
) -> None:
    manifest = registering({"onTicketCreate": "one"}, "3.0", under="modules.support_contact")
    app = App.load(make_app(HANDLERS, manifest=manifest))
    assert [(each.rule, each.severity) for each in app.problems] == [
        ("unknown-event", Severity.WARNING)
    ]
    assert app.fire("onTicketCreate").value == 1
