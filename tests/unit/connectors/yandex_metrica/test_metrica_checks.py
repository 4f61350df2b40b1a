"""What `check` says of a counter: a line each, and a problem where the token sees nothing or no log fits."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from metrica_reports import COUNTER, TOKEN, Metrica, serving

from connectors.common.errors import AccessRefused, Problem, QuotaSpent
from connectors.yandex_metrica import YandexMetrica

TODAY = date(2026, 10, 16)
Check = Callable[..., list[str]]


class NobodyHidden:
    def address(self, address: str) -> str:
        raise AssertionError(address)

    def texts(self, column: pa.Array) -> pa.Array:
        return column


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)

    def lines(metrica: Metrica, **settings: object) -> list[str]:
        with serving(metrica) as url:
            monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
            given = {"counter_id": COUNTER, **settings}
            return YandexMetrica.from_settings("m", given, NobodyHidden(), tmp_path / "state" / "m").check(TODAY)

    return lines


def prepared(request_id: int, size: int) -> dict[str, object]:
    return {
        "request_id": request_id, "counter_id": COUNTER, "source": ["visits"], "date1": "2026-10-01",
        "date2": "2026-10-02", "fields": ["ym:s:visitID"], "status": "processed", "size": size, "parts": [],
    }  # fmt: skip


def test_the_counter_its_goals_and_its_quotas_are_told(check: Check) -> None:
    metrica = Metrica(
        goals=[{"id": 20, "name": "Lead"}, {"id": 10, "name": "Purchase"}],
        logs=[prepared(7, 1_250_000_000)],
        days_that_fit=120,
        unknown_fields=("ym:s:isRobotPro", "ym:s:from"),
    )
    assert check(metrica)[:-1] == [
        "the token is accepted: counter 101 «Samovar & Co», samovar.example, right: view",
        "it sees 1 counter: Samovar & Co",
        "time zone Europe/Moscow; a visit ends after 30 idle minutes; robots are told by strict rules only",
        "2 goals: 10 Purchase, 20 Lead",
        "visits: 120 days fit into the counter's quota of prepared logs; "
        "1.25 of 10 GB are taken up (ours 0.00, others' 1.25)",
        "visits: the counter doesn't have ym:s:isRobotPro (Metrica Pro), ym:s:from",
    ]


def test_what_is_left_of_the_day_is_counted_by_ourselves(check: Check) -> None:
    metrica = Metrica()
    assert check(metrica)[-1] == (
        f"{5000 - len(metrica.asked):,} of 5,000 requests are left today, by our own count".replace(",", " ", 2)
    )


def test_lists_are_named_in_short(check: Check) -> None:
    metrica = Metrica(
        counters=[{"id": number, "name": f"Shop {number}"} for number in range(1, 6)],
        goals=[{"id": number, "name": "g"} for number in range(1, 301)],
    )
    lines = check(metrica)
    assert "it sees 5 counters: Shop 1, Shop 2, Shop 3 and 2 more" in lines
    assert "300 goals: 1 g, 2 g, 3 g, 4 g, 5 g and 295 more" in lines
    assert all(len(line) < 160 for line in lines)


def test_a_counter_without_goals_says_so(check: Check) -> None:
    assert "no goals" in check(Metrica())


def test_each_log_is_asked_about(check: Check) -> None:
    lines = check(Metrica(), streams=["visits", "hits", "goal_report"])
    assert [line.split(":")[0] for line in lines if "days fit" in line] == ["visits", "hits"]


def test_reports_alone_ask_nothing_of_the_logs(check: Check) -> None:
    metrica = Metrica()
    lines = check(metrica, streams=["traffic_report"])
    assert not any("logs" in line for line in lines)
    assert len(metrica.asked) == 3


def test_a_model_that_has_ended_is_said(check: Check) -> None:
    said = "attribution LASTSIGN ended on 2026-06-25: CROSS_DEVICE_LAST_SIGNIFICANT has answered since."
    assert said in check(Metrica(), attribution="LASTSIGN")


def test_no_room_for_a_day_of_logs_is_a_problem(check: Check) -> None:
    with pytest.raises(QuotaSpent) as refused:
        check(Metrica(days_that_fit=-6, logs=[prepared(7, 9_900_000_000)]))
    assert str(refused.value) == (
        "Yandex.Metrica, counter 101: no day of visits fits at once into the counter's quota of prepared logs: "
        "9.90 of 10 GB are taken up (ours 0.00, others' 9.90). Clean prepared logs that nobody needs any more."
    )


def test_a_wrong_token_and_a_foreign_counter_are_problems(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AccessRefused, match="the token gives no right to this counter"):
        check(Metrica(), counter_id=5)
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", "another")
    with pytest.raises(AccessRefused, match="the token was not accepted"):
        check(Metrica())


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"extra_fields": {"visits": ["nosuch"]}}, "the Logs API has no field 'nosuch' of visits"),
        ({"extra_fields": {"clicks": ["x"]}}, "settings.extra_fields.clicks"),
        ({"money_divisors": {"price": 1000}}, "'price' is no amount"),
        ({"streams": ["clicks"]}, "settings.streams.0"),
    ],
)
def test_wrong_settings_are_said_before_anything_is_asked(check: Check, settings: dict[str, object], says: str) -> None:
    with pytest.raises(Problem) as refused:
        check(Metrica(), **settings)
    assert str(refused.value).startswith("config/sources/m.yaml: ")
    assert says in str(refused.value)
