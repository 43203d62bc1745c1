"""What an app's npm packages need of the process that runs them."""

from __future__ import annotations

from pathlib import Path

from fdevents.app.files import read_app_file
from fdevents.app.jsonfile import parse_json
from fdevents.app.manifest import declares_packages, platform_version
from fdevents.app.packages import Packages, read_packages
from fdevents.freshdesk.versions import platform_of
from fdevents.sandbox.launch import Access


def access_of(packages: Packages) -> Access:
    """Their folders, and the gateway; nothing where no package can be used."""
    if not packages.usable:
        return Access()
    from fdevents.apis.gateway import HOST, gateway  # a socket, which few apps need

    folders = tuple(str(each.resolve()) for each in packages.folders)
    return Access(folders, (f"{HOST}:{gateway().port}",))


def early_access(root: Path) -> Access | None:
    """Guess the access that the app in `root` will need, `None` for the common sandbox, from
    before anything else is read."""
    manifest = parse_json(read_app_file(root, "manifest.json"))
    has_modules = platform_of(platform_version(manifest)).has_modules
    if not (has_modules or declares_packages(manifest)):
        return None
    found = read_packages(root, manifest)
    return access_of(found) if found.usable else None
