"""The events of an app's own life: set-up, calls from outside, and schedules that fall due."""

from __future__ import annotations

from fdevents.freshdesk.model import (
    FROM_2_2,
    ONLY_3_0,
    Event,
    Kind,
    Module,
    Variant,
)

EVENTS = (
    Event(
        name="onAppInstall",
        module=Module.COMMON,
        kind=Kind.SETUP,
        summary="The app is being installed; renderData ends it.",
        variants=(Variant("installed", "An administrator installs the app."),),
        fires_for=("Installation, before it is complete",),
    ),
    Event(
        name="afterAppUpdate",
        miswritten=("onappupdate",),
        module=Module.COMMON,
        kind=Kind.SETUP,
        platforms=FROM_2_2,
        summary="The app has been updated to a new version; renderData ends it.",
        variants=(Variant("updated", "An administrator updates the app."),),
        fires_for=("Update of the installed app",),
    ),
    Event(
        name="onAppUninstall",
        module=Module.COMMON,
        kind=Kind.SETUP,
        summary="The app is being removed; renderData ends it.",
        variants=(Variant("uninstalled", "An administrator removes the app."),),
        fires_for=("Removal, before it is complete",),
    ),
    Event(
        name="onExternalEvent",
        module=Module.COMMON,
        kind=Kind.EXTERNAL,
        summary="Somebody calls the URL that generateTargetUrl made.",
        variants=(Variant("called", "A request with a JSON body."),),
        fires_for=("Each request to the target URL",),
    ),
    Event(
        name="onScheduledEvent",
        module=Module.COMMON,
        kind=Kind.SCHEDULED,
        summary="A schedule of the app's own is due.",
        variants=(Variant("due", "A schedule with some data is due."),),
        fires_for=("Each schedule that $schedule.create made, at its time",),
    ),
    Event(
        name="onSettingsUpdate",
        module=Module.COMMON,
        # No set-up event: nobody is known to say that renderData has to end it.
        platforms=ONLY_3_0,
        summary="The app's own settings, which its developer keeps with Freshworks, are changed.",
        variants=(Variant("changed", "The developer changes a setting."),),
        fires_for=("Change of the app's settings",),
    ),
)  # fmt: skip
