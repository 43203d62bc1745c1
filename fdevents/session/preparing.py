"""What is fired, made ready: an event's payload or a method's arguments, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from fdevents.app.exports import Exports
from fdevents.app.files import read_app_file
from fdevents.app.folder import ACTIONS, MANIFEST, SERVER, AppFiles
from fdevents.app.iparams import declared_names, iparams_of
from fdevents.app.jsonfile import parse_json
from fdevents.app.manifest import modules_of
from fdevents.app.methods import Method, actions
from fdevents.app.registrations import Registration
from fdevents.app.saved import find_test_data
from fdevents.checks.promises import ENDING
from fdevents.errors import AppUnusable, NotRegistered, PayloadRefused
from fdevents.freshdesk.methods import method_as_event
from fdevents.freshdesk.model import Kind
from fdevents.payloads.arguments import arguments
from fdevents.payloads.compose import Composed, encode
from fdevents.payloads.host import host_of
from fdevents.payloads.iparams import refuse_undeclared
from fdevents.payloads.notes import Undeclared
from fdevents.payloads.spec import NOT_GIVEN
from fdevents.problems import Place
from fdevents.remedies import Force, Parameter
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.patterns import Try
from fdevents.session.answers import Answer
from fdevents.session.endings import Ending
from fdevents.session.firing import Firing
from fdevents.wording import did_you_mean, listed


class Invocation(Struct, frozen=True, kw_only=True):
    """What is asked for: the server method `name`, with the object `data` as arguments.

    Without `data` they are those of the app's test data, if it has some. `iparams` are over the
    app's own; `force` calls with what the platform would not take.
    """

    name: str
    data: Any = NOT_GIVEN
    iparams: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False


def event_firing(
    files: AppFiles,
    script: Script,
    made: Composed,
    registration: Registration,
    timeout: float | None,
    *,
    of_sample: bool,
) -> Firing:
    """Return the firing of a payload; `timeout` replaces the platform's own seconds."""
    profile = files.profile
    seconds = made.event.seconds_on(profile)
    owed = None
    if made.event.kind is Kind.SETUP and ENDING in profile.telling:
        owed = Ending(event=made.event.name, seconds=seconds, settling=profile.awaits_set_up)
    return Firing(
        event=made.event,
        variant=made.variant.name,
        registration=registration,
        payload=made.payload,
        notes=made.notes,
        seconds=seconds if timeout is None else timeout,
        request=Request("fire", script, registration.callback, made.text),
        owed=owed,
        of_sample=of_sample,
    )


def method_firing(
    files: AppFiles,
    exports: Exports,
    declared: Mapping[str, Method],
    script: Script,
    asked: Invocation,
    timeout: float | None,
    attempt: Try,
) -> Firing:
    """Return the call of a server method; `timeout` replaces the manifest's own seconds.

    `declared` are the methods that the app declares; `attempt` tries patterns of schemas.
    Raises UsageProblem, NotRegistered for what cannot be called, PayloadRefused for what the
    platform would not take, and AppUnusable where test data or a schema cannot be used.
    """
    method = _found(exports, declared, asked.name)
    event = method_as_event(method.name)
    refuse_undeclared(
        asked.iparams, declared_names(files.iparams), files.iparams.name, force=asked.force
    )
    given = _test_data(files, method.name) if asked.data is NOT_GIVEN else asked.data
    made = arguments(given, iparams_of(files), asked.iparams, force=asked.force)
    if not asked.force:
        _check_arguments(files, method.name, given, attempt)
    seconds = method.seconds or files.profile.method_seconds[0]
    handler = files.script.names.get(method.name, Place(SERVER))
    is_strange = bool(declared) and method.name not in declared
    return Firing(
        event=event,
        variant=event.variants[0].name,
        registration=Registration(
            method.name, method.name, Place(MANIFEST), Place(MANIFEST), handler
        ),
        payload=made,
        notes=(Undeclared(method.name),) if is_strange else (),
        seconds=seconds if timeout is None else timeout,
        request=Request("fire", script, method.name, encode(made)),
        owed=Answer(
            method=method.name,
            seconds=seconds,
            fault=_fault(files, method.name, "response", attempt),
        ),
        current_host=host_of(modules_of(files.manifest)),
    )


def _found(exports: Exports, declared: Mapping[str, Method], name: str) -> Method:
    """Find the method, which need not be declared: up to 2.3 many are not."""
    if exports.names.get(name) == "function":
        return declared.get(name, Method(name))
    known = [*declared, *(each for each in exports.functions if each not in declared)]
    hint = did_you_mean(name, [each for each in known if each != name])
    if not hint and exports.functions:
        hint = f"{SERVER} exports {listed(exports.functions)}."
    if name in declared:
        raise NotRegistered(f"{SERVER} does not export {name}, which the app declares.", hint)
    raise NotRegistered(f"{SERVER} does not export a function {name}.", hint)


def _test_data(files: AppFiles, name: str) -> Any:
    """Return the arguments that the app's test data has for the method; none where there is none.

    Raises AppUnusable where they cannot be read.
    """
    found = find_test_data(files.root, method_as_event(name))
    if found is None:
        return {}
    file = parse_json(read_app_file(files.root, found))
    if file.trouble:
        raise AppUnusable(f"{file.trouble_place}: {file.trouble.message}", file.trouble.hint)
    return file.value


def _check_arguments(files: AppFiles, name: str, given: Any, attempt: Try) -> None:
    """Raise PayloadRefused for arguments that the action of that name does not take."""
    fault = _fault(files, name, "parameters", attempt)
    wrong = fault(given) if fault else ""
    if wrong:
        raise PayloadRefused(
            f"These arguments break the schema of {name}: {wrong}",
            f"The action's “parameters” in {ACTIONS} say what it takes.",
            rule=ACTIONS,
            parameter=Parameter.DATA,
            remedies=(Force("call it all the same"),),
        )


def _fault(files: AppFiles, name: str, which: str, attempt: Try) -> Any:
    """Return what judges values by a schema of the action of that name; `None` without one.

    Raises AppUnusable for what is no schema.
    """
    action = actions(files.actions).get(name)
    schema = action.get(which) if isinstance(action, dict) else None
    if schema is None:
        return None
    from fdevents.checks.action_schemas import fault_of  # 60 ms, and few apps have actions

    try:
        return fault_of(schema, attempt)
    except ValueError as error:
        place = files.actions.value_place(name, which)
        message = f"{place}: the “{which}” of {name} are not a JSON Schema: {error}"
        raise AppUnusable(message) from None
