"""What an app's files say of the requests that it sends."""

from __future__ import annotations

from fdevents.apis.live import Live
from fdevents.apis.request import Requests
from fdevents.app.folder import AppFiles
from fdevents.app.mocks import read_mocks


def requests_of(files: AppFiles, live: Live | None = None) -> Requests:
    """The app's mocks, whitelisted domains and request templates, as far as they can be read."""
    manifest = files.manifest.value if isinstance(files.manifest.value, dict) else {}
    domains = manifest.get("whitelisted-domains")
    allowed = [each for each in domains if isinstance(each, str)] if isinstance(
        domains, list) else []  # fmt: skip
    templates = files.requests.value if isinstance(files.requests.value, dict) else {}
    return Requests(read_mocks(files.mocks), allowed, templates, live)
