"""Hits are the page views of the visits, one for one."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

Serve = Callable[..., Any]
HITS = ["watchID", "visitID", "date", "dateTime", "URL", "referer", "title", "goalsID", "isPageView", "pageViewID",
        "clientID", "UTMSource", "lastTrafficSource", "deviceCategory", "regionCityID"]  # fmt: skip
VISITS = ["visitID", "dateTime", "visitDuration", "pageViews", "startURL", "endURL", "referer", "goalsID", "watchIDs",
          "clientID", "lastUTMSource", "lastTrafficSource"]  # fmt: skip
FIRST, LAST = "2026-11-18", "2026-11-21"


@pytest.fixture
def logs(serve: Serve) -> tuple[dict[str, dict[str, str]], dict[str, list[dict[str, str]]]]:
    """Visits by id, and the hits of each, in the order of the log, of three days and the night after them."""
    metrica = serve(size=400, today=lambda: date(2026, 11, 25))
    visits = metrica.rows([f"ym:s:{name}" for name in VISITS], date1=FIRST, date2="2026-11-20")
    hits = metrica.rows([f"ym:pv:{name}" for name in HITS], source="hits", date1=FIRST, date2=LAST)
    by_visit: dict[str, list[dict[str, str]]] = defaultdict(list)
    for hit in hits:
        by_visit[hit["ym:pv:visitID"]].append(hit)
    return {visit["ym:s:visitID"]: visit for visit in visits}, by_visit


def test_a_visit_has_as_many_hits_as_pages_from_its_start_to_its_end(
    logs: tuple[dict[str, dict[str, str]], dict[str, list[dict[str, str]]]],
) -> None:
    visits, hits = logs
    for visit_id, visit in visits.items():
        own = sorted(hits[visit_id], key=lambda hit: int(hit["ym:pv:pageViewID"]))
        assert len(own) == int(visit["ym:s:pageViews"])
        assert (own[0]["ym:pv:URL"], own[0]["ym:pv:referer"]) == (visit["ym:s:startURL"], visit["ym:s:referer"])
        if len(own) > 1:
            assert own[-1]["ym:pv:URL"] == visit["ym:s:endURL"]
            assert [hit["ym:pv:referer"] for hit in own[1:]] == [hit["ym:pv:URL"] for hit in own[:-1]]
        start = datetime.fromisoformat(visit["ym:s:dateTime"])
        times = [datetime.fromisoformat(hit["ym:pv:dateTime"]) for hit in own]
        assert times == sorted(times)
        assert times[0] == start
        assert times[-1] <= start + timedelta(seconds=int(visit["ym:s:visitDuration"]))
        assert visit["ym:s:watchIDs"] == "[" + ",".join(hit["ym:pv:watchID"] for hit in own) + "]"
        assert {hit["ym:pv:clientID"] for hit in own} == {visit["ym:s:clientID"]}
        assert {hit["ym:pv:lastTrafficSource"] for hit in own} == {visit["ym:s:lastTrafficSource"]}
        assert [hit["ym:pv:UTMSource"] for hit in own] == [visit["ym:s:lastUTMSource"], *[""] * (len(own) - 1)]


def test_hits_reach_the_goals_of_their_visit_once(
    logs: tuple[dict[str, dict[str, str]], dict[str, list[dict[str, str]]]],
) -> None:
    visits, hits = logs
    reached = 0
    for visit_id, visit in visits.items():
        of_hits = [goal for hit in hits[visit_id] for goal in hit["ym:pv:goalsID"].strip("[]").split(",") if goal]
        of_visit = [goal for goal in visit["ym:s:goalsID"].strip("[]").split(",") if goal]
        assert sorted(of_hits) == sorted(of_visit)
        reached += len(of_visit)
    assert reached > 10


def test_each_hit_has_a_number_of_its_own_and_the_day_of_its_moment(
    logs: tuple[dict[str, dict[str, str]], dict[str, list[dict[str, str]]]],
) -> None:
    _, by_visit = logs
    hits = [hit for own in by_visit.values() for hit in own]
    assert len({hit["ym:pv:watchID"] for hit in hits}) == len(hits)
    assert any(int(hit["ym:pv:watchID"]) >= 2**63 for hit in hits)
    assert all(hit["ym:pv:dateTime"].startswith(hit["ym:pv:date"]) for hit in hits)
    assert all(FIRST <= hit["ym:pv:date"] <= LAST for hit in hits)


def test_a_visit_over_midnight_has_hits_on_both_days(serve: Serve) -> None:
    metrica = serve(size=3000)
    days = [
        metrica.rows(["ym:pv:visitID"], source="hits", date1=day, date2=day) for day in ("2026-11-19", "2026-11-20")
    ]
    before, after = ({row["ym:pv:visitID"] for row in rows} for rows in days)
    assert before & after
