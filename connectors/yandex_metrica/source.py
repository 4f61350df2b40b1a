"""Yandex.Metrica with the face that all sources show."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

from connectors.common.http import Retry
from connectors.common.privacy import Privacy
from connectors.common.stream import Stream
from connectors.registry import Export
from connectors.yandex_metrica.api.management import Counter, Goal, ManagementApi
from connectors.yandex_metrica.api.reporting import ReportingApi
from connectors.yandex_metrica.api.session import metrica_http
from connectors.yandex_metrica.checking import PATIENCE, Checking
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields import LogStream, log_stream
from connectors.yandex_metrica.fields.money import divisors
from connectors.yandex_metrica.reports import REPORTS, ReportExport
from connectors.yandex_metrica.settings import LogName, MetricaSettings

LOGS: tuple[LogName, ...] = ("visits", "hits")
LOG_MEASURES: Mapping[LogName, tuple[str, ...]] = {
    "visits": ("page_views", "bounce", "is_new_user", "goals_id", "purchase_id"),
    "hits": ("is_page_view", "goals_id"),
}


class YandexMetrica:
    """One counter as a source. The environment is read when it is used, not when it is described."""

    def __init__(self, name: str, settings: MetricaSettings, privacy: Privacy, state: Path) -> None:
        self.name, self.settings, self._privacy, self._state = name, settings, privacy, state
        self.account = str(settings.counter_id)
        self.time_zone: str | None = None  # the counter knows
        self.divisors = divisors(settings.money_divisors, where=_file(name))
        self.logs: dict[str, LogStream] = {log: _log(name, log, settings) for log in LOGS if log in settings.streams}
        self.streams: dict[str, Stream] = {stream: self._stream(stream) for stream in settings.streams}

    @classmethod
    def from_settings(cls, name: str, settings: dict[str, Any], privacy: Privacy, state: Path) -> Self:
        """From the `settings` of the source's file; the first thing wrong there is a sentence."""
        return cls(name, MetricaSettings.checked(settings, where=_file(name)), privacy, state)

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        """The days, both included: as many exports as the log's quota asks for, a report in one."""
        if stream in REPORTS:
            yield from self._reports(stream, first_day, last_day)
            return
        with MetricaClient(self.settings, self._privacy, self._state) as client:
            yield from client.exports(self.logs[stream], first_day, last_day)

    def check(self, today: date) -> list[str]:
        """What the token sees, a line each."""
        return Checking(self.settings, self._state, list(self.logs.values())).lines(today)

    def counter(self) -> Counter:
        """The counter as it is now."""
        with metrica_http(self.settings, self._state, PATIENCE, "management") as http:
            return ManagementApi(self.settings, http).counter()

    def goals(self) -> list[Goal]:
        """The goals that the counter has now."""
        with metrica_http(self.settings, self._state, PATIENCE, "management") as http:
            return ManagementApi(self.settings, http).goals()

    def _reports(self, stream: str, first_day: date, last_day: date) -> Iterator[ReportExport]:
        with (
            metrica_http(self.settings, self._state, Retry(), "reporting") as reporting,
            metrica_http(self.settings, self._state, Retry(), "management") as management,
        ):
            yield ReportExport(
                REPORTS[stream].pull,
                ReportingApi(self.settings, reporting),
                ManagementApi(self.settings, management),
                self._privacy,
                first_day,
                last_day,
            )

    def _stream(self, stream: str) -> Stream:
        refresh = self.settings.refresh
        if stream in REPORTS:
            report = REPORTS[stream]
            return Stream(report.schema, report.key, report.measures, money=("revenue",), refresh=refresh)
        log = self.logs[stream]
        key = tuple(field.column for field in log.key if field.column.endswith(("visit_id", "watch_id")))
        money = ("purchase_revenue",) if "purchase_revenue" in log.schema.names else ()
        return Stream(log.schema, key, LOG_MEASURES[log.name], money=money, refresh=refresh)


def _log(source: str, log: LogName, settings: MetricaSettings) -> LogStream:
    models = settings.attribution_models if log == "visits" else ()
    return log_stream(log, settings.extra_fields.get(log, ()), models, where=_file(source))


def _file(source: str) -> str:
    return f"config/sources/{source}.yaml"
