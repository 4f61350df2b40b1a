"""A page of a report of Google Analytics, as it comes from the wire, into the typed rows that the lake takes.

The baseline reads the values of the same page through proto-plus, the client library's own face of a message, into
Python lists and no further. Both have the page parsed from its bytes already: that is done below Python for both.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks.measure import Ratio

ROWS, RUNS = 250_000, 3
DAY = date(2026, 10, 5)


def measure() -> list[Ratio]:
    data = _page().SerializeToString()
    ours = statistics.median(_seconds(data, _ours) for _ in range(RUNS))
    baseline = _seconds(data, _through_proto_plus)  # once: it takes most of a minute
    values = ROWS * 8
    return [
        Ratio(
            f"{ROWS:,} rows of 8 values of a report",
            values / ours,
            values / baseline,
            "values/s",
            "proto-plus, as lists",
            "at least 8",
        )
    ]


def _seconds(data: bytes, read: Callable[[bytes], Callable[[], object]]) -> float:
    work = read(data)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _ours(data: bytes) -> Callable[[], object]:
    from google.analytics import data_v1beta as ga

    from connectors.google_analytics.reports.parsing import page
    from connectors.google_analytics.reports.rows import day_rows, text_names
    from pipelines.lake.privacy.pseudonyms import Pseudonyms

    report = _report()
    message = ga.RunReportResponse.pb(ga.RunReportResponse()).FromString(data)
    privacy = Pseudonyms(b"a key for benchmarks", "benchmark")

    def work() -> object:
        texts = page(message, text_names(report), where="benchmark")
        return day_rows(report, DAY, texts, currency="RUB", restricted=(), hide=privacy.texts, where="benchmark")

    return work


def _through_proto_plus(data: bytes) -> Callable[[], object]:
    from google.analytics import data_v1beta as ga

    response = ga.RunReportResponse.deserialize(data)

    def work() -> object:
        return [
            (
                [value.value for value in row.dimension_values],
                [value.value for value in row.metric_values],
            )
            for row in response.rows
        ]

    return work


def _report() -> Any:
    from connectors.google_analytics.catalogue import ReportSpec
    from connectors.google_analytics.catalogue.standard import SESSION_CAMPAIGN, SESSION_CHANNEL

    metrics = ("sessions", "engagedSessions", "userEngagementDuration", "purchaseRevenue")
    return ReportSpec("benchmark", "session", (SESSION_CHANNEL, *SESSION_CAMPAIGN), metrics)


def _page() -> Any:
    """The same in each run."""
    from google.analytics import data_v1beta as ga

    report, chance = _report(), random.Random(5)
    message = ga.RunReportResponse.pb(ga.RunReportResponse(row_count=ROWS))
    for name in report.dimensions:
        message.dimension_headers.add().name = name
    for name in report.metrics:
        message.metric_headers.add().name = name
    for number in range(ROWS):
        row = message.rows.add()
        source = chance.choice(("yandex", "google", "newsletter-of-the-week", "blog.example.com"))
        for text in ("Organic Search", source, "organic", f"campaign {number:06}"):
            row.dimension_values.add().value = text
        sessions = chance.randrange(1, 5000)
        for text in (f"{sessions}", f"{sessions // 2}", f"{sessions * 7}", f"{sessions * 12.37:.6f}"):
            row.metric_values.add().value = text
    return message


if __name__ == "__main__":
    for ratio in measure():
        print(f"{ratio.name}: {ratio.ours:,.0f} against {ratio.baseline:,.0f} {ratio.unit}, {ratio.ratio:.1f} times")
