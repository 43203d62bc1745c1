"""What the sandbox's process may do, and what code of its own realm finds there: nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import deno
import pytest

from fdevents.sandbox import launch

pytestmark = pytest.mark.deno

# Each is denied to code in the process's own realm, before anything has been taken from it.
DENIED = {
    "read": "Deno.readTextFileSync(import.meta.filename)",
    "read by Node": "(await import('node:fs')).readFileSync(import.meta.filename)",
    "list": "[...Deno.readDirSync('.')]",
    "write": "Deno.writeTextFileSync('written', 'x')",
    "environment": "Deno.env.get('PATH')",
    "whole environment": "Deno.env.toObject()",
    "environment by Node": "(await import('node:process')).default.env.PATH.length",
    "connect": "await Deno.connect({ hostname: '127.0.0.1', port: 9 })",
    "listen": "Deno.listen({ port: 0 })",
    "fetch": "await fetch('http://127.0.0.1:49152/')",
    "resolve": "await Deno.resolveDns('localhost', 'A')",
    "run": "new Deno.Command(Deno.execPath()).outputSync()",
    "run by Node": "(await import('node:child_process')).execFileSync(Deno.execPath())",
    "signal": "Deno.kill(Deno.ppid, 'SIGCONT')",
    "native code": "Deno.dlopen('libc.so.6', {})",
    "host name": "Deno.hostname()",
    "system": "Deno.systemMemoryInfo()",
    "inspector": "new (await import('node:inspector')).Session().connect()",
    "import a file": "await import(import.meta.dirname + '/' + 'other.js')",
    "import from the network": "await import('http://127.0.0.1:49152/' + 'x.js')",
    "import a package": "await import('npm:' + 'chalk')",
    "code from text": "new Function('return 1')()",
}


HIDDEN = {
    "array iterators": "[].values()",
    "map iterators": "new Map().keys()",
    "text iterators": "''[Symbol.iterator]()",
    "match iterators": "''.matchAll(/a/g)",
    "iterator helpers": "[].values().map((x) => x)",
    "generators": "Object.getPrototypeOf(function* () {}.prototype)",
    "generator functions": "function* () {}",
    "async functions": "async () => {}",
    "async generators": "Object.getPrototypeOf(async function* () {}.prototype)",
    "typed arrays": "Int8Array.prototype",
}


def run_script(folder: Path, lines: list[str]) -> dict[str, str]:
    """What a script of ours prints as JSON, run with the flags of the sandbox."""
    (folder / "other.js").write_text("export default 1;\n")
    script = folder / "script.js"
    script.write_text("\n".join(lines))
    done = subprocess.run(
        [deno.find_deno_bin(), *launch.command(64)[:-1], str(script)],
        capture_output=True,
        check=True,
        cwd=folder,
        timeout=30,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each attempt in DENIED."""
    lines = ["const log = console.log, said = {};"]
    for name, code in DENIED.items():
        lines.append(f"try {{ {code}; said['{name}'] = 'done'; }}")
        lines.append(f"catch (error) {{ said['{name}'] = error.name + ' ' + error.message; }}")
    return run_script(tmp_path_factory.mktemp("denied"), [*lines, "log(JSON.stringify(said));"])


@pytest.mark.parametrize("what", DENIED)
def test_the_process_itself_may_do_nothing(refusals: dict[str, str], what: str) -> None:
    assert refusals[what] != "done"
    assert any(
        word in refusals[what]
        for word in (
            "NotCapable",
            "Requires ",
            "--no-npm",
            "EvalError",
            "NotFound: Failed to spawn",
        )
    ), refusals[what]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is left of a realm after lockDown: its globals, and what can still be changed."""
    source = (launch.HERE / "lockdown.js").as_uri()
    checks = "".join(
        f"'{name}': String(Object.isFrozen(Object.getPrototypeOf({code}))),"
        for name, code in HIDDEN.items()
    )
    lines = [
        f"import vm from 'node:vm'; import {{ lockDown }} from '{source}';",
        "const names = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)');",
        "const log = console.log;",
        "lockDown(globalThis, new Set(names));",
        f"const said = {{ {checks} }}, own = Object.getOwnPropertyNames(globalThis);",
        "const known = names.filter((name) => !['console', 'WebAssembly'].includes(name));",
        "said.left = own.filter((name) => !known.includes(name)).join();",
        "said.loose = own.filter((name) => typeof globalThis[name] === 'function'",
        "  && !(Object.isFrozen(globalThis[name])",
        "  && Object.isFrozen(globalThis[name].prototype ?? 1))).join();",
        "log(JSON.stringify(said));",
    ]
    return run_script(tmp_path_factory.mktemp("locked"), lines)


def test_only_the_languages_globals_are_left_and_they_are_frozen(locked: dict[str, str]) -> None:
    assert (locked["left"], locked["loose"]) == ("", "")


@pytest.mark.parametrize("what", HIDDEN)
def test_what_has_no_name_is_frozen_too(locked: dict[str, str], what: str) -> None:
    assert locked[what] == "true"


def test_no_flag_allows_anything() -> None:
    flags = launch.command(100)
    assert not [flag for flag in flags if flag.startswith(("--allow", "-A", "--unstable"))]
    assert {"--no-prompt", "--no-remote", "--no-npm", "--no-config", "--no-lock"} <= set(flags)
    assert any("--max-old-space-size=100" in flag for flag in flags)
