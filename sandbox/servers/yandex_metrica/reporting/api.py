"""`GET /stat/v1/data`."""

from collections.abc import Callable
from datetime import date, timedelta

from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.gate import Call, House
from sandbox.servers.yandex_metrica.hashing import below, words
from sandbox.servers.yandex_metrica.refusals import Refusal
from sandbox.servers.yandex_metrica.reply import Reply, json_reply
from sandbox.servers.yandex_metrica.reporting.asked import Report, report_asked_for
from sandbox.servers.yandex_metrica.reporting.facts import FactBook, Facts
from sandbox.servers.yandex_metrica.reporting.filters import chosen
from sandbox.servers.yandex_metrica.reporting.table import Answer, answer
from sandbox.servers.yandex_metrica.traffic import Traffic

DATA_LAG_SECONDS = 75
_PARTS = 1000


class ReportingApi:
    """Reports of one counter. Ranges with fewer than `sampled_from` visits are never sampled."""

    def __init__(self, traffic: Traffic, house: House, counter: Counter, today: Callable[[], date]) -> None:
        self._book, self._house, self._counter, self._today = FactBook(traffic), house, counter, today
        self.sampled_from = 0

    def data(self, call: Call) -> Reply:
        """A table of dimensions and metrics."""
        report = report_asked_for(call.query, self._today())
        for counter_id in report.ids:
            self._house.counter(counter_id)
        if report.ids != (self._counter.id,):
            raise Refusal(400, "query_error", "Only reports of the one counter are made here", "ids")
        facts = self._book.facts(self._days(report))
        space = facts.visits.num_rows
        share = report.share if space >= self.sampled_from else 1.0
        seen = _sample(facts, share)
        made = answer(report, seen.where(chosen(seen, report.conditions)), share)
        return json_reply(_body(report, made, seen.visits.num_rows, space, share))

    def _days(self, report: Report) -> list[date]:
        """Of today nothing is known yet."""
        last = min(report.date2, self._today() - timedelta(days=1))
        days = [report.date1 + timedelta(days=n) for n in range((last - report.date1).days + 1)]
        return days or [date.min]


def _sample(facts: Facts, share: float) -> Facts:
    """A share of the visitors, always the same ones, with all their visits."""
    if share == 1:
        return facts
    users = words(facts.visits.column("counter_user_id_hash").combine_chunks())
    return facts.where(below(users, "sample", _PARTS) < share * _PARTS)


def _body(report: Report, made: Answer, seen: int, space: int, share: float) -> dict[str, object]:
    return {
        "query": {
            "ids": list(report.ids),
            "dimensions": [one.name for one in report.dimensions],
            "metrics": list(report.metrics),
            "sort": [f"-{name}" if descending else name for name, descending in report.sort],
            "date1": report.date1.isoformat(),
            "date2": report.date2.isoformat(),
            "filters": report.filters,
            "limit": report.limit,
            "offset": report.offset,
            "attribution": report.attribution,
            "currency": "RUB",
        },
        "data": made.rows[report.offset - 1 : report.offset - 1 + report.limit],
        "total_rows": len(made.rows),
        "total_rows_rounded": False,
        "sampled": share < 1,
        "sample_share": share,
        "sample_size": seen,
        "sample_space": space,
        "contains_sensitive_data": made.hides,
        "data_lag": DATA_LAG_SECONDS,
        "totals": made.totals,
        "min": made.lowest,
        "max": made.highest,
    }
