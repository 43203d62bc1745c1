"""config/requests.json judged: whether each template can be sent, and is named by the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fdevents.app.folder import AppFiles
from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import platform_version
from fdevents.app.request_templates import REQUEST_TEMPLATES, named_templates, templates_of
from fdevents.checks.calls import calls_in
from fdevents.checks.shape import misshapen, unreadable
from fdevents.freshdesk.versions import platform_of
from fdevents.problems import Problem, problem
from fdevents.wording import did_you_mean, listed, nearest

MOST_TEMPLATES = 100  # of one app, on the platform
SENDING = "$request.invokeTemplate"
_KEYS = ("schema", "options")
_MOST = {"maxAttempts": (1, 5), "retryDelay": (0, 1500)}
_OPTIONS = ("oauth", "isOAuth", *_MOST)
_INVOKED = re.compile(r"""\$request\s*\.\s*invokeTemplate\s*\(\s*(["'])([^"'\\]+)\1""")


def check_requests(file: JsonFile, manifest: JsonFile) -> Iterator[Problem]:
    """Find what is wrong with the templates, and those that only one of the two files names."""
    yield from unreadable(file, "requests-syntax")
    if not file.trouble:
        yield from misshapen(file, REQUEST_TEMPLATES, "requests-shape")
    if file.missing or isinstance(file.value, dict):
        yield from _check_names(file, manifest)


def check_options(file: JsonFile) -> Iterator[Problem]:
    """Find what the SDK's own validation says of templates that can be sent all the same."""
    for name, template in templates_of(file).items():
        for path, message, hint in _faults(name, template) if isinstance(template, dict) else ():
            yield problem("requests-shape", message, file.key_place(name, *path), hint)


def check_invoked(app: AppFiles) -> Iterator[Problem]:
    """Warn of each template that the code invokes by a name which no file has."""
    templates, named = templates_of(app.requests), named_templates(app.manifest)
    is_read = app.requests.missing or isinstance(app.requests.value, dict)
    for match, place in calls_in(app, _INVOKED) if is_read and SENDING in app.profile.apis else ():
        # What the manifest alone names has been said there.
        if match[2] not in templates and match[2] not in named:
            message = f"There is no template “{match[2]}” in {app.requests.name}."
            yield problem("requests-shape", message, place, did_you_mean(match[2], templates))


def _faults(name: str, template: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield the path of what is wrong in a template, what that is, and what would help."""
    schema, options = template.get("schema"), template.get("options")
    if isinstance(schema, dict) and "host" in schema and not nearest("method", schema):
        message = f"The schema of “{name}” has no “method”."
        yield ("schema",), message, 'Say which, even if it is "GET".'
    for key in template:
        if key not in _KEYS and "schema" in template:
            message = f"“{key}” is not a key of the template “{name}”."
            yield (key,), message, f"Its keys are {listed(_KEYS)}."
    given = options if isinstance(options, dict) else {}
    for key in given:
        if key not in _OPTIONS:
            message = f"“{key}” is not an option of the template “{name}”."
            yield ("options", key), message, did_you_mean(key, _OPTIONS)
        elif key in _MOST and not _is_within(given[key], *_MOST[key]):
            least, most = _MOST[key]
            message = f"“{key}” of the template “{name}” must be a number from {least} to {most}."
            yield ("options", key), message, ""


def _is_within(value: Any, least: int, most: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and least <= value <= most


def _check_names(file: JsonFile, manifest: JsonFile) -> Iterator[Problem]:
    templates, named = templates_of(file), named_templates(manifest)
    sends = SENDING in platform_of(platform_version(manifest)).apis
    for name in templates:
        if name not in named and (sends or named):
            message = f"The template “{name}” is in {file.name}, but the manifest does not name it."
            hint = "Add it to “requests” in manifest.json."
            yield problem("requests-shape", message, file.key_place(name), hint)
    if len(templates) > MOST_TEMPLATES:
        message = f"There are {len(templates)} templates; at most {MOST_TEMPLATES} are allowed."
        yield problem("requests-shape", message, file.value_place())
    for name, path in named.items():
        if name not in templates:
            message = f"The manifest names the template “{name}”, but {file.name} does not have it."
            place = manifest.key_place(*path)
            yield problem("requests-shape", message, place, did_you_mean(name, templates))
