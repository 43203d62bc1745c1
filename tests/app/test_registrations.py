"""Which callback each event calls: three ways to register, one model, every way of writing it."""

from __future__ import annotations

import pytest

from fdevents import App, Place, UsageProblem
from fdevents.app.registrations import Registration, in_manifest, registrations
from fdevents.app.script import read_script
from fdevents.freshdesk.catalogue import EVENTS, MODULES, find_event
from tests.support.apps import MANIFEST, TWICE, MakeApp, json_file, place_in, registering
from tests.support.places import APPS

pytestmark = pytest.mark.deno

ENTRY = '{ event: "onTicketCreate", callback: "cb" }'


def registered(manifest: str) -> list[Registration]:
    """What a manifest registers, in an app without code."""
    return in_manifest(json_file("manifest.json", manifest), read_script("server/server.js", ""))


def test_a_registration_in_exports_has_all_its_places(make_app: MakeApp) -> None:
    server = f"exports = {{\n  events: [\n    {ENTRY},\n  ],\n  cb: function () {{}},\n}};\n"
    (found,) = App.load(make_app(server)).registrations.values()
    assert (found.event, found.callback, found.part) == ("onTicketCreate", "cb", "")
    assert found.place == place_in("server/server.js", server, '"onTicketCreate"')
    assert found.callback_place == place_in("server/server.js", server, '"cb"')
    assert found.handler_place == place_in("server/server.js", server, "cb: function")


@pytest.mark.parametrize(
    "version, where, part",
    [
        ("2.1", "product.freshdesk", "freshdesk"),
        ("2.3", "product.freshdesk", "freshdesk"),
        ("3.0", "modules.support_ticket", "support_ticket"),
        ("3.1", "modules.support_ticket", "support_ticket"),
    ],
)
def test_a_registration_in_the_manifest_is_the_same_model(
    make_app: MakeApp, version: str, where: str, part: str
) -> None:
    server = "\nexports = {\n  cb() { return 1; },\n};\n"
    manifest = registering({"onTicketCreate": "cb"}, version, under=where)
    app = App.load(make_app(server, manifest=manifest))
    (found,) = app.registrations.values()
    assert (found.event, found.callback, found.part) == ("onTicketCreate", "cb", part)
    assert found.place == place_in("manifest.json", manifest, '"onTicketCreate"')
    assert found.callback_place == place_in("manifest.json", manifest, '"cb"')
    assert found.handler_place == place_in("server/server.js", server, "cb()")
    assert app.fire("onTicketCreate").value == 1


def test_the_manifest_wins_over_exports(make_app: MakeApp) -> None:
    server = (
        "exports = {\n"
        '  events: [{ event: "onTicketCreate", callback: "other" },\n'
        '           { event: "onTicketUpdate", callback: "missing" }],\n'
        "  cb() { return 'manifest'; }, other() { return 'exports'; } };\n"
    )
    manifest = registering({"onTicketCreate": "cb"})
    app = App.load(make_app(server, manifest=manifest))
    assert [(each.rule, str(each.place)) for each in app.problems] == [
        ("shadowed-registration", "server/server.js:2:21"),
        ("shadowed-registration", "server/server.js:3:21"),
    ]
    assert list(app.registrations) == ["onTicketCreate"]
    assert app.fire("onTicketCreate").value == "manifest"


@pytest.mark.parametrize("part", ["{}", '{"events": {}}'])
def test_a_manifest_without_events_leaves_them_to_exports(make_app: MakeApp, part: str) -> None:
    manifest = f'{{"platform-version": "2.2", "product": {{"freshdesk": {part}}}}}'
    app = App.load(make_app(f"exports = {{ events: [{ENTRY}], cb() {{}} }};\n", manifest=manifest))
    assert not any(problem.is_error for problem in app.problems)
    assert list(app.registrations) == ["onTicketCreate"]


def test_registrations_stand_in_the_order_of_the_file(make_app: MakeApp) -> None:
    names = list(reversed(EVENTS))
    entries = ", ".join(f"{{ event: '{name}', callback: 'cb' }}" for name in names)
    app = App.load(make_app(f"exports = {{ events: [{entries}], cb() {{}} }};\n"))
    assert list(app.registrations) == names
    manifest = registering(dict.fromkeys(names, "cb"))
    app = App.load(make_app("exports = { cb() {} };\n", manifest=manifest))
    assert list(app.registrations) == names


@pytest.mark.parametrize("name", ["shared-callback", "every-kind-of-function"])
def test_several_events_each_reach_their_callback(name: str) -> None:
    app = App.load(APPS / name)
    assert len(app.registrations) > 2
    for event, found in app.registrations.items():
        outcome = app.fire(event)
        assert (outcome.value, outcome.handler) == (event, found.callback)


def test_of_two_registrations_of_an_event_the_first_is_kept() -> None:
    app = App.load(APPS / "duplicate-event")
    assert [each.callback for each in registrations(app.files, app.exports)] == [
        "first",
        "first",
        "second",
    ]
    assert app.registrations["onTicketCreate"].callback == "first"


def test_an_event_of_another_version_is_fired_all_the_same() -> None:
    app = App.load(APPS / "events-of-another-version")
    assert [app.fire(name).ok for name in app.registrations] == [True] * 4


def test_an_event_that_is_not_registered_cannot_be_fired() -> None:
    app = App.load(APPS / "plain")
    with pytest.raises(UsageProblem) as refused:
        app.registration(find_event("onContactCreate"))
    assert "does not register onContactCreate; it registers onTicketCreate." in str(refused.value)


@pytest.mark.parametrize(
    ("version", "where"),
    [("2.0", "exports.events"), ("2.3", "manifest.json"), ("3.0", "manifest.json")],
)
def test_an_app_that_registers_nothing_is_told_where_its_platform_looks(
    make_app: MakeApp, version: str, where: str
) -> None:
    root = make_app("exports = { a() {} };", manifest=registering({}, version))
    with pytest.raises(UsageProblem) as refused:
        App.load(root).registration(find_event("onContactCreate"))
    assert where in refused.value.hint


@pytest.mark.parametrize(
    "server",
    [
        f"exports = {{ events: [{ENTRY}], cb: function () {{ return 1; }} }};",
        f"exports = {{ events: [{ENTRY}], cb: async function () {{ return 1; }} }};",
        f"exports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"exports = {{ events: [{ENTRY}], cb: async () => 1 }};",
        f"exports = {{ events: [{ENTRY}], cb() {{ return 1; }} }};",
        f"exports = {{ events: [{ENTRY}], async cb() {{ return 1; }} }};",
        f"exports = {{ 'events': [{ENTRY}], 'cb': () => 1 }};",
        f"exports.events = [{ENTRY}];\nexports.cb = () => 1;",
        f"exports['events'] = [{ENTRY}];\nexports['cb'] = () => 1;",
        f"globalThis.exports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"const exports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"let exports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"var exports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"const events = [{ENTRY}];\nfunction cb() {{ return 1; }}\nexports = {{ events, cb }};",
        f"exports = {{ events: list(), cb }};\nfunction list() {{ return [{ENTRY}]; }}\n"
        "function cb() { return 1; }",
        f"const entry = {ENTRY};\nexports = {{ events: [entry], cb: () => 1 }};",
        f"const base = {{ cb: () => 1 }};\nexports = {{ events: [...[{ENTRY}]], ...base }};",
        f"Object.assign(exports, {{ events: [{ENTRY}], cb: () => 1 }});",
        f"exports = Object.freeze({{ events: [{ENTRY}], cb: () => 1 }});",
        f"(function () {{ exports = {{ events: [{ENTRY}], cb: () => 1 }}; }})();",
        f"exports = ({{ events: ([{ENTRY}]), cb: (() => 1) }});",
        f"class A {{ constructor() {{ this.n = 1; this.events = [{ENTRY}]; }}\n"
        "  cb() { return this.n; } }\nexports = new A();",
        f"class A {{ events = [{ENTRY}]; cb = () => 1; }}\nexports = new A();",
        "class A { n = 1; cb() { return this.n; } }\n"
        f"class B extends A {{ events = [{ENTRY}]; }}\nexports = new B();",
        f"class A {{ static events = [{ENTRY}]; static cb() {{ return 1; }} }}\nexports = A;",
        f"function exports() {{}}\nexports.events = [{ENTRY}];\nexports.cb = () => 1;",
        f"exports = {{ get events() {{ return [{ENTRY}]; }}, get cb() {{ return () => 1; }} }};",
        "const name = 'cb';\nexports = { events: [{ event: 'onTicketCreate', callback: name }],\n"
        "  [name]: () => 1 };",
        f"'use strict';\nexports = {{ events: [{ENTRY}], cb: () => 1 }};",
        f"const one = 1;\nfunction before() {{ return one; }}\n"
        f"exports = {{ events: [{ENTRY}], cb: () => before() + after() }};\n"
        "function after() { return 0; }",
        f"exports = {{ events: [{ENTRY}], cb: () => late }};\nconst late = 1;",
        f"seen = 0;\nexports = {{ events: [{ENTRY}], cb() {{ more = 1; return seen + more; }} }};",
        f"exports = {{ events: [{ENTRY}], one: 1, cb() {{ return this.one; }} }};",
        f"#!/usr/bin/env node\nexports = {{ events: [{ENTRY}], cb: () => 1 }};",
    ],
)
def test_a_handler_is_called_however_its_app_is_written(make_app: MakeApp, server: str) -> None:
    app = App.load(make_app(server + "\n"))
    assert app.problems == []
    outcome = app.fire("onTicketCreate")
    assert outcome.error is None
    assert outcome.value == 1


def test_strict_mode_knows_no_undeclared_names(make_app: MakeApp) -> None:
    server = f"'use strict';\nexports = {{ events: [{ENTRY}],\n  cb() {{ other = 1; }} }};\n"
    outcome = App.load(make_app(server)).fire("onTicketCreate")
    assert outcome.error is not None
    assert outcome.error.message == "other is not defined"
    assert outcome.error.place == Place("server/server.js", 3, 16)


@pytest.mark.parametrize(
    "server, place",
    [
        ("exports = { events: [].concat([{ event: 'zzz', callback: 'cb' }]), cb() {} };", "1:21"),
        ("exports.events = made();\nexports.cb = () => 1;\n"
         "function made() { return [{ event: 'zzz', callback: 'cb' }]; }", "1:18"),
        ("Object.assign(exports, { events: [{ event: 'zzz', callback: 'cb' }], cb() {} });", "1:1"),
    ],
)  # fmt: skip
def test_a_registration_made_at_run_time_has_the_place_of_what_makes_it(
    make_app: MakeApp, server: str, place: str
) -> None:
    (found,) = App.load(make_app(server, manifest=MANIFEST)).problems
    assert (found.rule, str(found.place)) == ("unknown-event", f"server/server.js:{place}")


def test_the_events_of_another_product_are_its_own() -> None:
    (found,) = registered(registering({"onTicketCreate": "cb"}, under="product.freshservice"))
    assert (found.part, found.is_neighbours) == ("freshservice", True)


def test_each_event_of_the_catalogue_belongs_under_a_module() -> None:
    assert {event.module for event in EVENTS.values()} <= set(MODULES)
    assert EVENTS["onTicketCreate"].module == "support_ticket"


def test_of_an_event_named_twice_the_last_one_counts_with_its_own_place() -> None:
    (found,) = registered(TWICE)
    assert found.callback == "lost"
    assert found.place == place_in("manifest.json", TWICE, '"onTicketCreate"', 2)
    assert found.callback_place == place_in("manifest.json", TWICE, '"lost"')
