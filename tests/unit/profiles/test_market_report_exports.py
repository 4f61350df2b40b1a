"""Market reports: whatever an agency writes, sales beside the size of the market, in one unit."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import market_reports as report
from sandbox.exports.market_reports import Sold

ROWS = tuple(report.sold())
PERIODS = {
    "2026": "2026",
    "2026 г.": "2026",
    "2026-Q3": "2026-Q3",
    "Q3 2026": "2026-Q3",
    "3Q 2026": "2026-Q3",
    "III квартал 2026 г.": "2026-Q3",
    "IV кв. 2026": "2026-Q4",
    "1-й квартал 2026": "2026-Q1",
    "2026-09": "2026-09",
    "09.2026": "2026-09",
    "01.09.2026": "2026-09",
    "Сентябрь 2026": "2026-09",
    "мая 2026 г.": "2026-05",
    "September 2026": "2026-09",
    "15.09.2026": None,
    "3Q26": None,
    "Сентябрь 2026 – октябрь 2026": None,
    "1 полугодие 2026": None,
    "кв. 2026": None,
    "вчера": None,
}


def stored(box: Any) -> list[tuple[Any, ...]]:
    columns = ("period", "segment", "brand", "unit", "own_sales", "market_size")
    return [tuple(row[column] for column in columns) for row in box.rows("market")]


def expected(row: Sold, share: bool = False) -> tuple[Any, ...]:
    amounts = (row.share, Decimal(100)) if share else (row.sales, row.market)
    return (f"2026-Q{row.quarter}", row.segment, row.brand, "value", *amounts)


def test_a_report_by_brand_has_sales_beside_the_size_of_the_market(box: Any) -> None:
    loaded = box.deliver("panel", report.by_brand_csv(ROWS))
    assert (loaded.clean, loaded.recognised) == (True, "Market report"), loaded.sentence
    assert stored(box) == [expected(row) for row in ROWS]
    assert {(row["provider"], row["edition"]) for row in box.rows("market")} == {("panel", "current")}
    (load,) = box.loads("market")
    assert load.skipped == {"totals": 1}


def test_the_edition_and_its_day_are_kept(box: Any) -> None:
    loaded = box.deliver("panel", report.by_brand_xlsx(ROWS), "report.xlsx")
    assert loaded.clean, loaded.sentence
    assert stored(box) == [expected(row) for row in ROWS]
    told = {(row["provider"], row["edition"], str(row["published_date"])) for row in box.rows("market")}
    assert told == {("Panel Retail", "2026-Q3", "2026-10-24")}


def test_a_report_by_measure_becomes_a_record_a_brand(box: Any) -> None:
    loaded = box.deliver("panel", report.by_measure_csv(ROWS))
    assert (loaded.clean, loaded.recognised) == (True, "Market report by measure"), loaded.sentence
    assert stored(box) == [expected(row) for row in ROWS]
    (load,) = box.loads("market")
    assert load.skipped == {"totals": 0, "other_measures": len(ROWS)}


def test_shares_alone_are_of_a_market_of_a_hundred(box: Any) -> None:
    loaded = box.deliver("panel", report.shares_csv(ROWS))
    assert loaded.clean, loaded.sentence
    assert stored(box) == [expected(row, share=True) for row in ROWS]


def test_a_small_share_without_its_sign_may_be_a_fraction_and_is_refused(box: Any) -> None:
    box.deliver("panel", report.shares_csv(ROWS, sign=""))
    small = [row for row in ROWS if row.share <= 1]
    assert len(small) == 4
    assert stored(box) == [expected(row, share=True) for row in ROWS if row not in small]
    assert {reason for _, _, reason, _ in box.quarantine("market")} == {
        "a share of up to 1 may be a fraction or a percentage: write it with a % sign"
    }


@pytest.mark.parametrize("measures", [False, True], ids=["by brand", "by measure"])
def test_a_period_is_a_year_a_quarter_or_a_month(box: Any, measures: bool) -> None:
    header, values = ("Показатель;Значение", "Доля рынка, %;5") if measures else ("Продажи;Объём рынка", "1;2")
    lines = [f"{written};Марка {number};{values}" for number, written in enumerate(PERIODS)]
    box.deliver("panel", "\n".join([f"Период;Марка;{header}", *lines]))
    found = {row["brand"]: row["period"] for row in box.rows("market")}
    assert {written: found.get(f"Марка {number}") for number, written in enumerate(PERIODS)} == PERIODS


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("Q1 2026;А;Продажи, руб.;1\n", "it has neither a share, nor sales beside the size of the market"),
        ("Q1 2026;А;Доля рынка;5%\nQ1 2026;А;Доля рынка;6%\n", "it has two values of one measure"),
        (
            "Q1 2026;А;Продажи, млн руб.;5\nQ1 2026;А;Объём рынка, млрд руб.;6\n",
            "its sales and the size of the market are in different units",
        ),
    ],
)
def test_measures_that_make_no_record_are_refused(box: Any, rows: str, reason: str) -> None:
    box.deliver("panel", f"Период;Марка;Показатель;Значение\n{rows}")
    assert box.rows("market") == []
    assert reason in {why for _, _, why, _ in box.quarantine("market")}


def test_values_and_pieces_are_two_units(box: Any) -> None:
    text = "Период;Марка;Показатель;Значение\n" + "".join(
        f"2026;А;{measure}, {unit};{value}\n"
        for unit, value in (("тыс. руб.", 10), ("тыс. шт.", 3))
        for measure in ("Продажи", "Объём рынка")
    )
    report = box.deliver("panel", text)
    assert report.clean, report.sentence
    assert [(row["unit"], row["own_sales"]) for row in box.rows("market")] == [("value", 10), ("volume", 3)]
