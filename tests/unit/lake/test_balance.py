"""The balance of a load, and what is said where it doesn't hold."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.common.errors import Problem
from pipelines.lake.balance import Balance
from pipelines.lake.inbox import table_load
from pipelines.lake.mapping import engine

GOOD = Balance(
    read=10,
    mapped=6,
    skipped=3,
    unusable=1,
    grouped=4,
    loaded=3,
    refused=1,
    money_mapped=Decimal("107.5"),
    money_loaded=Decimal(100),
    money_refused=Decimal("7.5"),
)
DEFECT = "Nothing was loaded; please report this, it is a defect of Tablo."


def test_a_balance_that_holds_says_nothing() -> None:
    GOOD.check("here")
    replace(GOOD, money_mapped=None, money_loaded=None).check("here")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"read": 11}, "11 rows were read, but 6 mapped, 3 skipped and 1 refused."),
        ({"loaded": 2}, "4 records were made, but 2 loaded and 1 refused."),
        ({"money_loaded": Decimal("99.9999")}, "the file has 107.5 of money, but 107.4999 is accounted for."),
    ],
)
def test_a_row_or_a_penny_that_got_lost_is_told(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Problem) as lost:
        replace(GOOD, **wrong).check("here")
    assert str(lost.value) == f"here: {sentence} {DEFECT}"


def test_a_load_that_loses_a_row_is_not_loaded(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = table_load.TableLoad._canonical
    monkeypatch.setattr(table_load.TableLoad, "_canonical", lambda self, batch: honest(self, batch).slice(1))
    report = home.deliver("orders", "order_id,customer_id,ordered_at,revenue,currency\n1,a,2026-10-05,5,RUB\n")
    assert report.refused == (f"orders/export.csv, orders: 1 records were made, but 0 loaded and 0 refused. {DEFECT}")
    assert home.loads("orders") == []
    assert home.left() == ["orders/export.csv"]


def test_a_group_that_does_not_fit_into_memory_is_told(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MEMORY_LIMIT", "16MB")
    columns = {"order_id": '"id"', "customer_id": 'min("who")', "ordered_at": "min('2026-10-05')"}
    columns |= {"revenue": 'sum(number("sum"))', "currency": "'RUB'"}
    home.map("shop", tables={"orders": {"group_by": ["order_id"], "columns": columns}})
    rows = "".join(f"{number:0>60},{number:0>60},5\n" for number in range(100_000))
    report = home.deliver("shop", "id,who,sum\n" + rows)
    assert report.refused == (
        "shop/export.csv: mapping it needs more than 16MB of memory. Split the file, or map it without group_by."
    )
    assert home.loads("orders") == []
