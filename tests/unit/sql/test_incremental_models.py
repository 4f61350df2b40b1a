"""A day at a time or all at once: an incremental model comes out the same."""

from datetime import date

import pytest

from pipelines.warehouse.build import create_view, rebuild, rewrite
from pipelines.warehouse.ranges import DateRange, DateRanges

PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc"}
GLANCE = {"pages": 1, "duration": 1, "bounce": True, "network": "farm"}
DAYS = [DateRange.inclusive(day, day) for day in (date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7))]


@pytest.fixture
def three_days(warehouse):
    for day in (5, 6, 7):
        at = f"2026-10-0{day} 12:00"
        warehouse.visits(
            {"at": at, "visitor": 5, "goals": [101], **PAID}, *({"at": at, **GLANCE} for _ in range(2 * day - 6))
        )
        visit = {"visitor_id": "v", "started_at": at}
        warehouse.load("visits", [{**visit, "visit_id": f"{day}{n}"} for n in range(3)], folder=f"day{day}")
    return warehouse


def test_days_in_any_order_equal_the_whole(three_days, models) -> None:
    con = three_days._prepared()
    incremental = [model for model in models if model.is_incremental]
    names = {model.relation for model in incremental} | {"core.core_web_visits", "staging.stg_yandex_metrica__visits"}
    chain = [model for model in models if model.relation in names]
    for model in chain:
        create_view(con, model) if model.is_view else rebuild(con, model, DateRanges.of(*DAYS))
    whole = {model.relation: _rows(con, model.relation) for model in incremental}
    for day in reversed(DAYS):
        for model in chain:
            if model.is_incremental:
                rewrite(con, model, DateRanges.of(day))
    assert {model.relation: _rows(con, model.relation) for model in incremental} == whole
    assert all(whole.values())


def _rows(con, relation):
    return con.execute(f"select * from {relation} order by all").fetchall()
