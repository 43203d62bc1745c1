"""`fdevents payload` and the payload options: JSON and nothing else, from whatever file comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import pytest

from fdevents.freshdesk.catalogue import SPECIFIED_EVENTS
from tests.support.apps import SERVER, MakeApp
from tests.support.commands import Cli, Result
from tests.support.processes import finished, prose

PARAMETERS = json.dumps(
    {
        "team": {"display_name": "Team", "type": "text", "default_value": "default"},
        "level": {"display_name": "Level", "type": "number", "default_value": 1},
        "code": {"display_name": "Code", "type": "text", "default_value": "000"},
    }
)
TICKET = '{"data": {"ticket": {"id": 5, "subject": "mine"}}}'


def ticket(result: Result) -> dict[str, Any]:
    """The ticket of the payload that was printed."""
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = result.json["data"]["ticket"]
    return found


def refused(result: Result) -> str:
    """The words with which a command was refused."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ") and "Traceback" not in result.stderr
    return prose(result.stderr)


class FromFile(Protocol):
    """`from_file(content)` starts onTicketCreate's payload from a file that holds it."""

    def __call__(self, content: str | bytes) -> Result: ...


@pytest.fixture
def from_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FromFile:
    """Writes the file beside an app, and prints the payload."""
    monkeypatch.chdir(tmp_path)

    def make(content: str | bytes) -> Result:
        Path("mine.json").write_bytes(content.encode() if isinstance(content, str) else content)
        return cli("payload", "onTicketCreate", "--payload", "mine.json")

    return make


@pytest.mark.parametrize("event", SPECIFIED_EVENTS)
def test_the_payload_is_json_and_nothing_else(cli: Cli, event: str) -> None:
    result = cli("payload", event)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(result.json) == ["account_id", "domain", "event", "data", "iparams"]
    assert result.json["event"] == event
    assert result.stdout == json.dumps(result.json, indent=2) + "\n"


def test_a_file_gets_what_would_have_been_printed(cli: Cli, tmp_path: Path) -> None:
    printed = cli("payload", "onTicketCreate").stdout
    result = cli("payload", "onTicketCreate", "-o", tmp_path / "out.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "out.json" in result.stderr
    assert (tmp_path / "out.json").read_text() == printed


def test_a_file_that_was_written_can_be_started_from(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    cli("payload", "onTicketUpdate", "--set", "ticket.subject=Hi", "--output", path)
    assert cli("payload", "onTicketUpdate", "--payload", path).stdout == path.read_text()


@pytest.mark.parametrize(("name", "why"), [("", "is a folder"), ("no/such.json", "No such file")])
def test_a_file_that_cannot_be_written_is_named(
    cli: Cli, tmp_path: Path, name: str, why: str
) -> None:
    assert why in refused(cli("payload", "onTicketCreate", "-o", tmp_path / name))


def test_a_refused_payload_leaves_the_file_as_it_was(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine")
    cli("payload", "onTicketUpdate", "--change", "tags=a", "-o", tmp_path / "out.json")
    assert (tmp_path / "out.json").read_text() == "mine"


def test_variant_change_and_set_are_put_in(cli: Cli) -> None:
    assert ticket(cli("payload", "onTicketUpdate", "--variant", "spam"))["spam"] is True
    changed = ticket(
        cli("payload", "onTicketUpdate", "--change", "priority=Low,Urgent",
            "--change", "group=null,7", "--set", "ticket.subject=Printer on fire",
            "--set", "ticket.tags[0]=vip")
    )  # fmt: skip
    assert changed["changes"] == {"priority": [1, 4], "group_id": [None, 7]}
    assert (changed["priority"], changed["group_id"]) == (4, 7)
    assert (changed["subject"], changed["tags"][0]) == ("Printer on fire", "vip")


def test_what_is_refused_is_sent_with_force(cli: Cli) -> None:
    wanted = ("payload", "onTicketUpdate", "--change", 'tags=[["a"],["b"]]', "--set", "ticket.x=1")
    assert "tags" in refused(cli(*wanted)) and "--force" in refused(cli(*wanted))
    forced = ticket(cli(*wanted, "--force"))
    assert (forced["changes"], forced["x"]) == ({"tags": [["a"], ["b"]]}, 1)


@pytest.mark.parametrize(
    ("arguments", "guess"),
    [
        (("onTicketCreat",), "onTicketCreate"),
        (("onTicketUpdate", "--variant", "delted"), "deleted"),
        (("onTicketUpdate", "--change", "prority=1,2"), "priority"),
        (("onTicketUpdate", "--change", "priority=Urgnt"), "Urgent"),
        (("onTicketUpdate", "--change", "priority"), "priority=1,2"),
        (("onTicketUpdate", "--set", "ticket.subjct=x"), "ticket.subject"),
        (("onTicketUpdate", "--set", "ticket.subject"), "--set ticket.subject=Hi"),
        (("onTicketUpdate", "--payloads", "x"), "--payload"),
        (("onTicketUpdate", "-p", "x"), "--help"),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(
    cli: Cli, arguments: tuple[str, ...], guess: str
) -> None:
    assert guess in refused(cli("payload", *arguments)).partition(" hint: ")[2]


def test_a_parameter_without_a_value_is_refused(cli: Cli) -> None:
    assert "NAME=VALUE" in refused(cli("payload", "onTicketUpdate", "--iparam", "team"))


def test_a_file_is_started_from_and_the_rest_filled_in(from_file: FromFile) -> None:
    result = from_file(TICKET)
    assert ticket(result) == {"id": 5, "subject": "mine"}
    assert list(result.json) == ["account_id", "domain", "event", "data", "iparams"]


@pytest.mark.deno
def test_standard_input_is_started_from() -> None:
    result = finished("payload", "onTicketCreate", "--payload", "-", stdin=TICKET)
    assert ticket(result)["id"] == 5
    wrong = finished("payload", "onTicketCreate", "--payload", "-", stdin='{\n  "data" 1}')
    assert "standard input:2:10" in refused(wrong)
    assert "empty" in refused(finished("payload", "onTicketCreate", "--payload", "-"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_accepted(from_file: FromFile, encoding: str) -> None:
    content = '{"data": {"ticket": {"subject": "日本 ✔"}}}'.encode(encoding)
    assert ticket(from_file(content))["subject"] == "日本 ✔"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"data":\n  {"ticket" 3}}', "2:13"),
        ('{"data": {"ticket": {}},}', "1:25"),
        ("{'data': 1}", "1:2"),
        ('{"data": {}} x', "1:14"),
        ('{"日本": 1,\r\n "é" 2}', "2:6"),
        ('{"data"', "1:8"),
    ],
)
def test_invalid_json_is_shown_by_line_and_column(
    from_file: FromFile, content: str, place: str
) -> None:
    said = refused(from_file(content))
    assert f"mine.json:{place}:" in said and "not valid JSON" in said


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x00\x01\xff\xfe", "is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not UTF-8 text"),
        (TICKET.encode("utf-16"), "is UTF-16 text"),
        (TICKET.encode("utf-32"), "is UTF-32 text"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
        (b"null", "null"),
        (b"[1]", "a list"),
        (b'"x"', "text"),
        (b"NaN", "NaN"),
        (b'{"data": {"ticket": {"id": 1e999}}}', "JSON"),
        (b'{"data": {"ticket": 1}}', "no object “ticket”"),
        (b"{}", "no “data”"),
        (b'{"event": "onTicketUpdate", "data": {"ticket": {}}}', "onTicketUpdate"),
    ],
)
def test_a_file_that_is_no_payload_is_refused_in_clear_words(
    from_file: FromFile, content: bytes, why: str
) -> None:
    assert why in refused(from_file(content))


def test_a_missing_file_and_a_folder_are_named(cli: Cli, tmp_path: Path) -> None:
    missing = refused(cli("payload", "onTicketCreate", "--payload", tmp_path / "no.json"))
    assert "no.json" in missing and "No such file" in missing
    assert "directory" in refused(cli("payload", "onTicketCreate", "--payload", tmp_path))


def test_a_huge_file_is_refused_before_it_is_read_whole(cli: Cli, tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    said = refused(cli("payload", "onTicketCreate", "--payload", tmp_path / "huge.json"))
    assert "larger than" in said


def test_a_payload_that_the_platform_would_not_take_is_sent_with_a_warning(
    from_file: FromFile,
) -> None:
    content = json.dumps({"data": {"ticket": {"id": 1, "note": "x" * 300_000}}})
    result = from_file(content)
    assert result.exit_code == 0 and result.json["data"]["ticket"]["id"] == 1
    assert result.stderr.startswith("warning: ") and "256 KB" in result.stderr


def test_big_integers_and_text_of_all_kinds_stay_what_they_are(from_file: FromFile) -> None:
    content = '{"data": {"ticket": {"id": 12345678901234567890123, "subject": "\\ud83d\\u0000"}}}'
    assert ticket(from_file(content)) == {"id": 12345678901234567890123, "subject": "\ud83d\x00"}


def test_parameters_of_the_command_come_over_test_data_over_defaults(
    cli: Cli, make_app: MakeApp
) -> None:
    app = make_app(
        SERVER,
        config__iparams_json=PARAMETERS,
        config__iparam_test_data_json='{"level": 2, "code": "111"}',
    )
    command = ("payload", "onTicketCreate", "--app", app)
    assert cli(*command).json["iparams"] == {"team": "default", "level": 2, "code": "111"}
    given = cli(*command, "--iparam", "code=222", "--iparam", "level=3").json["iparams"]
    assert given == {"team": "default", "level": 3, "code": "222"}


def test_an_undeclared_parameter_is_refused_unless_forced(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(SERVER, config__iparams_json=PARAMETERS)
    command = ("payload", "onTicketCreate", "--app", app, "--iparam", "teem=x")
    assert "Did you mean “team”?" in refused(cli(*command))
    assert cli(*command, "--force").json["iparams"]["teem"] == "x"


def test_an_app_without_parameters_gets_null(cli: Cli, make_app: MakeApp) -> None:
    assert cli("payload", "onTicketCreate", "--app", make_app(SERVER)).json["iparams"] is None


@pytest.mark.deno
def test_a_template_of_the_apps_own_is_used(cli: Cli, make_app: MakeApp) -> None:
    app = make_app(SERVER)
    folder = app / ".fdevents" / "templates" / "payloads"
    folder.mkdir(parents=True)
    template = folder / "onTicketCreate.json.j2"
    template.write_text('{"data": {"ticket": {"subject": {{ event | tojson }}}}}')
    command = ("payload", "onTicketCreate", "--app", app)
    assert cli(*command).json["data"]["ticket"]["subject"] == "onTicketCreate"
    template.write_text("\n{{ nothing }}")
    result = cli(*command)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "onTicketCreate.json.j2" in result.stderr


@pytest.mark.deno
def test_no_app_is_needed(tmp_path: Path) -> None:
    result = finished("payload", "onTicketCreate", "--iparam", "any=1", cwd=tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.json["iparams"] == {"any": 1}


def test_an_app_that_is_named_must_be_there(cli: Cli, tmp_path: Path) -> None:
    said = refused(cli("payload", "onTicketCreate", "--app", tmp_path / "no"))
    assert "There is no app at" in said and "init" in said


@pytest.mark.parametrize(
    ("path", "guess"),
    [("ticket.nope", ""), ("ticket.tpye", "Did you mean “ticket.type”?"),
     ("tickt.subject", "Did you mean “ticket.subject”?"), ("tickt.nope", ""),
     ("subject", "Did you mean “ticket.subject”?")],
)  # fmt: skip
def test_a_path_is_guessed_where_its_last_step_is_near(cli: Cli, path: str, guess: str) -> None:
    result = cli("payload", "onTicketCreate", "--set", f"{path}=1")
    assert result.exit_code == 2
    assert guess in prose(result.stderr)
    assert ("Did you mean" in result.stderr) == bool(guess)
