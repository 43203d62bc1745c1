"""How an app's handlers run, whoever asks for it: said once, and checked when it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from msgspec import Struct

from fdevents.errors import UsageProblem
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.freshdesk.versions import check_version
from fdevents.remedies import Give, LeaveOut, Parameter
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB

_LABEL = "[A-Za-z0-9_-]{1,63}"
_PORT = r"(?::(?!0)(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?"
_HOST = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL}){{0,20}}\.?{_PORT}")


class Settings(Struct, frozen=True, kw_only=True):
    """How handlers run.

    `platform` is the platform version to be used instead of the manifest's. `timeout` is in
    seconds, for loading the app and for each firing; without one, they have the platform's own.
    `memory_mb` caps the heap. `db` is the file that keeps the app's data, or `:memory:`, instead of
    the one in its folder. With `live`, requests are really sent, those of npm packages to the hosts
    of `allow_net`, such as `*.example.com`; with `record`, what comes back is added to the app's
    mocks. With `add_mocks`, requests that no mock answers get an empty answer, which becomes a
    mock; with `match_body`, such a mock asks for the body that was sent.

    Raises UsageProblem for what cannot be.
    """

    platform: str | None = None
    timeout: float | None = None
    memory_mb: int = DEFAULT_MEMORY_MB
    db: str | None = None
    allow_net: tuple[str, ...] = ()
    live: bool = False
    record: bool = False
    add_mocks: bool = False
    match_body: bool = False

    def __post_init__(self) -> None:
        check_version(self.platform)
        for host in self.allow_net:
            if not _HOST.fullmatch(host):
                raise UsageProblem(
                    "that is not a host.",
                    parameter=Parameter.ALLOW_NET,
                    name=host or '""',
                    remedies=(Give(Parameter.ALLOW_NET, "api.example.com"),),
                )
        if self.record and not self.live:
            raise UsageProblem(
                "Only what was really sent can be recorded.",
                remedies=(
                    Give(Parameter.RECORD, why="needs requests that are really sent"),
                    Give(Parameter.LIVE, why="sends them"),
                ),
            )
        if self.add_mocks and self.live:
            raise UsageProblem(
                "What is really sent needs no mock.",
                remedies=(LeaveOut((Parameter.ADD_MOCKS, Parameter.LIVE)),),
            )
        if self.match_body and not self.add_mocks:
            raise UsageProblem(
                "Only a mock that is added can ask for a body.",
                remedies=(Give(Parameter.ADD_MOCKS, why="adds those that are missing"),),
            )

    @property
    def loading_seconds(self) -> float:
        """How long the top level of server.js may take."""
        return TIME_LIMIT_SECONDS if self.timeout is None else self.timeout


class SettingsKeywords(TypedDict, total=False):
    """The fields of `Settings`, as keywords of a function."""

    platform: str | None
    timeout: float | None
    memory_mb: int
    db: str | None
    allow_net: Iterable[str]
    live: bool
    record: bool
    add_mocks: bool
    match_body: bool


def as_settings(**keywords: Unpack[SettingsKeywords]) -> Settings:
    """Return the settings of the keywords. Raises UsageProblem as `Settings` does."""
    given: dict[str, Any] = {**keywords, "allow_net": tuple(keywords.get("allow_net", ()))}
    return Settings(**given)
