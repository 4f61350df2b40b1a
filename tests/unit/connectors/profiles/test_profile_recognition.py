"""Which export a file is: by its headers, wherever they stand, and never by a guess."""

from typing import Any

import pytest

from connectors.common.errors import BadInput
from connectors.files.layout import Candidate, Layout
from connectors.profiles import Profile, recognised
from connectors.profiles.headers import normal


def profile(name: str, fields: dict[str, list[str]], by: list[str]) -> Profile:
    mapping: dict[str, Any] = {"ad_costs": {"columns": {}}}
    title = {"en": name.title(), "ru": name}
    return Profile.model_validate(
        {"name": name, "title": title, "docs": name, "fields": fields, "recognised_by": by, "tables": mapping}
    )


DEALS = profile("deals", {"id": ["ID"], "stage": ["Стадия сделки", "Stage"], "sum": ["Сумма"]}, ["id", "stage"])
LEADS = profile("leads", {"id": ["ID"], "status": ["Статус"], "sum": ["Сумма"]}, ["id", "status"])
TWINS = profile("twins", {"id": ["ID"], "phase": ["Стадия сделки"], "sum": ["Сумма"]}, ["id", "phase"])


def rows(*cells: str, row: int = 1) -> list[Candidate]:
    return [Candidate(tuple(cells), Layout(header_row=row))]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["ID", "Стадия сделки", "Сумма"], "deals"),
        (["сумма", " стадия  сделки ", "id"], "deals"),
        (["ID", "STAGE"], "deals"),
        (["ID", "Статус"], "leads"),
        (["ID", "Сумма"], None),
        (["", ""], None),
        (["ID", "ID", "Стадия сделки"], "deals"),
    ],
)
def test_headers_are_compared_as_people_do(header: list[str], expected: str | None) -> None:
    found = recognised(rows(*header), [DEALS, LEADS], "crm/a.csv")
    assert (found[0].name if found else None) == expected


def test_a_header_below_title_lines_is_found_with_its_layout() -> None:
    candidates = [*rows("Сделки за октябрь"), *rows("ID", "Стадия сделки", row=3)]
    found = recognised(candidates, [DEALS], "crm/a.csv")
    assert found == (DEALS, Layout(header_row=3))


def test_the_profile_that_claims_more_columns_wins() -> None:
    both = ["ID", "Стадия сделки", "Статус", "Сумма", "Stage"]
    wide = profile("wide", {**{k: list(v) for k, v in DEALS.fields.items()}, "status": ["Статус"]}, ["id", "stage"])
    assert recognised(rows(*both), [DEALS, LEADS, wide], "crm/a.csv") == (wide, Layout())


def test_two_profiles_that_fit_alike_are_a_question() -> None:
    with pytest.raises(BadInput) as refused:
        recognised(rows("ID", "Стадия сделки", "Сумма"), [DEALS, TWINS], "crm/a.csv")
    assert str(refused.value) == (
        "crm/a.csv: its headers fit Deals (deals), Twins (twins) alike. "
        "Say which in config/sources/crm.yaml, for instance `profile: deals`."
    )


def test_a_companys_own_headers_come_first() -> None:
    header = ("ID", "Стадия сделки", "Сумма", "Сумма без скидки")
    assert DEALS.found_in(header, {"sum": ("Сумма без скидки",)})["sum"] == "Сумма без скидки"
    assert DEALS.found_in(header)["sum"] == "Сумма"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Бюджет ", "бюджет"),
        ("UTM Source", "utm_source"),
        ("Бюджет, ₽", "Бюджет ₽"),
        ("Счёт", "СЧЕТ"),
        ("a\u00a0b", "A B"),
    ],
)
def test_headers_that_look_alike_are_alike(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_signs_that_tell_columns_apart_stay() -> None:
    assert len({normal(name) for name in ("Расход", "Расход, %", "Расход, ₽", "№ расход")}) == 4
