"""Columns of bare phones under headers that say nothing, and columns of numbers that only look like phones."""

import random

import pyarrow as pa
import pytest

from pipelines.lake.privacy.phone_columns import are_mobiles
from pipelines.lake.privacy.redaction import Redactor

DICE = random.Random(7)
PHONES = [f"9{DICE.randrange(10**9):09d}" for _ in range(300)]

YES: dict[str, list[str | None]] = {
    "eleven digits with 7": [f"7{phone}" for phone in PHONES],
    "eleven digits with 8": [f"8{phone}" for phone in PHONES],
    "ten digits": list(PHONES),
    "all of them mixed": [f"{('7', '8', '')[i % 3]}{phone}" for i, phone in enumerate(PHONES)],
    "with holes": [f"7{phone}" if i % 3 else None for i, phone in enumerate(PHONES)],
    "one in twenty is a word": [f"7{phone}" if i % 20 else "нет" for i, phone in enumerate(PHONES)],
    "as pandas writes numbers": [f"7{phone}.0" for phone in PHONES],
    "three of them": [f"7{phone}" for phone in PHONES[:3]],
}
NO: dict[str, list[str | None]] = {
    "nothing": [None, None],
    "numbers of orders in a row": [str(79_000_000_001 + number) for number in range(300)],
    "one number again and again": ["79161234567"] * 300,
    "identifiers of another length": [f"{phone}12" for phone in PHONES],
    "other numbers of eleven digits": [f"1{phone}" for phone in PHONES],
    "seconds since 1970": [str(1_790_000_000 + number) for number in range(300)],
    "half of them words": [f"7{phone}" if i % 2 else "да" for i, phone in enumerate(PHONES)],
    "amounts": [f"{phone[:5]},00" for phone in PHONES],
    "dates": ["2026-10-05"] * 300,
}


def column(cells: list[str | None]) -> pa.Array:
    return pa.array(cells, pa.string())


@pytest.mark.parametrize("case", YES)
def test_columns_of_phones(case: str) -> None:
    assert are_mobiles(column(YES[case]))


@pytest.mark.parametrize("case", NO)
def test_columns_of_other_numbers(case: str) -> None:
    assert not are_mobiles(column(NO[case]))


def redacted(header: str, *batches: list[str | None], exact: bool = False, guessed: bool = False) -> list[str | None]:
    named = {header} if exact else set()
    redactor = Redactor(b"key", {header}, set(), "crm/a.csv", exact=named, guessed={header} if guessed else set())
    cells: list[str | None] = []
    for batch in batches:
        places = pa.array(range(len(batch)), pa.int64())
        given = pa.RecordBatch.from_arrays([column(batch), places, places], names=[header, "_row", "_line"])
        cells += redactor.batch(given).column(0).to_pylist()
    return cells


@pytest.mark.parametrize("case", YES)
def test_they_become_tokens(case: str) -> None:
    cells = redacted("Доп. поле", YES[case])
    phones = [cell for cell in cells if cell and cell != "нет"]
    assert all(cell.startswith("phone:") for cell in phones)


@pytest.mark.parametrize("header", ["ID", "Номер заказа", "ClientID", "customer_id", "№", "Сумма"])
def test_they_stay_under_a_header_of_identifiers_or_amounts(header: str) -> None:
    assert redacted(header, YES["eleven digits with 7"], guessed=True) == YES["eleven digits with 7"]


def test_they_stay_in_a_column_that_feeds_an_identifier() -> None:
    assert redacted("Клиент", YES["ten digits"], exact=True) == YES["ten digits"]


def test_what_the_first_batch_was_the_next_one_is() -> None:
    cells = redacted("Доп", YES["ten digits"], ["9161234567", "позвонить"])
    assert cells[-2:] == [cells[-2], "позвонить"]
    assert str(cells[-2]).startswith("phone:")


def test_where_only_the_header_is_known_a_single_phone_is_enough() -> None:
    one, words, ten = redacted("Доп", ["79161234567", "звонить 89161234567", "9161234567"], guessed=True)
    assert str(one).startswith("phone:")
    assert words == f"звонить {one}"
    assert ten == "9161234567"
    assert redacted("Доп", ["79161234567"]) == ["79161234567"]
