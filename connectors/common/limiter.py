"""Requests are paced before a vendor has to refuse them; one pace serves all clients of this process."""

from functools import cache

from pyrate_limiter import Duration, Limiter, Rate


@cache
def per_second(vendor: str, requests: int) -> Limiter:
    """The limiter that all callers of `vendor` share: `try_acquire` waits until a request may leave."""
    return Limiter(Rate(requests, Duration.SECOND))
