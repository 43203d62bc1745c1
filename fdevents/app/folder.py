"""A folder, read once, as an immutable App."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from fdevents.app.files import TextFile, exists, read_app_file, way_out
from fdevents.app.jsonfile import NO_FILE, JsonFile, parse_json
from fdevents.app.manifest import declares_packages, platform_version
from fdevents.app.modules import is_code, read_modules
from fdevents.app.packages import NO_PACKAGES, Packages, read_packages
from fdevents.app.script import ScriptMap, read_script
from fdevents.errors import AppUnusable, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event
from fdevents.freshdesk.versions import SPECIFIED, Platform, platform_of, with_modules
from fdevents.payloads.templates import FOLDER, Template, template_name
from fdevents.remedies import Give, Parameter, Remedy, Run

MANIFEST = "manifest.json"
SERVER = "server/server.js"
IPARAMS = "config/iparams.json"
IPARAMS_PAGE = "config/iparams.html"
OAUTH = "config/oauth_config.json"
IPARAM_TEST_DATA = "config/iparam_test_data.json"
IPARAMS_SET = ".fdevents/iparams.json"
OAUTH_SET = ".fdevents/oauth.json"
IGNORED = ".fdevents/.gitignore"
REQUESTS = "config/requests.json"
ACTIONS = "actions.json"
MOCKS = "server/test_data/requests.json"
README = "README.md"
SCAFFOLDED = (MANIFEST, SERVER, IPARAMS, IPARAM_TEST_DATA, README)  # what `init` writes
# Far more than anybody writes by hand; recorded mocks hold whole responses.
_LARGEST_JSON = 1024 * 1024  # bytes
LARGEST_MOCKS = 8 * _LARGEST_JSON
OVERRIDES = f".fdevents/{FOLDER}"


class AppFiles(Struct, frozen=True, dict=True):
    """What the app's files said at the moment when they were read."""

    root: Path
    manifest: JsonFile
    server: TextFile
    iparams: JsonFile
    iparam_test_data: JsonFile
    iparams_set: JsonFile = NO_FILE
    oauth: JsonFile = NO_FILE
    oauth_set: JsonFile = NO_FILE
    requests: JsonFile = NO_FILE
    mocks: JsonFile = NO_FILE
    actions: JsonFile = NO_FILE
    profile: Platform = SPECIFIED
    packages: Packages = NO_PACKAGES
    modules: Mapping[str, TextFile] = field(default_factory=dict)
    overrides: Mapping[str, TextFile] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Whether the folder has any part of an app."""
        return not (self.manifest.missing and _is_missing(self.server))

    @cached_property
    def above(self) -> Path | None:
        """The folder of the app that this one lies in, if it is not an app itself."""
        return None if not self.manifest.missing else app_above(self.root)

    @property
    def version(self) -> str:
        """The platform version that the app is looked at with: the manifest's, if it has one."""
        named = str(platform_version(self.manifest))
        return named if named in self.profile.versions else self.profile.versions[-1]

    @property
    def is_free(self) -> bool:
        """Whether `init` would write an app here."""
        return not any(
            os.path.lexists(self.root / name) or way_out(self.root, name) for name in SCAFFOLDED
        )

    @property
    def has_iparams_page(self) -> bool:
        """Whether the app has an installation page of its own, whose code decides on parameters."""
        return exists(self.root / IPARAMS_PAGE)

    @property
    def has_server(self) -> bool:
        """Whether the app has a server.js, however broken; a front-end app has none."""
        return not _is_missing(self.server)

    @cached_property
    def script(self) -> ScriptMap:
        """Where in server.js things stand."""
        return read_script(SERVER, self.server.text)

    def text(self, name: str) -> str:
        """Return the text of one of the app's files, "" for one that could not be read."""
        if name in self.modules:
            return self.modules[name].text
        read = (
            self.manifest,
            self.iparams,
            self.iparam_test_data,
            self.oauth,
            self.requests,
            self.mocks,
            self.actions,
        )
        files = (self.server, *(each.file for each in read))
        return next((file.text for file in files if file.name == name), "")

    def template_exists(self, event: Event) -> bool:
        """Tell whether the app has a template of its own for the event's payload."""
        return template_name(event) in self.overrides

    def template(self, event: Event) -> Template | None:
        """Return the app's own template for the event. Raises AppUnusable if unreadable."""
        file = self.overrides.get(template_name(event))
        if file is None:
            return None
        if file.trouble:
            raise AppUnusable(file.trouble.message, file.trouble.hint)
        return Template(file.text, file.name)


class _Absence(Enum):
    """Why there is no folder; the value is the end of a sentence about it."""

    NOTHING = "does not exist"
    DANGLING = "is a link to nowhere"
    FILE = "is a file, not a folder"
    FORBIDDEN = "cannot be opened: permission denied"


def read_app(root: Path, platform: str | None = None) -> AppFiles:
    """Read the app in `root`, however broken; `platform` overrides its platform version.

    Raises UsageProblem if there is no folder.
    """
    absence = _absence(root)
    if absence:
        raise UsageProblem(
            f"There is no app at {root}: it {absence.value}.",
            f"An app is a folder with {MANIFEST} and {SERVER}.",
            remedies=(Run(("init", str(root)), "makes one"),)
            if absence is _Absence.NOTHING
            else (),
        )
    manifest = parse_json(read_app_file(root, MANIFEST, largest=_LARGEST_JSON))
    profile = platform_of(platform or platform_version(manifest))
    modules = read_modules(root, SERVER)
    if declares_packages(manifest) or any(is_code(name) for name in modules):
        profile = with_modules(profile)
    return AppFiles(
        root=root,
        manifest=manifest,
        server=read_app_file(root, SERVER),
        iparams=parse_json(read_app_file(root, IPARAMS, largest=_LARGEST_JSON)),
        iparam_test_data=parse_json(read_app_file(root, IPARAM_TEST_DATA, largest=_LARGEST_JSON)),
        iparams_set=parse_json(read_app_file(root, IPARAMS_SET, largest=_LARGEST_JSON)),
        oauth=parse_json(read_app_file(root, OAUTH, largest=_LARGEST_JSON)),
        oauth_set=parse_json(read_app_file(root, OAUTH_SET, largest=_LARGEST_JSON)),
        requests=parse_json(read_app_file(root, REQUESTS, largest=_LARGEST_JSON)),
        mocks=parse_json(read_app_file(root, MOCKS, largest=LARGEST_MOCKS)),
        actions=parse_json(read_app_file(root, ACTIONS, largest=_LARGEST_JSON)),
        profile=profile,
        # Without `require` nothing could load them, and looking for them takes time.
        packages=read_packages(root, manifest) if profile.has_modules else NO_PACKAGES,
        modules=modules if profile.has_modules else {},
        overrides=_read_overrides(root),
    )


def read_present_app(root: Path) -> AppFiles:
    """Read the app in `root`, for what needs nothing but that there is one.

    Raises UsageProblem where there is neither a manifest nor server code.
    """
    files = read_app(root)
    if files.is_there:
        return files
    remedy: Remedy = Run(("init", str(root)), "makes one")
    if files.above:
        remedy = Give(Parameter.APP, str(files.above), "is the app around it")
    raise UsageProblem(
        f"There is no app at {root}: it has neither {MANIFEST} nor {SERVER}.", remedies=(remedy,)
    )


def app_above(folder: Path) -> Path | None:
    """Find the app that `folder` is a part of: a folder above with a manifest and server code."""
    try:
        # An app's own folders are hardly deeper, and what is higher up may be anybody's.
        parents = folder.resolve().parents[:3]
        return next((each for each in parents if _is_app(each)), None)
    except (OSError, RuntimeError, ValueError):
        return None


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _is_app(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() and (folder / SERVER).is_file()


def _absence(root: Path) -> _Absence | None:
    try:
        # `is_dir` alone would hide why there is no folder; `stat` raises, and that says it.
        is_folder = root.stat() and root.is_dir()
    except PermissionError:
        return _Absence.FORBIDDEN
    except (OSError, ValueError):
        return _Absence.DANGLING if _is_link(root) else _Absence.NOTHING
    return None if is_folder else _Absence.FILE


def _read_overrides(root: Path) -> dict[str, TextFile]:
    folder = root / OVERRIDES
    if not os.path.lexists(folder):
        return {}  # as in most apps, and else each event has a name to look for
    # By their names: a folder that is a link out of the app is not even listed.
    names = (template_name(event) for event in EVENTS.values())
    return {
        name: read_app_file(root, f"{OVERRIDES}/{name}")
        for name in names
        if os.path.lexists(folder / name)
    }


def _is_missing(file: TextFile) -> bool:
    return file.trouble is not None and file.trouble.missing
