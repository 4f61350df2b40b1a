"""Yandex.Direct: every form of its reports gives the same costs; totals are skipped by name; millionths are refused."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import yandex_direct
from sandbox.exports.spend import Spend, spends, sums

SPENDS = spends()
NO_SUMMARY = {"not_the_number_of_rows": 0}
ADDED = tuple[Decimal, int, int]
MILLIONTHS = "costs are in millionths: ask for the report with the header returnMoneyInMicros: false"


def by_campaign(rows: list[dict[str, Any]]) -> dict[tuple[date, str], ADDED]:
    """Rows of one key are added, as the warehouse does."""
    made: dict[tuple[date, str], ADDED] = defaultdict(lambda: (Decimal(0), 0, 0))
    for row in rows:
        cost, impressions, clicks = made[row["date"], row["campaign"]]
        key = (row["date"], row["campaign"])
        made[key] = (cost + row["cost"], impressions + row["impressions"], clicks + row["clicks"])
    return dict(made)


def truth(rows: tuple[Spend, ...] = SPENDS) -> dict[tuple[date, str], ADDED]:
    return {(row.day, row.campaign): (row.cost, row.impressions, row.clicks) for row in rows}


@pytest.mark.parametrize(
    ("content", "profile", "read", "loaded", "skipped"),
    [
        (yandex_direct.wizard_csv(SPENDS), "yandex_direct_wizard", 31, 30, {"not_a_total": 1}),
        (yandex_direct.wizard_csv(SPENDS, "\t", "utf-8"), "yandex_direct_wizard", 31, 30, {"not_a_total": 1}),
        (yandex_direct.wizard_csv(SPENDS, ";", "cp1251"), "yandex_direct_wizard", 31, 30, {"not_a_total": 1}),
        (yandex_direct.wizard_xlsx(SPENDS), "yandex_direct_wizard", 30, 30, {"not_a_total": 0}),
        (yandex_direct.new_wizard_csv(SPENDS), "yandex_direct_wizard", 16, 15, {"not_a_total": 1}),
        (yandex_direct.reports_tsv(SPENDS), "yandex_direct_reports", 16, 15, {"not_the_number_of_rows": 1}),
        (yandex_direct.reports_tsv(SPENDS, summary=False), "yandex_direct_reports", 15, 15, NO_SUMMARY),
    ],
    ids=["wizard", "tabs", "cp1251", "workbook", "statistics page", "service", "service without summary"],
)
def test_every_form_gives_the_same_costs(
    box: Any, content: bytes, profile: str, read: int, loaded: int, skipped: dict[str, int]
) -> None:
    report = box.deliver("direct", content)
    assert report.clean, report.sentence
    (load,) = box.loads("ad_costs")
    assert (load.rows_read, load.rows, load.skipped) == (read, loaded, skipped)
    rows = box.rows("ad_costs")
    assert by_campaign(rows) == truth()
    assert Decimal(load.money_loaded) == sums(SPENDS).cost
    kinds = {(row["source"], row["medium"], row["currency"], row["vat_included"], row["cost_type"]) for row in rows}
    assert kinds == {("yandex", "cpc", "RUB", True, "media")}


def test_a_repeated_export_loads_once(box: Any) -> None:
    box.deliver("direct", yandex_direct.wizard_csv(SPENDS))
    report = box.deliver("direct", yandex_direct.wizard_csv(SPENDS), "again.csv")
    assert report.repeated
    assert len(box.rows("ad_costs")) == 30


@pytest.mark.parametrize(("vat", "included"), [(" с НДС", True), (" без НДС", False), ("", False)])
def test_a_header_that_speaks_of_vat_is_believed_before_the_configuration(box: Any, vat: str, included: bool) -> None:
    box.tell("direct", vat_included=False)
    box.deliver("direct", yandex_direct.new_wizard_csv(SPENDS, vat))
    assert {row["vat_included"] for row in box.rows("ad_costs")} == {included}


@pytest.mark.parametrize("scale", [1, 100])
def test_millionths_are_refused_with_what_to_ask_for(box: Any, scale: int) -> None:
    report = box.deliver("direct", yandex_direct.reports_tsv(spends(scale=scale), micros=True))
    assert box.rows("ad_costs") == []
    assert {reason for _, _, reason, _ in box.quarantine("ad_costs")} == {MILLIONTHS}
    assert MILLIONTHS in report.sentence


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (["2026-10-01\tВидео\t40000\t0\t300000"], True),  # 30 kopecks
        (["2026-10-01\tВидео\t40000\t3\t900000"], True),
        (["2026-10-01\tВидео\t40000\t12\t900000.00"], False),
        (["2026-10-01\tВидео\t40000\t12\t900000"], False),  # 75 000 a click, dear but money
        (["2026-10-01\tВидео\t4\t0\t0"], False),
        (["2026-10-01\tВидео\t4\t1\t50000", "2026-10-02\tВидео\t4\t1\t31.07"], False),
        (["2026-10-01\tВидео\t4\t1\t310700", "2026-10-02\tВидео\t4\t0\t0"], False),  # not rounded to 10 000
    ],
)
def test_only_what_can_not_be_money_is_taken_for_millionths(box: Any, rows: list[str], refused: bool) -> None:
    text = "\n".join(["Date\tCampaignName\tImpressions\tClicks\tCost", *rows]) + "\n"
    box.deliver("direct", text, "report.tsv")
    assert (box.rows("ad_costs") == []) is refused


def test_a_report_by_weeks_or_without_days_is_refused_and_says_what_is_missing(box: Any) -> None:
    text = yandex_direct.new_wizard_csv(SPENDS).decode("utf-8-sig").replace("День", "Неделя")
    report = box.deliver("direct", text)
    assert report.refused is not None
    assert "date" in report.refused
    assert "Дата, День" in report.refused


def test_the_utm_tag_of_a_company_may_be_the_number_of_the_campaign(box: Any) -> None:
    box.tell(
        "direct",
        profile="yandex_direct_wizard",
        tables={"ad_costs": {"columns": {"campaign": '"№ Кампании"', "source": "'yandex_direct'"}}},
    )
    assert box.deliver("direct", yandex_direct.wizard_csv(SPENDS)).clean
    assert {(row["source"], row["campaign"]) for row in box.rows("ad_costs")} == {
        ("yandex_direct", row.campaign_id) for row in SPENDS
    }


def test_a_campaign_that_is_called_like_a_total_is_none(box: Any) -> None:
    rows = "01.10.2026;Итого по акции;5;1;10,5\n02.10.2026;Всего хорошего;6;2;20\nИтого;;11;3;30,5\n"
    box.deliver("direct", "Дата;Кампания;Показы;Клики;Расход (руб.)\n" + rows)
    assert [row["campaign"] for row in box.rows("ad_costs")] == ["Итого по акции", "Всего хорошего"]
    assert sum(row["cost"] for row in box.rows("ad_costs")) == Decimal("30.5")
