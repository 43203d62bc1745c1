"""What each version of the platform gives to handlers: data that the other parts look up."""

from __future__ import annotations

from dataclasses import dataclass

from fdevents.errors import UsageProblem
from fdevents.events.platform import UNAVAILABLE_GLOBALS


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The platform as apps of `versions` find it; `name` is the version that its samples are of.

    `globals` are those beside the language's own, console and exports. `text_account_id`: the
    payload's account_id is text. What else a payload has is in templates/platforms/.
    """

    name: str
    versions: tuple[str, ...]
    globals: tuple[str, ...] = ()
    text_account_id: bool = False

    @property
    def has_modules(self) -> bool:
        """Whether server.js can `require` other files."""
        return "require" in self.globals

    def lacks(self, name: str) -> str:
        """What to use instead of a global that this platform lacks; "" where it has it."""
        return "" if name in self.globals else UNAVAILABLE_GLOBALS.get(name, "")


_APIS = ("require",)

SPECIFIED = Profile(name="2.0", versions=("2.0",))
PROFILES = (
    SPECIFIED,
    Profile(name="2.2", versions=("2.1", "2.2"), globals=_APIS),
    Profile(name="2.3", versions=("2.3",), globals=_APIS, text_account_id=True),
    Profile(name="3.0", versions=("3.0", "3.1"), globals=_APIS, text_account_id=True),
)
VERSIONS = tuple(version for profile in PROFILES for version in profile.versions)


def check_version(version: str | None) -> str | None:
    """A version that somebody typed, as it is. Raises UsageProblem where there is no such one."""
    if version is not None and version not in VERSIONS:
        known = f"The versions are {', '.join(VERSIONS)}."
        raise UsageProblem(f"There is no platform version “{version}”.", known)
    return version


def profile_of(version: object) -> Profile:
    """The profile of a platform version; that of the specification for what is no version."""
    return next((each for each in PROFILES if version in each.versions), SPECIFIED)
