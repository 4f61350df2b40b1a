"""Reports count the very visits that the logs list."""

from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.servers.yandex_metrica import Counter

Serve = Callable[..., Any]
COUNTER = 90601234
LOG = ["visitID", "counterUserIDHash", "isNewUser", "pageViews", "bounce", "visitDuration", "lastTrafficSource",
       "goalsID", "goalsPrice", "purchaseRevenue", "isRobotPro", "deviceCategory"]  # fmt: skip
DAYS = {"date1": "2026-11-18", "date2": "2026-11-20"}
METRICS = ["visits", "users", "newUsers", "pageviews", "bounceRate", "pageDepth", "avgVisitDurationSeconds",
           "robotVisits", "robotPercentage", "sumGoalReachesAny", "goal3000001reaches", "goal3000001visits",
           "goal3000001users", "goal3000001conversionRate", "goal3000001convertedRUBRevenue", "ecommercePurchases",
           "ecommerceRUBConvertedRevenue", "goal3000002convertedRUBRevenue"]  # fmt: skip


def names(metrics: list[str]) -> str:
    return ",".join(f"ym:s:{name}" for name in metrics)


def numbers(cell: str) -> list[float]:
    return [float(one) for one in cell.strip("[]").split(",") if one]


def expected(rows: list[dict[str, str]]) -> list[float]:
    """The metrics, counted by hand out of a log."""
    told = [{name: row[f"ym:s:{name}"] for name in LOG} for row in rows]
    goals = [numbers(row["goalsID"]) for row in told]

    def worth(goal: int) -> float:
        return sum(
            price / 1000
            for row in told
            for reached, price in zip(numbers(row["goalsID"]), numbers(row["goalsPrice"]), strict=True)
            if reached == goal
        )

    def total(name: str) -> float:
        return sum(float(row[name]) for row in told)

    buyers = [row for row in told if 3000001.0 in numbers(row["goalsID"])]
    visits = len(told)
    return [
        visits,
        len({row["counterUserIDHash"] for row in told}),
        len({row["counterUserIDHash"] for row in told if row["isNewUser"] == "1"}),
        total("pageViews"),
        100 * total("bounce") / visits,
        total("pageViews") / visits,
        total("visitDuration") / visits,
        total("isRobotPro"),
        100 * total("isRobotPro") / visits,
        sum(map(len, goals)),
        sum(reached.count(3000001) for reached in goals),
        len(buyers),
        len({row["counterUserIDHash"] for row in buyers}),
        100 * len(buyers) / visits,
        worth(3000001),
        sum(row["purchaseRevenue"] != "[]" for row in told),
        sum(sum(numbers(row["purchaseRevenue"])) for row in told),
        worth(3000002),
    ]


@pytest.fixture
def metrica(serve: Serve) -> Any:
    return serve(size=500, counter=Counter(COUNTER, pro=True))


def test_metrics_are_what_one_counts_by_hand(metrica: Any) -> None:
    rows = metrica.rows([f"ym:s:{name}" for name in LOG], **DAYS)
    answer = metrica.data(metrics=names(METRICS), **DAYS).json()
    assert answer["totals"] == pytest.approx(expected(rows))
    assert answer["data"] == [{"dimensions": [], "metrics": answer["totals"]}]
    assert (answer["sampled"], answer["sample_share"], answer["sample_size"]) == (False, 1.0, len(rows))
    assert (answer["total_rows"], answer["total_rows_rounded"]) == (1, False)


def test_groups_are_what_one_counts_by_hand(metrica: Any) -> None:
    rows = metrica.rows([f"ym:s:{name}" for name in LOG], **DAYS)
    metrics = [name for name in METRICS if not name.startswith("robot")]
    answer = metrica.data(metrics=names(metrics), dimensions="ym:s:lastTrafficSource", **DAYS).json()
    kept = [n for n, name in enumerate(METRICS) if name in metrics]
    for row in answer["data"]:
        source = row["dimensions"][0]["id"]
        counted = expected([one for one in rows if one["ym:s:lastTrafficSource"] == source])
        assert row["metrics"] == pytest.approx([counted[n] for n in kept])
    assert {row["dimensions"][0]["id"] for row in answer["data"]} == {row["ym:s:lastTrafficSource"] for row in rows}
    visits = [row["metrics"][0] for row in answer["data"]]
    assert visits == sorted(visits, reverse=True)
    assert (answer["min"][0], answer["max"][0]) == (visits[-1], visits[0])
    assert answer["contains_sensitive_data"] is False


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        (
            "ru",
            {"id": "organic", "name": "Переходы из поисковых систем", "icon_id": "1", "icon_type": "traffic-source"},
        ),
        ("en", {"id": "organic", "name": "Search engine traffic", "icon_id": "1", "icon_type": "traffic-source"}),
    ],
)
def test_sources_have_an_id_and_a_name_in_the_language_asked_for(metrica: Any, lang: str, shown: object) -> None:
    answer = metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource", lang=lang, limit="1000", **DAYS).json()
    found = [row["dimensions"] for row in answer["data"] if row["dimensions"][1]["id"] == "organic"]
    assert len(found) == 3
    assert {row[0]["name"] for row in found} == {"2026-11-18", "2026-11-19", "2026-11-20"}
    assert all(row[1] == shown for row in found)


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ("ym:s:isRobot=='No'", lambda row: row["ym:s:isRobotPro"] == "0"),
        ("ym:s:isRobot=='Yes'", lambda row: row["ym:s:isRobotPro"] == "1"),
        ("ym:s:isRobot!='Yes' AND ym:s:lastTrafficSource=='ad'",
         lambda row: row["ym:s:isRobotPro"] == "0" and row["ym:s:lastTrafficSource"] == "ad"),
        ("ym:s:deviceCategory=='desktop'", lambda row: row["ym:s:deviceCategory"] == "1"),
        ("(ym:s:lastTrafficSource!='ad')", lambda row: row["ym:s:lastTrafficSource"] != "ad"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_filters_choose_visits(metrica: Any, filters: str, fits: Callable[[dict[str, str]], bool]) -> None:
    rows = metrica.rows([f"ym:s:{name}" for name in LOG], **DAYS)
    assert metrica.data(filters=filters, **DAYS).json()["totals"] == [sum(map(fits, rows))]


def test_rows_with_few_visitors_are_hidden_where_robots_are_told_of(metrica: Any) -> None:
    plain = metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource", metrics="ym:s:users", **DAYS).json()
    robots = metrica.data(
        dimensions="ym:s:date,ym:s:lastTrafficSource", metrics="ym:s:users,ym:s:robotVisits", **DAYS
    ).json()
    few = [row for row in plain["data"] if row["metrics"][0] < 10]
    assert few
    assert robots["contains_sensitive_data"] is True
    assert len(robots["data"]) == len(plain["data"]) - len(few)
    assert min(row["metrics"][0] for row in robots["data"]) >= 10
    split = metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource,ym:s:isRobot", **DAYS).json()
    assert split["contains_sensitive_data"] is True


@pytest.mark.parametrize(
    ("accuracy", "share"), [("low", 0.01), ("medium", 0.1), ("high", 0.5), ("0.2", 0.1), ("1", 1.0), ("full", 1.0)]
)
def test_accuracy_below_full_is_a_sample_scaled_up(serve: Serve, accuracy: str, share: float) -> None:
    metrica = serve(size=1500)
    whole = metrica.data(**DAYS).json()
    answer = metrica.data(accuracy=accuracy, **DAYS).json()
    assert (answer["sampled"], answer["sample_share"]) == (share < 1, share)
    assert answer["sample_space"] == whole["totals"][0]
    assert answer["totals"][0] == pytest.approx(answer["sample_size"] / share)
    assert answer["totals"][0] == pytest.approx(whole["totals"][0], rel=0.15 if share >= 0.1 else 1)


def test_pages_of_an_answer_make_up_the_whole(metrica: Any) -> None:
    whole = metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource", limit="1000", **DAYS).json()
    pages = [
        metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource", limit="7", offset=str(offset), **DAYS).json()
        for offset in range(1, whole["total_rows"] + 1, 7)
    ]
    assert [row for page in pages for row in page["data"]] == whole["data"]
    assert {page["total_rows"] for page in pages} == {len(whole["data"])}


def test_rows_are_sorted_as_asked(metrica: Any) -> None:
    answer = metrica.data(dimensions="ym:s:date,ym:s:lastTrafficSource", sort="ym:s:date,-ym:s:visits", **DAYS).json()
    shown = [(row["dimensions"][0]["name"], -row["metrics"][0]) for row in answer["data"]]
    assert shown == sorted(shown)


def test_undefined_values_come_when_asked_for(metrica: Any) -> None:
    kept = metrica.data(dimensions="ym:s:lastAdvEngine", **DAYS).json()
    every = metrica.data(dimensions="ym:s:lastAdvEngine", include_undefined="true", **DAYS).json()
    assert len(every["data"]) == len(kept["data"]) + 1
    assert {"name": None} in [row["dimensions"][0] for row in every["data"]]
    assert every["totals"] == kept["totals"]


@pytest.mark.parametrize(("asked", "first"), [({}, "2026-11-15"), ({"date1": "3daysAgo"}, "2026-11-18")])
def test_days_may_be_relative(metrica: Any, asked: dict[str, str], first: str) -> None:
    params = {"ids": str(COUNTER), "metrics": "ym:s:visits", "dimensions": "ym:s:date", "sort": "ym:s:date", **asked}
    answer = metrica.ask("GET", "/stat/v1/data", accuracy="full", **params).json()
    assert (answer["query"]["date1"], answer["query"]["date2"]) == (first, "2026-11-21")
    shown = [row["dimensions"][0]["name"] for row in answer["data"]]
    assert (shown[0], shown[-1]) == (first, "2026-11-20")


def test_a_report_of_days_before_the_counter_is_empty(metrica: Any) -> None:
    answer = metrica.data(dimensions="ym:s:date", date1="2026-01-01", date2="2026-01-02").json()
    assert (answer["data"], answer["totals"], answer["total_rows"]) == ([], [0.0], 0)


@pytest.mark.parametrize(
    ("params", "error_type", "says"),
    [
        ({"metrics": ",".join(["ym:s:visits"] * 21)}, "query_error", "error code: 4015"),
        ({"dimensions": ",".join(["ym:s:date"] * 11)}, "query_error", "error code: 4015"),
        ({"metrics": "ym:s:ecommerceRevenue"}, "invalid_parameter", "error code: 4001"),
        ({"metrics": "ym:pv:pageviews"}, "invalid_parameter", "error code: 4001"),
        ({"dimensions": "ym:s:weather"}, "invalid_parameter", "error code: 4001"),
        ({"metrics": ""}, "missing_parameter", "metrics"),
        ({"ids": ""}, "missing_parameter", "ids"),
        ({"limit": "100001"}, "invalid_parameter", "at most 100000"),
        ({"offset": "0"}, "invalid_parameter", "offset"),
        ({"sort": "ym:s:users"}, "invalid_parameter", "sort"),
        ({"accuracy": "2"}, "invalid_parameter", "accuracy"),
        ({"filters": "ym:s:isRobot=='No' OR ym:s:isRobot=='Yes'"}, "invalid_parameter", "filters"),
        ({"filters": " AND ".join(["ym:s:isRobot=='No'"] * 21)}, "filter_limits", "too many conditions"),
        ({"date1": "2026-11-22"}, "invalid_parameter", "date1"),
    ],
    ids=str,
)
def test_a_wrong_report_is_400(metrica: Any, params: dict[str, str], error_type: str, says: str) -> None:
    answer = metrica.data(**params)
    body = answer.json()
    assert (answer.status_code, body["code"], body["errors"][0]["error_type"]) == (400, 400, error_type)
    assert says in body["message"]


def test_a_counter_of_somebody_else_is_403(metrica: Any) -> None:
    assert metrica.data(ids="1").status_code == 403


def test_a_counter_that_filters_robots_by_behaviour_has_none_anywhere(serve: Serve) -> None:
    strict, plain = (serve(size=500, counter=Counter(COUNTER, filter_robots=n, pro=True)) for n in (2, 1))
    fields = ["ym:s:visitID", "ym:s:isRobotPro"]
    of_strict, of_plain = (metrica.rows(fields, **DAYS) for metrica in (strict, plain))
    assert Tally(row["ym:s:isRobotPro"] for row in of_strict) == {"0": len(of_strict)}
    assert of_strict == [row for row in of_plain if row["ym:s:isRobotPro"] == "0"]
    assert strict.data(metrics="ym:s:visits,ym:s:robotVisits", **DAYS).json()["totals"] == [len(of_strict), 0.0]
    assert len(of_strict) < len(of_plain)
