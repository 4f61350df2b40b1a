"""A vendor's API over HTTP: within its limits, tried again where that may heal, and failing in sentences."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from connectors.common.errors import BadInput, SourceDown, Unreachable
from connectors.common.limits import DayIsSpent, Limits
from connectors.common.retry import Retry as Retry
from connectors.common.retry import Transient as Transient

Answer = TypeVar("Answer")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
CONNECT_AND_READ_SECONDS = (10, 120)
BUSY = (420, 429, 503)


class Http:
    """A session with one vendor. `judge` raises for a refusing answer: `Transient`, or a `Problem` that is final."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        auth: AuthBase,
        limits: Limits,
        judge: Callable[[requests.Response], None],
        retry: Retry,
    ) -> None:
        self.name, self.retry = name, retry
        self._base_url, self._limits, self._judge = base_url, limits, judge
        self._session = requests.Session()
        # through `auth`, and not as a header: requests lets a .netrc replace the header, but never an auth object
        self._session.auth = auth
        self._session.trust_env = not is_loopback(base_url)  # a proxy can't reach our own machine

    def fetch(
        self,
        method: str,
        path: str,
        read: Callable[[requests.Response], Answer],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        attempts: int | None = None,
    ) -> Answer:
        """What `read` makes of the accepted answer; `read` may raise `Transient` too.

        With `stream` the body is still to come: the request keeps its place within the limits until the response is
        closed, which is left to whom `read` gives it.
        """

        def once() -> Answer:
            with ExitStack() as held:
                held.enter_context(self._limits.request())
                response = self._ask(method, path, params=params, headers=headers, stream=stream)
                held.callback(response.close)
                answer = self._accepted(response, read)
                if stream:
                    response.close = held.pop_all().close  # type: ignore[method-assign]
                return answer

        return self.retry.run(once, attempts)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        stream: bool,
    ) -> requests.Response:
        try:
            return self._session.request(
                method,
                self._base_url + path,
                params=params,
                headers=headers,
                stream=stream,
                timeout=CONNECT_AND_READ_SECONDS,
                allow_redirects=False,  # it would carry the request to where nobody configured it to go
            )
        except requests.RequestException as error:
            raise as_problem(error, self.name) from None

    def _accepted(self, response: requests.Response, read: Callable[[requests.Response], Answer]) -> Answer:
        try:
            self._judge(response)
            return read(response)
        except Transient as failure:
            failure.after = seconds_to_wait(response)
            raise
        except DayIsSpent as refusal:
            self._limits.spent(refusal.quota)
            raise
        except requests.RequestException as error:
            raise as_problem(error, self.name) from None

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def seconds_to_wait(response: requests.Response) -> float:
    """What a busy vendor asks for in `Retry-After`; 0 where it says nothing, or says it by a date."""
    said = response.headers.get("Retry-After", "").strip()
    return float(said) if response.status_code in BUSY and said.isascii() and said.isdigit() else 0.0


def as_problem(error: requests.RequestException, where: str) -> Exception:
    """A network failure as one sentence without the URL; all but a wrong address and a refused certificate may pass."""
    mend = "What was loaded stays; a later run asks again."
    if isinstance(error, requests.exceptions.SSLError):
        return SourceDown("its TLS certificate can't be verified.", where=where, mend="Check the clock and the proxy.")
    if isinstance(error, requests.exceptions.InvalidJSONError):  # a ValueError too
        return Transient(SourceDown("the answer is not JSON.", where=where, mend=mend))
    if isinstance(error, ValueError):  # InvalidURL, InvalidSchema, MissingSchema, InvalidHeader
        return BadInput("this is not an address that can be asked.", where=where, mend="Check base_url.")
    if isinstance(error, requests.Timeout):
        return Transient(Unreachable("no answer in time.", where=where, mend=mend))
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return Transient(SourceDown("the answer broke off.", where=where, mend=mend))
    return Transient(Unreachable("it can't be reached.", where=where, mend=mend))


def is_loopback(url: str) -> bool:
    """Does this address stay on our own machine?"""
    return urlsplit(url).hostname in LOOPBACK
