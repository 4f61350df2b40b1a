"""The two report streams: their rows, what the vendor hides, their facts and warnings."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from metrica_reports import COUNTER, TOKEN, Metrica, serving

from connectors.common.stream import Facts, Rows
from connectors.yandex_metrica import YandexMetrica

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 2)
ORGANIC: dict[str, float | None] = {
    "ym:s:visits": 201,
    "ym:s:users": 180,
    "ym:s:newUsers": 90,
    "ym:s:pageviews": 700,
    "ym:s:bounceRate": 12.4378109453,
    "ym:s:avgVisitDurationSeconds": 95.5,
    "ym:s:robotVisits": 21,
    "ym:s:sumGoalReachesAny": 11,
    "ym:s:ecommercePurchases": 2,
    "ym:s:ecommerceRUBConvertedRevenue": 1499.995,
    "ym:s:ecommerceEURConvertedRevenue": 15.5,
}
HUMANS: dict[str, float | None] = {"ym:s:visits": 180}
GOALS: list[dict[str, object]] = [
    {"id": 20, "name": "Lead", "type": "action"},
    {"id": 10, "name": "Call +7 495 000-00-00", "type": "phone"},
]
Pulled = tuple[list[dict[str, object]], Facts]


class Hidden:
    """Stands in for phones without a key."""

    def address(self, address: str) -> str:
        return "0" * 16

    def texts(self, column: pa.Array) -> pa.Array:
        return pa.array([text and text.replace("+7 495 000-00-00", "(phone)") for text in column.to_pylist()])


@pytest.fixture
def pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pulled]:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)

    def pulled(metrica: Metrica, stream: str, **settings: object) -> Pulled:
        with serving(metrica) as url:
            monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
            source = YandexMetrica.from_settings(
                "m", {"counter_id": COUNTER, **settings}, Hidden(), tmp_path / "state" / "m"
            )
            rows, facts = [], []
            for export in source.exports(stream, FIRST, LAST):
                assert (export.first_day, export.last_day) == (FIRST, LAST)
                with export:
                    for piece in export.pieces():
                        if isinstance(piece, Rows):
                            assert piece.batch.schema.equals(source.streams[stream].schema)
                            rows += piece.batch.to_pylist()
                        else:
                            assert isinstance(piece, Facts)
                            facts.append(piece)
            [told] = facts
            assert told.rows_read == len(rows)
            return rows, told

    return pulled


def one_source(**more: float | None) -> Metrica:
    return Metrica(
        traffic={("2026-10-01", "organic"): {**ORGANIC, **more}},
        humans={("2026-10-01", "organic"): HUMANS},
        goals=GOALS,
    )


def test_the_traffic_report_has_a_row_per_day_and_source(pull: Callable[..., Pulled]) -> None:
    [row], facts = pull(one_source(), "traffic_report")
    assert row == {
        "date": date(2026, 10, 1),
        "counter_id": COUNTER,
        "traffic_source": "organic",
        "visits": 201,
        "users": 180,
        "new_users": 90,
        "page_views": 700,
        "bounces": 25,
        "bounce_rate": 12.4378109453,
        "average_duration_s": 95.5,
        "robot_visits": 21,
        "visits_without_robots": 180,
        "goal_reaches": 11,
        "purchases": 2,
        "revenue": Decimal("1499.9950"),
        "currency": "RUB",
        "sampled": False,
        "sample_share": 1.0,
        "contains_sensitive_data": False,
    }
    assert facts.warnings == ()


def test_the_facts_say_whose_report_it_is_and_what_it_cost(pull: Callable[..., Pulled]) -> None:
    metrica = one_source()
    _, facts = pull(metrica, "traffic_report")
    assert facts.details.pop("pulled_at")
    assert facts.details == {
        "counter_id": COUNTER,
        "counter_name": "Samovar & Co",
        "filter_robots": 1,
        "time_zone": "Europe/Moscow",
        "visit_threshold": 1800,
        "goals": 2,
        "attribution": "last",
        "currency": "RUB",
        "accuracy": "full",
        "sampled": False,
        "sampled_days": [],
        "sample_share": 1.0,
        "contains_sensitive_data": False,
        "hidden_days": [],
        "data_lag": 125,
        "requests": 5,
        "date_from": "2026-10-01",
        "date_to": "2026-10-02",
    }
    assert len(metrica.asked) == 5


def test_rows_are_joined_by_source_and_not_by_place(pull: Callable[..., Pulled]) -> None:
    metrica = Metrica()
    for number, source in enumerate(("ad", "direct", "organic", "undefined"), 1):
        metrica.traffic["2026-10-01", source] = {"ym:s:visits": number * 100, "ym:s:robotVisits": number}
    for number, source in ((4, "undefined"), (2, "direct")):
        metrica.humans["2026-10-01", source] = {"ym:s:visits": number * 99}
    rows, _ = pull(metrica, "traffic_report")
    told = {row["traffic_source"]: (row["visits"], row["robot_visits"], row["visits_without_robots"]) for row in rows}
    assert told == {"ad": (100, 1, 0), "direct": (200, 2, 198), "organic": (300, 3, 0), "undefined": (400, 4, 396)}


def test_what_the_vendor_hides_of_robots_is_null_and_doubts_nothing_else(pull: Callable[..., Pulled]) -> None:
    metrica = one_source(**{"ym:s:robotVisits": None})
    metrica.traffic["2026-10-01", "ad"] = {"ym:s:visits": 4}
    metrica.flags_of_robots = {"contains_sensitive_data": True}
    rows, facts = pull(metrica, "traffic_report")
    told = {row["traffic_source"]: (row["robot_visits"], row["visits_without_robots"]) for row in rows}
    assert told == {"ad": (0, None), "organic": (None, 180)}
    assert {row["contains_sensitive_data"] for row in rows} == {False}
    assert facts.details["contains_sensitive_data"] is False


def test_a_counter_that_refuses_robots_still_has_its_report(pull: Callable[..., Pulled]) -> None:
    metrica = one_source()
    metrica.refuse = lambda asked: (
        (400, "invalid_parameter", "Wrong metric: ym:s:robotVisits") if "robotVisits" in asked["metrics"] else None
    )
    [row], facts = pull(metrica, "traffic_report")
    assert (row["visits"], row["robot_visits"], row["visits_without_robots"]) == (201, None, 180)
    [warning] = facts.warnings
    assert "Wrong metric: ym:s:robotVisits" in warning
    assert warning.endswith("The report has no numbers of robots.")


def test_a_sampled_report_is_loaded_flagged_and_warned_of(pull: Callable[..., Pulled]) -> None:
    metrica = one_source()
    metrica.flags = {"sampled": True, "sample_share": 0.1, "contains_sensitive_data": True}
    [row], facts = pull(metrica, "traffic_report")
    assert (row["sampled"], row["sample_share"], row["contains_sensitive_data"]) == (True, 0.1, True)
    assert (facts.details["accuracy"], facts.details["sampled"]) == ("full", True)
    assert facts.warnings == (
        "Yandex.Metrica, counter 101: the report is sampled, 10.00% of the visits, though all were asked for.",
    )


def test_nothing_to_divide_by_is_null(pull: Callable[..., Pulled]) -> None:
    nothing = {"ym:s:bounceRate": None, "ym:s:avgVisitDurationSeconds": None}
    [row], _ = pull(one_source(**nothing), "traffic_report")
    assert (row["bounces"], row["bounce_rate"], row["average_duration_s"]) == (None, None, None)


def test_money_is_in_the_currency_of_the_settings(pull: Callable[..., Pulled]) -> None:
    [row], _ = pull(one_source(), "traffic_report", currency="EUR")
    assert (row["revenue"], row["currency"]) == (Decimal("15.5000"), "EUR")


@pytest.mark.parametrize("stream", ["traffic_report", "goal_report"])
def test_days_without_visits_have_no_rows_but_facts(pull: Callable[..., Pulled], stream: str) -> None:
    rows, facts = pull(Metrica(goals=GOALS), stream)
    assert rows == []
    assert facts.details["counter_id"] == COUNTER


def test_the_goal_report_has_a_row_per_day_and_goal(pull: Callable[..., Pulled]) -> None:
    day: dict[str, float | None] = {
        "ym:s:visits": 100, "ym:s:goal20reaches": 7, "ym:s:goal20visits": 5, "ym:s:goal20convertedRUBRevenue": 99.9,
    }  # fmt: skip
    rows, facts = pull(Metrica(days={"2026-10-02": day}, goals=GOALS), "goal_report")
    keys = ("date", "goal_id", "goal_name", "goal_type", "reaches", "visits", "revenue", "currency")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        (date(2026, 10, 2), 10, "Call (phone)", "phone", 0, 0, Decimal(0), "RUB"),
        (date(2026, 10, 2), 20, "Lead", "action", 7, 5, Decimal("99.9000"), "RUB"),
    ]
    assert (facts.details["goals"], facts.details["requests"]) == (2, 3)


@pytest.mark.parametrize(("goals", "reports"), [(0, 0), (1, 1), (6, 1), (7, 2), (300, 48)])
def test_any_number_of_goals_is_asked_for_in_batches(pull: Callable[..., Pulled], goals: int, reports: int) -> None:
    numbers = range(1, goals + 1)
    day: dict[str, float | None] = {"ym:s:visits": 9}
    day |= {f"ym:s:goal{number}reaches": number * 10 for number in numbers}
    day |= {f"ym:s:goal{number}visits": number for number in numbers}
    metrica = Metrica(days={"2026-10-02": day}, goals=[{"id": number, "name": "g"} for number in numbers])
    rows, _ = pull(metrica, "goal_report")
    assert [(row["goal_id"], row["reaches"], row["visits"]) for row in rows] == [(n, n * 10, n) for n in numbers]
    assert len(metrica.reports) == reports


def test_a_deleted_goal_is_not_asked_for(pull: Callable[..., Pulled]) -> None:
    metrica = Metrica(goals=[*GOALS, {"id": 30, "name": "Gone", "status": "Deleted"}])
    pull(metrica, "goal_report")
    assert "goal30" not in metrica.reports[0]["metrics"]
