"""The service account's key: what it may be, and that nothing of it is ever said."""

import json
from pathlib import Path
from typing import Any

import pytest
from analytics_stub import Clock, Rest, over_rest, refusal
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from connectors.common.errors import AccessRefused
from connectors.google_analytics.api.credentials import READ_ONLY, credentials
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.settings import GoogleAnalyticsSettings

SETTINGS = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow"})
VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
EMAIL = "tablo@samovar.iam.gserviceaccount.example"
QUESTION = {"metrics": [{"name": "sessions"}]}


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def key(private_key: rsa.RSAPrivateKey) -> dict[str, str]:
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account", "client_email": EMAIL, "project_id": "samovar", "private_key_id": "abc",
        "private_key": pem.decode(), "token_uri": "https://oauth2.example/token",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _at_google(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLO_GOOGLE_ANALYTICS_URL", raising=False)
    monkeypatch.delenv(VARIABLE, raising=False)


def placed(content: object, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "key.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_a_key_may_read_and_nothing_else(key: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(key, tmp_path, monkeypatch)
    found = credentials(SETTINGS)
    assert found is not None
    assert found.service_account_email == EMAIL
    assert found.scopes == [READ_ONLY]


@pytest.mark.parametrize(
    ("url", "variable"),
    [
        ("grpc://127.0.0.1:5000", ""),
        ("http://127.0.0.1:5000", ""),
        ("grpc://127.0.0.1:5000", "/of/another/program.json"),
    ],
    ids=["gRPC", "REST", "gRPC, and somebody else's key"],
)
def test_a_server_of_our_own_machine_needs_no_key(url: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
    monkeypatch.setenv(VARIABLE, variable)
    assert credentials(SETTINGS) is None


BROKEN: dict[str, tuple[object, str]] = {
    "not JSON": ("-----BEGIN SECRET-----", "is not JSON."),
    "nothing but brackets": ("[" * 100_000, "can't be read (not a key)."),
    "a list": (["SECRET"], "is not the key of a service account."),
    "a user's own": ({"type": "authorized_user", "refresh_token": "SECRET"}, "is not the key of a service account."),
    "without a key": ({"type": "service_account", "client_email": "SECRET"}, "is broken."),
    "with a torn key": (
        {"type": "service_account", "client_email": "a@b.example", "token_uri": "http://x", "private_key": "SECRET"},
        "is broken.",
    ),
    "with a number as its key": (
        {"type": "service_account", "client_email": "a@b.example", "token_uri": "http://x", "private_key": 5},
        "is broken.",
    ),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_another_file_is_refused_and_not_quoted(
    content: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = placed(content, tmp_path, monkeypatch)
    with pytest.raises(AccessRefused) as caught:
        credentials(SETTINGS)
    sentence = str(caught.value)
    assert sentence.startswith("google_analytics property 7: the")
    assert said in sentence
    assert ("Make a JSON key of the service account" in sentence) or "Check the path" in sentence
    assert "SECRET" not in sentence
    assert str(path) not in sentence


def test_a_missing_variable_says_what_to_put_there() -> None:
    with pytest.raises(AccessRefused, match=f"there is no path in {VARIABLE}. Make a JSON key of the service account"):
        credentials(SETTINGS)


@pytest.mark.parametrize("path", ["/nowhere/gone.json", "/", "~nobody-of-this-name/key.json"])
def test_a_missing_file_says_which_variable_names_it(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, path)
    with pytest.raises(AccessRefused, match=f"the file that {VARIABLE} names can't be read"):
        credentials(SETTINGS)


def test_a_server_of_our_own_machine_gets_what_the_key_signs_and_never_the_key(
    key: Any, private_key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed(key, tmp_path, monkeypatch)
    rest = Rest([(200, '{"rowCount": 3}', {})])
    with over_rest(rest) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with DataApi(SETTINGS, tmp_path / "state" / "ga") as api:
            assert api.run_report(QUESTION).row_count == 3
            assert api.account == EMAIL
    [(_, headers, body)] = rest.asked
    token = headers["authorization"].removeprefix("Bearer ")
    public = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    claims = jwt.decode(token, certs=public, verify=True)  # type: ignore[no-untyped-call]
    assert (claims["iss"], claims["scope"]) == (EMAIL, READ_ONLY)
    assert "PRIVATE" not in str(headers) + body


def test_a_token_that_is_refused_is_not_sent_again(key: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(key, tmp_path, monkeypatch)
    rest = Rest([refusal(401, "Request had invalid authentication credentials.")])
    with over_rest(rest) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with (
            DataApi(SETTINGS, tmp_path / "state" / "ga", patience=Clock().patience()) as api,
            pytest.raises(AccessRefused, match=f"not accepted: Request had invalid .* Check the key that {VARIABLE}"),
        ):
            api.run_report(QUESTION)
    assert len(rest.asked) == 1


def test_a_server_of_our_own_machine_may_give_tokens_itself(
    key: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = Rest([(200, '{"access_token": "given", "expires_in": 3600}', {}), (200, '{"rowCount": 3}', {})])
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # no proxy reaches our own machine
    with over_rest(rest) as url:
        placed({**key, "token_uri": f"{url}/token"}, tmp_path, monkeypatch)
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with DataApi(SETTINGS, tmp_path / "state" / "ga") as api:
            assert [api.run_report(QUESTION).row_count for _ in range(2)] == [3, 3]
    assert [path.partition("?")[0] for path, _, _ in rest.asked] == ["/token", *["/v1beta/properties/7:runReport"] * 2]
    assert rest.asked[1][1]["authorization"] == "Bearer given"


def test_a_key_that_was_withdrawn_is_a_sentence(key: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = Rest([(400, '{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}', {})])
    with over_rest(rest) as url:
        placed({**key, "token_uri": f"{url}/token"}, tmp_path, monkeypatch)
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with (
            DataApi(SETTINGS, tmp_path / "state" / "ga", patience=Clock().patience()) as api,
            pytest.raises(AccessRefused, match=r"not accepted: invalid_grant: Invalid JWT Signature\. Check the key"),
        ):
            api.run_report(QUESTION)
    assert len(rest.asked) == 1
