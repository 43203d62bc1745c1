"""The least that a command line made with Typer can be."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def hello() -> None:
    """Says hello."""
    typer.echo("hello")


@app.command()
def goodbye() -> None:
    """Says goodbye."""
    typer.echo("goodbye")


if __name__ == "__main__":
    app(prog_name="bare")
