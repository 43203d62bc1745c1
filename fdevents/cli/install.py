"""`fdevents install`: the app's npm packages, by npm, where the platform looks for them."""

from __future__ import annotations

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir


def install(ctx: typer.Context, app: options.AppDir = None) -> int:
    """Install the npm packages that the app declares.

    They go to server/node_modules. npm has to be there.
    """
    import shutil
    import subprocess

    from fdevents.app.loader import read_app
    from fdevents.app.packages import INSTALL, read_packages
    from fdevents.cli.style import err
    from fdevents.errors import ExitCode, UsageProblem

    files = read_app(app_dir(ctx, app))
    declared = read_packages(files.root, files.manifest).declared
    if not declared:
        err().line("The app declares no packages, so there is nothing to install.")
        return ExitCode.OK
    npm = shutil.which("npm")
    wanted = [f"{name}@{version}" if version else name for name, version in declared.items()]
    if npm is None:
        raise UsageProblem(
            "There is no npm on this machine.",
            f"npm comes with Node. Where it is: {INSTALL} {' '.join(wanted)}",
        )
    options_ = ["--prefix", str(files.root / "server"), "--no-save", "--no-audit", "--no-fund"]
    err().line(f"npm install {' '.join(wanted)}")
    done = subprocess.run([npm, "install", *options_, "--", *wanted], check=False)
    if done.returncode:
        raise UsageProblem(f"npm could not install them (exit code {done.returncode}).")
    return ExitCode.OK
