"""The arguments and answers of actions, against the JSON Schemas that actions.json has for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from fdevents.wording import brief, shortened

Fault = Callable[[Any], str]
"""Say what of a value breaks which rule of a schema; "" where it fits."""

_LONGEST = 200  # characters of what is said about a value
_MOST = 5  # faults of one value


def fault_of(schema: Any) -> Fault:
    """Return what judges values by the schema, of draft 7.

    Raises ValueError, whose text says why, for what is no such schema.
    """
    try:
        Draft7Validator.check_schema(schema)
    except SchemaError as error:
        raise ValueError(_said(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply.") from None
    # An empty registry: nothing is fetched from where a stranger's schema points.
    validator = Draft7Validator(schema, registry=Registry())

    def fault(value: Any) -> str:
        try:
            return _listed(validator.iter_errors(value))
        except Unresolvable as error:
            return f"the schema refers to {error.ref}, which is not in it"
        except RecursionError:
            return "it is nested too deeply to be judged"
        except re.error as error:
            return f"a pattern of the schema cannot be read: {error}"

    return fault


def _listed(errors: Iterable[ValidationError]) -> str:
    return "; ".join(map(_said, islice(errors, _MOST)))


def _said(error: ValidationError | SchemaError) -> str:
    """Say where the value breaks which rule: `level: 0 is less than the minimum of 1 (“minimum”:
    1)`."""
    where = error.json_path.removeprefix("$").removeprefix(".")
    said = shortened(error.message, _LONGEST)
    rule = f"“{error.validator}”: {brief(error.validator_value)}"
    return f"{where}: {said} ({rule})" if where else f"{said} ({rule})"
