"""money.yaml: what it may say, and what is said of a mistake in it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.common.errors import Problem
from pipelines.settings import load_configuration
from pipelines.settings.money import SHARED_TYPES, Money

CONFIG = Path(__file__).parents[3] / "config"
RATES = [{"valid_from": "2019-01-01", "rate": 0.2}]


def configured(tmp_path: Path, **changes: Any) -> Money:
    """The demo's configuration with another money.yaml."""
    shutil.copytree(CONFIG, tmp_path / "config")
    money = tmp_path / "config" / "money.yaml"
    money.write_text(yaml.safe_dump({"vat_rates": RATES, **changes}, allow_unicode=True), encoding="utf-8")
    return load_configuration(tmp_path / "config").money


WRONG = [
    ({"vat_rates": []}, "vat_rates: List should have at least 1 item"),
    ({"vat_rates": [{"valid_from": "2026-01-01", "rate": 22}]}, "vat_rates.0.rate: 22 is no share: write 22 % as 0.22"),
    ({"vat_rates": [{"valid_from": "2026-01-01", "rate": -0.2}]}, "vat_rates.0.rate: -0.2 is no share"),
    ({"vat_rates": RATES * 2}, "vat_rates: two rates begin on 2019-01-01"),
    ({"currency_names": {"Тенге": "KZT", " тенге": "KGS"}}, "currency_names: тенге is both KGS and KZT"),
    ({"currency_names": {"руб": "rub"}}, "currency_names: руб: 'rub' is no currency's code: write it as RUB or TON"),
    ({"vat_free_costs": ["salry"]}, "vat_free_costs.0: Input should be 'media', 'agency', 'tools', 'salary'"),
    ({"allocation": {"agency": "clicks"}}, "allocation.agency: 'clicks' is no rule: write ad_spend, visits, evenly"),
    ({"allocation": {"agency": {"channel": 5}}}, "allocation.agency: {'channel': 5} is no rule"),
    ({"allocation": {"media": "visits"}}, "allocation.media.[key]: Input should be 'default', 'agency', 'tools'"),
    ({"allocation": {"agency": {"channel": "tv"}}}, "allocation: there is no channel 'tv'. Name one of channels.yaml:"),
    ({"alocation": {}}, "alocation: Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_mistake_is_said_with_its_place(tmp_path, changes, said) -> None:
    with pytest.raises(Problem) as problem:
        configured(tmp_path, **changes)
    assert str(problem.value).startswith(f"{tmp_path / 'config' / 'money.yaml'}: {said}")


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [
        ({}, ["ad_spend"] * 5),
        ({"default": "visits"}, ["visits"] * 5),
        ({"default": "visits", "tools": "evenly"}, ["visits", "evenly", "visits", "visits", "visits"]),
        ({"salary": {"channel": "email"}}, ["ad_spend", "ad_spend", "email", "ad_spend", "ad_spend"]),
    ],
)
def test_each_type_has_its_own_rule_or_the_default_one(tmp_path, allocation, expected) -> None:
    money = configured(tmp_path, allocation=allocation)
    rules = [money.shared_by(cost_type) for cost_type in SHARED_TYPES]
    assert [rule.channel or rule.basis for rule in rules] == expected


def test_the_demos_vat_is_the_law_of_each_day() -> None:
    rates = {rate.valid_from.isoformat(): float(rate.rate) for rate in load_configuration(CONFIG).money.vat_rates}
    assert rates == {"1993-01-01": 0.2, "2004-01-01": 0.18, "2019-01-01": 0.2, "2026-01-01": 0.22}
