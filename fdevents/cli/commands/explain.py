"""`fdevents explain`: a rule of `validate`, with an example of breaking it and of fixing it."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.assets import asset
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.problems import RULES
from fdevents.reports.markdown import show_markdown
from fdevents.reports.terminal import out
from fdevents.wording import did_you_mean


def complete_rule(incomplete: str) -> list[tuple[str, str]]:
    """Offer the rules, with what each demands."""
    return [(rule, holds) for rule, (_, holds) in RULES.items() if rule.startswith(incomplete)]


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="[RULE]",
            help="The rule that a problem names; without it, the rules are listed.",
            autocompletion=complete_rule,
        ),
    ] = None,
) -> int:
    """Explain a rule of `validate`: what breaks it, and how to fix it."""
    if rule is None:
        show_markdown(out(NO_SECRETS), _contents())
        return ExitCode.OK
    if rule not in RULES:
        guess = did_you_mean(rule, RULES) or "`fdevents explain` lists the rules."
        raise UsageProblem(f"There is no rule “{rule}”.", guess)
    show_markdown(out(NO_SECRETS), _explained(rule))
    return ExitCode.OK


def _contents() -> str:
    rows = (f"| `{rule}` | {severity} | {holds} |" for rule, (severity, holds) in RULES.items())
    return "\n".join(("| Rule | Severity | Holds when |", "|---|---|---|", *rows))


def _explained(rule: str) -> str:
    """Return the rule's page, with what the register says of it below its title."""
    severity, holds = RULES[rule]
    page = (asset("docs") / "rules" / f"{rule}.md").read_text("utf-8")
    title, _, rest = page.partition("\n\n")
    return f"{title}\n\n*{severity.value.capitalize()}.* {holds}\n\n{rest}"
