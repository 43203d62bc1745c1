"""What an app brings to its payloads: values, declarations, a template, the platform."""

from __future__ import annotations

from fdevents.app.folder import AppFiles
from fdevents.app.iparams import declared_names, iparams_of
from fdevents.app.manifest import modules_of
from fdevents.app.secrets import app_secrets
from fdevents.freshdesk.model import Event
from fdevents.payloads.compose import AppValues


def app_values(files: AppFiles, event: Event) -> AppValues:
    """Return what the app brings to a payload of `event`; a folder without an app brings little.

    Raises AppUnusable where a file of values or the template cannot be read.
    """
    if not files.is_there:
        return AppValues(template=files.template(event), profile=files.profile)
    made = AppValues(
        iparams=iparams_of(files),
        declared=declared_names(files.iparams),
        declared_in=files.iparams.name,
        template=files.template(event),
        profile=files.profile,
        modules=modules_of(files.manifest),
    )
    return made.told(app_secrets(files))
