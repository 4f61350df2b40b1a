"""A vendor that a test makes up, and a home whose runs ask it: through the real assets, in this process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import dagster as dg
import pyarrow as pa

from connectors.common.errors import Problem
from connectors.common.stream import DayFacts, Facts, Piece, Refresh, Rows, Stream
from connectors.registry import Export, Source
from pipelines.assets.sources.adding_up import adding_up_checks
from pipelines.assets.sources.streams import source_assets
from pipelines.partitions import daily_partitions, range_tags
from pipelines.schedules import daily_range
from pipelines.settings import Environment, load_configuration
from pipelines.workspace import PROJECT, Workspace

NAME, ACCOUNT = "yandex_metrica", "901"
SCHEMA = pa.schema([("visit_id", pa.uint64()), ("date", pa.date32()), ("source", pa.string()), ("pages", pa.int32())])
VISITS = Stream(SCHEMA, key=("visit_id",), measures=("pages",), refresh=(Refresh(days=2), Refresh(days=10, every=7)))
TODAY = datetime.fromisoformat("2026-10-16T06:00:00+03:00")
YESTERDAY = date(2026, 10, 15)
LAST = {"attribution_asked": "LAST", "attribution_answered": "LAST", "attribution_means": "last"}


@dataclass
class FakeSource:
    """A vendor with a hundred visits a day, of which a test changes what it likes."""

    visits: dict[date, int] = field(default_factory=dict)
    source: dict[date, str] = field(default_factory=dict)
    troubles: dict[date, Problem] = field(default_factory=dict)
    details: Callable[[date], Mapping[str, Any]] = lambda day: {"pulled_at": "2026-10-16T03:00:00+00:00", **LAST}
    days: Mapping[date, DayFacts] = field(default_factory=dict)
    troubles_alone: bool = True
    warnings: tuple[str, ...] = ()
    days_an_export: int = 100
    asked: list[tuple[date, date]] = field(default_factory=list)
    diary: list[str] = field(default_factory=list)
    name: str = NAME
    account: str = ACCOUNT
    time_zone: str | None = None
    streams: dict[str, Stream] = field(default_factory=lambda: {"visits": VISITS})

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        self.asked.append((first_day, last_day))
        first = first_day
        while first <= last_day:
            last = min(first + timedelta(days=self.days_an_export - 1), last_day)
            yield FakeExport(self, first, last)
            first = last + timedelta(days=1)

    def check(self, today: date) -> list[str]:
        return []


@dataclass
class FakeExport:
    of: FakeSource
    first_day: date
    last_day: date

    def pieces(self) -> Iterator[Piece]:
        rows = 0
        for offset in range((self.last_day - self.first_day).days + 1):
            day = self.first_day + timedelta(days=offset)
            if day in self.of.troubles and (self.of.troubles_alone or self.first_day < self.last_day):
                raise self.of.troubles[day]
            visits = self.of.visits.get(day, 100)
            rows += visits
            columns = {
                "visit_id": [day.toordinal() * 1000 + visit for visit in range(visits)],
                "date": [day] * visits,
                "source": [self.of.source.get(day, "ad")] * visits,
                "pages": [3] * visits,
            }
            yield Rows(pa.RecordBatch.from_pydict(columns, schema=SCHEMA))
        yield Facts(rows, dict(self.of.details(self.first_day)), self.of.warnings, self.of.days)

    def __enter__(self) -> Self:
        self.of.diary.append("entered")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.of.diary.append("left by an error" if error else "left")


@dataclass
class Home:
    """The workspace of a day, with the fake source in it."""

    workspace: Workspace
    source: FakeSource

    def on(self, moment: datetime) -> "Home":
        workspace = replace(self.workspace, environment=replace(self.workspace.environment, now=moment))
        sources: dict[str, Source] = {NAME: self.source}
        workspace.__dict__["sources"] = sources
        return Home(workspace, self.source)

    def run(self, first: date | None = None, last: date | None = None, **tags: str) -> "Shown":
        days = daily_range(self.workspace)
        partitions = daily_partitions(date(2023, 1, 1), "Europe/Moscow")
        definitions = dg.Definitions(
            assets=source_assets(self.workspace, partitions),
            asset_checks=adding_up_checks(self.workspace),
            jobs=[dg.define_asset_job("daily")],
        )
        self.source.asked.clear()
        with dg.DagsterInstance.ephemeral() as instance:
            result = definitions.resolve_job_def("daily").execute_in_process(
                instance=instance,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                tags={**range_tags(first or days[0], last or days[1]), **tags},
            )
        assert result.success
        return Shown(result)

    def fetched(self) -> list[tuple[int, int]]:
        """Ranges asked of the source, as ages of their days."""
        today = self.workspace.yesterday + timedelta(days=1)
        return [((today - first).days, (today - last).days) for first, last in self.source.asked]

    def rows(self, day: date) -> int:
        return self.workspace.lake.loads(NAME, "visits", ACCOUNT)[day].rows


@dataclass
class Shown:
    """What one run shows on the asset's page."""

    result: dg.ExecuteInProcessResult

    @property
    def metadata(self) -> dict[str, Any]:
        return dict(self.result.get_asset_materialization_events()[-1].materialization.metadata)

    @property
    def failed(self) -> dict[str, str]:
        checks = self.result.get_asset_check_evaluations()
        return {check.check_name: check.description or "" for check in checks if not check.passed}

    def severity(self, name: str) -> dg.AssetCheckSeverity:
        [check] = [each for each in self.result.get_asset_check_evaluations() if each.check_name == name]
        return check.severity


def home_of(folder: Path) -> Home:
    """A home in the folder, on 2026-10-16; its source reaches 40 days back."""
    environment = Environment("production", PROJECT / "config", folder, TODAY, b"a key for tests")
    configuration = load_configuration(environment.config)
    told = configuration.api_sources[NAME].model_copy(update={"history_days": 40})
    workspace = Workspace(environment, configuration.model_copy(update={"api_sources": {NAME: told}}))
    return Home(workspace, FakeSource()).on(TODAY)
