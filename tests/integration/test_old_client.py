"""A client from 2024 opens what is published: tables, comments, Cyrillic, big numbers."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import TableDoc, publish_marts
from pipelines.settings import Environment, load_configuration
from pipelines.workspace import PROJECT

OLD_PYTHON = PROJECT / ".venv-compat" / "bin" / "python"
READ = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute("use marts.marts")
rows = con.execute("select channel, visits, cast(revenue as varchar) from roi").fetchall()
columns = "select comment from duckdb_columns() where table_name = 'roi' order by column_index"
comments = con.execute(columns).fetchall()
print(json.dumps([duckdb.__version__, rows, comments]))
"""

pytestmark = pytest.mark.skipif(
    not OLD_PYTHON.exists(), reason="there is no .venv-compat; `make setup-compat` makes it"
)


def test_a_client_of_version_1_0_reads_the_published_file(tmp_path: Path) -> None:
    environment = Environment("demo", PROJECT / "config", tmp_path, datetime(2026, 11, 21, tzinfo=UTC), None)
    comments = {"channel": "Канал.", "visits": "Visits. Additive.", "revenue": "Revenue. Additive."}
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute("create table marts.roi (channel varchar, visits ubigint, revenue decimal(18,2))")
        warehouse.execute("insert into marts.roi values ('прямые', 12267275798148517398, 0.10), ('email', 0, null)")
        publication = publish_marts(
            warehouse, environment, load_configuration(environment.config), [TableDoc("roi", "ROI.", comments)]
        )
    answer = subprocess.run(
        [str(OLD_PYTHON), "-c", READ, str(publication.path)], capture_output=True, text=True, check=True
    )
    version, rows, found = json.loads(answer.stdout)
    assert version == "1.0.0"
    assert sorted(rows) == [["email", 0, None], ["прямые", 12267275798148517398, "0.10"]]
    assert [comment for (comment,) in found] == list(comments.values())
