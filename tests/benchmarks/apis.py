"""What later platforms give to handlers: npm packages at start-up, and round trips of $db."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from fdevents import App

from .bench import EVENT, Bench, fdevents
from .measure import Contender, Unmeasurable, command, in_turns
from .peers import install
from .table import Comparison

_CALLS = 48  # with the one before them, within the 50 a minute that the platform takes


def with_packages(bench: Bench) -> Comparison:
    """One firing of an app that loads lodash and moment, against one that loads nothing."""
    plain = _app(bench, "plain", "exports = { cb: () => 'said' };")
    code = "const _ = require('lodash'), moment = require('moment');\n"
    code += "exports = { cb: (p) => 'said' + _.size(p) + moment(0).year() };"
    packaged = _app(bench, "packaged", code, lodash="^4", moment="^2")
    trouble = install(packaged / "server", ["lodash@4", "moment@2"])
    contenders = [
        command("floor: an app without packages", fdevents("trigger", EVENT, "--app", plain),
                says="said"),
        command("an app with lodash and moment",
                fdevents("trigger", EVENT, "--app", packaged) if not trouble else [], says="said"),
    ]  # fmt: skip
    return Comparison("cold trigger with npm packages", "ms", in_turns(contenders, bench.runs(20)))


def round_trips(bench: Bench) -> Comparison:
    """Milliseconds from one call of $db to the next, in one firing of many."""
    contenders = [
        Contender("$db.get", _calls(bench, "get", "await $db.get('k');")),
        Contender("$db.set", _calls(bench, "set", "await $db.set('k', { i });")),
        Contender("$db.update", _calls(bench, "update",
                                       "await $db.update('k', 'increment', { n: 1 });")),
    ]  # fmt: skip
    return Comparison("round trip of $db", "ms", in_turns(contenders, bench.runs(10)))


def _calls(bench: Bench, name: str, code: str) -> Callable[[], float]:
    loop = f"for (let i = 0; i < {_CALLS}; i++) {{ {code} }}"
    body = f"await $db.set('k', {{ n: 1 }}); {loop}"
    app = App.load(_app(bench, f"db-{name}", f"exports = {{ cb: async () => {{ {body} }} }};"))

    def measure() -> float:
        outcome = app.fire(EVENT)
        if not outcome.ok:
            raise Unmeasurable(str(outcome.error))
        return (outcome.calls[-1].at_ms - outcome.calls[1].at_ms) / (_CALLS - 1)

    return measure


def _app(bench: Bench, name: str, server: str, **dependencies: str) -> Path:
    root = bench.folder / name
    (root / "server").mkdir(parents=True)
    manifest = {"platform-version": "2.3", "dependencies": dependencies,
                "product": {"freshdesk": {"events": {EVENT: {"handler": "cb"}}}}}  # fmt: skip
    (root / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (root / "server" / "server.js").write_text(server, "utf-8")
    return root
