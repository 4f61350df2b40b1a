"""Which sources end too early, in words, and in which months that matters."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.publish.card import Feed
from pipelines.publish.staleness import staleness
from pipelines.scorecard.months import Month

DUE = {"due_from": date(2026, 10, 22), "due_to": date(2026, 11, 20)}
VISITS = Feed("yandex_metrica", "visits", date(2026, 11, 18), None, **DUE, status="stale")
REPORT = replace(VISITS, stream="traffic_report")
ANALYTICS = [
    Feed("google_analytics", stream, None, None, **DUE, status="no_data")
    for stream in ("ad_cost_days", "campaign_days", "channel_days", "daily_totals", "key_event_days")
]
HOLES = replace(
    VISITS,
    covered_to=date(2026, 11, 20),
    status="incomplete",
    missing_days=2,
    missing_from=date(2026, 11, 3),
    missing_to=date(2026, 11, 10),
)
ORDERS = Feed("files", "orders", date(2026, 11, 1), None)


def fresh(feed: Feed) -> Feed:
    return replace(feed, covered_to=feed.due_to, status="ok")


@pytest.mark.parametrize(
    ("feeds", "russian", "english"),
    [
        ([ORDERS, fresh(VISITS), fresh(REPORT)], [], []),
        (
            [ORDERS, VISITS, REPORT],
            ["Яндекс Метрика: данные по 18 ноября 2026, ждали по 20 ноября 2026"],
            ["Yandex Metrica: data through 18 November 2026, expected through 20 November 2026"],
        ),
        (
            [VISITS, fresh(REPORT)],
            ["Яндекс Метрика (Визиты): данные по 18 ноября 2026, ждали по 20 ноября 2026"],
            ["Yandex Metrica (Visits): data through 18 November 2026, expected through 20 November 2026"],
        ),
        (
            [VISITS, replace(REPORT, covered_to=date(2026, 11, 1))],
            [
                "Яндекс Метрика (Визиты): данные по 18 ноября 2026, ждали по 20 ноября 2026",
                "Яндекс Метрика (Отчёт о трафике): данные по 1 ноября 2026, ждали по 20 ноября 2026",
            ],
            [
                "Yandex Metrica (Visits): data through 18 November 2026, expected through 20 November 2026",
                "Yandex Metrica (Traffic report): data through 1 November 2026, expected through 20 November 2026",
            ],
        ),
        (
            [*ANALYTICS, VISITS],
            [
                "Google Аналитика: данных ещё нет, ждали по 20 ноября 2026",
                "Яндекс Метрика: данные по 18 ноября 2026, ждали по 20 ноября 2026",
            ],
            [
                "Google Analytics: no data yet, expected through 20 November 2026",
                "Yandex Metrica: data through 18 November 2026, expected through 20 November 2026",
            ],
        ),
        (
            [*ANALYTICS[:4], fresh(ANALYTICS[4])],
            [
                "Google Аналитика (Расходы на рекламу по дням, Кампании по дням, Каналы по дням и ещё 1): "
                "данных ещё нет, ждали по 20 ноября 2026"
            ],
            [
                "Google Analytics (Ad costs by day, Campaigns by day, Channels by day and 1 more): "
                "no data yet, expected through 20 November 2026"
            ],
        ),
        (
            [replace(VISITS, source="shop_api")],
            ["shop_api: данные по 18 ноября 2026, ждали по 20 ноября 2026"],
            ["shop_api: data through 18 November 2026, expected through 20 November 2026"],
        ),
        (
            [replace(HOLES, missing_days=1, missing_to=HOLES.missing_from)],
            ["Яндекс Метрика: нет данных за 3 ноября 2026"],
            ["Yandex Metrica: no data of 3 November 2026"],
        ),
        (
            [replace(HOLES, missing_days=8)],
            ["Яндекс Метрика: нет данных с 3 ноября 2026 по 10 ноября 2026"],
            ["Yandex Metrica: no data from 3 November 2026 to 10 November 2026"],
        ),
        (
            [HOLES],
            ["Яндекс Метрика: с 3 ноября 2026 по 10 ноября 2026 не хватает 2 дней"],
            ["Yandex Metrica: 2 days between 3 November 2026 and 10 November 2026 are missing"],
        ),
        (
            [
                replace(
                    HOLES, status="stale", covered_to=date(2026, 11, 18), missing_days=21, missing_to=date(2026, 12, 1)
                )
            ],
            [
                "Яндекс Метрика: данные по 18 ноября 2026, ждали по 20 ноября 2026; "
                "с 3 ноября 2026 по 1 декабря 2026 не хватает 21 дня"
            ],
            [
                "Yandex Metrica: data through 18 November 2026, expected through 20 November 2026; "
                "21 days between 3 November 2026 and 1 December 2026 are missing"
            ],
        ),
    ],
    ids=[
        "all is well",
        "a source",
        "a stream of it",
        "two streams apart",
        "no data",
        "many streams",
        "no words",
        "a day in between",
        "days in a row",
        "days in between",
        "days in between and at the end",
    ],
)
def test_a_stale_source_is_a_line(feeds: list[Feed], russian: list[str], english: list[str]) -> None:
    lines = staleness(feeds, [feed for feed in feeds if feed.is_stale])
    assert ([line.ru for line in lines], [line.en for line in lines]) == (russian, english)


@pytest.mark.parametrize(
    ("feed", "stale_months"),
    [
        (VISITS, [11]),
        (replace(VISITS, covered_to=date(2026, 10, 30)), [10, 11]),
        (replace(VISITS, covered_to=date(2026, 10, 31)), [11]),
        (replace(VISITS, covered_to=date(2026, 8, 30)), [8, 9, 10, 11]),
        (ANALYTICS[0], [10, 11]),
        (fresh(VISITS), []),
        (ORDERS, []),
        (HOLES, [11]),
        (replace(HOLES, missing_from=date(2026, 8, 31)), [8, 9, 10, 11]),
    ],
    ids=[
        "this month",
        "a day of the last",
        "the last is whole",
        "months ago",
        "never came",
        "fresh",
        "files",
        "days in between",
        "days of four months",
    ],
)
def test_a_feed_is_stale_in_months_that_it_should_reach_further_into(feed: Feed, stale_months: list[int]) -> None:
    assert [number for number in range(7, 13) if feed.is_stale_in(Month(2026, number))] == stale_months
