"""How much of what a handler prints is kept, and how the cut is told."""

from __future__ import annotations

import pytest

from tests.support.firing import FireHandler, lines

pytestmark = pytest.mark.deno

MB = 1 << 20


@pytest.mark.parametrize("step", ["'x'.repeat(5000000)", "'x'.repeat(1000000)", "'x'.repeat(100)"])
def test_one_megabyte_is_kept_and_the_cut_announced(fire_handler: FireHandler, step: str) -> None:
    outcome = fire_handler(f"() => {{ for (let i = 0; i < 11000; i++) console.log({step}); }}")
    *kept, last = outcome.console
    assert outcome.status == "ok"
    assert MB - 20_000 < sum(len(line.text) for line in kept) <= MB
    assert (last.level, last.text) == (
        "warn",
        "[fdevents] 1 MB of console output is kept; what follows is dropped.",
    )


def test_fifty_thousand_lines_are_kept_and_the_cut_announced(fire_handler: FireHandler) -> None:
    outcome = fire_handler("() => { for (let i = 0; i < 50010; i++) console.log(''); return 1; }")
    *kept, last = outcome.console
    assert (outcome.value, len(kept)) == (1, 50_000)
    assert (last.level, last.text) == (
        "warn",
        "[fdevents] 50,000 console lines are kept; what follows is dropped.",
    )


def test_the_kept_megabyte_never_ends_in_half_a_character(fire_handler: FireHandler) -> None:
    outcome = fire_handler(
        "() => { console.log('x'); console.log('\\u{1F600}'.repeat(600000)); return 1; }"
    )
    assert outcome.value == 1
    assert outcome.console[1].text.encode("utf-8")


def test_every_firing_has_a_megabyte_of_its_own(fire_handler: FireHandler) -> None:
    fire_handler("() => console.log('x'.repeat(2000000))")
    assert lines(fire_handler("() => console.log('next')")) == ["next"]
