"""From files dropped into the inbox to the orders and their versions: repeated, overlapping and late exports."""

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.yandex_metrica.fields import VISITS
from pipelines.lake import Lake, load_inbox
from pipelines.settings import Configuration, Environment
from pipelines.settings.configuration import FileSource
from pipelines.warehouse import Models, load_models, open_warehouse, run_models

FIRST_RUN = datetime(2026, 11, 1, 6, tzinfo=UTC)
PLAIN = "order_id,customer_id,ordered_at,revenue,currency\n"
DATED = "order_id,customer_id,ordered_at,revenue,currency,updated_at\n"
READ = (
    "staging.stg_files__orders",
    "staging.stg_files__order_lines",
    "core.core_orders",
    "core.core_order_versions",
)
STAGED = "order_id,customer_id,ordered_at,revenue,currency,status\n"
A = PLAIN + "1,anna,2026-10-01,100,RUB\n2,boris,2026-10-02,200,RUB\n"
B = PLAIN + "2,boris,2026-10-02,250,RUB\n3,vera,2026-10-03,300,RUB\n"


@dataclass
class Shop:
    """A home whose runs are a day apart: each takes what was dropped, and builds the orders."""

    root: Path
    models: Models
    sources: dict[str, FileSource] = field(default_factory=dict)
    runs: int = 0

    def run(self, *files: str, folder: str = "orders") -> list[str]:
        """One run over these files, dropped one after another. The sentences of its report."""
        for number, content in enumerate(files):
            path = self.root / "inbox" / folder / f"{self.runs}-{number}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            os.utime(path, (1_790_000_000 + self.runs * 100 + number,) * 2)
        now = FIRST_RUN + timedelta(days=self.runs)
        environment = Environment("files", self.root / "config", self.root, now, b"key")
        self.runs += 1
        reports = load_inbox(environment, self.configuration)
        with open_warehouse(environment) as con:
            results = run_models(
                con,
                self.models,
                environment=environment,
                configuration=self.configuration,
                lake=Lake(self.root / "lake"),
                api_schemas={"yandex_metrica__visits": VISITS},
                selection=self._needed(),
            )
            self.tables = {name: _rows(con, name) for name in READ}
        errors = [result.error for result in results if result.error]
        assert {result.status for result in results} <= {"built", "fresh"}, errors
        return [report.sentence for report in reports]

    def read(self, model: str, *columns: str) -> list[tuple[Any, ...]]:
        return [tuple(_day(row[name]) for name in columns) for row in self.tables[model]]

    def revenue(self) -> dict[str, float]:
        """What counts today, order by order."""
        return dict(self.read("core.core_orders", "order_id", "revenue_original"))

    def versions(self, order: str) -> list[tuple[Any, ...]]:
        """Revenue, the day of the change, the day on which we learned of it, and whether it counts today."""
        columns = ("order_id", "revenue_original", "updated_date", "known_date", "is_current")
        return [row[1:] for row in self.read("core.core_order_versions", *columns) if row[0] == order]

    def _needed(self) -> set[str]:
        wanted = {"core.core_orders", "core.core_order_versions"}
        while True:
            more = {name for model in self.models if model.relation in wanted for name in model.reads} - wanted
            more = {name for name in more if name in self.models}
            if not more:
                return wanted
            wanted |= more

    @property
    def configuration(self) -> Configuration:
        return Configuration.model_validate(
            {
                "company": {
                    **{"name": {"en": "Shop", "ru": "Магазин"}, "timezone": "Europe/Moscow", "currency": "RUB"},
                    "history_starts_on": "2024-01-01",
                },
                "money": {"vat_rates": [{"valid_from": "2019-01-01", "rate": "0.2"}]},
                "channels": {"version": "1", "channels": [], "rules": []},
                **{"goals": [], "file_sources": self.sources, "api_sources": {}, "scorecards": {}, "sha256": "0" * 64},
            }
        )


def _rows(con: duckdb.DuckDBPyConnection, model: str) -> list[dict[str, Any]]:
    found = con.execute(f"select * from {model} order by all")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _day(value: Any) -> Any:
    """Days as a test writes them; all are of 2026."""
    return value.strftime("%m-%d") if isinstance(value, date) else value


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models(Path(__file__).parents[2] / "sql")


@pytest.fixture
def shop(tmp_path: Path, models: Models) -> Shop:
    return Shop(tmp_path / "home", models)


def test_overlapping_exports_load_each_order_once(shop: Shop) -> None:
    shop.run(A, B)
    assert shop.revenue() == {"1": 100, "2": 250, "3": 300}
    assert shop.versions("1") == [(100, None, "11-01", True)]


def test_the_same_bytes_again_change_nothing_even_on_another_day_under_another_name(shop: Shop) -> None:
    shop.run(A)
    before = shop.tables["core.core_orders"]
    (said,) = shop.run(A)
    assert "loaded before" in said
    assert shop.tables["core.core_orders"] == before
    assert shop.versions("2") == [(200, None, "11-01", True)]
    assert len(list((shop.root / "lake").rglob("delivery=*"))) == 1


@pytest.mark.parametrize("together", [True, False], ids=["in one run", "a run each"])
def test_a_then_b_then_a_again_ends_with_the_rows_of_a(shop: Shop, together: bool) -> None:
    if together:
        shop.run(A, B)
        shop.run(A)
    else:
        for content in (A, B, A):
            shop.run(content)
    assert shop.revenue() == {"1": 100, "2": 200, "3": 300}
    back = "11-02" if together else "11-03"
    assert [(row[0], row[3]) for row in shop.versions("2")] == [(200, False), (250, False), (200, True)]
    assert shop.versions("2")[-1] == (200, None, back, True)


def test_unless_the_date_of_change_says_otherwise(shop: Shop) -> None:
    older = DATED + "1,anna,2026-10-01,100,RUB,2026-10-05\n2,boris,2026-10-02,200,RUB,2026-10-09\n"
    newer = DATED + "1,anna,2026-10-01,150,RUB,2026-10-07\n2,boris,2026-10-02,250,RUB,2026-10-08\n"
    for content in (older, newer, older):
        shop.run(content)
    assert shop.revenue() == {"1": 150, "2": 200}
    assert shop.versions("1") == [
        (100, "10-05", "11-01", False),
        (150, "10-07", "11-02", True),
        (100, "10-05", "11-03", False),
    ]
    assert shop.versions("2") == [(200, "10-09", "11-01", True), (250, "10-08", "11-02", False)]


def test_of_equal_dates_of_change_the_later_arrival_counts(shop: Shop) -> None:
    one = DATED + "1,anna,2026-10-01,100,RUB,2026-10-05 12:00:00\n"
    two = DATED + "1,anna,2026-10-01,110,RUB,2026-10-05 12:00:00\n"
    shop.run(one, two)
    assert shop.revenue() == {"1": 110}
    shop.run(one)
    assert shop.revenue() == {"1": 100}
    assert [row[0] for row in shop.versions("1")] == [100, 110, 100]


def test_a_late_change_keeps_the_day_of_the_change_and_the_day_we_learned_of_it(shop: Shop) -> None:
    shop.run(DATED + "1,anna,2026-10-01,100,RUB,2026-10-05\n")
    shop.run()
    shop.run(DATED + "1,anna,2026-10-01,90,RUB,2026-10-30 23:30:00\n")
    assert shop.versions("1") == [(100, "10-05", "11-01", False), (90, "10-30", "11-03", True)]
    assert shop.read("staging.stg_files__orders", "revenue", "updated_date") == [(90, "10-30")]


def test_the_lines_of_an_order_are_replaced_whole(shop: Shop) -> None:
    header = "order_id,line_no,sku,quantity,revenue\n"
    two = header + "1,1,kettle,1,60\n1,2,cup,2,40\n2,1,tea,1,10\n"
    one = header + "1,1,samovar,1,100\n"
    shop.run(two, one, folder="order_lines")
    lines = ("order_id", "sku")
    assert shop.read("staging.stg_files__order_lines", *lines) == [("1", "samovar"), ("2", "tea")]
    shop.run(two, folder="order_lines")
    assert shop.read("staging.stg_files__order_lines", *lines) == [("1", "kettle"), ("1", "cup"), ("2", "tea")]


def test_a_changed_mapping_replays_and_leaves_the_days_on_which_we_learned_things(shop: Shop) -> None:
    columns = {name: f'"{name}"' for name in ("order_id", "customer_id", "ordered_at", "revenue", "currency", "status")}
    shop.sources["crm"] = _mapped(columns)
    shop.run(STAGED + "1,anna,2026-09-01,100,RUB,В работе\n", folder="crm")
    shop.run(STAGED + "1,anna,2026-09-01,120,RUB,Сделка успешна\n", folder="crm")
    shop.sources["crm"] = _mapped({**columns, "revenue": 'number("revenue") * 10'})
    assert len(shop.run()) == 2
    assert shop.versions("1") == [(1000, None, "11-01", False), (1200, None, "11-02", True)]
    assert shop.read("core.core_orders", "sale_date", "status", "stage") == [("11-02", "paid", "Сделка успешна")]


def _mapped(columns: dict[str, str]) -> FileSource:
    return FileSource.model_validate({"connector": "files", "tables": {"orders": {"columns": columns}}})
