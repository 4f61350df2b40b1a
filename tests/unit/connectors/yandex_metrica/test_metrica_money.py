from decimal import Decimal

import pytest

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields import VISITS, log_stream
from connectors.yandex_metrica.fields.money import DECLARED, divisor_that_fits, divisors


@pytest.mark.parametrize(
    ("raw", "reported", "divisor"),
    [
        ("1234.50", "1234.50", 1),
        ("1234500", "1234.50", 1000),
        ("1234500000", "1234.50", 1_000_000),
        ("1300", "1234.50", 1),  # some visits came after the report was made
        ("1100000", "1234.50", 1000),
        ("-5000", "-5", 1000),
        ("1234500", "1234.50e2", None),  # another currency, say
        ("1234500", "-1234.50", None),
        ("2000", "1234.50", None),
        ("0", "1234.50", None),
        ("1234.50", "0", None),
        ("0", "0", None),
        ("NaN", "5", None),
        ("5", "Infinity", None),
    ],
)
def test_the_divisor_is_the_one_that_makes_both_sums_agree(raw: str, reported: str, divisor: int | None) -> None:
    assert divisor_that_fits(Decimal(raw), Decimal(reported)) == divisor


def test_how_close_is_close_can_be_said() -> None:
    assert divisor_that_fits(Decimal(1050), Decimal(1000), Decimal("0.01")) is None
    assert divisor_that_fits(Decimal(1050), Decimal(1000), Decimal("0.05")) == 1


def test_declared_divisors_are_of_columns_that_exist_and_can_be_configured() -> None:
    assert set(DECLARED) <= set(log_stream("visits", ["products", "impressions"]).schema.names)
    assert {"goals_price", "purchase_revenue"} <= set(VISITS.names)
    assert divisors({}) == DECLARED
    assert divisors({"goals_price": 1}) == {**DECLARED, "goals_price": 1}


@pytest.mark.parametrize(
    ("configured", "says"),
    [
        ({"goal_price": 1}, "metrica.yaml: 'goal_price' is no amount. Amounts are goals_price,"),
        ({"goals_price": 100}, "metrica.yaml: goals_price can't be divided by 100. Use 1, 1000 or 1000000."),
    ],
)
def test_a_divisor_that_makes_no_sense_is_refused(configured: dict[str, int], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        divisors(configured, where="metrica.yaml")
    assert str(refused.value).startswith(says)
