"""Costs day by day: ranges are spread, VAT and currency taken out, and what isn't media is shared by channels."""

import pytest

from pipelines.settings.configuration import VatRate


def test_a_range_is_spread_over_its_days_and_adds_up_to_its_cost(warehouse) -> None:
    warehouse.costs({"on": "2026-10-30", "to": "2026-11-01", "cost": 100, "impressions": 100, "clicks": 7})
    assert warehouse.read("core_ad_costs_daily", "date, cost, impressions, clicks") == [
        ("2026-10-30", 33.3333, 33, 2),
        ("2026-10-31", 33.3334, 33, 2),
        ("2026-11-01", 33.3333, 34, 3),
    ]


def test_the_smallest_cost_survives_a_long_range(warehouse) -> None:
    warehouse.costs({"on": "2026-10-01", "to": "2026-10-31", "cost": "0.0001"})
    assert warehouse.one("core_ad_costs_daily", "sum(cost_original), count(*)") == (0.0001, 31)


@pytest.mark.parametrize("last", ["2026-10-01", "2026-10-03"])
def test_the_biggest_cost_is_spread_to_the_last_digit(warehouse, last) -> None:
    cost = "99999999999999.9999"
    warehouse.costs({"on": "2026-10-01", "to": last, "cost": cost})
    assert warehouse.one("core_cost_days", "cast(sum(cost_original) as varchar)") == (cost,)


def test_a_range_that_runs_backwards_is_one_day_and_told(warehouse) -> None:
    warehouse.costs({"on": "2026-10-05", "to": "2026-10-01", "cost": 10})
    assert warehouse.failing_checks("core_cost_days") == ["ranges_run_forwards"]
    assert warehouse.read("core_ad_costs_daily", "date, cost") == [("2026-10-05", 10.0)]


def test_each_day_of_a_range_has_the_vat_of_its_own(warehouse) -> None:
    warehouse.vat_rates = [VatRate(valid_from="2019-01-01", rate="0.2"), VatRate(valid_from="2026-01-01", rate="0.22")]
    warehouse.costs({"on": "2025-12-31", "to": "2026-01-01", "cost": 244, "vat_included": True})
    assert warehouse.read("core_ad_costs_daily", "date, cost, cost_original, vat_rate") == [
        ("2025-12-31", 101.6667, 122.0, 0.2),
        ("2026-01-01", 100.0, 122.0, 0.22),
    ]


def test_each_day_of_a_range_has_the_exchange_rate_of_its_own(warehouse) -> None:
    rates = [{"currency": "EUR", "date": f"2026-10-0{day}", "rate": 100 + day} for day in (1, 2)]
    warehouse.load("exchange_rates", rates, folder="rates")
    warehouse.costs({"on": "2026-10-01", "to": "2026-10-02", "cost": 2, "currency": "EUR"})
    assert warehouse.read("core_ad_costs_daily", "cost") == [(101.0,), (102.0,)]


def test_a_cost_without_a_rate_blocks(warehouse) -> None:
    warehouse.costs({"on": "2026-10-01", "cost": 2, "currency": "TON"})
    assert warehouse.failing_checks("core_ad_costs_daily") == ["every_amount_has_an_exchange_rate"]


COSTS = [
    {"on": "2026-10-01", "cost": 300, "campaign": "A", "clicks": 30},
    {"on": "2026-10-02", "cost": 100, "source": "vk"},
    {"on": "2026-10-05", "to": "2026-10-06", "cost": 80, "source": "agency", "medium": None, "type": "agency"},
]


def test_other_costs_are_shared_by_the_months_ad_spend(warehouse) -> None:
    warehouse.costs(*COSTS)
    columns = "date, channel, campaign, cost_type, ad_spend, marketing_cost"
    assert warehouse.read("core_marketing_costs_daily", columns) == [
        ("2026-10-01", "paid_search", "A", "media", 300.0, 300.0),
        ("2026-10-02", "paid_social", "(none)", "media", 100.0, 100.0),
        ("2026-10-05", "paid_search", "(none)", "agency", 0.0, 30.0),
        ("2026-10-05", "paid_social", "(none)", "agency", 0.0, 10.0),
        ("2026-10-06", "paid_search", "(none)", "agency", 0.0, 30.0),
        ("2026-10-06", "paid_social", "(none)", "agency", 0.0, 10.0),
    ]


def test_shares_that_do_not_divide_evenly_still_add_up(warehouse) -> None:
    thirds = [{"on": "2026-10-01", "cost": 1, "source": source} for source in ("yandex", "vk")]
    email = {"on": "2026-10-01", "cost": 1, "source": "list", "medium": "email"}
    warehouse.costs(*thirds, email, {"on": "2026-10-02", "cost": 100, "type": "salary"})
    shared = warehouse.read("core_marketing_costs_daily", "channel, marketing_cost", "cost_type = 'salary'")
    assert shared == [("email", 33.3333), ("paid_search", 33.3334), ("paid_social", 33.3333)]


def test_other_costs_of_a_month_without_ad_spend_are_unassigned(warehouse) -> None:
    warehouse.costs(*COSTS, {"on": "2026-09-30", "cost": 50, "type": "tools"})
    assert warehouse.read("core_marketing_costs_daily", "channel, marketing_cost", "date = '2026-09-30'") == [
        ("unassigned", 50.0)
    ]


@pytest.mark.parametrize("rounding", [0.01, 0.0001, 33.3333, 123456.7891])
def test_roi_daily_holds_the_whole_marketing_cost_to_the_kopeck(warehouse, rounding) -> None:
    media = [{"on": f"2026-10-{day:02}", "cost": rounding, "campaign": f"c{day}"} for day in range(1, 29)]
    warehouse.costs(*media, {"on": "2026-10-01", "to": "2026-10-31", "cost": rounding, "type": "salary"})
    spend, cost = warehouse.one("roi_daily", "sum(ad_spend), sum(marketing_cost)")
    assert (spend, cost) == (round(28 * rounding + 1e-9, 2), round(29 * rounding + 1e-9, 2))


@pytest.mark.parametrize(("vat_included", "cost"), [(False, 12_000_000_000.0), (True, 10_000_000_000.0)])
def test_a_big_budget_has_room(warehouse, vat_included, cost) -> None:
    warehouse.costs(
        {"on": "2026-10-01", "to": "2026-10-31", "cost": 12_000_000_000, "vat_included": vat_included},
        {"on": "2026-11-01", "cost": 12_000_000_000, "vat_included": vat_included, "type": "agency"},
    )
    assert warehouse.one("core_ad_costs_daily", "sum(cost)", "cost_type = 'media'") == (pytest.approx(cost),)
    assert warehouse.one("core_marketing_costs_daily", "channel, marketing_cost", "cost_type = 'agency'") == (
        "unassigned", cost,
    )  # fmt: skip


@pytest.mark.parametrize(("last", "warnings"), [("2028-10-01", []), ("2028-10-02", ["ranges_have_an_end"])])
def test_a_cost_that_never_ends_is_told(warehouse, last, warnings) -> None:
    warehouse.costs({"on": "2026-10-01", "to": last, "cost": 1000})
    assert warehouse.failing_checks("core_cost_days") == warnings
