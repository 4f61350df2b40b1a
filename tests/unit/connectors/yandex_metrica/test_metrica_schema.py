import csv
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.yandex_metrica.fields.schema import PARALLEL_ARRAYS, VISIT_FIELDS, VISITS, Field

FIELD_TABLE = Path(__file__).parents[5] / "shared" / "reference" / "yandex-metrica-fields.tsv"
DECLARED = {
    "uint64": "UInt64", "uint32": "UInt32", "uint16": "UInt16", "int32": "Int32", "int16": "Int16", "flag": "UInt8",
    "date": "Date", "counter_time": "DateTime", "moscow_time": "DateTime", "text": "String", "gapped_text": "String",
    "uint32s": "Array(UInt32)", "moscow_times": "Array(DateTime)", "address": "String",
}  # fmt: skip


@pytest.mark.parametrize(
    ("api", "column"),
    [
        ("ym:s:visitID", "visit_id"),
        ("ym:s:counterUserIDHash", "counter_user_id_hash"),
        ("ym:s:dateTimeUTC", "date_time_utc"),
        ("ym:s:startURL", "start_url"),
        ("ym:s:lastUTMSource", "last_utm_source"),
        ("ym:s:lastReferalSource", "last_referal_source"),
        ("ym:s:goalsID", "goals_id"),
        ("ym:s:windowClientWidth", "window_client_width"),
    ],
)
def test_column_names_are_made_mechanically(api: str, column: str) -> None:
    assert Field(api, "text").column == column


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("visit_id", pa.uint64()),
        ("counter_id", pa.uint32()),
        ("date", pa.date32()),
        ("date_time_utc", pa.timestamp("us")),
        ("bounce", pa.bool_()),
        ("goals_id", pa.list_(pa.uint32())),
        ("goals_date_time", pa.list_(pa.timestamp("us"))),
        ("client_time_zone", pa.int16()),
        ("ip_address", pa.string()),
    ],
)
def test_visits_have_the_promised_types(column: str, kind: pa.DataType) -> None:
    assert VISITS.field(column).type == kind


def test_no_column_repeats_and_the_field_list_fits_into_one_request() -> None:
    assert len(set(VISITS.names)) == len(VISITS) == 42
    assert len(",".join(field.api for field in VISIT_FIELDS)) <= 3000
    assert {name for pair in PARALLEL_ARRAYS for name in pair} <= set(VISITS.names)


@pytest.mark.skipif(not FIELD_TABLE.exists(), reason="the reference table of fields is not on this machine")
def test_every_field_is_documented_with_the_type_that_is_parsed() -> None:
    with FIELD_TABLE.open(encoding="utf-8") as lines:
        documented = {row["field"]: row["type"] for row in csv.DictReader(lines, delimiter="\t")}
    for field in VISIT_FIELDS:
        name = field.api if field.api in documented else field.api.replace("ym:s:last", "ym:s:<attribution>")
        assert documented[name] == DECLARED[field.kind], field.api
