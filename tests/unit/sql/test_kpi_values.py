"""What the published values say besides the value: baseline, change, interval, confidence."""

import pytest


def order(number, day, revenue=100, **more):
    return {"id": str(number), "at": f"{day} 12:00", "revenue": revenue, **more}


def sales(warehouse, period, columns="value, baseline_value, change"):
    return warehouse.one("kpi_values", columns, f"kpi_code = 'net_sales' and period = '{period}'")


@pytest.fixture
def two_years(warehouse):
    warehouse.company = {"history_starts_on": "2019-12-25"}
    warehouse.orders(
        order(1, "2019-12-30", 1), order(2, "2024-02-28", 40), order(3, "2024-02-29", 60), order(4, "2025-02-28", 120),
        order(5, "2020-12-30", 80), order(6, "2021-12-29", 100), order(7, "2021-01-05", 50), order(8, "2026-11-20", 1),
    )  # fmt: skip
    return warehouse


@pytest.mark.parametrize(
    ("period", "result"),
    [
        ("2025-02", (120.0, 100.0, 0.2)),  # a leap February against a plain one: the calendar months as they are
        ("2025-02-28", (120.0, 40.0, 2.0)),
        ("2024-02-29", (60.0, None, None)),  # a year before there was no such day
        ("2020-W53", (80.0, None, None)),  # and no such week
        ("2021-W52", (100.0, 0.0, None)),  # 2020-W52: nothing was sold, and nothing can be divided by
        ("2021-W01", (50.0, 1.0, 49.0)),
        ("2020", (80.0, None, None)),  # of 2019 only two days are known
    ],
)
def test_a_year_ago_is_the_same_calendar_period(two_years, period, result) -> None:
    assert sales(two_years, period) == result


def test_a_base_below_zero_has_no_change(warehouse) -> None:
    warehouse.orders(order(1, "2025-09-01", 100), order(2, "2026-10-05", 100), order(3, "2026-11-20"))
    warehouse.refunds({"order": "1", "at": "2025-10-05 12:00", "amount": 100})
    assert sales(warehouse, "2026-10") == (100.0, -100.0, None)


def test_a_share_changes_in_percentage_points_against_the_period_before(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    robot = {"window_client_width": 0}
    warehouse.visits(*[{"at": "2026-09-05 12:00"}] * 8, *[{"at": "2026-09-05 12:00", **robot}] * 2)
    warehouse.visits(*[{"at": "2026-10-05 12:00"}] * 9, *[{"at": "2026-10-05 12:00", **robot}] * 1)
    where = "kpi_code = 'valid_traffic_share' and period = '2026-10' and member = 'all'"
    assert warehouse.one("kpi_values", "value, baseline_value, change", where) == (90.0, 80.0, 10.0)


def test_confidence_names_the_reason(warehouse) -> None:
    warehouse.orders(
        *(order(f"a{n}", "2026-09-05") for n in range(100)), *(order(f"b{n}", "2026-11-05") for n in range(100)),
        order("c", "2026-10-05"), order("d", "2026-11-20"), order("e", "2026-08-31"),
    )  # fmt: skip
    where = "kpi_code = 'net_sales' and period in ('2026-07', '2026-08', '2026-09', '2026-10', '2026-11')"
    assert warehouse.read("kpi_values", "period, confidence, status", where) == [
        ("2026-07", "no_data", "no_data"),
        ("2026-08", "incomplete", "incomplete"),
        ("2026-09", "ok", "ok"),
        ("2026-10", "low", "ok"),
        ("2026-11", "open_period", "ok"),
    ]


def test_values_are_of_the_moment_of_the_run(warehouse) -> None:
    warehouse.orders(order(1, "2026-10-05"))
    assert sales(warehouse, "2026-10", "as_of, period_start, period_end, period_grain") == (
        "2026-11-21T06:00:00",
        "2026-10-01",
        "2026-10-31",
        "month",
    )


def test_every_kpi_has_a_value_row_for_every_month(warehouse) -> None:
    warehouse.company = {"history_starts_on": "2026-09-10"}
    found = warehouse.read("kpi_values", "kpi_code, period, status", "period_grain = 'month' and member = 'all'")
    codes = sorted(
        ("net_sales", "sales_plan_attainment", "valid_traffic_share", "romi", "retention_rate", "average_order_value")
    )
    assert [row[:2] for row in found] == [(code, f"2026-{month:02}") for code in codes for month in (9, 10, 11)]
    assert {row[2] for row in found} == {"no_data", "no_plan"}


def test_the_catalogue_says_what_each_kpi_means(warehouse) -> None:
    columns = "kpi_code, name_ru, area, unit, direction, baseline, is_ratio, article, interval"
    assert warehouse.read("kpi_catalogue", columns) == [
        ("average_order_value", "Средний чек", "customers", "money", "up", "year_ago", True, "B5", "none"),
        ("conversion", "Конверсия в цель", "traffic", "percent", "up", "previous", True, "B1", "wilson"),
        ("net_sales", "Чистые продажи", "sales", "money", "up", "year_ago", False, "A", "none"),
        ("retention_rate", "Удержание клиентов", "customers", "percent", "up", "year_ago", True, "B5", "wilson"),
        ("romi", "ROMI (возврат инвестиций)", "roi", "percent", "up", "previous", True, "AG2, B4", "none"),
        ("sales_plan_attainment", "Выполнение плана продаж", "sales", "percent", "up", "previous", True, "A1", "none"),
        (
            "valid_traffic_share",
            "Доля качественного трафика",
            "traffic",
            "percent",
            "up",
            "previous",
            True,
            "B2",
            "wilson",
        ),
    ]


def test_channels_are_published_with_their_names(warehouse) -> None:
    assert warehouse.read("channels", "channel, name_ru, channel_group, position", "position <= 2") == [
        ("direct", "Магазин", "any", 1),
        ("organic_search", "Магазин", "any", 2),
    ]


def test_sums_of_a_weak_currency_have_room(warehouse) -> None:
    warehouse.orders(
        order(1, "2025-09-05", "0.01"), order(2, "2025-10-05", "0.01"), order(3, "2026-10-05", 9_000_000_000_000),
        order(4, "2026-11-20", 1),
    )  # fmt: skip
    assert sales(warehouse, "2026-10") == (9e12, 0.01, 9e14 - 1)


def test_an_open_period_is_not_compared_as_if_it_were_over(warehouse) -> None:
    warehouse.orders(
        order(1, "2025-10-31"), order(2, "2025-11-05"), order(3, "2025-11-30", 900), order(4, "2026-11-05")
    )
    assert sales(warehouse, "2026-11") == (100.0, 1000.0, None)
    assert sales(warehouse, "2026-11-05") == (100.0, 100.0, 0.0)
