"""The names of the package: each is there, typed and imported without a circle."""

from __future__ import annotations

import importlib.resources
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

import fdevents
from fdevents import (
    App,
    AppUnusable,
    FdeventsError,
    PayloadRefused,
    SandboxUnavailable,
    UsageProblem,
    fire,
)

pytestmark = pytest.mark.deno


def test_every_public_name_is_there_and_listed() -> None:
    assert set(fdevents.__all__) == {
        "ApiCall", "App", "AppUnusable", "ConsoleLine", "Failure", "FailureKind", "FdeventsError",
        "Outcome", "PayloadRefused", "PayloadSpec", "Place", "Problem", "RawText",
        "Rendered", "SandboxUnavailable", "Severity", "Status", "UsageProblem", "fire",
    }  # fmt: skip
    assert sorted(fdevents.__all__) == fdevents.__all__
    for name in fdevents.__all__:
        assert getattr(fdevents, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        fdevents.nothing  # noqa: B018


def test_every_public_name_can_be_imported_by_a_star() -> None:
    code = "from fdevents import *; import fdevents; assert set(fdevents.__all__) <= set(globals())"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("public", [App.load, App.fire, App.payload, App.steps, fire])
def test_every_public_function_is_typed(public: Any) -> None:
    hints = typing.get_type_hints(public)
    names = public.__code__.co_varnames[: public.__code__.co_argcount]
    assert "return" in hints
    assert set(names) - {"self", "cls"} <= set(hints)


def test_the_types_are_shipped() -> None:
    assert importlib.resources.files("fdevents").joinpath("py.typed").is_file()


def test_the_errors_are_one_family() -> None:
    for error in (AppUnusable, UsageProblem, PayloadRefused, SandboxUnavailable):
        assert issubclass(error, FdeventsError)
    assert issubclass(PayloadRefused, UsageProblem)


def those_that_import_from_the_package() -> list[str]:
    """The modules that say `from fdevents import …`, which asks the package for a name of its."""
    root = Path(fdevents.__file__).parent
    found = [path for path in root.rglob("*.py") if "from fdevents import" in path.read_text()]
    dotted = [".".join(path.relative_to(root.parent).with_suffix("").parts) for path in found]
    return sorted(each for each in dotted if not each.endswith("__"))


@pytest.mark.parametrize("module", those_that_import_from_the_package())
def test_a_room_can_be_entered_first(module: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True)
    assert done.returncode == 0, done.stderr
