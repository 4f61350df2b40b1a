"""What an error of the API means, whichever transport and library it comes through.

gRPC raises the children of `google.api_core.exceptions`, REST their parents: only parents are told apart here. REST
lets errors of `requests` through, and both let those of `google.auth`.
"""

import re

import requests
from google.api_core import exceptions as google
from google.auth import exceptions as auth
from google.protobuf.json_format import ParseError  # type: ignore[import-untyped]
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from connectors.common.errors import AccessRefused, BadInput, DaysUnreadable, QuotaSpent, SourceDown, Unreachable
from connectors.common.http import Transient, as_problem
from connectors.google_analytics.api.problems import Incompatible, TooLong
from connectors.google_analytics.api.quota import IN_WORDS
from connectors.google_analytics.api.refusals import Refusal
from connectors.google_analytics.api.texts import fields_named, line, quota_named
from connectors.google_analytics.settings import GoogleAnalyticsSettings

LATER = "What was loaded stays; a later run asks again."
LESS = "Ask for fewer rows at a time: lower page_rows."
NOBODY = re.compile(
    r"failed to connect|connection refused|name resolution|dns resolution|no route to host|network is unreachable", re.I
)
TOO_LARGE = re.compile(r"(received|sent) message larger than max", re.I)
NO_TOKEN = "Getting metadata from plugin failed"


def judge(error: Exception, settings: GoogleAnalyticsSettings, account: str | None) -> Refusal | None:
    """None for an error that is not of asking: one of ours. `account` is the service account's address."""
    where = settings.where
    if isinstance(error, google.GoogleAPICallError):
        return _refused(error, settings, account)
    if isinstance(error, auth.GoogleAuthError):
        return _auth(error, settings)
    if isinstance(error, requests.ReadTimeout):
        return _slow(where)
    if isinstance(error, requests.TooManyRedirects):
        return Refusal("final", BadInput("it sends requests elsewhere, and we don't go.", where=where))
    if isinstance(error, requests.RequestException):
        found = as_problem(error, where)
        if isinstance(found, Transient):
            return Refusal("again", found.problem)
        assert isinstance(found, SourceDown | BadInput)
        return Refusal("final", found)
    # the last three: an error's body in JSON that is none of the API's, which google.api_core takes for one
    if isinstance(error, ParseError | DecodeError | UnicodeDecodeError | AttributeError | TypeError | RecursionError):
        return Refusal("again", SourceDown("its answer can't be read.", where=where, mend=LATER))
    return None


def _refused(error: google.GoogleAPICallError, settings: GoogleAnalyticsSettings, account: str | None) -> Refusal:
    where, said = settings.where, line(error.message)
    match error:
        case google.TooManyRequests():
            return _quota(said, where)
        case google.Unauthorized():
            return Refusal("final", _key(settings, "the credentials were not accepted", said))
        case google.Forbidden():
            return Refusal("final", _access(said, where, account))
        case google.BadRequest():
            return Refusal("final", _request(said, where))
        case google.NotFound():
            mend = "Check property_id, and the address if one is configured."
            return Refusal("final", BadInput(f"there is nothing at this address: {said}", where=where, mend=mend))
        case google.GatewayTimeout():
            return _slow(where)
        case google.MethodNotImplemented():
            return Refusal("final", SourceDown("it doesn't offer this method.", where=where, mend=LATER))
        case google.ServerError():
            return _failed(error, said, settings)
        case google.Cancelled() | google.Conflict():
            return Refusal("again", SourceDown(f"it broke off by itself: {said}", where=where, mend=LATER))
    if error.code == 408:
        return _slow(where)
    return Refusal("final", BadInput(f"it refused the request ({error.code}): {said}", where=where))


def _quota(said: str, where: str) -> Refusal:
    if TOO_LARGE.search(said):
        return Refusal("final", TooLong("its answer is larger than this client takes.", where=where, mend=LESS))
    bucket = quota_named(said)
    if bucket and bucket != "concurrent_requests":
        problem = QuotaSpent(f"{IN_WORDS[bucket]} are used up.", where=where, mend="A later run goes on.")
        return Refusal("spent", problem, bucket)
    what = "too many requests at a time are on their way to this property" if bucket else "too many requests"
    return Refusal("busy", QuotaSpent(f"{what}: {said}", where=where, mend="The next run goes on."))


def _slow(where: str) -> Refusal:
    return Refusal("slow", TooLong("no answer in time.", where=where, mend=LESS))


def _failed(error: google.ServerError, said: str, settings: GoogleAnalyticsSettings) -> Refusal:
    where = settings.where
    if NO_TOKEN in said:
        if "invalid_" in said:
            return Refusal("final", _key(settings, "the credentials were not accepted", said))
        return Refusal("again", Unreachable("no token can be had from Google.", where=where, mend=LATER))
    if NOBODY.search(said):
        return Refusal("again", Unreachable("it can't be reached.", where=where, mend=LATER))
    # a 500 may be about these rows alone, all others about the service
    kind = DaysUnreadable if isinstance(error, google.InternalServerError) else SourceDown
    what = f"it failed by itself ({error.code or type(error).__name__}): {said}"
    return Refusal("again", kind(what, where=where, mend=LATER))


def _auth(error: auth.GoogleAuthError, settings: GoogleAnalyticsSettings) -> Refusal:
    if isinstance(error, auth.TransportError) or error.retryable:
        problem = Unreachable("no token can be had from Google.", where=settings.where, mend=LATER)
        return Refusal("again", problem)
    if isinstance(error, auth.InvalidOperation):  # anonymous, and asked for a token: a 401 over REST
        what = f"it asks for credentials, and there is no path in {settings.credentials_env}."
        return Refusal("final", AccessRefused(what, where=settings.where, mend="Put the path of a key into it."))
    said = line(error.args[0] if error.args else "")
    return Refusal("final", _key(settings, "the credentials were not accepted", said))


def _key(settings: GoogleAnalyticsSettings, what: str, said: str) -> AccessRefused:
    mend = f"Check the key that {settings.credentials_env} names, and the clock of this machine."
    return AccessRefused(f"{what}: {said}", where=settings.where, mend=mend)


def _access(said: str, where: str, account: str | None) -> AccessRefused:
    if re.search(r"has not been used in project|is disabled|SERVICE_DISABLED", said):
        mend = "Enable the Google Analytics Data API in the Google Cloud project of the service account."
    elif "scope" in said:
        mend = "Use the key of a service account: it asks for the scope analytics.readonly."
    else:
        whom = account or "the account"
        mend = f"Check property_id, and make {whom} a Viewer of it (Admin, Property access management)."
    return AccessRefused(f"no right to this property: {said}", where=where, mend=mend)


def _request(said: str, where: str) -> BadInput:
    remove, add = fields_named(said)
    if remove or add:
        return Incompatible("these fields can't stand in one report.", where=where, remove=remove, add=add)
    return BadInput(f"it refused the request: {said}", where=where, mend="Check the fields of the report.")
