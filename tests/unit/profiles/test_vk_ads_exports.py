"""VK Реклама: CSV and workbook give the same costs, and a workbook's sheets aren't added up."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import vk_ads
from sandbox.exports.spend import spends, sums

# four-digit amounts, which the cabinet parts with non-breaking spaces
SPENDS = spends(scale=3)


@pytest.mark.parametrize(
    "content",
    [
        vk_ads.statistics_csv(SPENDS),
        vk_ads.statistics_csv(SPENDS, "utf-8").decode().replace("—", "-").encode(),
        vk_ads.statistics_xlsx(SPENDS),
    ],
    ids=["csv", "hyphens for what is not known", "workbook"],
)
def test_every_form_gives_the_same_costs(box: Any, content: bytes) -> None:
    report = box.deliver("vk", content)
    assert report.clean, report.sentence
    rows = box.rows("ad_costs")
    assert [(row["date"], row["campaign"], row["cost"], row["impressions"], row["clicks"]) for row in rows] == [
        (row.day, row.campaign, row.cost, row.impressions, row.clicks) for row in SPENDS
    ]
    assert {(row["source"], row["medium"], row["currency"], row["vat_included"]) for row in rows} == {
        ("vk_ads", "cpc", "RUB", False)
    }
    (load,) = box.loads("ad_costs")
    assert (load.rows_read, load.rows, load.skipped) == (16, 15, {"not_a_total": 1})
    assert Decimal(load.money_loaded) == sums(SPENDS).cost


def test_whether_vat_is_in_the_amounts_is_said_by_the_company(box: Any) -> None:
    box.tell("vk", vat_included=True)
    box.deliver("vk", vk_ads.statistics_csv(SPENDS))
    assert {row["vat_included"] for row in box.rows("ad_costs")} == {True}


def test_a_repeated_export_loads_once(box: Any) -> None:
    box.deliver("vk", vk_ads.statistics_xlsx(SPENDS), "statistics.xlsx")
    assert box.deliver("vk", vk_ads.statistics_xlsx(SPENDS), "statistics (1).xlsx").repeated
    assert len(box.rows("ad_costs")) == 15


def test_statistics_of_a_period_without_days_are_refused(box: Any) -> None:
    text = vk_ads.statistics_csv(SPENDS).decode("utf-8-sig").replace("Дата", "Период")
    report = box.deliver("vk", text)
    assert report.refused is not None
    assert "VK Ads statistics without a column for “date” (Дата, День)" in report.refused


def test_statistics_by_ads_are_named_by_what_they_have(box: Any) -> None:
    box.deliver("vk", "Дата;ID объявления;Название объявления;Показы;Клики;Потрачено, ₽\n01.10.2026;7;Чай;10;1;5,5\n")
    assert [(row["campaign"], row["cost"]) for row in box.rows("ad_costs")] == [("Чай", Decimal("5.5"))]
