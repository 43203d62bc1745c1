"""config/ judged: how parameters are declared, and whether each test value belongs to one."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.iparams import IPARAMS, VALUES
from fdevents.app.jsonfile import JsonFile
from fdevents.checks.shape import misshapen, repeated, unreadable
from fdevents.problems import Problem, problem
from fdevents.wording import did_you_mean


def check_iparams(
    declared: JsonFile, test_data: JsonFile, kept: JsonFile, *, has_page: bool = False
) -> Iterator[Problem]:
    """Find what is wrong with the two files under config/, and with the one of kept values.

    An app that `has_page`, an installation page of its own, declares its parameters in code.
    """
    files = (declared, test_data, kept)
    for file in files:
        yield from unreadable(file, "iparams-syntax")
        if not file.trouble:
            yield from misshapen(file, IPARAMS if file is declared else VALUES, "iparams-shape")
        for path, place in file.repeated if isinstance(file.value, dict) else ():
            yield repeated("iparams-shape", path, place)
    # Without the file nothing is declared; in one that cannot be read, anything may be.
    is_known = not has_page and (declared.missing or not declared.trouble)
    if is_known and isinstance(test_data.value, dict):
        yield from _check_test_data(declared, test_data)


def _check_test_data(declared: JsonFile, test_data: JsonFile) -> Iterator[Problem]:
    known = declared.value if isinstance(declared.value, dict) else {}
    for name in test_data.value:
        if name not in known:
            hint = did_you_mean(name, known) or f"Declare it in {declared.name}."
            message = f"“{name}” has a test value, but {declared.name} does not declare it."
            yield problem("unknown-iparam", message, test_data.key_place(name), hint)
