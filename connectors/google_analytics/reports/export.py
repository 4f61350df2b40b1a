"""Up to five days of a report, with the face of all exports."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Self

from connectors.common.errors import BadInput
from connectors.common.privacy import Privacy
from connectors.common.stream import DayFacts, Fact, Facts, Piece, Rows
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.compatibility import Checked, Compatibility, refused
from connectors.google_analytics.reports.meaning import check_meaning
from connectors.google_analytics.reports.pulling import PulledDay, Puller
from connectors.google_analytics.reports.rows import day_rows
from connectors.google_analytics.reports.said import Said
from connectors.google_analytics.reports.sentences import warnings
from connectors.google_analytics.settings import GoogleAnalyticsSettings


@dataclass(frozen=True)
class Pulling:
    """What all exports of a source share."""

    settings: GoogleAnalyticsSettings
    api: DataApi
    compatibility: Compatibility
    privacy: Privacy
    clock: Callable[[], datetime]


class ReportExport:
    """A range of days of one report. Nothing is left at the vendor's: a report is asked again from its start."""

    def __init__(self, pulling: Pulling, report: ReportSpec, first_day: date, last_day: date) -> None:
        self.first_day, self.last_day = first_day, last_day
        self._by, self._report = pulling, report
        self._where = f"{pulling.api.where}, {report.name}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is to be tidied."""

    def pieces(self) -> Iterator[Piece]:
        """The rows and rejects of day after day, and the facts of the days."""
        api, asked_at = self._by.api, self._by.clock()
        before = api.requests, api.tokens
        checked = self._by.compatibility.checked(api, self._report)
        rows_read, said, counts = 0, dict[date, Said](), dict[date, int]()
        for pulled in self._pulled(checked):
            day, said[pulled.day] = pulled.day, self._trusted(pulled, checked)
            yield from self._day(pulled, said[day])
            counts[day] = pulled.texts.num_rows
            rows_read += counts[day]
        details = self._details(asked_at, requests=api.requests - before[0], tokens=api.tokens - before[1])
        days = {day: self._day_facts(told, counts[day]) for day, told in said.items()}
        yield Facts(rows_read, details, warnings(self._report, said, checked.renamed, self._where), days)

    def _pulled(self, checked: Checked) -> Iterator[PulledDay]:
        settings = self._by.settings
        puller = Puller(self._by.api, checked.report, page_rows=settings.page_rows, currency=settings.currency)
        days = [self.first_day + timedelta(days=ago) for ago in range((self.last_day - self.first_day).days + 1)]
        try:
            yield from puller.days(days)
        except BadInput as refusal:
            self._by.compatibility.forget(self._report)
            raise refused(self._by.api, self._report, refusal) from None

    def _trusted(self, pulled: PulledDay, checked: Checked) -> Said:
        """What is said of the day, with the names of the configuration for what our role may not see."""
        names = dict(zip(checked.report.metrics, self._report.metrics, strict=True))
        unseen = dict.fromkeys((*pulled.said.restricted, *checked.blocked))
        return replace(pulled.said, restricted=tuple(names[name] for name in unseen if name in names))

    def _day(self, pulled: PulledDay, said: Said) -> Iterator[Piece]:
        settings, where = self._by.settings, f"{self._where}, {pulled.day}"
        currency = settings.currency if self._report.has_money else None
        check_meaning(said, pulled.day, time_zone=settings.time_zone, currency=currency, where=where)
        line = 1
        for texts in pulled.texts.to_batches():  # a large day is typed page by page
            batch, rejected = day_rows(
                self._report,
                pulled.day,
                texts,
                currency=said.currency or currency,
                restricted=said.restricted,
                hide=self._by.privacy.texts,
                where=where,
                first_line=line,
            )
            line += texts.num_rows
            if batch.num_rows:
                yield Rows(batch)
            yield from rejected

    def _day_facts(self, said: Said, rows: int) -> DayFacts:
        settings = self._by.settings
        details: Mapping[str, Fact] = {
            "time_zone": said.time_zone or settings.time_zone,
            "currency": (said.currency or settings.currency) if self._report.has_money else None,
            "row_count": rows,
            **said.details,
        }
        return DayFacts(details, said.quality)

    def _details(self, asked_at: datetime, *, requests: int, tokens: int) -> dict[str, Fact]:
        report = self._report
        return {
            "property_id": self._by.settings.property_id,
            "report": report.name,
            "report_version": report.version,
            "scope": report.scope,
            "dimensions": list(report.dimensions),
            "metrics": list(report.metrics),
            "requests": requests,
            "tokens_consumed": tokens,
            "date_from": self.first_day.isoformat(),
            "date_to": self.last_day.isoformat(),
            "asked_at": asked_at.isoformat(timespec="seconds"),
            "pulled_at": self._by.clock().isoformat(timespec="seconds"),
        }
