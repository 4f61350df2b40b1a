"""Where the API is asked: elsewhere than at Google's only over TLS, or on our own machine."""

import pytest

from connectors.common.errors import BadInput
from connectors.google_analytics.api.address import Address, address
from connectors.google_analytics.settings import GoogleAnalyticsSettings

CASES: dict[str, tuple[str, Address]] = {
    "nothing": ("", Address("grpc")),
    "gRPC at home": ("grpc://127.0.0.1:5000", Address("grpc", "127.0.0.1:5000", is_loopback=True)),
    "gRPC at localhost": ("grpc://localhost:5000/", Address("grpc", "localhost:5000", is_loopback=True)),
    "gRPC at home, IPv6": ("grpc://[::1]:5000", Address("grpc", "[::1]:5000", is_loopback=True)),
    "REST at home": ("http://127.0.0.1:5000", Address("rest", "http://127.0.0.1:5000", is_loopback=True)),
    "REST behind a gate": ("https://gate.example/", Address("rest", "https://gate.example")),
}


def settings(transport: str = "grpc") -> GoogleAnalyticsSettings:
    return GoogleAnalyticsSettings.checked({"property_id": 1, "time_zone": "Europe/Moscow", "transport": transport})


@pytest.mark.parametrize(("url", "expected"), CASES.values(), ids=CASES)
def test_an_override_says_how_it_is_asked(url: str, expected: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
    assert address(settings()) == expected


def test_without_an_override_the_settings_choose_the_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLO_GOOGLE_ANALYTICS_URL", raising=False)
    assert address(settings("rest")) == Address("rest")


@pytest.mark.parametrize(
    "url",
    [
        "http://gate.example",
        "grpc://gate.example:443",
        "grpc://127.0.0.1",
        "grpc://127.0.0.1:port",
        "grpc://127.0.0.1.example:5000",
        "http://127.0.0.1@gate.example",
        "127.0.0.1:5000",
        "https://",
        "http://[::1",
        "ftp://127.0.0.1",
    ],
)
def test_a_token_never_leaves_the_machine_in_the_clear(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
    with pytest.raises(BadInput, match=r"is not an https address, nor one of our own machine. Check TABLO_GOOGLE"):
        address(settings())
