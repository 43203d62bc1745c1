"""What steers us after the sandbox has spoken: never a sentence, always one of these."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why our own JavaScript made an error, or did not compile a file; the child says the value.

    `MODULE_MISSING` and `NOT_JAVASCRIPT` come with a file, `PACKAGE_BROKEN` with what the package
    threw, `PACKAGE_REFUSED` with the name that was required, `TOO_MUCH` with the API that was
    called too often, and `CALL_REJECTED` with the id of the call whose rejection was thrown on.
    """

    MODULE_MISSING = "module_missing"
    NOT_JAVASCRIPT = "not_javascript"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    PACKAGE_BROKEN = "package_broken"
    PACKAGE_REFUSED = "package_refused"
    TOO_MUCH = "too_much"
    CALL_REJECTED = "call_rejected"


class Ending(StrEnum):
    """Why we ended the sandbox's process; where it ended by itself there is none."""

    TIMED_OUT = "timed_out"
    MEMORY = "memory"
    FLOODED = "flooded"  # it said more than we keep
    GARBLED = "garbled"  # it broke the protocol
    ABANDONED = "abandoned"
    UNHEARD = "unheard"  # nobody wanted the rest of an answer
