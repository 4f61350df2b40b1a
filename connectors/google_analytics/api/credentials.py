"""The service account: its key is read at the moment of use, and no settings object ever holds it."""

import json
import os
from pathlib import Path
from typing import Any

from google.oauth2 import service_account

from connectors.common.errors import AccessRefused
from connectors.common.http import is_loopback
from connectors.google_analytics.api.address import address
from connectors.google_analytics.settings import GoogleAnalyticsSettings

READ_ONLY = "https://www.googleapis.com/auth/analytics.readonly"
NEW_KEY = "Make a JSON key of the service account in Google Cloud (IAM, Service accounts, Keys)"


class _AtHome(service_account.Credentials):
    """For a server of our own machine: it may have tokens to give, and nobody else is asked about the account."""

    def with_always_use_jwt_access(self, always_use_jwt_access: bool) -> "_AtHome":
        """Google takes what the key itself signs. A server at home that the key names is asked for a token."""
        signs = always_use_jwt_access and not is_loopback(self._token_uri)
        copied: _AtHome = super().with_always_use_jwt_access(signs)  # type: ignore[no-untyped-call]
        return copied

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


def credentials(settings: GoogleAnalyticsSettings) -> service_account.Credentials | None:
    """Of the file that the variable names, with the right to read only.

    None where a server of our own machine is asked by gRPC, which has no TLS there, or with an empty variable. Raises
    `AccessRefused` for anything else than a service account's key; no sentence tells what is in the file.
    """
    variable = settings.credentials_env
    path = os.environ.get(variable, "").strip()
    asked = address(settings)
    if asked.is_loopback and (asked.transport == "grpc" or not path):
        return None
    if not path:
        raise _refused(settings, f"there is no path in {variable}.", f"{NEW_KEY}, and put its path into {variable}.")
    try:
        key: Any = json.loads(Path(path).expanduser().read_text(encoding="utf-8-sig"))
    except (OSError, RuntimeError) as error:  # ~nobody/key.json, and a file of nothing but brackets
        why = f"the file that {variable} names can't be read ({getattr(error, 'strerror', None) or 'not a key'})."
        raise _refused(settings, why, "Check the path and the right to read it.") from None
    except ValueError:  # a JSONDecodeError and a UnicodeDecodeError are ones
        raise _refused(settings, f"the file that {variable} names is not JSON.", f"{NEW_KEY}.") from None
    if not isinstance(key, dict) or key.get("type") != "service_account":
        what = f"the file that {variable} names is not the key of a service account."
        raise _refused(settings, what, f"{NEW_KEY}: other kinds of credentials are not taken.")
    try:
        kind: Any = _AtHome if asked.is_loopback else service_account.Credentials
        found: service_account.Credentials = kind.from_service_account_info(key, scopes=[READ_ONLY])
        return found
    except (ValueError, TypeError, LookupError, AttributeError):  # a MalformedError is a ValueError
        what = f"the key in the file that {variable} names is broken."
        raise _refused(settings, what, f"{NEW_KEY}.") from None


def _refused(settings: GoogleAnalyticsSettings, what: str, mend: str) -> AccessRefused:
    return AccessRefused(what, where=settings.where, mend=mend)
