"""The one place that reads sentences: those of V8 and of Deno, who have no codes for what they say.

A new version of Deno may say something else; then a hint is missing, and a test fails.
"""

from __future__ import annotations

import re

_UNDEFINED = re.compile(r"^(\S+) is not defined$")  # V8
_NOT_A_METHOD = re.compile(r"^console\.\w+ is not a function$")  # V8
_IMPORT_CALL = "dynamic import callback"  # V8
_ES_MODULE = re.compile(r"import statement|'(?:export|import)'|import\.meta")  # V8
_NO_NETWORK = re.compile(  # Deno's permissions, and what its Node compatibility makes of them
    r"getaddrinfo EPERM|Requires net access|connect EPERM|bad address"
)
_OUT_OF_MEMORY = "out of memory"  # V8, on standard error, before it aborts


def undefined_name(message: str) -> str:
    """Return the name that is not defined, "" where the message is about something else."""
    found = _UNDEFINED.match(message)
    return found[1] if found else ""


def is_missing_console_method(message: str) -> bool:
    """Tell whether a method of console was called that is not there."""
    return bool(_NOT_A_METHOD.match(message))


def is_import_call(message: str) -> bool:
    """Tell whether code called `import()` where nothing can load a module."""
    return _IMPORT_CALL in message


def is_es_module(message: str) -> bool:
    """Tell whether a script was not compiled because it is an ES module."""
    return bool(_ES_MODULE.search(message))


def is_network_denied(message: str) -> bool:
    """Tell whether a package asked for a host that it may not connect to."""
    return bool(_NO_NETWORK.search(message))


def is_out_of_memory(said: str) -> bool:
    """Tell whether the engine ended its process because the heap was full."""
    return _OUT_OF_MEMORY in said
