"""What `mocks` does: the app's mocks are shown, added to and judged; nothing is fired."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from fdevents.app.addresses import Address, addresses_of, is_asked, templates_for
from fdevents.app.folder import MOCKS, REQUESTS, AppFiles, read_present_app
from fdevents.app.har import read_archive, recorded
from fdevents.app.mock_file import MockFile, as_pattern
from fdevents.app.mocks import METHODS, Mock, read_mocks
from fdevents.app.request_templates import templates_of
from fdevents.app.secrets import app_secrets
from fdevents.checks.mocks import check_asked, check_mocks
from fdevents.cli.commands.mocks import MockOptions
from fdevents.cli.remedies import hint_text
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import Secrets
from fdevents.payloads.written import json_or_text
from fdevents.problems import in_order
from fdevents.reports.layout import wrapped
from fdevents.reports.terminal import err, out
from fdevents.wording import brief, counted, did_you_mean, listed

_EXAMPLE = "Try: fdevents mocks add GET https://api.example.com/users"


def show_mocks(root: Path, *, as_json: bool) -> ExitCode:
    """Print each mock. Raises UsageProblem where there is no app."""
    files = read_present_app(root)
    secrets, addresses = app_secrets(files), addresses_of(files)
    terminal, mocks = out(secrets), read_mocks(files.mocks)
    if as_json:
        terminal.document(lambda secrets: [_described(each, addresses, secrets) for each in mocks])
    for mock in [] if as_json else mocks:
        terminal.line(terminal.shown(_line(mock, addresses, secrets)))
    faulty = len(list(check_mocks(files.mocks)))
    if faulty:
        err(secrets).line(f"{counted(faulty, 'fault')} in {MOCKS}: fdevents mocks check")
    return ExitCode.OK


def add_mocks(root: Path, what: str | None, url: str | None, wanted: MockOptions) -> ExitCode:
    """Add what is wanted, and say how many mocks that were. Raises UsageProblem."""
    files = read_present_app(root)
    secrets = app_secrets(files)
    answer = {
        "status": wanted.status,
        "response": {} if wanted.response is None else json_or_text(wanted.response),
    }
    if wanted.from_har and not (what or wanted.from_templates):
        added = _archived(files, secrets, wanted.from_har, all_hosts=wanted.all_hosts)
    elif wanted.from_templates and not (what or wanted.from_har):
        added = [{"template": name, **answer} for name in _unanswered(files)]
    else:
        added = [{**_requests(files, secrets, what, url, wanted), **answer}]
    number = MockFile(files).add(added)
    said = f"added {counted(number, 'mock')} to {MOCKS}" if number else f"{MOCKS} has them already"
    err(secrets).line(said if added else "there is nothing to add")
    return ExitCode.OK


def check_all(root: Path) -> ExitCode:
    """Print what is wrong with the mocks. Raises UsageProblem where there is no app."""
    files = read_present_app(root)
    terminal = out(app_secrets(files))
    found = in_order([*check_mocks(files.mocks), *check_asked(files)])
    for each in found:
        for line in wrapped(terminal, each.message, "  ", f"{each.place}  "):
            terminal.line(line)
        for line in wrapped(terminal, hint_text(each.hint, each.remedies), "  "):
            terminal.line(line)
    if not found:
        terminal.line(f"no faults; {counted(len(read_mocks(files.mocks)), 'mock')}")
    return ExitCode.APP if found else ExitCode.OK


def _requests(
    files: AppFiles, secrets: Secrets, what: str | None, url: str | None, wanted: MockOptions
) -> dict[str, Any]:
    """Return which requests the mock is for. Raises UsageProblem."""
    if wanted.from_har or wanted.from_templates:
        raise UsageProblem(
            "A mock is for a method and URL, or a template, or --from-templates, or --from-har.",
            "Give one of them.",
        )
    if what is None or (url is None and what.upper() in METHODS):
        raise UsageProblem("A mock needs a method and a URL, or a template.", _EXAMPLE)
    if url is None:
        return _of_template(files, what)
    if what.upper() not in METHODS:
        hint = did_you_mean(what.upper(), METHODS) or f"The methods are {listed(METHODS)}."
        raise UsageProblem(f"“{what}” is not a method.", hint)
    if "://" not in url and not url.startswith("*"):
        raise UsageProblem(f"“{url}” is not a URL: it has no https:// before it.", _EXAMPLE)
    return {"method": what.upper(), "url": as_pattern(url, secrets)}


def _of_template(files: AppFiles, name: str) -> dict[str, Any]:
    templates = templates_of(files.requests)
    if name not in templates:
        there = f"It has {listed(templates) or 'none'}."
        raise UsageProblem(
            f"{REQUESTS} has no template “{name}”.", did_you_mean(name, templates) or there
        )
    return {"template": name}


def _unanswered(files: AppFiles) -> Iterable[str]:
    """Return the templates to whose requests no mock is the answer."""
    addresses = addresses_of(files)
    answered = {name for mock in read_mocks(files.mocks) for name in templates_for(mock, addresses)}
    return [each.template for each in addresses if each.template and each.template not in answered]


def _archived(
    files: AppFiles, secrets: Secrets, path: Path, *, all_hosts: bool
) -> list[dict[str, Any]]:
    """Return the mocks for an archive's entries, and say how many of these make none, and why."""
    addresses = addresses_of(files)
    found = recorded(read_archive(path), secrets, lambda url: all_hosts or is_asked(url, addresses))
    for why, number in found.left_out.items():
        err(secrets).line(f"left out {counted(number, 'request')} {why}")
    return found.mocks


def _line(mock: Mock, addresses: list[Address], secrets: Secrets) -> str:
    asked = " ".join(part for part in (mock.method, secrets.in_text(mock.url)) if part)
    named = f"template {mock.template}" if mock.template else ""
    first, *others = mock.answers
    answer = f"{first.status} {brief(secrets.in_value(first.response), 60)}"
    if first.error is not None:
        answer = f"error {brief(secrets.in_value(first.error), 60)}"
    more = f", then {counted(len(others), 'other')}" if others else ""
    known = [] if mock.template else templates_for(mock, addresses)
    answers = f"  (template {listed(known)})" if known else ""
    return f"{' '.join(filter(None, (named, asked)))}  {answer}{more}{answers}"


def _described(mock: Mock, addresses: list[Address], secrets: Secrets) -> Any:
    shown = {**json.loads(json.dumps(asdict(mock), default=asdict)),
             "templates": templates_for(mock, addresses)}  # fmt: skip
    return secrets.in_value(shown)
