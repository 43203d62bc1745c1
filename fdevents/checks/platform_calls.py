"""Calls of APIs that another platform version has, and the app's own lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fdevents.app.folder import AppFiles
from fdevents.checks.calls import calls_in
from fdevents.freshdesk.versions import PLATFORMS
from fdevents.problems import Problem, problem

_CALL = re.compile(r"\$request\s*\.\s*([A-Za-z]\w*)\s*\(")
# $request alone differs between versions that have it.
_SOMEWHERE = {api.partition(".")[2] for platform in PLATFORMS for api in platform.apis
              if api.startswith("$request.")}  # fmt: skip
_TEMPLATES = "From platform 2.3 on, requests are sent by $request.invokeTemplate and a template."
_METHODS = "Request templates came with platform 2.3: up to 2.2 there is a method for each verb."


def check_calls(app: AppFiles) -> Iterator[Problem]:
    """Warn of each method of `$request` that the app's platform version does not have."""
    here = {api.partition(".")[2] for api in app.profile.apis if api.startswith("$request.")}
    for match, place in calls_in(app, _CALL) if here else ():
        name = match[1]
        if name in _SOMEWHERE and name not in here:
            message = f"Platform {app.version} does not have $request.{name}."
            hint = _METHODS if name == "invokeTemplate" else _TEMPLATES
            yield problem("unavailable-call", message, place, hint)
