"""Who bears the costs that aren't media: a rule for each type, and nothing lost by any of them."""

from typing import Any

import pytest

from pipelines.settings.configuration import VatRate

MEDIA = [
    {"on": "2026-10-01", "cost": 300, "campaign": "A"},
    {"on": "2026-10-02", "cost": 100, "source": "vk"},
    {"on": "2026-10-03", "cost": 200, "source": "list", "medium": "email"},
]
PAID = {"source": "yandex", "medium": "cpc"}
# of October: two of direct, one of e-mail, one of paid search, and a robot, who counts for nobody
VISITS = [
    {"at": "2026-10-05 12:00"},
    {"at": "2026-10-06 12:00"},
    {"at": "2026-10-06 12:00", "medium": "email"},
    {"at": "2026-10-07 12:00", **PAID},
    {"at": "2026-10-07 12:00", **PAID, "window_client_width": 0},
    {"at": "2026-11-01 12:00"},
]
RULES = {
    "ad_spend": {"email": 40.0, "paid_search": 60.0, "paid_social": 20.0},
    "visits": {"direct": 60.0, "email": 30.0, "paid_search": 30.0},
    "evenly": {"email": 40.0, "paid_search": 40.0, "paid_social": 40.0},
    "to one": {"referral": 120.0},
}
TYPES = ("agency", "tools", "salary", "production", "other")
TO_ONE = {"channel": "referral"}


def allocated(warehouse: Any, **rules: Any) -> Any:
    warehouse.money = {"allocation": {name: TO_ONE if rule == "to one" else rule for name, rule in rules.items()}}
    return warehouse


def borne(warehouse: Any, cost_type: str) -> dict[str, float]:
    """Of one type of cost, by channel."""
    rows = warehouse.read("core_marketing_costs_daily", "channel, marketing_cost", f"cost_type = '{cost_type}'")
    return dict(rows)


def test_each_type_of_cost_is_borne_by_its_own_rule(warehouse) -> None:
    allocated(warehouse, default="evenly", agency="ad_spend", tools="visits", salary="to one")
    warehouse.visits(*VISITS)
    warehouse.costs(*MEDIA, *({"on": "2026-10-20", "cost": 120, "source": name, "type": name} for name in TYPES))
    assert {name: borne(warehouse, name) for name in TYPES} == {
        "agency": RULES["ad_spend"],
        "tools": RULES["visits"],
        "salary": RULES["to one"],
        "production": RULES["evenly"],
        "other": RULES["evenly"],
    }
    assert borne(warehouse, "media") == {"email": 200.0, "paid_search": 300.0, "paid_social": 100.0}
    assert warehouse.one("roi_daily", "sum(ad_spend), sum(marketing_cost)") == (600.0, 1200.0)


@pytest.mark.parametrize("rules", [{}, {"tools": "evenly"}, {"default": "ad_spend"}])
def test_without_a_rule_of_its_own_a_type_is_shared_by_ad_spend(warehouse, rules) -> None:
    allocated(warehouse, **rules).costs(*MEDIA, {"on": "2026-10-20", "cost": 120, "type": "agency"})
    assert borne(warehouse, "agency") == RULES["ad_spend"]


@pytest.mark.parametrize(
    ("rule", "visits", "bearer"),
    [
        ("ad_spend", [], "unassigned"),
        ("evenly", [], "unassigned"),
        ("visits", [], "unassigned"),
        ("visits", [{"at": "2026-09-05 12:00", **PAID}], "paid_search"),
        ("to one", [], "referral"),
    ],
)
def test_a_month_without_ad_spend_or_visits_leaves_its_costs_to_nobody(warehouse, rule, visits, bearer) -> None:
    """September has no media; October's doesn't count for it."""
    allocated(warehouse, default=rule).visits(*VISITS, *visits)
    warehouse.costs(*MEDIA, {"on": "2026-09-30", "cost": 50, "type": "tools"})
    assert borne(warehouse, "tools") == {bearer: 50.0}


def test_media_that_was_given_back_bears_nothing(warehouse) -> None:
    back = {"on": "2026-10-04", "cost": -100, "source": "vk", "campaign": "returned"}
    warehouse.costs(*MEDIA, back, {"on": "2026-10-20", "cost": 100, "type": "agency"})
    assert borne(warehouse, "agency") == {"email": 40.0, "paid_search": 60.0}


@pytest.mark.parametrize("cost", ["0.0001", "0.01", "100", "33.3333", "-7.77", "123456.7891"])
def test_no_rule_loses_anything_on_any_day(warehouse, cost) -> None:
    """Sevenths of October's visits and unequal thirds of its media, over odd ranges of days."""
    allocated(warehouse, agency="ad_spend", tools="visits", salary="evenly", production="to one")
    warehouse.visits(*VISITS, *({"at": "2026-10-08 12:00", "medium": "email"} for _ in range(3)))
    ranges = {"agency": ("01", "31"), "tools": ("03", "09"), "salary": ("05", "05"), "production": ("30", "31")}
    warehouse.costs(
        *MEDIA,
        *(
            {"on": f"2026-10-{first}", "to": f"2026-10-{last}", "cost": cost, "type": name}
            for name, (first, last) in ranges.items()
        ),
    )
    totals = "cost_type, cast(sum({}) as varchar)"
    where = "cost_type <> 'media' group by cost_type"
    whole = warehouse.read("core_ad_costs_daily", totals.format("cost"), where)
    assert warehouse.read("core_marketing_costs_daily", totals.format("marketing_cost"), where) == whole
    assert [float(total) for _, total in whole] == [float(cost)] * 4


def test_a_cost_over_the_new_year_is_borne_by_each_month_at_the_vat_of_each_day(warehouse) -> None:
    warehouse.vat_rates = [VatRate(valid_from="2019-01-01", rate="0.2"), VatRate(valid_from="2026-01-01", rate="0.22")]
    warehouse.costs(
        {"on": "2025-12-05", "cost": 10},
        {"on": "2026-01-05", "cost": 10, "source": "vk"},
        {"on": "2025-12-30", "to": "2026-01-02", "cost": 488, "vat_included": True, "type": "tools"},
    )
    columns = "date, channel, marketing_cost"
    assert warehouse.read("core_marketing_costs_daily", columns, "cost_type = 'tools'") == [
        ("2025-12-30", "paid_search", 101.6667),
        ("2025-12-31", "paid_search", 101.6667),
        ("2026-01-01", "paid_social", 100.0),
        ("2026-01-02", "paid_social", 100.0),
    ]
    columns = "sum(cost_original), sum(cost), sum(cost_vat), sum(cost_gross)"
    assert warehouse.one("core_ad_costs_daily", columns, "cost_type = 'tools'") == (488.0, 403.3334, 84.6666, 488.0)


def test_a_leap_day_is_a_day_of_a_range(warehouse) -> None:
    warehouse.costs(
        {"on": "2024-02-28", "to": "2024-03-01", "cost": 90}, {"on": "2023-02-28", "to": "2023-03-01", "cost": 90}
    )
    assert warehouse.read("core_ad_costs_daily", "date, cost") == [
        ("2023-02-28", 45.0),
        ("2023-03-01", 45.0),
        ("2024-02-28", 30.0),
        ("2024-02-29", 30.0),
        ("2024-03-01", 30.0),
    ]


# ---- the rest of a range that still runs


def test_days_that_have_not_come_are_no_cost_yet(warehouse) -> None:
    warehouse.costs(
        {"on": "2026-11-20", "to": "2026-11-23", "cost": 40, "clicks": 8},
        {"on": "2026-11-01", "to": "2026-11-30", "cost": 300, "type": "salary"},
    )  # today is the 21st
    assert warehouse.read("core_ad_costs_daily", "date, is_due, cost", "cost_type = 'media'") == [
        ("2026-11-20", True, 10.0),
        ("2026-11-21", True, 10.0),
        ("2026-11-22", False, 10.0),
        ("2026-11-23", False, 10.0),
    ]
    columns = "max(date), sum(ad_spend), sum(marketing_cost), sum(clicks)"
    assert warehouse.one("roi_daily", columns) == ("2026-11-21", 20.0, 230.0, 4)
    assert warehouse.failing_checks("core_cost_days") == []


def test_days_that_have_not_come_need_no_exchange_rate(warehouse) -> None:
    warehouse.load("exchange_rates", [{"currency": "EUR", "date": "2026-11-20", "rate": 100}], folder="rates")
    warehouse.costs({"on": "2026-11-20", "to": "2026-12-31", "cost": 42, "currency": "EUR", "type": "tools"})
    columns = "is_due, status, count(*), sum(cost)"
    assert warehouse.read("core_ad_costs_daily", columns, "true group by is_due, status") == [
        (False, "no_rate", 31, None),
        (False, "ok", 9, 900.0),
        (True, "ok", 2, 200.0),
    ]
    assert warehouse.one("roi_daily", "sum(marketing_cost)") == (200.0,)


def test_a_cost_that_has_not_begun_is_told(warehouse) -> None:
    warehouse.costs({"on": "2062-10-05", "cost": 10})
    assert warehouse.failing_checks("core_cost_days") == ["costs_have_begun"]
    assert warehouse.said("core_cost_days") == [
        "costs: a cost begins on 2062-10-05, which hasn't come (row 1 of delivery costs1)."
    ]
    assert warehouse.read("roi_daily", "marketing_cost") == []


# ---- types


def test_an_unknown_type_of_cost_blocks_and_is_named(warehouse) -> None:
    warehouse.costs(
        {"on": "2026-10-05", "cost": 10, "type": "salry"},
        {"on": "2026-10-06", "cost": 10, "type": "salry", "campaign": "A"},
        {"on": "2026-10-06", "cost": 10, "type": " Salary "},
    )
    assert warehouse.failing_checks("core_cost_days") == ["cost_types_are_known"]
    assert warehouse.said("core_cost_days") == [
        "costs: salry is no type of cost (first on 2026-10-05). "
        "Write media, agency, tools, salary, production or other."
    ]
