"""Apps whose packages are not installed, as in a fresh clone: what is known all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fdevents import App, AppUnusable
from fdevents.remedies import Run
from tests.support.apps import MakeApp
from tests.support.commands import Cli
from tests.support.packages import package

pytestmark = pytest.mark.deno

EVENT = "onTicketCreate"
Cloned = Callable[..., Path]
HANDLER = "exports = { cb: async function () {} };"


@pytest.fixture
def cloned(make_app: MakeApp) -> Cloned:
    """Writes an app that declares the packages a and b, neither of which is installed."""

    def call(server: str, callback: str = "cb") -> Path:
        events = {EVENT: {"handler": callback}}
        manifest = {"platform-version": "2.2", "dependencies": {"a": "1", "b": "1"},
                    "product": {"freshdesk": {"events": events}}}  # fmt: skip
        return make_app(server, manifest=json.dumps(manifest))

    return call


def found(root: Path) -> list[tuple[str, str]]:
    """Rule and severity of each problem of the app's files."""
    return [(each.rule, each.severity.value) for each in App.load(root).problems]


USES = {
    "required": "const a = require('a');",
    "taken apart": "const { x, y: { z } } = require('a'); const [first] = z;",
    "a file of it": "require('a/lib/part.js');",
    "two of them": "require('a'); require('b');",
    "called": "const client = require('a')({ key: 1 }).extend(require('b')());",
    "constructed": "const Client = require('a'); const client = new Client('x').on('y', () => 0);",
    "extended": "class Own extends require('a').Base { constructor() { super(); this.x = 1; } }\n"
    "new Own();",
    "set": "require('a').defaults.headers.common['X-One'] = 1;",
    "written into text": "const url = `${require('a').host}/path`;",
    "gone through": "for (const each of require('a').list) throw new Error();",
    "asked": "if (!('x' in require('a'))) throw new Error();",
    "awaited": "const a = require('a'); (async () => { await a.connect(); })();",
}


@pytest.mark.parametrize("use", USES)
def test_a_clone_has_no_problem_because_a_package_is_not_installed(
    cloned: Cloned, use: str
) -> None:
    app = App.load(cloned(f"{USES[use]}\n{HANDLER}"))
    assert app.problems == []
    (missing,) = app.machine_problems
    assert (missing.rule, missing.severity.value) == ("package-missing", "error")
    assert missing.message == "2 packages are not installed here: a and b."


def test_a_missing_package_hides_no_other_finding(cloned: Cloned) -> None:
    root = cloned(
        "const a = require('a');\nrequire('fs');\nrequire('b');\n"
        "exports = { events: [], ab: (payload) => a(payload.data.tickt) };",
        "ba",
    )
    assert found(root) == [("callback-missing", "error"), ("load-failed", "error")]
    assert found(cloned(f"require('a');\nbtoa(1);\n{HANDLER}")) == [
        ("unavailable-global", "warning")
    ]


def test_findings_beside_a_module_that_is_no_package_are_said_too(cloned: Cloned) -> None:
    root = cloned("const fs = require('fs').promises;\nexports = { other() {} };")
    assert found(root) == [("callback-missing", "error"), ("load-failed", "error")]


UNKNOWN = {
    "its names are exported": "exports = { ...require('a').handlers };",
    "it is exported": "exports = require('a');",
    "it does not end": "while (require('a').next()) {}",
    "it is no number": "if (require('a').version !== 3) throw new Error();",
}


@pytest.mark.parametrize("why", UNKNOWN)
def test_what_cannot_be_known_without_the_package_is_not_claimed(cloned: Cloned, why: str) -> None:
    app = App.load(cloned(UNKNOWN[why]))
    assert app.problems == []
    assert [each.severity.value for each in app.machine_problems] == ["error"]


def test_nothing_is_fired_and_the_command_that_installs_is_said(cloned: Cloned) -> None:
    with pytest.raises(AppUnusable, match="2 packages are not installed here: a and b") as refused:
        App.load(cloned(f"require('a');\n{HANDLER}")).fire(EVENT)
    assert refused.value.remedies == (Run(("install",)),)


@pytest.mark.parametrize(
    "server",
    [HANDLER, f"let a; try {{ a = require('a'); }} catch {{ a = null; }}\n{HANDLER}"],
    ids=["not required", "done without"],
)
def test_an_app_that_loads_without_its_packages_is_fired(cloned: Cloned, server: str) -> None:
    app = App.load(cloned(server))
    assert app.fire(EVENT).ok
    assert [each.severity.value for each in app.machine_problems] == ["warning"]


def test_a_package_that_is_there_is_loaded_beside_one_that_is_not(cloned: Cloned) -> None:
    root = cloned(f"if (require('b') !== 5) throw new Error();\nrequire('a');\n{HANDLER}")
    package(root, "b", "module.exports = 5;")
    app = App.load(root)
    assert app.problems == []
    assert [each.message for each in app.machine_problems] == [
        "1 package is not installed here: a."
    ]


@pytest.mark.parametrize("command", [("trigger", EVENT), ("run", "--once")])
def test_the_command_line_says_it_in_one_line(
    cli: Cli, cloned: Cloned, command: tuple[str, ...]
) -> None:
    root = cloned(f"require('a');\n{HANDLER}")
    result = cli(*command, "--app", root)
    assert (result.exit_code, result.stdout) == (3, "")
    line = "error: 2 packages are not installed here: a and b. Run: fdevents install\n"
    assert result.stderr == line
    judged = cli("validate", "--app", root)
    assert (judged.exit_code, "no problems" in judged.stdout) == (0, True)
    judged = cli("validate", "--local", "--app", root)
    assert (judged.exit_code, judged.stdout.count("error package-missing")) == (3, 1)
