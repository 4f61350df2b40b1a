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


def test_what_is_pulled_by_default() -> None:
    made = settings()
    assert made.streams == ("visits", "traffic_report", "goal_report")
    assert (made.currency, made.reconcile_tolerance, made.extra_fields) == ("RUB", 0.01, {})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"streams": ["visits", "clicks"]}, "settings.streams.1: Input should be 'visits', 'hits'"),
        ({"streams": []}, "settings.streams: Tuple should have at least 1 item"),
        ({"extra_fields": {"orders": []}}, "settings.extra_fields.orders"),
        ({"attribution_models": ["lastsign"]}, "settings.attribution_models.0: Input should be 'FIRST'"),
        ({"currency": "rub"}, "settings.currency: String should match pattern"),
        ({"money_divisors": {"goals_price": 0}}, "settings.money_divisors.goals_price: Input should be greater"),
        ({"reconcile_tolerance": 1.5}, "settings.reconcile_tolerance: Input should be less than or equal to 1"),
    ],
)
def test_a_wrong_choice_of_what_to_pull_is_one_sentence(given: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        settings(**given)
    assert says in str(refused.value)


def test_a_stream_named_twice_is_pulled_once() -> None:
    assert settings(streams=["visits", "visits", "hits"]).streams == ("visits", "hits")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, []),
        ({"attribution": "CROSS_DEVICE_LAST_SIGNIFICANT", "attribution_models": ["AUTOMATIC", "LAST"]}, []),
        (
            {"attribution": "FIRST"},
            ["attribution FIRST ended on 2026-06-25: CROSS_DEVICE_FIRST has answered since."],
        ),
        (
            {"attribution": "LASTSIGN", "attribution_models": ["LASTSIGN", "LAST_YANDEX_DIRECT_CLICK"]},
            [
                "attribution LASTSIGN ended on 2026-06-25: CROSS_DEVICE_LAST_SIGNIFICANT has answered since.",
                "attribution LAST_YANDEX_DIRECT_CLICK ended on 2026-06-25: AUTOMATIC has answered since.",
            ],
        ),
        (
            {"attribution_models": ["CROSS_DEVICE_LAST"]},
            ["attribution CROSS_DEVICE_LAST ended on 2026-06-25: what has answered since is not documented."],
        ),
    ],
)
def test_ended_models_are_said_with_what_answers_in_their_place(given: dict[str, object], said: list[str]) -> None:
    assert settings(**given).ended_attributions == said
