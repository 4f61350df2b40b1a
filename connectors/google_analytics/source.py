"""Google Analytics 4 with the face that all sources show."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from connectors.common.privacy import Privacy
from connectors.common.stream import Stream
from connectors.google_analytics.catalogue import ReportSpec, reports_of
from connectors.google_analytics.settings import GoogleAnalyticsSettings
from connectors.registry import Export

if TYPE_CHECKING:
    from connectors.google_analytics.api.patience import Patience

DAYS_AN_EXPORT = 5  # as many as one batch asks for: so many are lost by a kill
MEMORY = "compatible_reports"


class GoogleAnalytics:
    """One property as a source. Credentials are read when it is used, not when it is described."""

    def __init__(
        self,
        name: str,
        settings: GoogleAnalyticsSettings,
        privacy: Privacy,
        state: Path,
        *,
        patience: "Patience | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name, self.settings, self._privacy, self._state = name, settings, privacy, state
        self._patience, self._clock = patience, clock
        self.account = str(settings.property_id)
        self.time_zone: str | None = settings.time_zone
        self.reports: Mapping[str, ReportSpec] = reports_of(settings, where=_file(name))
        self.streams: dict[str, Stream] = {name: report.stream(settings) for name, report in self.reports.items()}

    @classmethod
    def from_settings(cls, name: str, settings: dict[str, Any], privacy: Privacy, state: Path) -> Self:
        """From the `settings` of the source's file; the first thing wrong there is a sentence."""
        return cls(name, GoogleAnalyticsSettings.checked(settings, where=_file(name)), privacy, state)

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        """The days, both included, up to five in an export. Raises `BadInput` for days that aren't over."""
        from connectors.google_analytics.api.data_api import DataApi
        from connectors.google_analytics.reports.compatibility import Compatibility
        from connectors.google_analytics.reports.export import Pulling, ReportExport
        from connectors.google_analytics.reports.meaning import check_over

        settings = self.settings
        check_over(last_day, time_zone=settings.time_zone, now=self._clock(), where=f"{settings.where}, {stream}")
        with DataApi(settings, self._state, patience=self._patience) as api:
            memory = Compatibility(self._state / MEMORY / self.account, self._clock)
            pulling = Pulling(settings, api, memory, self._privacy, self._clock)
            for first, last in _parts(first_day, last_day):
                yield ReportExport(pulling, self.reports[stream], first, last)

    def check(self, today: date) -> list[str]:
        """What the service account sees, a line each."""
        from connectors.google_analytics.checking import Checking
        from connectors.google_analytics.reports.asking import fields

        return Checking(
            self.settings, self._state, {name: fields(report) for name, report in self.reports.items()}
        ).lines(today)


def _parts(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    while first_day <= last_day:
        last = min(first_day + timedelta(days=DAYS_AN_EXPORT - 1), last_day)
        yield first_day, last
        first_day = last + timedelta(days=1)


def _file(source: str) -> str:
    return f"config/sources/{source}.yaml"
