"""Files that no firing needs, judged: test data, the installation page, OAuth, and all together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.folder import IPARAMS, IPARAMS_PAGE, MANIFEST, AppFiles
from fdevents.app.jsonfile import JsonFile
from fdevents.app.other_files import page_code, size_of, test_data
from fdevents.app.request_templates import templates_of
from fdevents.checks.shape import unreadable
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.problems import Place, Problem, problem
from fdevents.wording import did_you_mean, listed

LARGEST_PACKAGE_MB = 5
_PAGE_FUNCTIONS = ("getConfigs", "postConfigs")
_OAUTH = ("client_id", "client_secret", "authorize_url", "token_url")


def check_other_files(app: AppFiles) -> Iterator[Problem]:
    """Find what is wrong with them; all of it is warnings."""
    yield from _check_test_data(app)
    yield from _check_page(app)
    yield from _check_oauth(app.oauth)
    yield from _check_integrations(app.oauth, app.requests)
    size = size_of(app.root)
    if size > LARGEST_PACKAGE_MB * 2**20:
        message = (
            f"The app is {size / 2**20:.1f} MB in size; at most {LARGEST_PACKAGE_MB} MB can be "
            "published."
        )
        yield problem("app-files", message, Place(MANIFEST))


def _check_test_data(app: AppFiles) -> Iterator[Problem]:
    for file in test_data(app.root, EVENTS):
        yield from unreadable(file, "test-data-shape")
        event = EVENTS[file.name.rpartition("/")[2].removesuffix(".json")]
        value = file.value
        if file.trouble or event.kind is not Kind.PRODUCT:
            continue
        if not isinstance(value, dict):
            message = f"{file.name} does not hold an object, which a payload is."
            yield problem("test-data-shape", message, file.value_place())
        elif not isinstance(value.get("data"), dict):
            message = f"The payload in {file.name} has no “data”, where handlers look."
            hint = 'A payload is written {"event": "…", "data": {…}}.'
            yield problem("test-data-shape", message, file.value_place(), hint)


def _check_page(app: AppFiles) -> Iterator[Problem]:
    if not app.has_iparams_page:
        return
    if app.iparams.value:
        message = f"The app has both {IPARAMS_PAGE} and {IPARAMS}, and only one can be used."
        yield problem(
            "app-files", message, Place(IPARAMS_PAGE), "Delete the one that is not meant."
        )
    code = list(page_code(app.root))
    missing = [name for name in _PAGE_FUNCTIONS if not any(name in each for each in code)]
    if missing:
        message = f"{IPARAMS_PAGE} does not define {listed(missing, last='or')}."
        hint = "postConfigs returns what is to be kept, and getConfigs(configs) shows it again."
        yield problem("app-files", message, Place(IPARAMS_PAGE), hint)


def _check_oauth(file: JsonFile) -> Iterator[Problem]:
    yield from unreadable(file, "oauth-shape")
    if file.trouble:
        return
    if not isinstance(file.value, dict):
        yield problem("oauth-shape", f"{file.name} does not hold an object.", file.value_place())
        return
    for path, config in _integrations(file.value):
        missing = [key for key in _OAUTH if key not in config]
        if missing:
            message = f"{file.name} has no {listed(missing)}."
            place = file.key_place(*path) if path else file.value_place()
            yield problem("oauth-shape", message, place)


def _check_integrations(oauth: JsonFile, requests: JsonFile) -> Iterator[Problem]:
    """Warn of a template that wants the token of an integration that is not there."""
    several = oauth.value.get("integrations") if isinstance(oauth.value, dict) else None
    if not isinstance(several, dict):
        return
    for name, template in templates_of(requests).items():
        options = template.get("options") if isinstance(template, dict) else None
        wanted = options.get("oauth") if isinstance(options, dict) else None
        if isinstance(wanted, str) and wanted not in several:
            message = f"{oauth.name} has no integration “{wanted}”."
            place = requests.value_place(name, "options", "oauth")
            yield problem("requests-shape", message, place, did_you_mean(wanted, several))


def _integrations(value: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield each configuration with its path: newer files have several under “integrations”."""
    several = value.get("integrations")
    if not isinstance(several, dict):
        yield (), value
        return
    for name, each in several.items():
        if isinstance(each, dict):
            yield ("integrations", name), each
