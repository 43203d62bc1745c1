"""The secrets of an app: the values of its secure parameters, in every file that has any."""

from __future__ import annotations

from typing import Any

from fdevents.app.folder import IPARAM_TEST_DATA, IPARAMS, IPARAMS_SET, OAUTH_SET, AppFiles
from fdevents.app.iparams import secure_names
from fdevents.masking import Secrets, secrets_of
from fdevents.problems import Place


def app_secrets(files: AppFiles, *more: Any) -> Secrets:
    """Collect the secrets in the app's files, also those that another file's value replaces, and
    in `more`: further values of parameters, such as those of a payload.

    A value whose parameter nobody declares is one while a secure parameter has no value: its name
    may be misspelt. So is every value where the declarations cannot be read.
    """
    declared = files.iparams.value if isinstance(files.iparams.value, dict) else {}
    # By the prefix: either spelling may hold a secret, and a misspelt one, too.
    defaults = {
        name: [value for key, value in parameter.items() if key.startswith("default")]
        for name, parameter in declared.items()
        if isinstance(parameter, dict)
    }
    kept = [file.value for file in (files.iparam_test_data, files.iparams_set)
            if isinstance(file.value, dict)]  # fmt: skip
    names, secure = {name for values in kept for name in values}, secure_names(files.iparams)
    unread = files.iparams.trouble is not None and not files.iparams.missing
    hidden = names - declared.keys() if unread or secure - names else set()
    # An app's parameter may have the name of an OAuth value, and be nothing to hide.
    values = files.oauth_set.value if isinstance(files.oauth_set.value, dict) else {}
    oauth = {f"oauth {name}": value for name, value in values.items()}
    return secrets_of(secure | hidden | oauth.keys(), defaults, oauth, *kept, *more)


def may_be_shown(files: AppFiles, place: Place, line: str, secrets: Secrets) -> bool:
    """Tell whether `line`, the one at `place`, gives no secret away, as far as anybody can tell:
    of a file that cannot be read, we do not know what in it is secret."""
    if secrets.are_in(line):
        return False
    if place.file == OAUTH_SET:
        return False
    if place.file == IPARAMS:
        return not (files.iparams.trouble and '"default' in line)
    if place.file not in (IPARAM_TEST_DATA, IPARAMS_SET):
        return True
    # No file of declarations means no secure parameters; one that cannot be read may have some.
    unknown = files.iparams.trouble is not None and not files.iparams.missing
    unread = (files.iparam_test_data, files.iparams_set)
    if unknown or (secrets.names and any(each.trouble and not each.missing for each in unread)):
        return False
    return not any(f'"{name}"' in line for name in secrets.names)  # a value too short for a text
