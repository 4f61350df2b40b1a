"""What the API's refusals mean: which pass, which are quotas, and which the user must mend."""

import re
from typing import Any, Literal, NoReturn

import requests

from connectors.common.errors import AccessRefused, BadInput, QuotaSpent, SourceDown
from connectors.common.http import Transient
from connectors.common.limits import DayIsSpent

Api = Literal["logs", "reporting", "management"]
# docs say 429 in Russian and 420 in English; the type tells which quota it is
QUOTA_STATUSES = (420, 429)
DAILY_QUOTAS = {"quota_requests_by_uid": "user", "quota_requests_by_counter_id": "counter"}
LONGEST_MESSAGE = 300
# seen by other clients, documented nowhere: `Unknown field in the request: ym:s:isRobot for the source visits`
UNKNOWN_FIELD = re.compile(
    r"unknown fields? in the request(?:\s*:?\s*[\"'`]?(?P<field>ym:\w+:[\w<>]+))?", re.IGNORECASE
)
MENDS = {
    "too_much_rows": "Ask for fewer days at a time.",
    "query_error": "Ask for fewer days or fewer metrics at a time.",
    "filter_limits": "Shorten the filter.",
    "missing_parameter": "Check the settings of this source.",
    "invalid_uploading": "Check the file that was uploaded.",
}


class NotFound(BadInput):
    """What was asked about doesn't exist, or doesn't any more."""


class Conflict(BadInput):
    """What was asked about is in another state than the request supposes: read it again before anything else."""


class UnknownField(BadInput):
    """A field that this counter or its tariff doesn't have; `field` is its name, where the API tells it."""

    def __init__(self, what: str, *, field: str | None, where: str) -> None:
        super().__init__(what, where=where, mend="Leave the field out.")
        self.field = field


def judge(response: requests.Response, *, where: str, token_env: str, api: Api = "logs") -> None:
    """Raise for everything that isn't a success."""
    status = response.status_code
    if 200 <= status < 300:
        return
    error_type, message = said(response)
    if status in (401, 403):
        raise _access(status, error_type, where, token_env)
    if status in QUOTA_STATUSES:
        _quota(error_type, where, api)
    if status >= 500 or status == 408:
        raise Transient(
            SourceDown(f"it failed by itself ({status}, {error_type}).", where=where, mend="A later run asks again.")
        )
    raise _refused(status, error_type, message, where, api)


def said(response: requests.Response) -> tuple[str, str]:
    """The type and the message of an error body; it may be anything, HTML of a proxy included, or break off."""
    try:
        body: Any = response.json()
        first = (body.get("errors") or [{}])[0]
        error_type = first.get("error_type") or "no error_type"
        message = first.get("message") or body.get("message") or "no message"
    except (ValueError, AttributeError, LookupError, TypeError, RecursionError, requests.RequestException):
        return "no error_type", "the body is not an error of this API."
    return _line(error_type), _sentence(_line(message))


def _access(status: int, error_type: str, where: str, token_env: str) -> AccessRefused:
    if status == 401:
        return AccessRefused(
            f"the token was not accepted (401, {error_type}).",
            where=where,
            mend=f"Put a valid OAuth token into {token_env}.",
        )
    if error_type == "invalid_token":
        return AccessRefused(
            "the token is not valid any more (403, invalid_token).",
            where=where,
            mend=f"Put a new OAuth token into {token_env}: a changed password invalidates the old ones.",
        )
    return AccessRefused(
        f"the token gives no right to this counter (403, {error_type}).",
        where=where,
        mend="Grant its user access to the counter, with the scope metrika:read; "
        "a changed password invalidates tokens too.",
    )


def _quota(error_type: str, where: str, api: Api) -> NoReturn:
    if error_type == "quota_requests_by_uid" and api == "reporting":
        # 200 reports in 5 minutes or 5000 requests a day: the type is the same, and the docs don't tell the message
        what = "the quota of reports in 5 minutes, or of requests in a day, of this user is used up"
        raise Transient(QuotaSpent(f"{what} ({error_type}).", where=where, mend="The next run goes on."), slow=True)
    if error_type in DAILY_QUOTAS:
        owner = DAILY_QUOTAS[error_type]
        raise DayIsSpent(f"the daily quota of this {owner} is used up ({error_type}).", quota=owner, where=where)
    raise Transient(QuotaSpent(f"too many requests ({error_type}).", where=where, mend="Wait a little, and run again."))


def _refused(status: int, error_type: str, message: str, where: str, api: Api) -> BadInput | QuotaSpent:
    mend = MENDS.get(error_type, "Check counter_id, the dates and the fields.")
    what = f"it refused the request ({status}, {error_type}): {message}"
    if 300 <= status < 400:
        return BadInput(
            f"it sends requests elsewhere ({status}), and we don't go.", where=where, mend="Check base_url."
        )
    if status == 404:
        return NotFound(what, where=where, mend="It may have been deleted; check counter_id.")
    if status == 409:
        return Conflict(what, where=where, mend="Run again.")
    if status == 400 and (unknown := UNKNOWN_FIELD.search(message)):
        return UnknownField(what, field=unknown["field"], where=where)
    if error_type == "limit_exceeded" and api == "logs":
        return QuotaSpent(
            f"the counter's prepared logs leave no room for this one ({status}, {error_type}): {message}",
            where=where,
            mend="Clean prepared logs that nobody needs any more, or ask for fewer days.",
        )
    return BadInput(what, where=where, mend=mend)


def _line(text: object) -> str:
    return " ".join(str(text).split())[:LONGEST_MESSAGE]


def _sentence(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else f"{line}."
