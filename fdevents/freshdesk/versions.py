"""What each version of the platform gives to handlers: data that the other parts look up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fdevents.errors import UsageProblem
from fdevents.freshdesk.globals import UNAVAILABLE_GLOBALS


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The platform as apps of `versions` find it; `name` is the version that its samples are of.

    `apis` are the functions beside the language's own and console, such as `$db.get`; those of
    `telling` return nothing, the others a promise. `has_modules`: server.js can `require` other
    files. `text_account_id`: the payload's account_id is text; `parses_bodies`: the JSON body of an
    external event comes as a value, not as text. What else a payload has is in
    templates/platforms/.
    """

    name: str
    versions: tuple[str, ...]
    apis: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    has_modules: bool = False
    text_account_id: bool = False
    parses_bodies: bool = True

    @cached_property
    def globals(self) -> frozenset[str]:
        """The names beside the language's own, console and exports."""
        names = (api.partition(".")[0] for api in (*self.apis, *self.telling))
        return frozenset((*names, *(["require"] if self.has_modules else [])))

    def lacks(self, name: str) -> str:
        """What to use instead of a global that this platform lacks; "" where it has it."""
        return "" if name in self.globals else UNAVAILABLE_GLOBALS.get(name, "")


_KEPT = tuple(
    f"{api}.{call}"
    for api, calls in (("$db", ("set", "get", "update", "delete")),
                       ("$schedule", ("create", "fetch", "update", "delete")))
    for call in calls
)  # fmt: skip
_OWN = (*_KEPT, "generateTargetUrl")
_SENT = tuple(f"$request.{method}" for method in ("get", "post", "put", "patch", "delete"))
_LATER: dict[str, Any] = {
    "telling": ("renderData",),
    "has_modules": True,
}

_TEMPLATES = (*_OWN, "$request.invokeTemplate")

SPECIFIED = Profile(name="2.0", versions=("2.0",), parses_bodies=False)
PROFILES = (
    SPECIFIED,
    Profile(
        name="2.2", versions=("2.1", "2.2"), parses_bodies=False, apis=(*_OWN, *_SENT), **_LATER
    ),
    Profile(name="2.3", versions=("2.3",), apis=_TEMPLATES, text_account_id=True, **_LATER),
    Profile(name="3.0", versions=("3.0", "3.1"), apis=_TEMPLATES, text_account_id=True, **_LATER),
)
VERSIONS = tuple(version for profile in PROFILES for version in profile.versions)


def all_versions() -> str:
    """The hint where one is wanted."""
    return f"The versions are {', '.join(VERSIONS)}."


def check_version(version: str | None) -> str | None:
    """A version that somebody typed, as it is. Raises UsageProblem where there is no such one."""
    if version is not None and version not in VERSIONS:
        raise UsageProblem(f"There is no platform version “{version}”.", all_versions())
    return version


def profile_of(version: object) -> Profile:
    """The profile of a platform version; that of the specification for what is no version."""
    return next((each for each in PROFILES if version in each.versions), SPECIFIED)
