"""What each version of the platform gives to handlers, for the other parts to look up."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from fdevents.errors import UsageProblem
from fdevents.freshdesk.globals import SETUP_SECONDS, TIME_LIMIT_SECONDS, UNAVAILABLE_GLOBALS
from fdevents.remedies import Parameter
from fdevents.wording import listed


class Platform(Struct, frozen=True, kw_only=True, dict=True):
    """The platform as apps of `versions` find it; `name` is the version that its samples are of.

    `apis` are the functions beside the language's own and console that return a promise, such as
    `$db.get`; those of `telling` return nothing. `has_modules`: server.js can `require` other
    files; on 2.0 that is the app's to show, see `with_modules`. `text_account_id`: the payload's
    account_id is text. `others_like` names the platform whose samples the events have that the
    specification lacks, if it is another one. A set-up handler has `setup_seconds`; with
    `awaits_set_up`, one that is async ends the set-up when its promise settles. `method_seconds`
    are what a manifest may give to a server method, the usual time first. What else a payload has
    is in templates/platforms/.
    """

    name: str
    versions: tuple[str, ...]
    apis: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    has_modules: bool = False
    text_account_id: bool = False
    others_like: str = ""
    setup_seconds: int = SETUP_SECONDS
    awaits_set_up: bool = False
    method_seconds: tuple[int, ...] = (5, 10, 15)

    @property
    def is_specified(self) -> bool:
        """Whether it is the one that the documentation of product events describes."""
        return self.name == SPECIFIED.name  # which an app's modules change nothing about

    @cached_property
    def globals(self) -> frozenset[str]:
        """The names that handlers find beside the language's own, console and exports."""
        names = (api.partition(".")[0] for api in (*self.apis, *self.telling))
        return frozenset((*names, *(["require"] if self.has_modules else [])))

    def lacks(self, name: str) -> str:
        """Say what to use instead of a global that this platform lacks; "" where it has it, and
        where nobody knows."""
        return "" if name in self.globals else UNAVAILABLE_GLOBALS.get(name, "")


_STORAGE = tuple(f"$db.{call}" for call in ("set", "get", "update", "delete"))
# What `$db.entity(…).get(…)` gives: the store of custom objects.
ENTITY_CALLS = tuple(
    f"$db.entity.{call}" for call in ("create", "get", "getAll", "update", "delete", "schema")
)
_SCHEDULES = tuple(f"$schedule.{call}" for call in ("create", "fetch", "update", "delete"))
_METHODS = tuple(f"$request.{method}" for method in ("get", "post", "put", "patch", "delete"))
_OWN = (*_STORAGE, *ENTITY_CALLS, *_SCHEDULES, "generateTargetUrl")
_WITH_TEMPLATES = (*_OWN, "$request.invokeTemplate")

# The specification describes platform 2.0. It names no API, and later SDKs give them all to 2.0.
SPECIFIED = Platform(
    name="2.0", versions=("2.0",), apis=(*_OWN, *_METHODS), telling=("renderData",)
)
_2_2 = replace(
    SPECIFIED,
    name="2.2",
    versions=("2.1", "2.2"),
    has_modules=True,
    # The SDKs that had 2.2 knew few events; those that came later write the rest as on 2.3.
    others_like="2.3",
)
# From here on, account_id is text in all of the SDK's samples, and requests are sent by the
# templates of config/requests.json only.
_2_3 = replace(
    _2_2,
    name="2.3",
    versions=("2.3",),
    apis=_WITH_TEMPLATES,
    text_account_id=True,
    others_like="",
)
_3_0 = replace(
    _2_3,
    name="3.0",
    versions=("3.0", "3.1"),
    setup_seconds=TIME_LIMIT_SECONDS,
    awaits_set_up=True,
    method_seconds=(20, 25, 30),
)
PLATFORMS = (SPECIFIED, _2_2, _2_3, _3_0)
VERSIONS = tuple(version for profile in PLATFORMS for version in profile.versions)


def with_modules(profile: Platform) -> Platform:
    """Return the platform as an app finds it that is visibly written for `require`."""
    return profile if profile.has_modules else replace(profile, has_modules=True)


def all_versions() -> str:
    """Return the hint for whoever has to name one."""
    return f"The versions are {listed(VERSIONS)}."


def check_version(version: str | None) -> str | None:
    """Return the version that somebody asked for. Raises UsageProblem where there is none such."""
    if version is not None and version not in VERSIONS:
        raise UsageProblem(
            f"There is no platform version “{version}”.",
            all_versions(),
            parameter=Parameter.PLATFORM,
        )
    return version


def platform_of(version: object) -> Platform:
    """Return what a platform version gives; what the specification says for anything else.

    `version` is what a manifest says, which can be anything: that it is wrong is a problem of its
    own, and the app can be looked at all the same.
    """
    return next((each for each in PLATFORMS if version in each.versions), SPECIFIED)
