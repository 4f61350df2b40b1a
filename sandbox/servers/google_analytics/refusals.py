"""Refusals of the Data API: a canonical status with the sentence that the vendor says."""

from typing import Literal

Code = Literal[
    "INVALID_ARGUMENT",
    "UNAUTHENTICATED",
    "PERMISSION_DENIED",
    "NOT_FOUND",
    "RESOURCE_EXHAUSTED",
    "CANCELLED",
    "INTERNAL",
    "UNIMPLEMENTED",
    "UNAVAILABLE",
    "DEADLINE_EXCEEDED",
]
HTTP: dict[Code, int] = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
SERVER_ERRORS: frozenset[Code] = frozenset({"INTERNAL", "UNAVAILABLE"})
_SCHEMA = "https://developers.google.com/analytics/devguides/reporting/data/v1/api-schema"
_EXPLORER = "https://ga-dev-tools.google/ga4/dimensions-metrics-explorer/"


class Refusal(Exception):
    """The same over gRPC and REST; `HTTP` has the REST status."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message

    @property
    def status(self) -> int:
        """Of HTTP."""
        return HTTP[self.code]


def no_access() -> Refusal:
    """The caller has no role in the property, or there is none of this number."""
    return Refusal(
        "PERMISSION_DENIED",
        "User does not have sufficient permissions for this property. To learn more about Property ID, see "
        "https://developers.google.com/analytics/devguides/reporting/data/v1/property-id.",
    )


def not_signed_in() -> Refusal:
    """No token, or one that isn't valid any more."""
    return Refusal(
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def unknown(kind: str, name: str) -> Refusal:
    """A name that the property doesn't have."""
    return Refusal(
        "INVALID_ARGUMENT",
        f"Field {name} is not a valid {kind}. For a list of valid dimensions and metrics, see {_SCHEMA} ",
    )


def incompatible(verb: Literal["remove", "add"], names: list[str]) -> Refusal:
    """Dimensions and metrics that can't be asked for together."""
    return Refusal(
        "INVALID_ARGUMENT",
        f"Please {verb} {', '.join(names)} to make the request compatible. The request's dimensions & metrics are "
        f"incompatible. To learn more, see {_EXPLORER}",
    )


def invalid(message: str) -> Refusal:
    """Any other 400."""
    return Refusal("INVALID_ARGUMENT", message)
