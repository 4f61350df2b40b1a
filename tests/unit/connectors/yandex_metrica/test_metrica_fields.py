import subprocess
import sys

import pytest

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields import HITS_LOG, VISITS_LOG, log_stream
from connectors.yandex_metrica.fields.catalogue import catalogue
from connectors.yandex_metrica.fields.choice import field_of
from connectors.yandex_metrica.fields.groups import GROUPS, members


@pytest.mark.parametrize(
    ("name", "api", "also"),
    [
        ("productsPrice", "ym:s:purchasedProductPrice", ("ym:s:productsPrice",)),
        ("purchasedProductPrice", "ym:s:purchasedProductPrice", ("ym:s:productsPrice",)),
        ("eventsProductCategory2", "ym:s:productCategoryLevel2", ("ym:s:eventsProductCategory2",)),
        ("eventsProductType", "ym:s:productEventType", ("ym:s:eventsProductType",)),
        ("productURL", "ym:s:productURL", ()),
        ("lastTrafficSource", "ym:s:lastTrafficSource", ()),
        ("<attribution>TrafficSource", "ym:s:lastTrafficSource", ()),
        ("lastSignTrafficSource", "ym:s:lastsignTrafficSource", ("ym:s:lastSignTrafficSource",)),
        ("firstUTMSource", "ym:s:firstUTMSource", ()),
        ("lasthasGCLID", "ym:s:lasthasGCLID", ("ym:s:lastHasGCLID",)),
        ("lastHasGCLID", "ym:s:lasthasGCLID", ("ym:s:lastHasGCLID",)),
        (
            "crossDeviceLastSignificantTrafficSource",
            "ym:s:cross_device_last_significantTrafficSource",
            ("ym:s:crossDeviceLastSignificantTrafficSource",),
        ),
    ],
)
def test_a_field_is_found_by_any_of_its_names_and_knows_the_others(name: str, api: str, also: tuple[str, ...]) -> None:
    field = field_of("visits", name)
    assert field is not None
    assert (field.api, field.also) == (api, also)


def test_a_renamed_field_has_one_column_named_after_the_new_name() -> None:
    for entry in catalogue("visits").values():
        if entry.now:
            old, new = field_of("visits", entry.name), field_of("visits", entry.now)
            assert old == new
            assert new is not None
            assert new.also == (f"ym:s:{entry.name}",)
            assert catalogue("visits")[entry.now].kind == entry.kind


def test_keys_are_required_and_what_belongs_to_metrica_pro_says_so() -> None:
    assert [field.column for field in VISITS_LOG.fields if field.required] == [
        "visit_id", "counter_id", "date", "date_time"
    ]  # fmt: skip
    assert [field.column for field in HITS_LOG.fields if field.required] == [
        "watch_id", "counter_id", "date", "date_time"
    ]  # fmt: skip
    assert [field.column for field in VISITS_LOG.fields if field.pro] == ["is_robot_pro"]
    assert [field.column for field in VISITS_LOG.key] == ["visit_id", "counter_id", "date"]
    assert [field.column for field in HITS_LOG.key] == ["watch_id", "counter_id", "date"]


@pytest.mark.parametrize(
    ("extra", "columns"),
    [
        (["mobilePhoneModel"], ["mobile_phone_model"]),
        (["ym:s:mobilePhoneModel"], ["mobile_phone_model"]),
        (["bounce", "visitID"], []),
        (["productsPrice", "purchasedProductPrice"], ["purchased_product_price"]),
        (["openstat"], [f"last_openstat_{what}" for what in ("ad", "campaign", "service", "source")]),
        (["parameters"], [f"parsed_params_key{level}" for level in range(1, 11)]),
        (["purchases"], ["purchase_affiliation", "purchase_product_quantity"]),
    ],
)
def test_settings_add_fields_and_groups_after_the_default_ones(extra: list[str], columns: list[str]) -> None:
    assert log_stream("visits", extra).schema.names == [*VISITS_LOG.schema.names, *columns]


@pytest.mark.parametrize("group", sorted(GROUPS))
@pytest.mark.parametrize("source", ["visits", "hits"])
def test_every_group_can_be_asked_for_and_adds_nothing_old(source: str, group: str) -> None:
    if members(source, group):  # type: ignore[arg-type]
        log = log_stream(source, [group])  # type: ignore[arg-type]
        assert len(set(log.schema.names)) == len(log.fields)
        assert not any("networkType" in field.api or ":products" in field.api for field in log.fields)


def test_sources_are_seen_through_another_model_beside_the_default_one() -> None:
    log = log_stream("visits", models=["CROSS_DEVICE_LAST_SIGNIFICANT", "first"])
    assert {"last_traffic_source", "cross_device_last_significant_utm_source", "first_messenger"} <= set(
        log.schema.names
    )


def test_arrays_of_the_same_events_are_known_to_be_parallel() -> None:
    groups = {group[0].split("_")[0]: group for group in log_stream("visits", ["products", "calls"]).parallel}
    assert groups["goals"][:2] == ("goals_id", "goals_date_time")
    assert set(groups) == {"goals", "purchase", "purchased", "product", "offline"}
    assert all("purchased" not in column for column in groups["purchase"])
    assert len(groups["purchased"]) == 19


@pytest.mark.parametrize(
    ("name", "extra", "models", "says"),
    [
        ("visits", ["produts"], [], "no field 'produts' of visits. Did you mean products"),
        ("visits", ["ym:s:isRobot"], [], "no field 'ym:s:isRobot' of visits. Did you mean isRobotPro"),
        ("hits", ["bounce"], [], "no field 'bounce' of hits"),
        ("visits", [""], [], "no field '' of visits"),
        ("visits", ["last"], [], "no field 'last' of visits"),
        ("visits", [], ["LINEAR"], "'LINEAR' is no attribution model. Use one of last, lastsign"),
        ("hits", [], ["first"], "hits have no attribution model but last"),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused_in_a_sentence(
    name: str, extra: list[str], models: list[str], says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        log_stream(name, extra, models, where="config/sources/metrica.yaml")  # type: ignore[arg-type]
    assert str(refused.value).startswith("config/sources/metrica.yaml: ")
    assert says in str(refused.value)


def test_describing_fields_needs_no_kernels_of_arrow_and_no_parser() -> None:
    code = """if True:
        import sys, types
        package = types.ModuleType("connectors.yandex_metrica")
        package.__path__ = ["connectors/yandex_metrica"]
        sys.modules["connectors.yandex_metrica"] = package
        import connectors.yandex_metrica.fields
        print(*[name for name in sys.modules if name in ("pyarrow.compute", "pyarrow.csv", "pydantic", "requests")])"""
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == ""
