"""Models read the streams of vendors that a company doesn't have: they are typed and empty."""

import sys
from dataclasses import replace
from pathlib import Path
from subprocess import run

import duckdb
from fake_vendor import home_of

from connectors.google_analytics.catalogue import STANDARD
from pipelines.lake import register_lake


def test_the_reports_of_analytics_exist_without_a_property(tmp_path: Path) -> None:
    workspace = home_of(tmp_path).workspace
    workspace = replace(workspace, environment=replace(workspace.environment, profile="files"))
    schemas = workspace.api_schemas
    assert set(schemas) == {"yandex_metrica__visits", *(f"google_analytics__{name}" for name in STANDARD)}
    with duckdb.connect() as con:
        register_lake(con, workspace.lake, schemas)
        for relation, schema in schemas.items():
            shown = con.execute(f"select * from lake.{relation}").description
            assert [column[0] for column in shown] == [*schema.names, "account"]


def test_every_report_that_a_model_reads_is_one(tmp_path: Path) -> None:
    workspace = home_of(tmp_path).workspace
    read = {name for model in workspace.models for name in model.inputs if name.startswith("lake.google_analytics__")}
    assert read <= {f"lake.{name}" for name in workspace.api_schemas}


def test_the_vendors_library_is_not_loaded_to_know_the_columns() -> None:
    loaded = "sorted(name for name in sys.modules if name.split('.')[0] in ('google', 'grpc', 'proto'))"
    code = f"import sys, pipelines.workspace; print({loaded})"
    said = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
