"""What a machine may lack: room, rights, folders, descriptors, streams, news of changes."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.processes import FDEVENTS
from tests.torture.signals import LASTS, PATIENCE, adopting_orphans, made

# Shell scripts, in the app's folder, that run the command as it stands there.
PLAIN = {
    "no HOME": "unset HOME XDG_CACHE_HOME; exec {}",
    "a HOME that cannot be written": "unset XDG_CACHE_HOME; HOME=/proc/1 exec {}",
    "no folder of one's own": "unset XDG_CACHE_HOME; HOME=/proc/1 TMPDIR=/proc/1 exec {}",
    "a HOME that is a file": "unset XDG_CACHE_HOME; HOME=$PWD/manifest.json exec {}",
    "empty names": "HOME= TMPDIR= PATH= LANG= TERM= COLUMNS= exec {}",
    "a strange terminal": "TERM=nonsense COLUMNS=1 LINES=-3 LC_ALL=xx_YY.nonsense exec {}",
    "a wide terminal": "COLUMNS=99999999999 exec {}",
    "ASCII alone": "LC_ALL=C PYTHONUTF8=0 PYTHONIOENCODING=ascii exec {}",
    "a strange time zone": "TZ=Nowhere/Nothing exec {}",
    "hardly any descriptors": "ulimit -n 8; exec {}",
    "few descriptors": "ulimit -n 13; exec {}",
    "descriptors for one sandbox": "ulimit -n 20; exec {}",
    "little memory": "ulimit -v 400000; exec {}",
    "no input": "exec {} <&-",
    "no output": "exec {} >&-",
    "no stream": "exec {} <&- >&- 2>&-",
    "an output for reading": "exec {} </dev/null 1<&0",
    "errors for reading": "exec {} 2</dev/null",
    "an output that is full": "exec {} >/dev/full",
    "errors that are full": "exec {} 2>/dev/full",
    "a folder that is gone": "mkdir -p gone && cd gone && rmdir ../gone && exec {}",
    "files of no size": "ulimit -f 0; exec {}",
}
_APART = "unshare --user --map-root-user --mount sh -c"
_COPIED = "mount -t tmpfs -o size=128k none /mnt && cp -r manifest.json server config /mnt"
# In namespaces of their own, where the system lets us have some.
APART = {
    "an app that cannot be written": "mount --bind . . && mount -o remount,ro,bind . && cd $PWD",
    "a full disk": f"{_COPIED} && cd /mnt && (head -c 999999 /dev/zero >fill 2>/dev/null || true)",
    "a full HOME": "mount -t tmpfs -o size=4k none /mnt && export HOME=/mnt XDG_CACHE_HOME=",
    "no shell": "touch none && mount --bind none /bin/sh",
    "no devices": "mount -t tmpfs none /dev",
    "no devices, and no output": "mount -t tmpfs none /dev && exec >&-",
    "no /proc": "mount -t tmpfs none /proc",
    "no inotify": "echo 0 >/proc/sys/user/max_inotify_instances",
    "nothing to watch with": "echo 0 >/proc/sys/user/max_inotify_watches",
}
COMMANDS = [
    "trigger onTicketCreate --timeout 5", "trigger onTicketCreate --json", "validate", "run --once",
    "payload onTicketCreate", "db list", "iparams set key=v", "trigger onTicketCreate --save kept",
    "trigger onTicketCreate --watch", "run", "events", "init other", "--version", "doctor",
]  # fmt: skip


def environments(chance: random.Random, folder: Path) -> Iterator[str]:
    """One command a try, in one such environment."""
    scripts = PLAIN | (_apart() if _is_possible() else {})
    with adopting_orphans() as orphans:
        while True:
            for name in chance.sample(sorted(scripts), len(scripts)):
                app, command = made(folder / "app"), chance.choice(COMMANDS)
                found = _struck(app, scripts[name], command) or "; ".join(orphans())
                yield f"{name}, `{command}`: {found}" if found else ""
                shutil.rmtree(app)


def _apart() -> dict[str, str]:
    unknown = "unset HOME XDG_CACHE_HOME; exec unshare --user {}"
    scripts = {name: f"exec {_APART} '{script} && exec {{}}'" for name, script in APART.items()}
    return scripts | {"a user whom nobody knows": unknown}


def _is_possible() -> bool:
    tried = [*_APART.split(), "mount -t tmpfs none /mnt"]
    return (
        bool(shutil.which("unshare")) and not subprocess.run(tried, capture_output=True).returncode
    )


def _struck(app: Path, script: str, command: str) -> str:
    process = subprocess.Popen(
        ["bash", "-c", script.replace("{}", f"{' '.join(FDEVENTS)} {command}")],
        cwd=app, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    allowed = set(range(5))
    if command == "run" or "--watch" in command:
        try:
            process.wait(3 * LASTS[-1])
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
            allowed.add(143)
    try:
        _, said = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "it hangs"
    text = said.decode("utf-8", "replace")
    if process.returncode not in allowed or "Traceback" in text or "bug in fdevents" in text:
        return f"exit {process.returncode}: {text[-1200:]}"
    return f"said more than once: {text}" if text.count("error: ") > 1 else ""
