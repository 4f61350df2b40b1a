"""Models read the streams of vendors that a company doesn't have: they are typed and empty."""

import sys
from dataclasses import replace
from pathlib import Path
from subprocess import run

import duckdb
import pytest
from fake_vendor import home_of

from connectors.google_analytics.catalogue import STANDARD
from pipelines.lake import register_lake
from pipelines.workspace import PROJECT


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


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        pytest.param("pipelines.workspace", ("google", "grpc", "proto"), id="the vendor's, to know the columns"),
        pytest.param("pipelines.definitions", ("pandas",), id="pandas, to know the assets"),
    ],
)
def test_a_slow_library_is_not_loaded(module: str, unneeded: tuple[str, ...]) -> None:
    loaded = f"sorted(name for name in sys.modules if name.split('.')[0] in {unneeded})"
    code = f"import sys, {module}; print({loaded})"
    said = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert said.stdout.strip() == "[]"
