"""config/: the installation parameters that an app declares, and the values for local runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from fdevents.app.jsonfile import JsonFile
from fdevents.app.records import Entries, Needs, Record
from fdevents.app.shape import Flag, Items, Shape, Text
from fdevents.errors import AppUnusable
from fdevents.payloads.iparams import refuse_undeclared
from fdevents.payloads.written import read_iparams

if TYPE_CHECKING:
    from fdevents.app.folder import AppFiles

_TYPES = (
    "text", "textarea", "paragraph", "number", "email", "phone", "phone_number", "url", "domain",
    "date", "dropdown", "radio", "checkbox", "multiselect", "api_key",
)  # fmt: skip
CHOICES = ("dropdown", "radio", "multiselect")
_READ_AS_JSON = ("number", "checkbox", "multiselect")
DEFAULTS = ("default_value", "default")
_PARAMETER = Record(
    called="the parameter “{0}”",
    about="An installation parameter.",
    hint='It is declared as {"display_name": "…", "type": "text"}.',
    keys={
        "display_name": Shape(about="Its label on the installation page."),
        "type": Text(
            one_of=_TYPES,
            many="The types are",
            wrong="{Shown} is not a type of parameter.",
            about="What kind of value it has.",
        ),
        "description": Shape(about="What the installation page says about it."),
        "options": Shape(about="The choices."),
        **dict.fromkeys(DEFAULTS, Shape(about="The value that it has until another is set.")),
        "regex": Entries(
            called="the regex of “{0}”",
            of=Text(),
            hint='A regex is written {"name": "pattern", "name-error": "what to say"}.',
            about="Patterns that a value has to match.",
        ),
        "required": Flag(about="Whether it has to have a value."),
        "secure": Flag(about="Whether its value is a secret."),
        "visible": Flag(about="Whether the installation page shows it."),
    },
    required=("display_name", "type"),
    open=True,
    needs=Needs(
        key="type",
        among=CHOICES,
        other="options",
        shape=Items(),
        wrong="is a {value} without a list of options.",
    ),
)
# Those of its shape, and others that installation pages know. A misspelt one is what matters.
PARAMETER_KEYS = (
    *_PARAMETER.keys, "events", "type_attributes", "data_bind", "data-bind", "placeholder",
    "icon", "hint",
)  # fmt: skip
IPARAMS = Entries(
    called="the file",
    about="The installation parameters of an app: config/iparams.json.",
    hint="An app without parameters has {} here.",
    of=_PARAMETER,
)
# Values are not part of this shape: they are judged by what the app declares.
VALUES = Entries(called="the file", hint="A file without values is {}.")


def values(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> dict[str, Any]:
    """Return the iparams of a payload: kept values over test data over declared defaults.

    Raises AppUnusable where one of the files cannot be read.
    """
    for file in (declared, test_data, kept):
        if file.trouble and not file.missing:
            raise AppUnusable(f"{file.trouble_place}: {file.trouble.message}", file.trouble.hint)
    found = {}
    for name, parameter in declarations(declared):
        default = next((parameter[key] for key in DEFAULTS if key in parameter), None)
        if default is not None:
            found[name] = default
    for file in (test_data, kept):
        found |= file.value if isinstance(file.value, dict) else {}
    return found


def iparams_of(app: AppFiles) -> dict[str, Any]:
    """Return the `values` of the app's files."""
    return values(app.iparams, app.iparam_test_data, app.iparams_set)


def declarations(declared: JsonFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each parameter that is declared as an object, with its name."""
    for name, parameter in declared.value.items() if isinstance(declared.value, dict) else ():
        if isinstance(parameter, dict):
            yield name, parameter


def secure_names(declared: JsonFile) -> frozenset[str]:
    """Return the parameters whose values are secrets."""
    return frozenset(name for name, parameter in declarations(declared)
                     if parameter.get("secure") is True)  # fmt: skip


def declared_names(declared: JsonFile) -> tuple[str, ...]:
    """Return the names of the parameters that the app declares."""
    return tuple(name for name, _ in declarations(declared))


def text_names(declared: JsonFile) -> frozenset[str]:
    """Return the parameters whose values are text, whatever they look like.

    One without a type is not among them, since nothing says what its value is.
    """
    return frozenset(name for name, parameter in declarations(declared)
                     if (parameter.get("type") or "") not in ("", *_READ_AS_JSON))  # fmt: skip


def parse_iparams(texts: Iterable[str], declared: JsonFile, *, force: bool) -> dict[str, Any]:
    """Read `NAME=VALUE`: text where the parameter is declared as such, else JSON or text.

    Raises UsageProblem, and PayloadRefused for a parameter that the app does not declare.
    """
    found = read_iparams(texts, text_names(declared))
    refuse_undeclared(found, declared_names(declared), declared.name, force=force)
    return found
