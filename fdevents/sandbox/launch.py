"""How the sandbox's process is started: its command line, its environment, what it may reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from fdevents.errors import SandboxUnavailable

HERE = Path(__file__).parent / "child"
# Until the process says that it is ready, which takes a fifth of a second.
START_SECONDS = 9.0
FIRST_START_SECONDS = 60.0  # a cold disk and a virus scanner take their time
DEFAULT_MEMORY_MB = 128
REINSTALL = "Reinstall Deno: pip install --force-reinstall deno"
DENO = ("run", "--no-prompt", "--no-remote", "--no-npm", "--no-config", "--no-lock")
# The platform runs Node 18. What V8 alone has got since Node 22 a handler must not rely on, and
# making it for each context takes a sixth of the time of a firing.
LANGUAGE = ("--no-js-shipping", "--no-harmony-temporal")


class Access(Struct, frozen=True):
    """What a process may reach that runs npm packages: folders to read, hosts to connect to."""

    folders: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


# What Deno itself reads: libraries, certificates, the names of hosts, and what machine this is. Of
# /proc only its own part, since others' have their environment.
_NEEDED = (
    "/lib", "/lib64", "/usr", "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/etc/ssl",
    "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
    "/etc/localtime", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat",
    "/proc/version", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/random", "/dev/urandom",
)  # fmt: skip


# What machine this is, which many packages look at; not to change it, as `setPriority` does.
_SYS = (
    "hostname", "osRelease", "osUptime", "loadavg", "networkInterfaces", "systemMemoryInfo",
    "uid", "gid", "cpus", "homedir", "userInfo", "username", "getPriority",
)  # fmt: skip


def command(memory_mb: int, access: Access | None = None) -> list[str]:
    """Give the command line of the child: everything denied, the heap capped, and in our own realm
    (not in the app's contexts) no code from strings.

    Packages may read their folders, see an empty environment and what machine this is. They live in
    our realm, and some make code: templates of handlebars and lodash, schemas of ajv.
    """
    flags = (
        f"--max-old-space-size={memory_mb}",
        *(() if access else ("--disallow-code-generation-from-strings",)),
        *LANGUAGE,
        # A context a firing is much garbage: a heap that need not grow first, marked in one go,
        # fires half as often again.
        f"--initial-heap-size={min(64, memory_mb // 2)}",
        "--no-incremental-marking",
        # It keeps every source that it ever compiled: 10 MB for a thousand saves.
        "--no-compilation-cache",
    )
    host = str(HERE / "host.js")
    if access is None:
        return [*DENO, v8_flags(*flags), host]
    return [*DENO, v8_flags(*flags), *_allowed(access), host, "packages"]


def _allowed(access: Access) -> list[str]:
    # Deno splits the list at commas, and takes two of them for one in a name.
    folders = ",".join(folder.replace(",", ",,") for folder in access.folders)
    net = [f"--allow-net={','.join(access.hosts)}"] if access.hosts else []
    # Many packages look at both when they are loaded, and would break where that is refused.
    node = ["--node-modules-dir=manual", "--allow-env", f"--allow-sys={','.join(_SYS)}"]
    return [*node, f"--allow-read={folders}", *net]


def v8_flags(*flags: str) -> str:
    """Give the option that passes the flags on to V8."""
    return f"--v8-flags={','.join(flags)}"


def spawn(arguments: list[str], access: Access | None = None) -> subprocess.Popen[bytes]:
    """Start Deno with these arguments and three pipes; with an access, inside of a fence of the
    system's, where there is one. Raises SandboxUnavailable."""
    try:
        return subprocess.Popen(
            [*(_fence(access) if access else ()), deno_path(), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=HERE,  # else a deleted folder of the user's would keep Deno from starting
            # Ctrl-C is ours to handle; on Windows it must reach a child that keeps us waiting.
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise _unavailable(str(error)) from None


def fence() -> str:
    """Name what the kernel has to fence in a process with npm packages; "" where it has nothing."""
    from fdevents.sandbox.fence import version  # ctypes, and few apps have packages

    found = version()
    return f"Landlock {found}" if found else ""


def _fence(access: Access) -> list[str]:
    """Give the words before a command that may read its folders, and write its cache, by the
    kernel's own rules: Deno looks at a path, and these at what is there."""
    if not fence():
        return []
    cache = cache_folder()
    with suppress(OSError):  # Deno goes without
        cache.mkdir(parents=True, exist_ok=True)
    python = [sys.executable, "-I", "-S", str(Path(__file__).parent / "fence.py")]
    read = [*_NEEDED, str(HERE), deno_path(), *access.folders]
    return [*python, *read, "--", os.devnull, str(cache), "--"]


def deno_path() -> str:
    """Find Deno's binary, which its Python package has. Raises SandboxUnavailable."""
    from deno import find_deno_bin  # 1 ms, and only who starts a process needs it

    try:
        return str(find_deno_bin())
    except OSError as error:  # of which the message is the path, and nothing else
        raise _unavailable(f"Deno is not installed: {error} does not exist") from None


def _unavailable(why: str) -> SandboxUnavailable:
    return SandboxUnavailable(f"The sandbox cannot be started: {why}.", REINSTALL)


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process at once, and those that it started: Deno may be a wrapper around Deno."""
    if sys.platform == "win32":
        process.kill()
    elif process.returncode is None:  # else its id may be another's by now
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # how macOS says that they all have ended
            pass


def environment() -> dict[str, str]:
    """Give nothing of ours, a cache that is the sandbox's alone, and no look-up of new versions."""
    # Without these Windows itself starts no process, or finds no folder for temporary files.
    kept = ("SYSTEMROOT", "TEMP", "TMP") if sys.platform == "win32" else ()
    ours = {name: os.environ[name] for name in kept if name in os.environ}
    return ours | {
        "DENO_DIR": str(cache_folder()),
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
    }


def start_seconds() -> float:
    """Say how long a process that is about to start may take until it is ready: longer where Deno
    has never run for us, and so has no caches yet."""
    return START_SECONDS if cache_folder().exists() else FIRST_START_SECONDS


def cache_folder() -> Path:
    """Find where Deno may keep its caches; nothing of value is in it."""
    base = _user_cache()
    if not base.is_absolute():
        import tempfile  # 2 ms, and hardly anybody has no home

        base = Path(tempfile.gettempdir()) / "fdevents"
    return base / "deno"


def _user_cache() -> Path:
    """Find our folder in the user's cache; it is not absolute where the user has no home."""
    try:
        if sys.platform == "linux":
            # As platformdirs has it (a test holds that), whose import would keep the sandbox
            # waiting, and a single module of it no less: 10 ms of 100, where this takes 0.1.
            named = Path(os.environ.get("XDG_CACHE_HOME", ""))
            return (named if named.is_absolute() else Path("~/.cache").expanduser()) / "fdevents"
        import platformdirs

        return platformdirs.user_cache_path("fdevents", appauthor=False)
    except RuntimeError:  # no home: a user id that the system does not know, as in containers
        return Path()
