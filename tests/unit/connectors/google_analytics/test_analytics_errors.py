"""What each error of either transport means: what is done about it, and the sentence that a person reads."""

from typing import Any

import pytest
import requests
from google.api_core import exceptions as google
from google.auth import exceptions as auth
from google.protobuf.json_format import ParseError

from connectors.common.errors import (
    AccessRefused,
    BadInput,
    DaysUnreadable,
    Problem,
    QuotaSpent,
    SourceDown,
    Unreachable,
)
from connectors.google_analytics.api.errors import judge
from connectors.google_analytics.api.problems import Incompatible, TooLong
from connectors.google_analytics.api.texts import fields_named, line, quota_named
from connectors.google_analytics.settings import GoogleAnalyticsSettings

SETTINGS = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow"})
EMAIL = "tablo@samovar.iam.gserviceaccount.example"
NO_RIGHT = "User does not have sufficient permissions for this property."
DISABLED = "Google Analytics Data API has not been used in project 5 before or it is disabled."
REST_PREFIX = "POST https://analyticsdata.googleapis.com/v1beta/properties/7:runReport: "
HERE = "google_analytics property 7: "

CASES: dict[str, tuple[Exception, str, type[Problem], str]] = {
    "gRPC, no right": (
        google.PermissionDenied(NO_RIGHT), "final", AccessRefused,
        f"no right to this property: {NO_RIGHT} Check property_id, and make {EMAIL} a Viewer of it",
    ),
    "REST, no right": (
        google.Forbidden(REST_PREFIX + NO_RIGHT), "final", AccessRefused,
        f"no right to this property: {NO_RIGHT} Check property_id",
    ),
    "the API is switched off": (google.Forbidden(DISABLED), "final", AccessRefused, "Enable the Google Analytics Data"),
    "a narrow token": (
        google.Forbidden("Request had insufficient authentication scopes."), "final", AccessRefused,
        "it asks for the scope analytics.readonly.",
    ),
    "gRPC, no credentials": (
        google.Unauthenticated("Request had invalid authentication credentials."), "final", AccessRefused,
        "the credentials were not accepted: Request had invalid",
    ),
    "a revoked key over gRPC": (
        google.ServiceUnavailable("Getting metadata from plugin failed with error: ('invalid_grant: Invalid JWT', {})"),
        "final", AccessRefused, "Check the key that GOOGLE_APPLICATION_CREDENTIALS names, and the clock",
    ),
    "a revoked key over REST": (
        auth.RefreshError("invalid_grant: Invalid JWT Signature.", {"error": "invalid_grant"}), "final", AccessRefused,
        "the credentials were not accepted: invalid_grant: Invalid JWT Signature. Check the key",
    ),
    "nobody gives a token, gRPC": (
        google.ServiceUnavailable("Getting metadata from plugin failed with error: HTTPSConnectionPool(host='oauth2')"),
        "again", Unreachable, "no token can be had from Google. What was loaded stays",
    ),
    "nobody gives a token, REST": (auth.TransportError("refused"), "again", Unreachable, "no token can be had"),
    "a token that may come later": (auth.RefreshError("503", retryable=True), "again", Unreachable, "no token can be"),
    "anonymous where a token is asked for": (
        auth.InvalidOperation("Anonymous credentials cannot be refreshed."), "final", AccessRefused,
        "it asks for credentials, and there is no path in GOOGLE_APPLICATION_CREDENTIALS. Put the path of a key into",
    ),
    "fields to leave out": (
        google.InvalidArgument("Please remove itemListClickEvents to make the request compatible for example."),
        "final", Incompatible, "these fields can't stand in one report. Leave out itemListClickEvents.",
    ),
    "fields to ask for, REST": (
        google.BadRequest(REST_PREFIX + "Please add sessionCampaignName to make the request compatible."),
        "final", Incompatible, "these fields can't stand in one report. Ask for sessionCampaignName.",
    ),
    "an unknown field": (
        google.InvalidArgument("Field visits is not a valid metric."), "final", BadInput,
        "it refused the request: Field visits is not a valid metric. Check the fields of the report.",
    ),
    "no such address": (google.NotFound("Not found"), "final", BadInput, "nothing at this address: Not found. Check"),
    "another refusal": (google.PreconditionFailed("odd"), "final", BadInput, "it refused the request (412): odd."),
    "gRPC, out of time": (google.DeadlineExceeded("Deadline Exceeded"), "slow", TooLong, "no answer in time. Ask for"),
    "REST, out of time": (google.GatewayTimeout("timed out"), "slow", TooLong, "no answer in time. Ask for fewer rows"),
    "REST, silence": (requests.ReadTimeout("read timed out"), "slow", TooLong, "no answer in time."),
    "more than 4 MB": (
        google.ResourceExhausted("Received message larger than max (5000000 vs. 4194304)"), "final", TooLong,
        "its answer is larger than this client takes. Ask for fewer rows at a time: lower page_rows.",
    ),
    "an internal error": (
        google.InternalServerError("Internal error"), "again", DaysUnreadable, "it failed by itself (500): Internal"
    ),
    "gRPC, unknown": (google.Unknown("Stream removed"), "again", SourceDown, "it failed by itself (Unknown): Stream r"),
    "unavailable": (google.ServiceUnavailable("Try again"), "again", SourceDown, "it failed by itself (503): Try ag"),
    "a reset": (google.ServiceUnavailable("recvmsg:Connection reset by peer"), "again", SourceDown, "it failed by"),
    "nobody listens, gRPC": (
        google.ServiceUnavailable("failed to connect to all addresses; last error: Connection refused"),
        "again", Unreachable, "it can't be reached. What was loaded stays; a later run asks again.",
    ),
    "nobody listens, REST": (requests.ConnectionError("refused"), "again", Unreachable, "it can't be reached."),
    "a certificate that is none": (requests.exceptions.SSLError("bad"), "final", SourceDown, "TLS certificate can"),
    "a redirect": (requests.TooManyRedirects("Exceeded 0"), "final", BadInput, "it sends requests elsewhere, and we"),
    "a broken connection": (requests.exceptions.ChunkedEncodingError("x"), "again", SourceDown, "the answer broke"),
    "a page in place of an answer": (ParseError("Failed to load JSON"), "again", SourceDown, "its answer can't be"),
    "a proxy's page": (
        google.BadGateway("POST https://a.example/b: <html>Bad gateway</html>"), "again", SourceDown,
        "it failed by itself (502): a page, and not an answer of this API.",
    ),
    "cancelled": (google.Cancelled("CANCELLED"), "again", SourceDown, "it broke off by itself: CANCELLED."),
    "not offered": (google.MethodNotImplemented("nope"), "final", SourceDown, "it doesn't offer this method."),
    "too many at a time": (
        google.ResourceExhausted("Exhausted concurrent requests quota."), "busy", QuotaSpent,
        "too many requests at a time are on their way to this property: Exhausted concurrent requests quota.",
    ),
    "a quota of no name": (google.TooManyRequests("Slow down"), "busy", QuotaSpent, "too many requests: Slow down."),
}  # fmt: skip


@pytest.mark.parametrize(("error", "kind", "problem", "said"), CASES.values(), ids=CASES)
def test_an_error_is_told_by_its_parent_and_ends_in_one_sentence(
    error: Exception, kind: str, problem: type[Problem], said: str
) -> None:
    refusal = judge(error, SETTINGS, EMAIL)
    assert refusal is not None
    assert refusal.kind == kind
    assert type(refusal.problem) is problem
    assert str(refusal.problem).startswith(HERE)
    assert said in str(refusal.problem)
    assert "http" not in str(refusal.problem)
    assert "\n" not in str(refusal.problem)


def test_an_error_of_ours_is_none_of_the_api() -> None:
    assert judge(KeyError("rows"), SETTINGS, EMAIL) is None


SPENT = {
    "Exhausted property tokens per day. These quota tokens will return in under 24 hours.": "tokens_per_day",
    "Exhausted property tokens per hour. These quota tokens will return in under an hour.": "tokens_per_hour",
    "Exhausted property tokens for a project per hour.": "tokens_per_project_per_hour",
    "Exhausted property tokens per project per hour. They return in under 1 hour.": "tokens_per_project_per_hour",
    "Exhausted potentially thresholded requests quota.": "potentially_thresholded_requests_per_hour",
    "Exhausted server errors quota.": "server_errors_per_project_per_hour",
}


@pytest.mark.parametrize("transport", [google.ResourceExhausted, google.TooManyRequests], ids=["gRPC", "REST"])
@pytest.mark.parametrize(("text", "bucket"), SPENT.items(), ids=[*SPENT.values()])
def test_a_429_is_told_by_its_text(text: str, bucket: str, transport: Any) -> None:
    refusal = judge(transport(text), SETTINGS, EMAIL)
    assert refusal is not None
    assert (refusal.kind, refusal.bucket) == ("spent", bucket)
    assert str(refusal.problem).endswith(" are used up. A later run goes on.")


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("Exhausted concurrent requests quota.", "concurrent_requests"),
        ("Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'", None),
        ("Received message larger than max (5 vs. 4)", None),
    ],
)
def test_short_quotas_are_no_hour_s(text: str, bucket: str | None) -> None:
    assert quota_named(text) == bucket


ADVICE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Please remove itemName to make the request compatible. See https://ga-dev-tools.google/": (("itemName",), ()),
    "Please remove itemName, itemId and customEvent:level to make the request compatible.": (
        ("itemName", "itemId", "customEvent:level"),
        (),
    ),
    "Please add sessionCampaignName.": ((), ("sessionCampaignName",)),
    "Please add one of the dimensions sessionCampaignName or sessionGoogleAdsCampaignName": (
        (),
        ("sessionCampaignName", "sessionGoogleAdsCampaignName"),
    ),
    "Please remove date or please add sessionCampaignName to make the request compatible": (
        ("date",),
        ("sessionCampaignName",),
    ),
    "PLEASE REMOVE source; the metric eventCount is of another scope": (("source",), ()),
    "Field visits is not a valid metric.": ((), ()),
    "": ((), ()),
}


@pytest.mark.parametrize(("text", "expected"), ADVICE.items(), ids=range(len(ADVICE)))
def test_the_advised_fields_are_read_from_the_message(text: str, expected: object) -> None:
    assert fields_named(text) == expected


def test_advice_to_remove_and_to_add_is_kept_in_the_case_of_the_fields() -> None:
    problem = Incompatible("no.", where="here", remove=("itemName",), add=("sessionSource", "date"))
    assert str(problem) == "here: no. Leave out itemName or ask for sessionSource, date."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\n b", "a b."), ("done!", "done!"), ("", "no message."), ("x" * 400, "x" * 300 + ".")],
    ids=["lines", "ended", "empty", "long"],
)
def test_a_message_is_one_line_of_bounded_length(text: str, expected: str) -> None:
    assert line(text) == expected
