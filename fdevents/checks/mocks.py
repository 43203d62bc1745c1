"""server/test_data/requests.json judged: whether each mock can answer a request."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.addresses import addresses_of, may_answer
from fdevents.app.folder import AppFiles
from fdevents.app.jsonfile import JsonFile
from fdevents.app.mocks import MOCKS, Mock, read_mocks
from fdevents.app.patterns import matches
from fdevents.checks.shape import misshapen, unreadable
from fdevents.problems import Problem, problem


def check_mocks(file: JsonFile) -> Iterator[Problem]:
    """Find what is wrong with the file, which an app need not have."""
    yield from unreadable(file, "requests-syntax")
    if not file.trouble:
        yield from misshapen(file, MOCKS, "mocks-shape")


def check_asked(files: AppFiles) -> Iterator[Problem]:
    """Find the mocks that no request of the app's can come to, as far as that is certain.

    A package may ask any host, so of an app that declares one, only mocks behind others are found.
    """
    earlier: list[Mock] = []
    addresses = addresses_of(files)
    for mock in read_mocks(files.mocks):
        place = files.mocks.key_place(mock.index)
        before = next((each for each in earlier if _takes_all(each, mock)), None)
        if before is not None:
            message = f"Mock {mock.index} is never asked: mock {before.index} answers before it."
            hint = "Move it up, or remove one of the two."
            yield problem("mocks-shape", message, place, hint)
        elif not files.packages.declared and not any(may_answer(mock, e) for e in addresses):
            yield _unasked(mock, files)
        earlier.append(mock)


def _unasked(mock: Mock, files: AppFiles) -> Problem:
    place = files.mocks.key_place(mock.index)
    if mock.template:
        message = f"Mock {mock.index} is never asked: it does not fit a template “{mock.template}”."
        return problem(
            "mocks-shape", message, place, f"The templates are in {files.requests.name}."
        )
    message = (
        f"Mock {mock.index} is never asked: no template makes a {mock.method} request to its URL, "
        "and no whitelisted domain is its host."
    )
    return problem("mocks-shape", message, place, "Correct the URL, or remove the mock.")


def _takes_all(earlier: Mock, later: Mock) -> bool:
    """Tell whether the earlier one certainly answers every request that the later one could."""
    return (
        earlier.template in ("", later.template)
        and earlier.method in ("", later.method)
        # As a text: a `*` of the later one can only be within one of the earlier one.
        and (not earlier.url or (bool(later.url) and matches(earlier.url, later.url)))
        and (earlier.body is None or earlier.body == later.body)
    )
