import csv
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.yandex_metrica.fields import HITS, HITS_LOG, VISITS, VISITS_LOG, Field, LogStream
from connectors.yandex_metrica.fields.catalogue import catalogue
from connectors.yandex_metrica.fields.kinds import ARROW

FIELD_TABLE = Path(__file__).parents[5] / "shared" / "reference" / "yandex-metrica-fields.tsv"
KINDS = {
    "UInt64": {"uint64"}, "UInt32": {"uint32", "uint64"}, "UInt16": {"uint16"}, "UInt8": {"uint8", "flag"},
    "Int32": {"int32"}, "Int16": {"int16"}, "Int8": {"int8"}, "Date": {"date"},
    "DateTime": {"counter_time", "moscow_time"}, "String": {"text", "code", "gapped", "address"},
    "Array(UInt64)": {"uint64s"}, "Array(UInt32)": {"uint32s"}, "Array(UInt8)": {"codes"},
    "Array(Int64)": {"int64s"}, "Array(Int32)": {"int32s"}, "Array(Float64)": {"decimals"},
    "Array(DateTime)": {"moscow_times"}, "Array(String)": {"texts", "codes"},
}  # fmt: skip
# what the models of the warehouse have been built on: names and places stay
FIRST_VISITS = """
    visit_id counter_id client_id counter_user_id_hash date date_time date_time_utc is_new_user bounce page_views
    visit_duration start_url end_url referer last_traffic_source last_adv_engine last_search_engine_root
    last_referal_source last_social_network last_messenger last_recommendation_system last_utm_source last_utm_medium
    last_utm_campaign last_utm_content last_utm_term goals_id goals_date_time device_category region_country
    region_city browser operating_system_root browser_language client_time_zone cookie_enabled javascript_enabled
    screen_width screen_height window_client_width window_client_height ip_address
"""


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
        ("ym:s:lasthasGCLID", "last_has_gclid"),
        ("ym:s:lastGCLID", "last_gclid"),
        ("ym:s:lastopenstatAd", "last_openstat_ad"),
        ("ym:s:cross_device_last_significantTrafficSource", "cross_device_last_significant_traffic_source"),
        ("ym:s:cross_device_firsthasGCLID", "cross_device_first_has_gclid"),
        ("ym:s:lastsignUTMSource", "lastsign_utm_source"),
        ("ym:s:purchasedProductCategoryLevel1", "purchased_product_category_level1"),
        ("ym:pv:URL", "url"),
        ("ym:pv:UTMSource", "utm_source"),
        ("ym:pv:openstatAd", "openstat_ad"),
        ("ym:pv:hasGCLID", "has_gclid"),
        ("ym:pv:pageViewID", "page_view_id"),
    ],
)
def test_column_names_are_made_mechanically(api: str, column: str) -> None:
    assert Field(api, "text").column == column


@pytest.mark.parametrize(
    ("schema", "column", "kind"),
    [
        (VISITS, "visit_id", pa.uint64()),
        (VISITS, "counter_id", pa.uint32()),
        (VISITS, "date", pa.date32()),
        (VISITS, "date_time_utc", pa.timestamp("us")),
        (VISITS, "bounce", pa.bool_()),
        (VISITS, "is_robot_pro", pa.bool_()),
        (VISITS, "goals_id", pa.list_(pa.uint32())),
        (VISITS, "goals_date_time", pa.list_(pa.timestamp("us"))),
        (VISITS, "goals_price", pa.list_(pa.int64())),
        (VISITS, "purchase_revenue", pa.list_(pa.decimal128(18, 4))),
        (VISITS, "purchase_id", pa.list_(pa.string())),
        (VISITS, "last_direct_banner_group", pa.uint64()),
        (VISITS, "client_time_zone", pa.int16()),
        (VISITS, "ip_address", pa.string()),
        (HITS, "watch_id", pa.uint64()),
        (HITS, "visit_id", pa.uint64()),
        (HITS, "is_page_view", pa.bool_()),
        (HITS, "goals_id", pa.list_(pa.uint32())),
    ],
)
def test_columns_have_the_promised_types(schema: pa.Schema, column: str, kind: pa.DataType) -> None:
    assert schema.field(column).type == kind


@pytest.mark.parametrize(("log", "count"), [(VISITS_LOG, 65), (HITS_LOG, 35)], ids=["visits", "hits"])
def test_no_column_repeats_and_the_default_fields_fit_into_one_request(log: LogStream, count: int) -> None:
    assert len(set(log.schema.names)) == len(log.schema) == len(log.fields) == count
    assert len(",".join(field.api for field in log.fields)) <= 3000
    assert set(log.key) <= set(log.fields)
    assert {column for group in log.parallel for column in group} <= set(log.schema.names)


def test_the_first_columns_of_visits_stay_where_they_have_been() -> None:
    assert VISITS.names[:42] == FIRST_VISITS.split()


def test_every_kind_has_a_type_and_every_field_a_kind_that_its_type_allows() -> None:
    for source in ("visits", "hits"):
        for entry in catalogue(source).values():
            assert entry.kind in ARROW
            as_text = entry.name in ("purchaseTax", "purchaseShipping") and source == "hits"
            assert as_text or entry.kind in KINDS[entry.type], entry


@pytest.mark.skipif(not FIELD_TABLE.exists(), reason="the reference table of fields is not on this machine")
def test_the_catalogue_has_every_documented_field_with_its_type() -> None:
    with FIELD_TABLE.open(encoding="utf-8") as lines:
        documented = {
            (row["source"], row["field"].split(":", 2)[2], row["type"]) for row in csv.DictReader(lines, delimiter="\t")
        }
    ours = {(entry.source, entry.name, entry.type) for log in ("visits", "hits") for entry in catalogue(log).values()}
    assert ours == documented
    assert len(ours) == 349
