"""Where the Data API is asked: the vendor's own address, unless the environment names another."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.common.errors import BadInput
from connectors.common.http import is_loopback
from connectors.google_analytics.settings import GoogleAnalyticsSettings, Transport

URL_OVERRIDE = "TABLO_GOOGLE_ANALYTICS_URL"


@dataclass(frozen=True)
class Address:
    """`endpoint` is None for the vendor's own, `host:port` for gRPC, a URL for REST."""

    transport: Transport
    endpoint: str | None = None
    is_loopback: bool = False


def address(settings: GoogleAnalyticsSettings) -> Address:
    """A token leaves the machine over TLS only: `BadInput` for an address that isn't https, nor of our own machine."""
    url = os.environ.get(URL_OVERRIDE, "").strip().rstrip("/")
    if not url:
        return Address(settings.transport)
    try:
        parts = urlsplit(url)
        host, port, local = parts.hostname, parts.port, is_loopback(url)
    except ValueError:  # a port or a bracketed address that is none
        raise _refused(url) from None
    if parts.scheme == "grpc" and local and port:
        return Address("grpc", parts.netloc, is_loopback=True)
    if host and (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return Address("rest", url, is_loopback=local)
    raise _refused(url)


def _refused(url: str) -> BadInput:
    return BadInput(
        f"{url!r} is not an https address, nor one of our own machine.",
        where="google_analytics",
        mend=f"Check {URL_OVERRIDE}: https://…, or grpc://127.0.0.1:PORT, or http://127.0.0.1:PORT.",
    )
