"""Options that belong together, which a command takes as one parameter."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from functools import cache, wraps
from typing import Any, get_type_hints

Command = Callable[..., int]


class Options:
    """Options of a command line, each an annotated attribute of a subclass, with its default.

    An instance holds what was typed.
    """

    def __init__(self, **typed: Any) -> None:
        vars(self).update(typed)

    def given(self) -> dict[str, Any]:
        """Return the options that have a value, typed or by default, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


@cache
def declared(options: type[Options]) -> dict[str, inspect.Parameter]:
    """Return the options that a subclass declares, those of its own parent first, by name."""
    return {
        name: inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=getattr(options, name),
            annotation=annotation,
        )
        for name, annotation in get_type_hints(options, include_extras=True).items()
    }


def written(annotation: Any) -> tuple[str, str]:
    """Return how an option is written, and what stands for its value, "" for a switch."""
    [option] = annotation.__metadata__
    # Typer keeps the first name of an annotated option in `default`.
    return option.default, (option.metavar or "").partition("|")[0]


def with_options(*, without: Collection[str] = ()) -> Callable[[Command], Command]:
    """Let a command take `Options` as parameters of its own.

    Typer sees a function that has each option as a parameter, in the place of theirs, but for those
    that it is to be `without`; the command gets what was typed as instances of `Options`.
    """

    def decorated(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True)
        taken: dict[str, list[str]] = {}
        parameters = []
        for each in own.parameters.values():
            if not _are_options(each.annotation):
                parameters.append(each)
                continue
            options = declared(each.annotation)
            taken[each.name] = [name for name in options if name not in without]
            parameters += [options[name] for name in taken[each.name]]

        @wraps(command)
        def flat(**typed: Any) -> int:
            for name, options in taken.items():
                kind = own.parameters[name].annotation
                typed[name] = kind(**{option: typed.pop(option) for option in options})
            return command(**typed)

        flat.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        return flat

    return decorated


def _are_options(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Options)
