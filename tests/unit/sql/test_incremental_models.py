"""A day at a time or all at once: an incremental model comes out the same."""

from datetime import date

import pytest

from pipelines.warehouse.building.writing import create_view, rebuild, rewrite
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
        tags = {"date": at[:10], "session_source": "google", "session_medium": "cpc", "session_campaign_name": "spring"}
        warehouse.analytics("campaign_days", {**tags, "sessions": day, "engaged_sessions": 2, "screen_page_views": 9})
        warehouse.analytics("key_event_days", {**tags, "event_name": "purchase", "key_events": 2.0, "sessions": 1})
        event = {"event": "purchase", "event_date": at[:10], "happened_at": at, "visitor_id": "B"}
        warehouse.load("web_events", [{**event, "session_id": str(day), "sequence": "0"}], folder="ga", arrival=day)
        late = f"2026-10-0{day} 18:00"
        warehouse.leads({"id": f"L{day}", "at": late, "visitor": "5"}, arrival=day)
        warehouse.orders({"id": f"O{day}", "at": late, "visitor_id": "5", "revenue": 100}, arrival=day)
        media = {"on": at[:10], "campaign": "sale", "cost": 10 * day}
        warehouse.costs(media, {"on": at[:10], "type": "tools", "cost": 7}, arrival=day)
    return warehouse


@pytest.mark.parametrize("primary", ["yandex_metrica", "google_analytics"])
def test_days_in_any_order_equal_the_whole(three_days, models, primary) -> None:
    three_days.company = {"web": {"primary": primary}}
    con = three_days._prepared()
    incremental = [model for model in models if model.is_incremental]
    names = {name for model in incremental for name in (model.relation, *models.upstream(model.relation))}
    chain = [model for model in models if model.relation in names]
    for model in chain:
        create_view(con, model) if model.is_view else rebuild(con, model, DateRanges.of(*DAYS), reach=2)
    whole = {model.relation: _rows(con, model.relation) for model in incremental}
    for day in reversed(DAYS):
        for model in chain:
            if model.is_incremental:
                rewrite(con, model, DateRanges.of(day), reach=2)
    assert {model.relation: _rows(con, model.relation) for model in incremental} == whole
    of_visits = {"core.core_visits", "core.core_visit_validity", "core.core_conversions", "core.core_touches"}
    assert {name for name, rows in whole.items() if not rows} == (of_visits if primary == "google_analytics" else set())


def _rows(con, relation):
    return con.execute(f"select * from {relation} order by all").fetchall()
