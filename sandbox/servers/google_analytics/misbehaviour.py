"""How a method can go wrong: instead of being done, or after it was."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.servers.google_analytics.quotas import Bucket, exhausted
from sandbox.servers.google_analytics.refusals import Code, Refusal, no_access, not_signed_in


@dataclass(frozen=True)
class Fault:
    """`instead`: said without doing anything. `pause`: seconds before it is done, `until`: what is waited for. `after`:
    what becomes of the report, or of each report of a batch. `reset`: the connection breaks before the request is done,
    or when it was; gRPC clients see that as UNAVAILABLE."""

    name: str
    instead: Refusal | None = None
    pause: float = 0.0
    until: threading.Event | None = None
    after: Callable[[Any], None] | None = None
    reset: Literal["before", "after"] | None = None


def refused(code: Code, message: str = "It did not work out.") -> Fault:
    """Any status with any sentence."""
    return Fault(f"refused: {code}", instead=Refusal(code, message))


def quota_spent(bucket: Bucket) -> Fault:
    """429 with the sentence of a bucket, whatever is left of it."""
    return Fault(f"quota: {bucket}", instead=exhausted(bucket))


def internal() -> Fault:
    """500."""
    return refused("INTERNAL", "An internal error has occurred. Please retry or report in the forum.")


def unavailable() -> Fault:
    """503."""
    return refused("UNAVAILABLE", "The service is currently unavailable.")


def deadline() -> Fault:
    """504: the report takes too long."""
    return refused("DEADLINE_EXCEEDED", "The request took too long to process.")


def unauthenticated() -> Fault:
    """401."""
    return Fault("unauthenticated", instead=not_signed_in())


def forbidden() -> Fault:
    """403: no role in the property."""
    return Fault("forbidden", instead=no_access())


def slow(seconds: float) -> Fault:
    """As usual, after a while."""
    return Fault("slow", pause=seconds)


def held(until: threading.Event) -> Fault:
    """As usual, once the event is set."""
    return Fault("held", until=until)


def reset() -> Fault:
    """The connection breaks before anything is done."""
    return Fault("reset", reset="before")


def lost() -> Fault:
    """Done and charged, and the connection breaks in place of the answer."""
    return Fault("answer lost", reset="after")


def loses_rows(count: int = 1) -> Fault:
    """The last rows of a page are missing, and nothing says so but `row_count`."""

    def lose(report: Any) -> None:
        del report.rows[max(0, len(report.rows) - count) :]

    return Fault("loses rows", after=lose)


def repeats_a_row() -> Fault:
    """The first row stands once more in place of the last one."""

    def repeat(report: Any) -> None:
        if len(report.rows) > 1:
            report.rows[-1].CopyFrom(report.rows[0])

    return Fault("repeats a row", after=repeat)


def grows(count: int = 1) -> Fault:
    """`row_count` is another one than on other pages: the report is being restated."""

    def grow(report: Any) -> None:
        report.row_count += count

    return Fault("grows", after=grow)


def odd_value(text: str = "not a number") -> Fault:
    """The first metric of the first row can't be read."""

    def spoil(report: Any) -> None:
        if report.rows and report.rows[0].metric_values:
            report.rows[0].metric_values[0].value = text

    return Fault("odd value", after=spoil)


def short_row() -> Fault:
    """The first row has a value less than the report has headers."""

    def shorten(report: Any) -> None:
        if report.rows and report.rows[0].metric_values:
            del report.rows[0].metric_values[-1]

    return Fault("short row", after=shorten)
