"""Contacts: which texts are one, what is the same one, and what a file keeps of it."""

import hashlib
import hmac

import pyarrow as pa
import pytest

from connectors.common.errors import BadInput
from pipelines.lake.contacts import KeyMissing, Tokens, contact
from pipelines.lake.redaction import Redactor

KEY = b"a key for tests"


def token(kind: str, normal: str) -> str:
    return f"{kind}:{hmac.new(KEY, normal.encode(), hashlib.sha256).hexdigest()[:32]}"


@pytest.mark.parametrize(
    ("text", "kind", "normal"),
    [
        ("ivan@mail.ru", "email", "ivan@mail.ru"),
        (" Ivan.Petrov+tag@Mail.RU ", "email", "ivan.petrov+tag@mail.ru"),
        ("mailto:ivan@mail.ru", "email", "ivan@mail.ru"),
        ("<ivan@mail.ru>", "email", "ivan@mail.ru"),
        ("иван@почта.рф", "email", "иван@почта.рф"),
        ("+7 (916) 123-45-67", "phone", "79161234567"),
        ("8 916 123 45 67", "phone", "79161234567"),
        ("89161234567", "phone", "79161234567"),
        ("79161234567", "phone", "79161234567"),
        ("9161234567", "phone", "79161234567"),
        ("007 916 123-45-67", "phone", "79161234567"),
        ("8 (495) 123-45-67 доб. 12", "phone", "74951234567"),
        ("+49 30 901820", "phone", "4930901820"),
        ("675660001", "phone", "675660001"),
    ],
)
def test_a_contact_has_one_normal_form(text: str, kind: str, normal: str) -> None:
    assert contact(text) == (kind, normal)


@pytest.mark.parametrize(
    "text", ["", "Иван", "@ivan_tg", "12345", "1234567890123456", "ivan@localhost", "a b@mail.ru x"]
)
def test_what_is_no_contact(text: str) -> None:
    assert contact(text) is None


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("8 916 123-45-67", token("phone", "79161234567")),
        ("A@b.ru, +79161234567", f"{token('email', 'a@b.ru')};{token('phone', '79161234567')}"),
        ("@Ivan_TG", token("other", "@ivan_tg")),
        ("Иванов Иван", token("other", "иванов иван")),
        (" ; ", ""),
    ],
)
def test_a_contact_cell_is_replaced_whole(cell: str, kept: str) -> None:
    assert Tokens(KEY).whole(cell) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to Ivan@mail.ru.", f"write to {token('email', 'ivan@mail.ru')}."),
        ("https://shop.ru/?email=ivan%40mail.ru&x=1", f"https://shop.ru/?email={token('email', 'ivan@mail.ru')}&x=1"),
        ("call +7 916 123-45-67!", f"call {token('phone', '79161234567')}!"),
        ("тел. 8(916)123-45-67", f"тел. {token('phone', '79161234567')}"),
        ("?phone=%2B79161234567", f"?phone={token('phone', '79161234567')}"),
        ("1628529640459314054", "1628529640459314054"),
        ("79161234567", "79161234567"),
        ("2018-05-01 12:00:00", "2018-05-01 12:00:00"),
        ("8 123 456 789,00", "8 123 456 789,00"),
        ("https://maps.ru/@55.75,37.61", "https://maps.ru/@55.75,37.61"),
        ("google+redesign", "google+redesign"),
    ],
)
def test_any_other_text_loses_only_its_contacts(text: str, kept: str) -> None:
    assert Tokens(KEY).inside(text) == kept


def test_the_key_decides_the_token_and_without_one_there_is_none() -> None:
    assert Tokens(b"one").whole("a@b.ru") != Tokens(b"two").whole("a@b.ru")
    with pytest.raises(KeyMissing):
        Tokens(None).whole("a@b.ru")


def batch(**columns: list[str | None]) -> pa.RecordBatch:
    rows = len(next(iter(columns.values())))
    places = {"_row": list(range(1, rows + 1)), "_line": list(range(2, rows + 2))}
    return pa.RecordBatch.from_pydict({**columns, **places})


def test_columns_are_redacted_by_what_they_feed_and_what_they_are_called() -> None:
    given = batch(
        order=["79161234567", "x@y.ru"],
        contact=["Иван", None],
        **{"Рабочий телефон": ["9161234567", "позвонить"], "dropped": ["a@b.ru", "c"]},
    )
    redactor = Redactor(KEY, {"order", "contact", "Рабочий телефон"}, {"contact"}, "crm/leads.csv")
    assert redactor.batch(given).to_pydict() == {
        "order": ["79161234567", token("email", "x@y.ru")],
        "contact": [token("other", "иван"), None],
        "Рабочий телефон": [token("phone", "79161234567"), "позвонить"],
        "_row": [1, 2],
        "_line": [2, 3],
    }
    assert redactor.replaced == 3


def test_without_a_key_a_batch_with_contacts_is_refused_and_one_without_passes() -> None:
    redactor = Redactor(None, {"note"}, set(), "crm/leads.csv")
    redactor.batch(batch(note=["позвонить", None]))
    with pytest.raises(BadInput) as refused:
        redactor.batch(batch(note=["ivan@mail.ru"]))
    assert str(refused.value) == (
        "crm/leads.csv: the column “note” has contacts, and there is no key to hash them with. "
        "Set TABLO_HASH_KEY to a long random text, keep it, and run again."
    )
