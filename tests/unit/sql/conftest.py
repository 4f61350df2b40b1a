"""A warehouse in memory: small tables go into the lake, the real models are built, tables come out.

Moments are written in Moscow time, the demo company's; what comes out has days as text and decimals as floats.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from connectors.files.tables import TABLES, local_date
from connectors.google_analytics.catalogue import STANDARD
from connectors.yandex_metrica.fields import VISITS
from pipelines.settings import Configuration, Environment
from pipelines.settings.configuration import (
    Bilingual,
    Channel,
    ChannelRule,
    Channels,
    Company,
    Goal,
    Money,
    VatRate,
    Web,
    Windows,
)
from pipelines.settings.stages import Stages
from pipelines.warehouse.building.writing import create_view, rebuild
from pipelines.warehouse.changes.load_quality import LOAD_QUALITY
from pipelines.warehouse.checks.running import run_checks
from pipelines.warehouse.inputs.arrivals import ARRIVALS
from pipelines.warehouse.inputs.config_relations import write_config
from pipelines.warehouse.loading.models import load_models
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.ranges import DateRange, DateRanges
from pipelines.warehouse.results import CheckResult

Row = dict[str, Any]
MOSCOW = ZoneInfo("Europe/Moscow")
NAME = Bilingual(en="Shop", ru="Магазин")
WINDOW = 400  # days that a model may look back: longer than any window of the tests
ALL_DAYS = DateRange(date(2025, 1, 1), date(2027, 1, 1))  # visits of the tests fall here
TODAY = date(2026, 11, 21)
CHANNELS = (
    "direct organic_search paid_search paid_social organic_social email referral recommendation unassigned unmatched"
)
RULES = (
    ChannelRule(channel="email", medium=["email"]),
    ChannelRule(channel="paid_social", medium=["cpc"], source=["vk"]),
    ChannelRule(channel="paid_search", medium=["cpc"]),
    ChannelRule(channel="organic_search", traffic_source=["organic", "organic search"]),
    ChannelRule(channel="organic_social", traffic_source=["social"], source=["vkontakte"]),
    ChannelRule(channel="direct", traffic_source=["direct"]),
)
LOADS = pa.schema(
    [
        ("seq", pa.int64()),
        *((name, pa.string()) for name in ("relation", "source", "stream", "account", "partition", "kind")),
        ("date_from", pa.date32()),
        ("date_to", pa.date32()),
        *((name, pa.int64()) for name in ("rows", "rows_read", "quarantined", "arrival")),
        ("file_name", pa.string()),
        ("loaded_at", pa.timestamp("us")),
        *LOAD_QUALITY,
        ("load_id", pa.string()),
    ]
)
# an unremarkable person's visit: every test says only what matters to it
PERSON: Row = {
    "counter_id": 1,
    "page_views": 4,
    "visit_duration": 180,
    "bounce": False,
    "is_new_user": True,
    "last_traffic_source": "direct",
    "goals_id": [],
    "device_category": "1",
    "region_country": "RU",
    "client_time_zone": 180,
    "cookie_enabled": True,
    "javascript_enabled": True,
    "screen_width": 1920,
    "screen_height": 1080,
    "window_client_width": 1900,
    "window_client_height": 950,
}


def utc(moment: str) -> datetime:
    """Moscow text as a naive moment in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=MOSCOW).astimezone(UTC).replace(tzinfo=None)


def plain(value: Any) -> Any:
    """As a test writes it: days as text, decimals as floats."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@dataclass
class Warehouse:
    """Rows in, rows out. `now` and the company can be changed before the first read."""

    models: Models
    now: str = "2026-11-21 09:00"
    company: Row = field(default_factory=dict)
    vat_rates: list[VatRate] = field(default_factory=lambda: [VatRate(valid_from="2000-01-01", rate="0.2")])
    money: Row = field(default_factory=dict)
    rules: tuple[ChannelRule, ...] = RULES
    channels: Row = field(default_factory=dict)
    goals: tuple[Goal, ...] = (Goal(code="purchase", name=NAME, source_goals=["101"]),)
    stages: list[Row] = field(default_factory=list)
    api_sources: Row = field(default_factory=dict)
    attribution_days: int = 30
    rows: dict[str, list[Row]] = field(default_factory=dict)
    loads: list[Row] = field(default_factory=list)
    arrivals: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    con: duckdb.DuckDBPyConnection | None = None

    # ---- what comes in

    def load(
        self, table: str, rows: Iterable[Row], *, folder: str = "shop", arrival: int = 1, loaded: str = ""
    ) -> None:
        """One delivery of an interchange table."""
        fields = {column.name: column for column in TABLES[table].columns}
        delivery = f"{folder}{arrival}"
        delivered = []
        for number, given in enumerate(rows, start=1):
            row: Row = {name: column.default for name, column in fields.items() if column.default is not None}
            row |= {"vat_included": False} if "vat_included" in fields else {}
            row |= {"version": 1} if "version" in fields else {}
            row |= {"folder": folder, "delivery": delivery, "source_row": number, "arrival": arrival}
            for name, value in given.items():
                row[name] = _typed(fields[name].type, value)
                if fields[name].type == "timestamp" and value is not None:
                    row[local_date(name)] = date.fromisoformat(value[:10])
            delivered.append(row)
        self.rows.setdefault(f"files__{table}", []).extend(delivered)
        days = [value for row in delivered for value in row.values() if type(value) is date]
        self._loaded("files", table, folder, delivery, "delivery", days, len(delivered), loaded)
        self.arrivals[folder, delivery, arrival] = self.loads[-1]["loaded_at"]

    def orders(self, *rows: Row, **where: Any) -> None:
        """Orders in roubles net of VAT, made at the moment `at`; paid at once unless `status` says otherwise."""
        known = {"id": "order_id", "customer": "customer_id", "at": "ordered_at", "cost": "cost_of_goods"}
        usual = {"customer_id": "C1", "currency": "RUB"}
        self.load("orders", [usual | _renamed(row, known) for row in rows], **where)

    def refunds(self, *rows: Row, **where: Any) -> None:
        """Refunds; they come in a folder of their own, as they would."""
        known = {"order": "order_id", "at": "refunded_at", "cost": "cost_of_goods"}
        numbered = [{"refund_id": str(number)} | _renamed(row, known) for number, row in enumerate(rows, start=1)]
        self.load("refunds", numbered, **({"folder": "refunds"} | where))

    def leads(self, *rows: Row, **where: Any) -> None:
        """Leads of the CRM; `at` is the moment of creation."""
        known = {"id": "lead_id", "at": "created_at", "visitor": "visitor_id"}
        self.load("leads", [_renamed(row, known) for row in rows], **({"folder": "crm"} | where))

    def costs(self, *rows: Row, **where: Any) -> None:
        """Costs in roubles net of VAT; media of Yandex unless they say otherwise."""
        known = {"type": "cost_type", "on": "date", "to": "date_to"}
        usual = {"source": "yandex", "medium": "cpc", "currency": "RUB"}
        self.load("ad_costs", [usual | _renamed(row, known) for row in rows], **({"folder": "costs"} | where))

    def visits(self, *rows: Row) -> None:
        """Metrica's visits. `at` is the moment, `visitor` the browser, `source` and so on the UTM."""
        short = {"visitor": "client_id", "traffic_source": "last_traffic_source", "engine": "last_search_engine_root"}
        short |= {name: f"last_utm_{name}" for name in ("source", "medium", "campaign")}
        short |= {"goals": "goals_id", "duration": "visit_duration", "pages": "page_views", "network": "ip_address"}
        known = self.rows.setdefault("yandex_metrica__visits", [])
        for given in rows:
            row = PERSON | {short.get(name, name): value for name, value in given.items()}
            at = row.pop("at")
            row |= {"date_time": datetime.fromisoformat(at), "date_time_utc": utc(at)}
            row.setdefault("date", date.fromisoformat(at[:10]))
            row.setdefault("visit_id", len(known) + 1)
            row.setdefault("client_id", 10**12 + len(known))
            row["account"] = str(row["counter_id"])
            known.append(row)

    def analytics(self, report: str, *rows: Row, on: str | None = None, quality: Row | None = None) -> None:
        """Rows of a report of Google Analytics, each with its `date`; each day of them is a load. `on` loads a day
        without rows too, and `quality` is what the vendor says of these days.
        """
        known = self.rows.setdefault(f"google_analytics__{report}", [])
        for given in rows:
            row: Row = {"account": "42"} | ({"date": on} if on else {}) | given
            typed = {"date": date.fromisoformat(row["date"])}
            if "period_start" in row:
                typed["period_start"] = date.fromisoformat(row["period_start"])
            money = [each.name for each in STANDARD[report].schema if pa.types.is_decimal(each.type)]
            amounts = {name: Decimal(str(row[name])) for name in money if row.get(name) is not None}
            known.append(row | amounts | typed)
        loads = {(row.get("account", "42"), row.get("date", on)) for row in rows} or {("42", on)}
        for account, day in sorted(loads):
            counted = sum(row.get("date", on) == day and row.get("account", "42") == account for row in rows)
            days = [date.fromisoformat(day)]
            self._loaded("google_analytics", report, account, day, "window", days, counted, "")
            self.loads[-1] |= quality or {}

    def web_covers(self, first: str, last: str, *, without: tuple[str, ...] = ()) -> None:
        """These days of the counter were loaded, whatever was on them."""
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            if day.isoformat() not in without:
                self._loaded("yandex_metrica", "visits", "1", day.isoformat(), "window", [day], 0, "")
            day += timedelta(days=1)

    # ---- what comes out

    def read(self, relation: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Rows of a model in the order of the columns named; it and all before it are built, and its checks hold."""
        con = self._built(relation)
        query = f"select {columns} from {self._full(relation)} where {where} order by all"
        return [tuple(map(plain, row)) for row in con.execute(query).fetchall()]

    def count(self, relation: str, columns: str) -> list[tuple[Any, ...]]:
        """How many rows have each combination of these columns, the number last."""
        return self.read(relation, f"{columns}, count(*)", "true group by all")

    def one(self, relation: str, columns: str, where: str = "true") -> tuple[Any, ...]:
        """The only row."""
        (row,) = self.read(relation, columns, where)
        return row

    def failing_checks(self, relation: str) -> list[str]:
        """Names of the checks that don't hold for a model, blocking ones and warnings."""
        return [check.name for check in self._checks(relation) if not check.passed]

    def said(self, relation: str) -> list[str]:
        """The sentences of a model's failed checks."""
        return [sentence for check in self._checks(relation) for sentence in check.said]

    def _checks(self, relation: str) -> list[CheckResult]:
        target = self._full(relation)
        con = self._prepared()
        for model in self._before(target):
            _build(con, model, self._days(model))
        return list(run_checks(con, self.models[target], list(self._days(self.models[target]))))

    def _built(self, relation: str) -> duckdb.DuckDBPyConnection:
        con, target = self._prepared(), self._full(relation)
        for model in self._before(target):
            if model.relation not in self._done:
                _build(con, model, self._days(model))
                self._done.add(model.relation)
        model = self.models[target]
        # of what it is made from, the tests of those models look at the checks
        for check in [] if model.is_view else run_checks(con, model, list(self._days(model))):
            assert check.passed or check.severity == "warn", f"{model.relation}: {check.name}\n{check.sample}"
        return con

    def _prepared(self) -> duckdb.DuckDBPyConnection:
        if self.con is None:
            self.con = duckdb.connect(config={"threads": 1})
            self._done: set[str] = set()
            for schema in ("lake", "staging", "core", "marts", "kpi"):
                self.con.execute(f"create schema {schema}")
            for name, schema in _lake_schemas().items():
                _fill(self.con, f"lake.{name}", schema, self.rows.get(name, []))
            _fill(self.con, "lake.loads", LOADS, self.loads)
            _fill(self.con, "lake.arrivals", ARRIVALS, self._arrived())
            write_config(self.con, self._environment(), self._configuration(), self.models)
        return self.con

    def _before(self, target: str) -> list[Model]:
        wanted = self.models.upstream(target) | {target}
        while True:
            more = {name for model in self.models if model.relation in wanted for name in model.reads} - wanted
            if not more:
                return [model for model in self.models if model.relation in wanted]
            wanted |= more

    def _days(self, model: Model) -> DateRanges:
        """Those of all rows; none for an incremental model that nothing came for: it would be as empty."""
        upstream = {model.relation, *self.models.upstream(model.relation)}
        inputs = {name for each in self.models if each.relation in upstream for name in each.inputs}
        came = any(f"lake.{relation}" in inputs for relation, rows in self.rows.items() if rows)
        if not (came and model.is_incremental):
            return DateRanges()
        days = [load[end] for load in self.loads for end in ("date_from", "date_to") if load[end]]
        known = [arrived.date() for arrived in self.arrivals.values()]
        moments = [*days, *known, TODAY]
        return DateRanges.of(ALL_DAYS, DateRange.inclusive(min(moments), max(moments))).span

    def _full(self, relation: str) -> str:
        return next(model.relation for model in self.models if relation in (model.name, model.relation))

    # ---- what is set

    def _environment(self) -> Environment:
        now = datetime.fromisoformat(self.now).replace(tzinfo=MOSCOW).astimezone(UTC)
        return Environment(profile="demo", config=Path(), home=Path(), now=now, hash_key=None)

    def _configuration(self) -> Configuration:
        company = {
            "name": NAME,
            "timezone": "Europe/Moscow",
            "currency": "RUB",
            "history_starts_on": "2024-01-01",
            "web": Web(),
            "windows": Windows(attribution_days=self.attribution_days),
        } | self.company
        return Configuration(
            company=Company(**company),
            money=Money(vat_rates=self.vat_rates, **({"currency_names": {"руб": "RUB", "евро": "EUR"}} | self.money)),
            channels=Channels(
                version="1",
                **(
                    {
                        "channels": [Channel(code=code, name=NAME, group="any") for code in CHANNELS.split()],
                        "rules": list(self.rules),
                    }
                    | self.channels
                ),
            ),
            goals=list(self.goals),
            file_sources={},
            api_sources=self.api_sources,
            scorecards={},
            stages=Stages(rules=self.stages),
            sha256="",
        )

    def _arrived(self) -> list[Row]:
        keys = ("folder", "delivery", "arrival", "arrived_at", "arrived_date")
        zone = timedelta(hours=3)
        return [dict(zip(keys, (*key, at, (at + zone).date()), strict=True)) for key, at in self.arrivals.items()]

    def _loaded(
        self, source: str, stream: str, account: str, part: str, kind: str, days: list[date], rows: int, loaded: str
    ) -> None:
        # a window is loaded the day after, a delivery the day after its newest day
        newest = max(days, default=date.fromisoformat(self.now[:10]))
        at = utc(loaded) if loaded else datetime.combine(newest + timedelta(days=1), datetime.min.time())
        self.loads.append(
            {
                "seq": len(self.loads) + 1,
                "relation": f"{source}__{stream}",
                "source": source,
                "stream": stream,
                "account": account,
                "partition": part,
                "kind": kind,
                "date_from": min(days, default=None),
                "date_to": max(days, default=None),
                "rows": rows,
                "rows_read": rows,
                "quarantined": 0,
                "loaded_at": at,
            }
        )


def _renamed(row: Row, names: dict[str, str]) -> Row:
    return {names.get(name, name): value for name, value in row.items()}


def _build(con: duckdb.DuckDBPyConnection, model: Model, days: DateRanges) -> None:
    if model.is_view:
        create_view(con, model)
    else:
        rebuild(con, model, days, reach=WINDOW)


def _lake_schemas() -> dict[str, pa.Schema]:
    files = {
        f"files__{name}": table.arrow_schema.append(pa.field("arrival", pa.int64())) for name, table in TABLES.items()
    }
    streams = {"yandex_metrica__visits": VISITS}
    streams |= {f"google_analytics__{name}": report.schema for name, report in STANDARD.items()}
    return files | {name: schema.append(pa.field("account", pa.string())) for name, schema in streams.items()}


def _fill(con: duckdb.DuckDBPyConnection, relation: str, schema: pa.Schema, rows: list[Row]) -> None:
    con.register("given", pa.Table.from_pylist(rows, schema=schema))
    con.execute(f"create table {relation} as select * from given")
    con.unregister("given")


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    convert: dict[str, Callable[[Any], Any]] = {
        "decimal": lambda number: Decimal(str(number)).quantize(Decimal("0.0001")),
        "rate": lambda number: Decimal(str(number)).quantize(Decimal("0.00000001")),
        "timestamp": utc,
        "date": date.fromisoformat,
    }
    return convert.get(kind, lambda same: same)(value)


@pytest.fixture(scope="session")
def models() -> Models:
    return load_models(Path(__file__).parents[3] / "sql")


@pytest.fixture
def warehouse(models: Models) -> Warehouse:
    return Warehouse(models)
