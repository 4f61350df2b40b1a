import pytest

from connectors.common.errors import AccessRefused, BadInput, Problem
from connectors.yandex_metrica.settings import MetricaSettings


def settings(**given: object) -> MetricaSettings:
    return MetricaSettings.checked({"counter_id": 1, **given})


def test_defaults_ask_the_real_api_for_the_last_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLO_YANDEX_METRICA_URL", raising=False)
    assert settings().url == "https://api-metrika.yandex.net"
    assert (settings().attribution, settings().gzip, settings().daily_days) == ("LAST", False, 4)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"counter_id": "site"}, "settings.counter_id: Input should be a valid integer"),
        ({"counter_id": 0}, "settings.counter_id: Input should be greater than 0"),
        ({"atribution": "LAST"}, "settings.atribution: Extra inputs are not permitted"),
        ({"attribution": "NEWEST"}, "settings.attribution: Input should be 'FIRST'"),
        ({"token": "secret"}, "settings.token: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_its_key(given: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        settings(**given)
    assert says in str(refused.value)
    assert str(refused.value).startswith("config/sources/yandex_metrica.yaml: ")
    assert "secret" not in str(refused.value)


def test_the_environment_overrides_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", "http://127.0.0.1:4000/yandex_metrica/")
    assert settings().url == "http://127.0.0.1:4000/yandex_metrica"


@pytest.mark.parametrize("url", ["http://api-metrika.yandex.net", "api-metrika.yandex.net", "ftp://127.0.0.1", ""])
def test_a_token_leaves_the_machine_over_tls_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLO_YANDEX_METRICA_URL", raising=False)
    with pytest.raises(Problem, match="is not an https address"):
        _ = settings(base_url=url).url


def test_a_missing_token_says_which_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    with pytest.raises(AccessRefused) as refused:
        settings(token_env="SHOP_TOKEN").token()
    assert str(refused.value) == (
        "yandex_metrica: there is no token in SHOP_TOKEN. "
        "Put an OAuth token with the scope metrika:read into SHOP_TOKEN, or into .env."
    )


@pytest.mark.parametrize("token", ["y0_AgAAA\nX-Evil: 1", "токен", "two words"])
def test_a_token_that_can_not_be_one_is_refused_without_showing_it(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", token)
    with pytest.raises(AccessRefused, match="characters that no token has") as refused:
        settings().token()
    assert token not in str(refused.value)


def test_the_token_is_read_at_use_and_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", " y0_AgAAA \n")
    made = settings()
    assert made.token() == "y0_AgAAA"
    assert "y0_AgAAA" not in repr(made) + made.model_dump_json() + str(vars(made))
