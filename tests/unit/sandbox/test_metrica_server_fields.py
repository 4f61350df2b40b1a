"""Every field of the vendor's list can be had, and attribution is what it has become."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from sandbox.servers.yandex_metrica import Counter, Dialect
from sandbox.servers.yandex_metrica.fields.attribution import MODELS, effective
from sandbox.servers.yandex_metrica.fields.catalogue import Source, field_names, log_field

Serve = Callable[..., Any]
COUNTER = 90601234
SOURCES = ("TrafficSource", "AdvEngine", "SearchEngineRoot", "UTMSource", "UTMCampaign")


def requests_of(names: list[str]) -> Iterator[list[str]]:
    """Lists short enough for one request each."""
    while names:
        chosen = names[:60]
        yield chosen
        names = names[60:]


@pytest.mark.parametrize("source", ["visits", "hits"])
def test_every_documented_field_can_be_asked_for(serve: Serve, source: Source) -> None:
    metrica = serve(size=20, counter=Counter(COUNTER, pro=True))
    for fields in requests_of(field_names(source)):
        rows = metrica.rows(fields, source=source)
        assert rows
        for row in rows:
            assert set(row) == set(fields)
            for name, cell in row.items():
                field = log_field(source, name)
                assert field is not None
                if field.kind.startswith("Array"):
                    assert cell[:1] + cell[-1:] == "[]" or cell.startswith('"[')
                elif field.kind.lstrip("U").startswith("Int"):
                    assert cell.lstrip("-").isdigit(), name


def test_there_are_as_many_fields_as_in_the_vendors_list() -> None:
    assert (len(field_names("visits")), len(field_names("hits"))) == (218, 131)


@pytest.mark.parametrize(
    ("source", "name", "pro"),
    [
        ("visits", "ym:s:isRobot", True),
        ("visits", "ym:s:isRobotPro", False),
        ("visits", "ym:s:TrafficSource", True),
        ("visits", "ym:pv:watchID", True),
        ("visits", "ym:s:purchaseTax", True),
        ("hits", "ym:s:visitID", True),
        ("hits", "ym:pv:lastsignTrafficSource", True),
    ],
)
def test_a_field_that_is_not_to_be_had_refuses_the_whole_request(
    serve: Serve, source: str, name: str, pro: bool
) -> None:
    metrica = serve(counter=Counter(COUNTER, pro=pro, refuses=frozenset({"ym:s:purchaseTax"})))
    key = {"visits": "ym:s:visitID", "hits": "ym:pv:watchID"}[source]
    params = {"date1": "2026-11-20", "date2": "2026-11-20", "source": source, "fields": f"{key},{name}"}
    for method, path in (("GET", "/logrequests/evaluate"), ("POST", "/logrequests")):
        answer = metrica.counter(method, path, **params)
        assert answer.status_code == 400
        assert answer.json()["message"] == f"Unknown field in the request: {name} for the source {source}"


def test_robots_are_told_to_the_pro_alone(serve: Serve) -> None:
    metrica = serve(size=300, counter=Counter(COUNTER, pro=True))
    flags = [row["ym:s:isRobotPro"] for row in metrica.rows(["ym:s:visitID", "ym:s:isRobotPro"])]
    assert set(flags) == {"0", "1"}


@pytest.mark.parametrize(
    ("model", "before", "since"),
    [
        ("FIRST", "FIRST", "CROSS_DEVICE_FIRST"),
        ("LAST", "LAST", "LAST"),
        ("LASTSIGN", "LASTSIGN", "CROSS_DEVICE_LAST_SIGNIFICANT"),
        ("LAST_YANDEX_DIRECT_CLICK", "LAST_YANDEX_DIRECT_CLICK", "AUTOMATIC"),
        ("CROSS_DEVICE_FIRST", "CROSS_DEVICE_FIRST", "CROSS_DEVICE_FIRST"),
        ("CROSS_DEVICE_LAST", "CROSS_DEVICE_LAST", "LAST"),
        ("CROSS_DEVICE_LAST_SIGNIFICANT", "CROSS_DEVICE_LAST_SIGNIFICANT", "CROSS_DEVICE_LAST_SIGNIFICANT"),
        ("CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK", "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK", "AUTOMATIC"),
        ("AUTOMATIC", "AUTOMATIC", "AUTOMATIC"),
    ],
)
def test_models_have_meant_something_else_since_june_2026(model: str, before: str, since: str) -> None:
    assert effective(model, date(2026, 6, 24)) == before
    assert effective(model, date(2026, 6, 25)) == since


def test_the_answer_names_the_model_that_was_used(serve: Serve) -> None:
    now, then = serve(), serve(today=lambda: date(2026, 6, 24))
    assert now.created()["attribution"] == "CROSS_DEVICE_LAST_SIGNIFICANT"
    assert now.created(attribution="LAST")["attribution"] == "LAST"
    old = then.created(date1="2026-06-01", date2="2026-06-02", attribution="FIRST")
    assert old["attribution"] == "FIRST"


@pytest.mark.parametrize("model", MODELS)
def test_the_placeholder_means_the_requests_model(serve: Serve, model: str) -> None:
    metrica = serve(size=200)
    spelled = effective(model, date(2026, 11, 21)).lower()
    asked = ["ym:s:visitID", *(f"ym:s:<attribution>{name}" for name in SOURCES)]
    named = ["ym:s:visitID", *(f"ym:s:{spelled}{name}" for name in SOURCES)]
    by_parameter = [list(row.values())[1:] for row in metrica.rows(asked, attribution=model)]
    by_name = [list(row.values())[1:] for row in metrica.rows(named)]
    assert sorted(by_parameter) == sorted(by_name)


@pytest.mark.parametrize(
    "names",
    [
        ("ym:s:lastsignUTMSource", "ym:s:lastSignUTMSource"),
        ("ym:s:crossDeviceFirstUTMSource", "ym:s:cross_device_firstUTMSource"),
        ("ym:s:lasthasGCLID", "ym:s:lastHasGCLID"),
        ("ym:s:lastopenstatAd", "ym:s:lastOpenstatAd"),
        ("ym:s:productsName", "ym:s:purchasedProductName"),
        ("ym:s:productsCategory2", "ym:s:purchasedProductCategoryLevel2"),
        ("ym:s:productsPrice", "ym:s:purchasedProductPrice"),
        ("ym:s:eventsProductPrice", "ym:s:productPrice"),
    ],
)
def test_two_names_of_one_thing_hold_the_same(serve: Serve, names: tuple[str, str]) -> None:
    rows = serve(size=400).rows(list(names))
    assert all(row[names[0]] == row[names[1]] for row in rows)


def test_other_models_change_direct_visits_of_those_who_came_before_and_no_others(serve: Serve) -> None:
    fields = ["isNewUser", "lastTrafficSource", "lastsignTrafficSource", "firstTrafficSource"]
    rows = serve(size=400).rows([f"ym:s:{name}" for name in fields])
    told = [[row[f"ym:s:{name}"] for name in fields] for row in rows]
    changed = [row for row in told if row[1] != row[2]]
    assert changed
    assert {row[1] for row in changed} <= {"direct", "internal"}
    assert {row[0] for row in changed} == {"0"}
    assert all(row[3] == row[1] for row in told if row[0] == "1")


def test_direct_clicks_name_their_campaign(serve: Serve) -> None:
    fields = ["lastAdvEngine", "lastDirectClickOrder", "lastDirectClickOrderName", "lastUTMCampaign"]
    rows = [[row[f"ym:s:{name}"] for name in fields] for row in serve(size=400).rows([f"ym:s:{f}" for f in fields])]
    clicks = [row for row in rows if row[0] == "ya_direct"]
    assert clicks
    assert all(row[2] == row[3] and int(row[1]) > 0 for row in clicks)
    assert len({row[1] for row in clicks}) == len({row[3] for row in clicks})
    assert {row[1] for row in rows if row[0] != "ya_direct"} == {"0"}


def test_the_header_of_a_placeholder_is_as_the_dialect_says(serve: Serve) -> None:
    metrica = serve(queue={"dialect": Dialect(placeholder="resolved", columns="asked")})
    log = metrica.prepared(fields="ym:s:visitID,ym:s:<attribution>UTMSource", attribution="LAST")
    assert metrica.text(log)[0].partition("\n")[0] == "ym:s:visitID\tym:s:lastUTMSource"
