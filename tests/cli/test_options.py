"""An option stands once: by the name of the field it gives, with that field's default."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import pytest
import typer

from fdevents.cli.lazy import load
from fdevents.cli.options import PayloadOptions, RunOptions
from fdevents.cli.sources import TypedPayload
from fdevents.cli.together import Options, declared, with_options
from fdevents.freshdesk.catalogue import find_event
from fdevents.payloads.spec import PayloadSpec
from fdevents.session.app import App
from fdevents.session.settings import Settings
from tests.support.apps import MakeApp

SETTINGS = inspect.signature(Settings).parameters
SPEC = inspect.signature(PayloadSpec).parameters


def test_the_options_of_a_run_are_the_settings() -> None:
    assert list(declared(RunOptions)) == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_what_an_option_is_by_default_its_setting_is_too(name: str) -> None:
    default = declared(RunOptions)[name].default
    assert default == (SETTINGS[name].default or default)


def test_the_payload_options_are_the_fields_of_a_spec_and_what_is_done_with_files() -> None:
    assert set(declared(PayloadOptions)) == set(SPEC) - {"event"} | {"start", "save"}


@pytest.mark.deno
def test_what_is_typed_of_a_payload_is_in_its_spec(make_app: MakeApp) -> None:
    app = App.load(make_app("exports = {};"))
    typed = PayloadOptions(variant="merged", schedule="daily", force=True, headers=["A: b"])
    spec = TypedPayload(app.root, find_event("onTicketUpdate"), typed).spec(app.files)
    assert spec == PayloadSpec(
        event="onTicketUpdate",
        variant="merged",
        schedule="daily",
        force=True,
        headers={"A": "b"},
        changes=(),
        assign=(),
    )


class Colours(Options):
    """Options of a command that is made for this test."""

    red: Annotated[int, typer.Option("--red")] = 7
    blue: Annotated[bool, typer.Option("--blue")] = False


class MoreColours(Colours):
    """Those, and one more."""

    green: Annotated[str | None, typer.Option("--green")] = None


def test_options_stand_where_the_command_takes_them() -> None:
    @with_options(without=["blue"])
    def paint(*, wall: str, colours: MoreColours, dry: bool = False) -> int:
        return 0

    assert list(inspect.signature(paint).parameters) == ["wall", "red", "green", "dry"]


def test_a_command_gets_what_was_typed_and_the_defaults() -> None:
    seen: list[Any] = []

    @with_options(without=["blue"])
    def paint(*, wall: str, colours: MoreColours) -> int:
        seen.extend((wall, colours.red, colours.blue, colours.green, colours.given()))
        return 3

    assert paint(wall="left", red=1, green=None) == 3
    assert seen == ["left", 1, False, None, {"red": 1}]


def test_payload_offers_every_payload_option_but_schedules() -> None:
    offered = {each.name for each in load("payload").params}
    assert set(declared(PayloadOptions)) - offered == {"schedule"}


@pytest.mark.deno
def test_settings_are_keywords_of_loading(make_app: MakeApp) -> None:
    app = App.load(make_app("exports = {};"), timeout=2.5, allow_net=iter(["a.example"]))
    assert app.settings == Settings(timeout=2.5, allow_net=("a.example",))
