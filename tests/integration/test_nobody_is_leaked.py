"""Five hundred people go through the real command, by every way in; nothing that it writes or says knows one of them.

That the scanner would find them is shown here for the files of the run, and in tests/unit/lake/test_leak_scanner.py
for every kind of container.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from leaks.containers import pieces
from leaks.people import COUNT
from leaks.planting import ANNA, CRM, plant, refused_in
from leaks.scanner import scanned, told_by, who

from pipelines.workspace import PROJECT

pytestmark = pytest.mark.slow  # test_personal_data shows the same without a whole run
TABLO = str(Path(sys.executable).parent / "tablo")
RANGE = ("--from", "2026-10-04", "--to", "2026-10-06")
# what must have been looked into, for the scan to say anything
KINDS = {"text", "bytes", "parquet", "duckdb", "sqlite", "xlsx", "html", "zlib"}


@dataclass(frozen=True)
class Company:
    """A home, its configuration, and the folder for temporary files."""

    root: Path

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def config(self) -> Path:
        return self.root / "config"

    def run(self, *arguments: str) -> str:
        """All that `tablo` said."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("TABLO_", "YANDEX_"))}
        variables |= {"TABLO_HOME": str(self.home), "TABLO_CONFIG": str(self.config), "TABLO_PROFILE": "files"}
        variables |= {"TABLO_NOW": "2026-11-16T09:00:00+03:00", "TABLO_HASH_KEY": "a key for tests", "COLUMNS": "200"}
        variables |= {"TMPDIR": str(self.root / "tmp")}
        (self.root / "tmp").mkdir(exist_ok=True)
        answer = subprocess.run(
            [TABLO, *arguments], capture_output=True, text=True, env=variables, cwd=self.root, timeout=300
        )
        assert "Traceback" not in answer.stdout + answer.stderr
        return answer.stdout + answer.stderr

    def remap(self) -> None:
        """Another mapping of the same export: its deliveries are replayed from the archive."""
        source = json.loads(json.dumps(CRM))
        source["tables"]["leads"]["columns"] |= {"medium": '"Доп"', "source": "coalesce(\"E-mail\", '')"}
        (self.config / "sources/crm.yaml").write_text(json.dumps(source, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("company"))
    shutil.copytree(PROJECT / "config", company.config)
    plant(company.home / "inbox", company.config)
    return company


@pytest.fixture(scope="module")
def said(company: Company) -> list[str]:
    """What the command said of the inbox, of a run, and of another one that replays an export and sees files again."""
    told = [company.run("inbox"), company.run("run", *RANGE)]
    company.remap()
    plant(company.home / "inbox", only=("leads/leads.csv", "visits/visits.csv"))
    return [*told, company.run("run", *RANGE)]


def test_all_of_them_were_planted(company: Company) -> None:
    files = [path for path in (company.home / "inbox").rglob("*") if path.is_file()]
    texts = [piece.content for path in files for piece in pieces(path)]
    found = who(text if isinstance(text, str) else text.decode(errors="ignore") for text in texts)
    assert len(found) == COUNT
    assert len(scanned(company.home / "inbox").leaks) > COUNT


def test_each_way_in_was_gone(company: Company, said: list[str]) -> None:
    inbox = company.home / "inbox"
    assert {str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file()} == refused_in(inbox)
    with duckdb.connect(str(company.home / "warehouse.duckdb"), read_only=True) as warehouse:
        leads = "select account, count(*), count(contact), count(source) from staging.stg_files__leads group by 1"
        counts = {account: numbers for account, *numbers in warehouse.execute(leads).fetchall()}
        orders = dict(
            warehouse.execute("select account, count(*) from staging.stg_files__orders group by 1").fetchall()
        )
        addresses = warehouse.execute("select page_location from staging.stg_google_analytics__events").fetchall()
    events = [location for (location,) in addresses]
    assert counts["leads"][0] > COUNT * 0.9
    assert counts["leads"][1] > COUNT * 0.9
    assert counts["crm"][1] > COUNT / 2
    assert counts["crm"][2] > COUNT / 2, "as the second mapping has it"
    assert orders["orders"] > COUNT * 1.9
    assert len(events) == COUNT
    assert all(told.count(":") == 3 for told in events), "two contacts in each address"
    assert (company.home / "published" / "marts.duckdb").exists()
    assert list((company.home / "lake" / "quarantine").rglob("*.parquet"))
    newest = max((company.home / "reports" / "inbox").glob("*.md"), key=lambda path: path.stat().st_mtime_ns)
    headline = newest.read_text(encoding="utf-8").splitlines()[2]
    assert all(told in headline for told in ("8 refused", "2 loaded before")), headline


def test_nobody_is_in_what_stays(company: Company, said: list[str]) -> None:
    scan = scanned(company.home, without=["inbox"])
    assert scan.leaks == [], scan.told
    assert scan.kinds >= KINDS
    assert scan.files > 50


def in_a_database(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create table so as select ? as said", [ANNA.comment])


def in_the_event_log(path: Path) -> None:
    con = sqlite3.connect(path)
    con.execute("update event_logs set event = event || ? where id = 1", [json.dumps({"by": ANNA.name})])
    con.commit()
    con.close()


def in_a_page(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("</h1>", f" {quote(ANNA.email)}</h1>"), encoding="utf-8")


def in_a_workbook(path: Path) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part.replace(b"</sst>", f"<si><t>{ANNA.written(5)}</t></si></sst>".encode()))


def in_rows(path: Path) -> None:
    rows = pq.read_table(path, partitioning=None)
    pq.write_table(rows.set_column(0, rows.schema.names[0], pa.array([ANNA.bare(1)] * rows.num_rows)), path)


SPOILED: dict[str, Callable[[Path], None]] = {
    "warehouse.duckdb": in_a_database,
    "published/marts.duckdb": in_a_database,
    "dagster/**/index.db": in_the_event_log,
    "published/**/*.html": in_a_page,
    "published/**/*.xlsx": in_a_workbook,
    "lake/raw/**/*.parquet": in_rows,
    "lake/quarantine/**/*.parquet": in_rows,
    "archive/**/*.parquet": in_rows,
    "archive/arrivals.jsonl": lambda path: path.write_text(json.dumps({"file_name": ANNA.name})),
    "lake/raw/**/load.json": lambda path: path.write_text(json.dumps({"file_name": f"{ANNA.email}.csv"})),
    "reports/**/*.md": lambda path: path.write_text(f"the header has {ANNA.written(2)}", encoding="utf-8"),
}


LARGE = ("warehouse.duckdb", "dagster/**/index.db")  # of their kinds the smaller ones are looked into


@pytest.mark.parametrize(
    "place", [pytest.param(place, marks=pytest.mark.slow if place in LARGE else ()) for place in SPOILED]
)
def test_one_person_in_one_of_its_files_would_be_found(
    company: Company, said: list[str], place: str, tmp_path: Path
) -> None:
    path = next(company.home.glob(place))
    copy = Path(shutil.copy(path, tmp_path / path.name))
    assert scanned(tmp_path).leaks == []
    SPOILED[place](copy)
    assert scanned(tmp_path).leaks


def test_nobody_is_in_temporary_files_nor_beside_the_home(company: Company, said: list[str]) -> None:
    scan = scanned(company.root, without=["home"])
    assert scan.leaks == [], scan.told


def test_nobody_is_named_by_the_command(said: list[str]) -> None:
    for text in said:
        assert len(text) > 200
        assert list(told_by(text)) == []
