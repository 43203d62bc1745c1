"""config/requests.json: the templates of the requests that an app sends, and their use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.app.mocks import METHODS
from fdevents.problems import Problem, Severity, problem
from fdevents.wording import did_you_mean

_SCHEMA: dict[str, type] = {
    "protocol": str, "method": str, "host": str, "path": str, "query": dict, "headers": dict,
}  # fmt: skip
MOST_TEMPLATES = 100


def check_requests(file: JsonFile, manifest: JsonFile) -> Iterator[Problem]:
    """What is wrong with the templates, and those that only one of the two files names."""
    declared = dict(_declared(manifest))
    if file.trouble and not file.missing:
        yield problem("requests-syntax", file.trouble.message, file.trouble_place,
                      file.trouble.hint)  # fmt: skip
        return
    templates = {} if file.missing else file.value
    if not isinstance(templates, dict):
        yield _shape(file, f"{file.name} is no object of templates.")
        return
    for name, template in templates.items():
        yield from _check_template(file, name, template)
        if name not in declared and declared:
            message = f"The template “{name}” is in {file.name}, but the manifest does not name it."
            hint = "Add it to “requests” in manifest.json."
            yield problem("requests-shape", message, file.key_place(name), hint,
                          severity=Severity.WARNING)  # fmt: skip
    if len(templates) > MOST_TEMPLATES:
        yield _shape(file, f"There are {len(templates)} templates; up to {MOST_TEMPLATES} may be.")
    for name, path in declared.items():
        if name not in templates:
            message = f"The manifest names the template “{name}”, which {file.name} does not have."
            hint = did_you_mean(name, templates)
            yield problem("requests-shape", message, manifest.key_place(*path), hint)


def _check_template(file: JsonFile, name: str, template: Any) -> Iterator[Problem]:
    schema = template.get("schema") if isinstance(template, dict) else None
    if not isinstance(schema, dict):
        yield _shape(file, f'“{name}” has no schema; {{"schema": {{…}}}} is wanted.', name)
        return
    for key, value in schema.items():
        if key not in _SCHEMA:
            hint = did_you_mean(key, [each for each in _SCHEMA if each not in schema])
            known = f"Known are {', '.join(_SCHEMA)}."
            place = file.key_place(name, "schema", key)
            message = f"“{key}” is no key of a request's schema."
            yield problem("requests-shape", message, place, hint or known)
        elif not isinstance(value, _SCHEMA[key]):
            wanted = "an object" if _SCHEMA[key] is dict else "text"
            yield _shape(file, f"“{key}” of “{name}” is not {wanted}.", name, "schema", key)
    if "host" not in schema:
        yield _shape(file, f"“{name}” names no host.", name, "schema")
    host = schema.get("host")
    if isinstance(host, str) and ("/" in host or ":" in host.replace("<%=", "")):
        yield _shape(file, f"The host of “{name}” is more than a host's name.", name, "schema",
                     "host")  # fmt: skip
    method = schema.get("method", "GET")
    if isinstance(method, str) and method.upper() not in METHODS:
        message = f"The method of “{name}” is none of {', '.join(METHODS)}."
        yield _shape(file, message, name, "schema", "method")
    if schema.get("protocol", "https") != "https":
        yield _shape(file, "The platform sends by https only.", name, "schema", "protocol")


def _declared(manifest: JsonFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    value = manifest.value if isinstance(manifest.value, dict) else {}
    for top in ("product", "modules"):
        parts = value.get(top)
        for part, content in parts.items() if isinstance(parts, dict) else ():
            names = content.get("requests") if isinstance(content, dict) else None
            for name in names if isinstance(names, dict) else ():
                yield name, (top, part, "requests", name)


def _shape(file: JsonFile, message: str, *path: str) -> Problem:
    return problem("requests-shape", message, file.value_place(*path))
