"""Templates to payloads: ours, the samples that stand in for them, and an app's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fdevents.assets import asset
from fdevents.errors import AppUnusable
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event, Variant
from fdevents.freshdesk.versions import PLATFORMS, Platform
from fdevents.payloads.templates import (
    Template,
    own_template,
    render,
    sample_name,
    template_name,
    write_samples,
)
from tests.support.places import DATA, PACKAGE, tree

SAMPLES = asset("sample_payloads")
DOCUMENTED = DATA / "documented_samples"
TICKET_UPDATE = EVENTS["onTicketUpdate"]
ABSENT = "absent"

each_variant = pytest.mark.parametrize(
    ("profile", "event", "variant"),
    [
        pytest.param(profile, event, variant, id=f"{profile.name}-{event.name}-{variant.name}")
        for profile in PLATFORMS
        for event in EVENTS.values()
        if event.exists_on(profile.name)
        for variant in event.variants
    ],
)

# Where our samples differ from the documented ones: the path, what is documented, what is ours,
# and the ruling (README.md, *Where the documentation is unclear*) that says why.
DOMAIN = ("domain", "http://sample.freshdesk.com", "sample.freshdesk.com", 3)
DIFFERENCES: dict[str, list[tuple[str, Any, Any, int]]] = {
    "onTicketCreate": [],
    "onTicketUpdate": [
        ("account_id", ABSENT, 13, 1),
        ("domain", ABSENT, "sample.freshdesk.com", 1),
        ("event", ABSENT, "onTicketUpdate", 1),
        ("iparams", ABSENT, None, 1),
        ("data.ticket.source", 2, 3, 4),
        ("data.ticket.priority", 1, 2, 4),
    ],
    "onTicketUpdate.deleted": [
        ("data.ticket.deleted", ABSENT, True, 5),
        ("data.ticket.status", 6, 2, 10),
    ],
    "onConversationCreate.reply": [DOMAIN],
    "onConversationCreate.public-note": [DOMAIN],
    "onConversationCreate.private-note": [DOMAIN],
    "onContactCreate": [DOMAIN],
    "onContactUpdate": [
        DOMAIN,
        ("events", "onContactUpdate", ABSENT, 2),
        ("event", ABSENT, "onContactUpdate", 2),
    ],
    "onContactUpdate.deleted": [
        DOMAIN,
        ("events", "onContactUpdate", ABSENT, 2),
        ("event", ABSENT, "onContactUpdate", 2),
        ("data.contact.deleted", ABSENT, True, 5),
    ],
}

# Expressions that an app's own template must not get through with, even where the result is JSON.
WRONG = {
    "undefined": "nonesuch",
    "undefined attribute": "event.nonesuch",
    "class": "''.__class__.__mro__",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "globals": "lipsum.__globals__",
    "self": "self.__init__.__globals__",
    "attr filter": "''|attr('__class__')",
    "format": "'{0.__class__}'.format(event)",
    "mutation": "changes.update({'a': 1})",
    "division": "1 // 0",
    "types": "1 + event",
    "range": "range(100001)",
}

# What an app's own template can get wrong.
BROKEN = {
    name: f'{{"data": {{"ticket": {{{{ ({text})|string|tojson }}}} }}}}'
    for name, text in WRONG.items()
} | {
    "syntax": "{% if %}",
    "unclosed": '{"data": {{ event | tojson }',
    "unknown filter": "{{ event | nonesuch }}",
    "undefined in loop": '{% for x in nonesuch %}{% endfor %}{"data": {}}',
    "include": "{% include '/etc/passwd' ignore missing %}",
    "import": "{% import 'os' as os %}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "empty": "",
    "not JSON": "{ticket: 1}",
    "NaN": '{"account_id": NaN, "data": {"ticket": {}}}',
    "too deep": "[" * 100_000,
    "too large": '{"data": {}, "id": ' + "9" * 5_000 + "}",
    "list": "[]",
    "text": '"data"',
    "no data": '{"account_id": 13}',
    "data is null": '{"data": null}',
    "data is a list": '{"data": []}',
}


@pytest.mark.slow
@each_variant
def test_a_sample_is_what_is_rendered(profile: Platform, event: Event, variant: Variant) -> None:
    sample = json.loads((SAMPLES / profile.name / sample_name(event, variant)).read_bytes())
    rendered = render(event, variant, profile=profile)
    assert rendered == sample
    assert json.dumps(rendered) == json.dumps(sample)


@pytest.mark.slow
def test_writing_the_samples_anew_changes_no_byte(tmp_path: Path) -> None:
    write_samples(tmp_path)
    assert tree(tmp_path) == tree(SAMPLES)


@pytest.mark.deno
@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_command_for_writing_samples_changes_no_byte(tmp_path: Path, seed: str) -> None:
    python("-m", "fdevents.payloads.templates", str(tmp_path), PYTHONHASHSEED=seed)
    assert tree(tmp_path) == tree(SAMPLES)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_ours_differs_from_a_documented_sample_only_where_a_ruling_says_so(name: str) -> None:
    event_name, _, variant_name = name.partition(".")
    event = EVENTS[event_name]
    variant = event.variant(variant_name or None)
    assert variant is not None
    documented = leaves(json.loads((DOCUMENTED / f"{name}.json").read_bytes()))
    ours = leaves(json.loads((SAMPLES / "2.0" / sample_name(event, variant)).read_bytes()))
    found = {
        path: (documented.get(path, ABSENT), ours.get(path, ABSENT))
        for path in {**documented, **ours}
        if repr(documented.get(path, ABSENT)) != repr(ours.get(path, ABSENT))
    }
    assert found == {path: (theirs, our) for path, theirs, our, _ in DIFFERENCES[name]}


def test_every_documented_sample_is_compared() -> None:
    assert sorted(path.stem for path in DOCUMENTED.iterdir()) == sorted(DIFFERENCES)


@pytest.mark.deno
def test_each_rendering_is_a_fresh_object() -> None:
    variant = TICKET_UPDATE.variants[0]
    for template in (None, own_template(TICKET_UPDATE)):
        first = render(TICKET_UPDATE, variant, template)
        first["data"]["ticket"]["tags"].append("spoilt")
        first["data"]["ticket"]["changes"]["source"].clear()
        again = render(TICKET_UPDATE, variant, template)
        assert again["data"]["ticket"]["tags"] == ["sales", "marketing"]
        assert again["data"]["ticket"]["changes"]["source"] == [2, 3]


@pytest.mark.deno
@pytest.mark.parametrize("profile", PLATFORMS, ids=lambda each: each.name)
@pytest.mark.parametrize("variant", TICKET_UPDATE.variants, ids=lambda each: each.name)
def test_a_template_sees_the_event_the_variant_the_platform_and_the_changes(
    profile: Platform, variant: Variant
) -> None:
    event = TICKET_UPDATE
    text = '{"data": {"a": {{ [event, variant, platform, changes, changed] | tojson }}}}'
    payload = render(event, variant, Template(text, "own.json.j2"), profile)
    assert payload["data"]["a"] == [
        event.name,
        variant.name,
        profile.name,
        {name: list(pair) for name, pair in variant.changes.items()},
        {name: new for name, (_, new) in variant.changes.items()},
    ]


@pytest.mark.deno
def test_a_template_is_rendered_anew_when_it_changed() -> None:
    variant = TICKET_UPDATE.variants[0]
    for number in (1, 2):
        template = Template(f'{{"data": {{"ticket": {{"id": {number}}}}}}}', "own.json.j2")
        assert render(TICKET_UPDATE, variant, template)["data"]["ticket"] == {"id": number}


@pytest.mark.deno
@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_template_is_reported_with_its_name(text: str) -> None:
    name = ".fdevents/templates/payloads/onTicketUpdate.json.j2"
    with pytest.raises(AppUnusable) as caught:
        render(TICKET_UPDATE, TICKET_UPDATE.variants[0], Template(text, name))
    assert caught.value.message.startswith(name)
    assert caught.value.hint


@pytest.mark.deno
def test_a_syntax_error_in_a_template_has_its_line() -> None:
    with pytest.raises(AppUnusable, match=r"own\.json\.j2:3: "):
        render(TICKET_UPDATE, TICKET_UPDATE.variants[0], Template("{\n\n{% if %}", "own.json.j2"))


ENDLESS = {
    "nested loops": (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "takes more than 5 s",
    ),
    "much text": ("{% for a in range(99999) %}{{ 'x' * 999999 }}{% endfor %}", "more than 8 MB"),
    "long words": ("{{ lipsum(n=10**8) }}", "takes more than"),
    "a power": ("{{ 9 ** (9 ** 9) }}", "takes more than 5 s"),
    "a repeated text": ("{{ ('a' * 9 * 10 ** 8) | length }}", "takes more than 512 MB"),
    "a wide text": ("{{ 'a' | center(9 * 10 ** 8) | length }}", "takes more than 512 MB"),
    "lists that double": (
        "{% set n = namespace(a=[1]) %}{% for i in range(99) %}{% set n.a = n.a + n.a %}"
        "{% endfor %}",
        "takes more than 512 MB",
    ),
}


@pytest.mark.deno
@pytest.mark.slow
@pytest.mark.parametrize("what", ENDLESS)
def test_a_template_has_its_limits(what: str) -> None:
    text, said = ENDLESS[what]
    start = time.monotonic()
    with pytest.raises(AppUnusable, match=said):
        render(TICKET_UPDATE, TICKET_UPDATE.variants[0], Template(text, "own.json.j2"))
    assert time.monotonic() - start < 20


@pytest.mark.deno
def test_invalid_json_is_reported_with_the_variant() -> None:
    variant = TICKET_UPDATE.variants[1]
    with pytest.raises(AppUnusable, match=f"variant {variant.name}: .*invalid JSON") as caught:
        render(TICKET_UPDATE, variant, Template('{"data": {{ event }}}', "own.json.j2"))
    assert "tojson" in caught.value.hint


@pytest.mark.deno
def test_a_changed_template_of_ours_is_rendered_instead_of_its_sample(tmp_path: Path) -> None:
    installed(tmp_path)
    template = tmp_path / "templates" / "payloads" / template_name(TICKET_UPDATE)
    template.write_text(template.read_text("utf-8").replace("Support Needed", "Changed"), "utf-8")
    assert subject(tmp_path) == "Changed..."


@pytest.mark.deno
@pytest.mark.parametrize("index", [None, "", "[]", '{"onTicketUpdate": "0"}'])
def test_samples_without_a_good_index_are_not_used(tmp_path: Path, index: str | None) -> None:
    installed(tmp_path)
    samples = tmp_path / "sample_payloads" / "2.0"
    (samples / ".rendered-from.json").unlink()
    for sample in samples.iterdir():
        sample.write_text("{}", "utf-8")
    if index is not None:
        (samples / ".rendered-from.json").write_text(index, "utf-8")
    assert subject(tmp_path) == "Support Needed..."


@pytest.mark.deno
def test_without_samples_the_templates_are_rendered(tmp_path: Path) -> None:
    installed(tmp_path)
    shutil.rmtree(tmp_path / "sample_payloads")
    assert subject(tmp_path) == "Support Needed..."


def installed(folder: Path) -> None:
    """Copies the package and its assets to `folder`."""
    leave = shutil.ignore_patterns("__pycache__", "sandbox")
    shutil.copytree(PACKAGE, folder / "fdevents", ignore=leave)
    for name in ("templates", "sample_payloads"):
        shutil.rmtree(folder / "fdevents" / name, ignore_errors=True)
        shutil.copytree(asset(name), folder / name)


def subject(folder: Path) -> str:
    """The subject that a copy of the package renders for an updated ticket."""
    code = (
        "from fdevents.freshdesk.catalogue import EVENTS\n"
        "from fdevents.payloads.templates import render\n"
        f"event = EVENTS['{TICKET_UPDATE.name}']\n"
        "print(render(event, event.variants[0])['data']['ticket']['subject'])"
    )
    return python("-c", code, PYTHONPATH=str(folder)).strip()


def python(*arguments: str, **environment: str) -> str:
    """The output of another Python process, in an environment with these variables."""
    command = [sys.executable, "-B", "-P", *arguments]
    whole = os.environ | {"PYTHONPATH": str(PACKAGE.parent)} | environment
    done = subprocess.run(command, env=whole, check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Each value that is no container, or an empty one, by its path."""
    if isinstance(value, dict) and value:
        items = [(f"{path}.{key}" if path else key, inner) for key, inner in value.items()]
    elif isinstance(value, list) and value:
        items = [(f"{path}[{index}]", inner) for index, inner in enumerate(value)]
    else:
        return {path: value}
    return {
        key: leaf for inner_path, inner in items for key, leaf in leaves(inner, inner_path).items()
    }
