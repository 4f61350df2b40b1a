"""A report of a range of days, with the face of all exports."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Self

import pyarrow as pa

from connectors.common.privacy import Privacy
from connectors.common.stream import DayFacts, Fact, Facts, Piece, Quality, Rows
from connectors.yandex_metrica.api.management import ManagementApi
from connectors.yandex_metrica.api.reporting import ReportingApi
from connectors.yandex_metrica.reports.asking import Report
from connectors.yandex_metrica.reports.pulled import Asked, Pull, Pulled


class ReportExport:
    """One range of one report. Nothing is left at the vendor's, so leaving the block tidies nothing."""

    def __init__(
        self,
        pull: Pull,
        reporting: ReportingApi,
        management: ManagementApi,
        privacy: Privacy,
        first_day: date,
        last_day: date,
    ) -> None:
        self.first_day, self.last_day = first_day, last_day
        self._pull, self._reporting, self._management, self._privacy = pull, reporting, management, privacy

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A report is asked again from its start."""

    def pieces(self) -> Iterator[Piece]:
        """The rows, if there are any, and the facts."""
        before = self._reporting.requests + self._management.requests
        counter, goals = self._management.counter(), self._management.goals()
        asked = Asked(self.first_day, self.last_day, counter, goals)
        pulled = self._pull(self._reporting, asked)
        if pulled.batch.num_rows:
            yield Rows(self._without_contacts(pulled.batch))
        requests = self._reporting.requests + self._management.requests - before
        details = self._details(asked, pulled, requests)
        yield Facts(pulled.batch.num_rows, details, pulled.warnings, self._days(pulled.trust))

    def _without_contacts(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A goal's name may hold a telephone number, "a click at +7 …"."""
        place = batch.schema.get_field_index("goal_name")
        if place < 0:
            return batch
        return batch.set_column(place, batch.schema.field(place), self._privacy.texts(batch.column(place)))

    def _days(self, report: Report) -> dict[date, DayFacts]:
        """What the flags of the answers say of each day."""
        length = (self.last_day - self.first_day).days + 1
        days = [self.first_day + timedelta(days=offset) for offset in range(length)]
        shares = {day: report.shares.get(day, 1.0) for day in days}
        return {day: DayFacts(quality=Quality(day in report.hidden, sample_share=shares[day])) for day in days}

    def _details(self, asked: Asked, pulled: Pulled, requests: int) -> dict[str, Fact]:
        counter, report = asked.counter, pulled.trust
        return {
            "counter_id": self._reporting.settings.counter_id,
            "counter_name": self._privacy.texts(pa.array([counter.name]))[0].as_py(),
            "filter_robots": counter.filter_robots,
            "time_zone": counter.time_zone_name,
            "visit_threshold": counter.visit_threshold,
            "goals": len(asked.goals),
            "attribution": "last",
            "currency": self._reporting.settings.currency,
            "accuracy": "full",
            "sampled": bool(report.shares),
            "sampled_days": _listed(report.shares),
            "sample_share": report.sample_share,
            "contains_sensitive_data": bool(report.hidden),
            "hidden_days": _listed(report.hidden),
            "data_lag": report.data_lag,
            "requests": requests,
            "date_from": self.first_day.isoformat(),
            "date_to": self.last_day.isoformat(),
            "pulled_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }


def _listed(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
