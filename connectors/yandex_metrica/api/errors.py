"""What the API's refusals mean: which pass, which are quotas, and which the user must mend."""

from typing import Any, NoReturn

import requests

from connectors.common.errors import AccessRefused, BadInput, QuotaSpent, SourceDown
from connectors.common.http import Transient

# docs say 429 in Russian and 420 in English; the type tells which quota it is
QUOTA_STATUSES = (420, 429)
DAILY_QUOTAS = {"quota_requests_by_uid": "user", "quota_requests_by_counter_id": "counter"}
LONGEST_MESSAGE = 300


def judge(response: requests.Response, *, where: str, token_env: str) -> None:
    """Raise for everything that isn't a success."""
    status = response.status_code
    if 200 <= status < 300:
        return
    error_type, message = said(response)
    if status == 401:
        raise AccessRefused(
            f"the token was not accepted (401, {error_type}).",
            where=where,
            mend=f"Put a valid OAuth token into {token_env}.",
        )
    if status == 403:
        raise AccessRefused(
            f"the token gives no right to this counter (403, {error_type}).",
            where=where,
            mend="Grant its user access to the counter, with the scope metrika:read; "
            "a changed password invalidates tokens too.",
        )
    if status in QUOTA_STATUSES:
        _quota(error_type, where)
    if status >= 500:
        raise Transient(
            SourceDown(f"it failed by itself ({status}, {error_type}).", where=where, mend="A later run asks again.")
        )
    raise BadInput(
        f"it refused the request ({status}, {error_type}): {message}",
        where=where,
        mend="Check counter_id, the dates and the fields.",
    )


def said(response: requests.Response) -> tuple[str, str]:
    """The type and the message of an error body; it may be anything, HTML of a proxy included."""
    try:
        body: Any = response.json()
        first = (body.get("errors") or [{}])[0]
        error_type = first.get("error_type") or "no error_type"
        message = first.get("message") or body.get("message") or "no message"
    except (ValueError, AttributeError, LookupError, TypeError):
        return "no error_type", "the body is not an error of this API"
    return _line(error_type), _line(message)


def _quota(error_type: str, where: str) -> NoReturn:
    if error_type in DAILY_QUOTAS:
        raise QuotaSpent(
            f"the daily quota of this {DAILY_QUOTAS[error_type]} is used up ({error_type}).",
            where=where,
            mend="It opens again at 00:00 GMT; the next run goes on.",
        )
    raise Transient(QuotaSpent(f"too many requests ({error_type}).", where=where, mend="Wait a little, and run again."))


def _line(text: object) -> str:
    return " ".join(str(text).split())[:LONGEST_MESSAGE]
