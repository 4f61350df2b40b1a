"""The Reporting API: pages, batches of metrics, halves of days, and what the answers are worth."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from metrica_reports import COUNTER, DATE, SOURCE, TOKEN, Metrica, days_of, serving

from connectors.common.errors import AccessRefused, BadInput, Problem, SourceDown
from connectors.common.http import Retry
from connectors.yandex_metrica import MetricaSettings
from connectors.yandex_metrica.api.reporting import ReportingApi, too_much
from connectors.yandex_metrica.api.session import metrica_http
from connectors.yandex_metrica.reports.asking import Query, Report, ask

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 8)
DAYS = [f"2026-10-0{day}" for day in range(1, 9)]
TOO_COMPLICATED = (400, "query_error", "Query is too complicated. Please reduce the date interval or sampling.")
Ask = Callable[[Metrica, Query], tuple[Report, ReportingApi]]


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)

    def report(metrica: Metrica, query: Query) -> tuple[Report, ReportingApi]:
        with serving(metrica) as url:
            monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
            settings = MetricaSettings(counter_id=COUNTER)
            with metrica_http(settings, tmp_path / "state" / "m", Retry(3, 0.001, 0.001), "reporting") as http:
                api = ReportingApi(settings, http)
                return ask(api, query, FIRST, LAST), api

    return report


def visits(day: str, source: str, number: float) -> dict[tuple[str, str], dict[str, float | None]]:
    return {(day, source): {"ym:s:visits": number}}


def test_all_of_a_report_is_asked_for_at_full_accuracy_with_ids(asking: Ask) -> None:
    metrica = Metrica(traffic=visits("2026-10-02", "organic", 12))
    report, api = asking(metrica, Query(("ym:s:visits",), (SOURCE, DATE), "ym:s:bounce=='No'"))
    assert report.rows == {("organic", "2026-10-02"): {"ym:s:visits": Decimal(12)}}
    [asked] = metrica.reports
    assert asked == {
        "ids": "101", "date1": "2026-10-01", "date2": "2026-10-08", "metrics": "ym:s:visits",
        "dimensions": f"{SOURCE},{DATE}", "sort": f"{SOURCE},{DATE}", "filters": "ym:s:bounce=='No'",
        "include_undefined": "true", "accuracy": "full", "lang": "en", "limit": "100000", "offset": "1",
    }  # fmt: skip
    assert api.requests == 1


@pytest.mark.parametrize(("page", "requests"), [(100_000, 1), (8, 1), (3, 3), (1, 8)])
def test_pages_are_asked_for_until_all_rows_are_there(asking: Ask, page: int, requests: int) -> None:
    metrica = Metrica(largest_page=page)
    for number, day in enumerate(DAYS, 1):
        metrica.traffic |= visits(day, "organic", number)
    report, api = asking(metrica, Query(("ym:s:visits",), (SOURCE, DATE)))
    assert [report.rows["organic", day]["ym:s:visits"] for day in DAYS] == list(range(1, 9))
    assert api.requests == requests


def test_a_report_that_ends_before_its_rows_do_is_refused(asking: Ask) -> None:
    metrica = Metrica(traffic=visits("2026-10-02", "organic", 12), flags={"total_rows": 5})
    with pytest.raises(SourceDown, match=r"a report of 5 rows ended after 1\. A later run asks again\."):
        asking(metrica, Query(("ym:s:visits",), (SOURCE, DATE)))


def test_a_rounded_number_of_rows_is_not_taken_at_its_word(asking: Ask) -> None:
    flags: dict[str, object] = {"total_rows": 1000, "total_rows_rounded": True}
    report, _ = asking(
        Metrica(traffic=visits("2026-10-02", "ad", 1), flags=flags), Query(("ym:s:visits",), (SOURCE, DATE))
    )
    assert len(report.rows) == 1


@pytest.mark.parametrize(
    ("metrics", "sizes"), [(1, [1]), (2, [2]), (20, [20]), (21, [20, 2]), (39, [20, 20]), (40, [20, 20, 2])]
)
def test_more_than_20_metrics_are_several_requests_joined_by_their_dimensions(
    asking: Ask, metrics: int, sizes: list[int]
) -> None:
    names = tuple(f"ym:s:m{number}" for number in range(metrics))
    values = {day: {name: float(day[-2:]) * 100 + at for at, name in enumerate(names)} for day in DAYS}
    metrica = Metrica(days={day: dict(values[day]) for day in DAYS})
    report, _ = asking(metrica, Query(names, (DATE,)))
    assert [len(asked["metrics"].split(",")) for asked in metrica.reports] == sizes
    assert all(asked["metrics"].startswith("ym:s:m0") for asked in metrica.reports)
    assert {day: report.rows[(day,)] for day in DAYS} == values


def test_a_row_that_one_batch_hides_keeps_what_the_others_tell() -> None:
    from connectors.yandex_metrica.api.reporting import Answer

    def answer(*rows: tuple[str, int]) -> Answer:
        data = [{"dimensions": [{"name": day}], "metrics": [value]} for day, value in rows]
        return Answer.model_validate({"data": data, "total_rows": len(rows), "sampled": False})

    report = Report()
    report.add(("a",), answer(("2026-10-02", 2), ("2026-10-01", 1)))
    report.add(("b",), answer(("2026-10-01", 10)))
    assert report.rows == {("2026-10-01",): {"a": 1, "b": 10}, ("2026-10-02",): {"a": 2}}


def no_more_than(days: int) -> Callable[[Mapping[str, str]], tuple[int, str, str] | None]:
    return lambda asked: TOO_COMPLICATED if days_of(asked) > days else None


@pytest.mark.parametrize(("most", "answered"), [(8, 1), (4, 2), (3, 4), (1, 8)])
def test_a_report_that_is_too_much_is_asked_for_in_halves_of_its_days(asking: Ask, most: int, answered: int) -> None:
    metrica = Metrica(days={day: {"ym:s:visits": float(day[-2:])} for day in DAYS}, refuse=no_more_than(most))
    report, api = asking(metrica, Query(("ym:s:visits",), (DATE,)))
    assert {key[0]: row["ym:s:visits"] for key, row in report.rows.items()} == {day: int(day[-2:]) for day in DAYS}
    assert api.requests == answered


def test_a_day_that_stays_too_much_ends_in_one_sentence(asking: Ask) -> None:
    with pytest.raises(BadInput) as refused:
        asking(Metrica(refuse=no_more_than(0)), Query(("ym:s:visits",), (DATE,)))
    assert str(refused.value) == (
        "Yandex.Metrica, counter 101: a report of the single day 2026-10-01 is too much for the API. "
        "Nothing of it is loaded; a later run asks again. If it stays, take the report out of `streams`."
    )


def test_a_day_that_was_too_much_for_a_moment_is_asked_for_again(asking: Ask) -> None:
    refusals = iter([TOO_COMPLICATED] * 5)
    metrica = Metrica(days={DAYS[0]: {"ym:s:visits": 7}}, refuse=lambda asked: next(refusals, None))
    report, _ = asking(metrica, Query(("ym:s:visits",), (DATE,)))
    assert report.rows == {(DAYS[0],): {"ym:s:visits": 7}}


def test_any_other_refusal_is_not_asked_for_in_halves(asking: Ask) -> None:
    metrica = Metrica(refuse=lambda asked: (400, "invalid_parameter", "Wrong metric: ym:s:nosuch"))
    with pytest.raises(BadInput, match="Wrong metric: ym:s:nosuch"):
        asking(metrica, Query(("ym:s:nosuch",), (DATE,)))
    assert len(metrica.reports) == 1


@pytest.mark.parametrize(
    ("problem", "is_too_much"),
    [
        (BadInput("it refused the request (400, too_much_rows): Too many rows."), True),
        (BadInput("it refused the request (400, query_error): Query is too complicated."), True),
        (BadInput("it refused the request (400, invalid_parameter): Запрос слишком сложный."), True),
        (SourceDown("it failed by itself (504, timeout)."), True),
        (SourceDown("it failed by itself (503, backend_error)."), False),
        (BadInput("it refused the request (400, invalid_parameter): Wrong metric: ym:s:goal504reaches."), False),
        (AccessRefused("the token was not accepted (401, unauthorized)."), False),
    ],
)
def test_what_fewer_days_may_heal_is_told_apart(problem: Problem, is_too_much: bool) -> None:
    assert too_much(problem) is is_too_much


def test_flags_of_any_answer_hold_for_its_days(asking: Ask) -> None:
    flags: dict[str, object] = {"sampled": True, "sample_share": 0.25, "contains_sensitive_data": True, "data_lag": 300}
    report, _ = asking(Metrica(days={DAYS[0]: {"ym:s:visits": 7}}, flags=flags), Query(("ym:s:visits",), (DATE,)))
    days = {date.fromisoformat(day) for day in DAYS}
    assert (report.shares, report.hidden) == (dict.fromkeys(days, 0.25), days)
    assert (report.sample_share, report.data_lag) == (0.25, 300)


def test_hidden_numbers_are_none_and_an_undefined_source_is_a_row(asking: Ask) -> None:
    metrica = Metrica(traffic={(DAYS[0], "undefined"): {"ym:s:visits": 3, "ym:s:robotVisits": None}})
    report, _ = asking(metrica, Query(("ym:s:visits", "ym:s:robotVisits"), (SOURCE, DATE)))
    assert report.rows == {("undefined", DAYS[0]): {"ym:s:visits": 3, "ym:s:robotVisits": None}}


def test_money_is_read_as_it_is_written(asking: Ask) -> None:
    metrica = Metrica(days={DAYS[0]: {"ym:s:visits": 1, "money": 1234567.1}})
    report, _ = asking(metrica, Query(("ym:s:visits", "money"), (DATE,)))
    assert report.rows[(DAYS[0],)]["money"] == Decimal("1234567.1")


def test_a_refused_token_is_said_as_everywhere(asking: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", "another")
    with pytest.raises(AccessRefused, match=r"the token was not accepted \(401, unauthorized\)"):
        asking(Metrica(), Query(("ym:s:visits",), (DATE,)))
