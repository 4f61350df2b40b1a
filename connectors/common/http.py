"""A vendor's API over HTTP: paced, tried again where that may heal, and failing in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import requests
from pyrate_limiter import Limiter
from requests.auth import AuthBase
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random

from connectors.common.errors import BadInput, Problem, SourceDown

Answer = TypeVar("Answer")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
CONNECT_AND_READ_SECONDS = (10, 120)


class Transient(Exception):
    """A failure that may pass: the request is tried again, and `problem` is raised when patience ends."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True)
class Retry:
    """Patience with a vendor: tries in all, and seconds between them (doubling, with jitter)."""

    attempts: int = 6
    first_pause: float = 1.0
    longest_pause: float = 30.0

    def run(self, once: Callable[[], Answer], attempts: int | None = None) -> Answer:
        """`once`, repeated while it raises `Transient`; then the problem behind it is raised."""
        tries = Retrying(
            stop=stop_after_attempt(attempts or self.attempts),
            wait=wait_exponential(self.first_pause, self.longest_pause) + wait_random(0, self.first_pause),
            retry=retry_if_exception_type(Transient),
            reraise=True,
        )
        try:
            return tries(once)
        except Transient as failure:
            raise failure.problem from None


class Http:
    """A session with one vendor. `judge` raises for a refusing answer: `Transient`, or a `Problem` that is final."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        auth: AuthBase,
        limiter: Limiter,
        judge: Callable[[requests.Response], None],
        retry: Retry,
    ) -> None:
        self.name, self.retry = name, retry
        self._base_url, self._limiter, self._judge = base_url, limiter, judge
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
        """What `read` makes of the accepted answer; `read` may raise `Transient` too."""

        def once() -> Answer:
            self._limiter.try_acquire(self.name)
            try:
                response = self._session.request(
                    method,
                    self._base_url + path,
                    params=params,
                    headers=headers,
                    stream=stream,
                    timeout=CONNECT_AND_READ_SECONDS,
                    allow_redirects=False,  # it would carry the request to where nobody configured it to go
                )
                self._judge(response)
                return read(response)
            except requests.RequestException as error:
                raise as_problem(error, self.name) from None

        return self.retry.run(once, attempts)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def as_problem(error: requests.RequestException, where: str) -> Exception:
    """A network failure as one sentence without the URL; all but a wrong address and a refused certificate may pass."""
    mend = "What was loaded stays; a later run asks again."
    if isinstance(error, requests.exceptions.SSLError):
        return SourceDown("its TLS certificate can't be verified.", where=where, mend="Check the clock and the proxy.")
    if isinstance(error, ValueError):  # InvalidURL, InvalidSchema, MissingSchema, InvalidHeader
        return BadInput("this is not an address that can be asked.", where=where, mend="Check base_url.")
    if isinstance(error, requests.Timeout):
        return Transient(SourceDown("no answer in time.", where=where, mend=mend))
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return Transient(SourceDown("the answer broke off.", where=where, mend=mend))
    return Transient(SourceDown("it can't be reached.", where=where, mend=mend))


def is_loopback(url: str) -> bool:
    """Does this address stay on our own machine?"""
    return urlsplit(url).hostname in LOOPBACK
