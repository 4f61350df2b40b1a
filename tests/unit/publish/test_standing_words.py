from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as D

import pytest

from pipelines.publish.card import CardLine
from pipelines.publish.language import Text
from pipelines.publish.source_words import feed_name, kpi_source
from pipelines.publish.standing import STALE, Standing, standing
from pipelines.publish.words import CONFIDENCE, STATUSES, moment_name, month_name, reason_words
from pipelines.scorecard.months import Month
from pipelines.scorecard.records import Reason

WORDS = Text(ru="Показатель", en="KPI")
LINE = CardLine(
    kpi_code="kpi",
    name=WORDS,
    formula=WORDS,
    source="CRM",
    unit="percent",
    direction="up",
    dimension="total",
    member="all",
    weight=D(50),
    threshold=D(80),
    target=D(100),
    stretch=D(120),
    fact=D(90),
    attainment=D(90),
    payout=D(75),
    score=D("37.5"),
    pace=None,
    status="ok",
    reason=None,
    is_paid=True,
    numerator=None,
    denominator=None,
)
LESS_IS_BETTER = {"direction": "down", "threshold": D(120), "stretch": D(80)}


@pytest.mark.parametrize(
    ("changes", "words", "tone"),
    [
        ({"fact": D(120)}, "At the maximum", "good"),
        ({"fact": D(100)}, "Target met", "good"),
        ({"fact": D("99.99")}, "Below target", "fair"),
        ({"fact": D(80)}, "Below target", "fair"),
        ({"fact": D("79.99"), "payout": D(0)}, "Below threshold", "poor"),
        ({"fact": D(80), **LESS_IS_BETTER}, "At the maximum", "good"),
        ({"fact": D(100), **LESS_IS_BETTER}, "Target met", "good"),
        ({"fact": D(121), **LESS_IS_BETTER}, "Below threshold", "poor"),
        ({"pace": D(100)}, "Ahead of schedule", "good"),
        ({"pace": D("99.9")}, "Behind schedule", "fair"),
        ({"fact": None, "payout": None, "status": "no_data"}, "No data", "none"),
        ({"fact": None, "payout": D(100), "status": "no_data", "reason": "neutral"}, "No data", "none"),
        ({"target": None, "payout": None, "status": "no_plan", "reason": "plan_missing"}, "No plan", "none"),
        ({"payout": None, "status": "something_new"}, "something_new", "none"),
    ],
)
def test_a_line_stands_somewhere_in_words(changes: dict[str, object], words: str, tone: str) -> None:
    stands = standing(replace(LINE, **changes))  # type: ignore[arg-type]
    assert (stands.words.en, stands.tone) == (words, tone)


def test_a_status_that_still_pays_is_a_note() -> None:
    assert standing(replace(LINE, status="small_sample")).note == STATUSES["small_sample"]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"confidence": "thresholded"}, CONFIDENCE["thresholded"]),
        ({"confidence": "thresholded", "pace": D(100)}, CONFIDENCE["thresholded"]),
        ({"confidence": "small_sample", "status": "small_sample"}, STATUSES["small_sample"]),
        ({"confidence": "sampled", "reason": "neutral"}, reason_words("neutral")),
        ({"confidence": "low"}, None),
        ({"confidence": "open_period", "pace": D(100)}, None),
        ({"confidence": "ok"}, None),
    ],
)
def test_what_speaks_against_the_data_is_a_note(changes: dict[str, object], note: Text | None) -> None:
    assert standing(replace(LINE, **changes)).note == note  # type: ignore[arg-type]


OPEN_MONTH = {"confidence": "stale", "pace": D(100)}


@pytest.mark.parametrize(
    ("changes", "note", "stale"),
    [
        ({"confidence": "stale"}, None, STALE),
        ({"confidence": "stale", "reason": "carried"}, reason_words("carried"), STALE),
        ({"confidence": "stale", "status": "stale"}, None, STALE),
        ({"confidence": None, "status": "stale"}, None, STALE),
        ({"confidence": "stale", "status": "stale", "reason": "carried"}, reason_words("carried"), STALE),
        ({"confidence": "stale", "status": "stale", "payout": None}, None, None),
        ({"confidence": "stale", "status": "no_plan", "target": None, "payout": None}, None, STALE),
        ({**OPEN_MONTH}, None, STALE),
        ({**OPEN_MONTH, "status": "stale"}, None, STALE),
        ({"confidence": "ok"}, None, None),
        ({"confidence": None}, None, None),
    ],
)
def test_that_a_source_lacks_days_is_said_once(
    changes: dict[str, object], note: Text | None, stale: Text | None
) -> None:
    stands: Standing = standing(replace(LINE, **changes))  # type: ignore[arg-type]
    assert (stands.note, stands.stale) == (note, stale)


def test_every_reason_has_words_in_both_languages() -> None:
    for reason in Reason:
        words = reason_words(reason.value)
        assert words is not None
        assert words.ru != words.en
    assert reason_words(None) is None
    assert reason_words("of_a_later_version") == Text(ru="of_a_later_version", en="of_a_later_version")


def test_months_and_moments_are_said_in_business_time() -> None:
    assert month_name(Month(2026, 10)) == Text(ru="Октябрь 2026", en="October 2026")
    late = datetime(2026, 11, 20, 22, 30)
    assert moment_name(late, "Europe/Moscow") == Text(ru="21 ноября 2026, 01:30", en="21 November 2026, 01:30")
    assert moment_name(date(2026, 5, 1), "Europe/Moscow") == Text(ru="1 мая 2026", en="1 May 2026")


@pytest.mark.parametrize(
    ("source", "stream", "words"),
    [
        ("files", "orders", Text(ru="Заказы", en="Orders")),
        ("yandex_metrica", "visits", Text(ru="Визиты (Яндекс Метрика)", en="Visits (Yandex Metrica)")),
        ("files", "gadgets", Text(ru="gadgets", en="gadgets")),
        ("telegram", "followers", Text(ru="Подписчики (telegram)", en="Followers (telegram)")),
    ],
)
def test_feeds_are_named_in_words(source: str, stream: str, words: Text) -> None:
    assert feed_name(source, stream) == words


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("CRM, ads, web", Text(ru="CRM, расходы на рекламу, веб-аналитика", en="CRM, ad costs, web analytics")),
        ("CRM, plan", Text(ru="CRM, план", en="CRM, plan")),
        ("", None),
    ],
)
def test_a_kpi_names_its_sources_in_words(codes: str, words: Text | None) -> None:
    assert kpi_source(codes) == words
