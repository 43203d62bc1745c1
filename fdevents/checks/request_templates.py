"""config/requests.json judged: whether each template can be sent, and is named by the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.jsonfile import JsonFile
from fdevents.app.request_templates import REQUEST_TEMPLATES, named_templates, templates_of
from fdevents.checks.shape import misshapen, unreadable
from fdevents.problems import Problem, Severity, problem
from fdevents.wording import did_you_mean

MOST_TEMPLATES = 100  # of one app, on the platform


def check_requests(file: JsonFile, manifest: JsonFile) -> Iterator[Problem]:
    """Find what is wrong with the templates, and those that only one of the two files names."""
    yield from unreadable(file, "requests-syntax")
    if not file.trouble:
        yield from misshapen(file, REQUEST_TEMPLATES, "requests-shape")
    if file.missing or isinstance(file.value, dict):
        yield from _check_names(file, manifest)


def _check_names(file: JsonFile, manifest: JsonFile) -> Iterator[Problem]:
    templates, named = templates_of(file), named_templates(manifest)
    for name in templates:
        if name not in named and named:  # a manifest that names none may be of a platform without
            message = f"The template “{name}” is in {file.name}, but the manifest does not name it."
            hint = "Add it to “requests” in manifest.json."
            yield problem("requests-shape", message, file.key_place(name), hint,
                          severity=Severity.WARNING)  # fmt: skip
    if len(templates) > MOST_TEMPLATES:
        message = f"There are {len(templates)} templates; at most {MOST_TEMPLATES} are allowed."
        yield problem("requests-shape", message, file.value_place())
    for name, path in named.items():
        if name not in templates:
            message = f"The manifest names the template “{name}”, but {file.name} does not have it."
            place = manifest.key_place(*path)
            yield problem("requests-shape", message, place, did_you_mean(name, templates))
