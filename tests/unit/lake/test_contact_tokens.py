"""Contacts: which texts are one, what is the same one, and what a file keeps of it."""

import hashlib
import hmac

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.text_file import TextFile
from pipelines.lake.privacy.contact_forms import contact, simple_contact
from pipelines.lake.privacy.contact_patterns import LOOSE, SUSPICIOUS, SUSPICIOUS_OR_LOOSE
from pipelines.lake.privacy.contacts import KeyMissing, Tokens
from pipelines.lake.privacy.redaction import Redactor, with_nameless_header
from pipelines.lake.privacy.shown import listed, nameless

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
        ("ivan @ mail.ru", "email", "ivan@mail.ru"),
        ("ivan＠mail．ru", "email", "ivan@mail.ru"),
        ("ivan%40mail.ru", "email", "ivan@mail.ru"),
        ("ivan%2540mail.ru", "email", "ivan@mail.ru"),
        ("иван@почта.рф", "email", "иван@почта.рф"),
        ("ИВАН@ПОЧТА.РФ", "email", "иван@почта.рф"),
        ("иван@xn--80a1acny.xn--p1ai", "email", "иван@почта.рф"),
        ("info@xn--zz", "other", None),
        ("+7 (916) 123-45-67", "phone", "79161234567"),
        ("8 916 123 45 67", "phone", "79161234567"),
        ("89161234567", "phone", "79161234567"),
        ("79161234567", "phone", "79161234567"),
        ("9161234567", "phone", "79161234567"),
        ("79161234567.0", "phone", "79161234567"),
        ("007 916 123-45-67", "phone", "79161234567"),
        ("８ ９１６ １２３ ４５ ６７", "phone", "79161234567"),
        ("٨ ٩١٦ ١٢٣ ٤٥ ٦٧", "phone", "79161234567"),
        ("+7\u00a0916\u202f123‑45–67", "phone", "79161234567"),
        ("+7\u200b916\u200b123\u200b4567", "phone", "79161234567"),
        ("8 (9О6) I23-45-67", "phone", "79061234567"),
        ("tel:+79161234567", "phone", "79161234567"),
        ("https://wa.me/79161234567", "phone", "79161234567"),
        ("8 (495) 123-45-67 доб. 12", "phone", "74951234567"),
        ("8 (495) 123-45-67 (доб. 12)", "phone", "74951234567"),
        ("(495) 123-45-67", "phone", "74951234567"),
        ("8.916.123.45.67", "phone", "79161234567"),
        ("+49 30 901820", "phone", "4930901820"),
        ("+375 29 123-45-67", "phone", "375291234567"),
        ("675660001", "phone", "675660001"),
    ],
)
def test_a_contact_has_one_normal_form(text: str, kind: str, normal: str | None) -> None:
    assert contact(text) == ((kind, normal) if normal else None)


@pytest.mark.parametrize(
    "text", ["", "Иван", "@ivan_tg", "12345", "1234567890123456", "ivan@localhost", "a b@mail.ru x", "8 зайцев", "@"]
)
def test_what_is_no_contact(text: str) -> None:
    assert contact(text) is None


@pytest.mark.parametrize("text", ["8 916 123-45-67", "+79161234567", "Ivan@Mail.RU", "a.b+c@x.co.uk"])
def test_the_fast_way_says_what_the_slow_one_says(text: str) -> None:
    assert simple_contact(text) == contact(text)


ANY_PHONE = token("phone", "79161234567")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("8 916 123-45-67", ANY_PHONE),
        ("A@b.ru, +79161234567", f"{token('email', 'a@b.ru')};{ANY_PHONE}"),
        ("+7 916 123-45-67, доб. 12", ANY_PHONE),
        ("79161234567 79031234567", f"{ANY_PHONE};{token('phone', '79031234567')}"),
        ("+7 916 123-45-67/8 903 123-45-67", f"{ANY_PHONE};{token('phone', '79031234567')}"),
        ("8 916 123-45-67; 8(916)1234567", ANY_PHONE),
        ("Иван, 8 916 123-45-67", f"{token('other', 'иван')};{ANY_PHONE}"),
        ("Иван 8 916 123-45-67 после шести", ANY_PHONE),
        ("@Ivan_TG", token("other", "@ivan_tg")),
        ("https://t.me/Ivan_TG", token("other", "@ivan_tg")),
        ("vk.com/id123", token("other", "vk.com/id123")),
        ("https://m.vk.com/ID123/?from=search", token("other", "vk.com/id123")),
        ("Иванов Иван", token("other", "иванов иван")),
        ("Семёнов  Пётр", token("other", "семенов петр")),
        ("СЕМЕНОВ\u00a0ПЕТР ", token("other", "семенов петр")),
        ("ООО «Ромашка»", token("other", "ооо «ромашка»")),
        (" ; ", None),
        ("-", None),
        ("Нет", None),
        ("не указан", None),
        ("n/a", None),
    ],
)
def test_a_contact_cell_is_replaced_whole(cell: str, kept: str | None) -> None:
    assert Tokens(KEY).whole(cell) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to Ivan@mail.ru.", f"write to {token('email', 'ivan@mail.ru')}."),
        ("Ivan@mail.ru,A@b.ru", f"{token('email', 'ivan@mail.ru')},{token('email', 'a@b.ru')}"),
        ("https://shop.ru/?email=ivan%40mail.ru&x=1", f"https://shop.ru/?email={token('email', 'ivan@mail.ru')}&x=1"),
        ("?to=https%3A%2F%2Fx%3Fe%3Dиван%2540почта.рф", f"?to={token('email', 'иван@почта.рф')}"),
        ("?m=%D0%B8%D0%B2%40%D0%BC%D1%8B%D0%BB%D0%BE.%D1%80%D1%84&x", f"?m={token('email', 'ив@мыло.рф')}&x"),
        ("?m=ив%2540%25D0%25BC%25D1%258B.%25D1%2580%25D1%2584&x", f"?m={token('email', 'ив@мы.рф')}&x"),
        ("?f=%7B%22p%22%3A%228916%20123-45-67%22%7D", f'?f={{"p":"{ANY_PHONE}"}}'),
        ("?f=%7B%22p%22%3A%228%20916%20123-45-67%22", f'?f={{"p":"{ANY_PHONE}"'),
        ("call +7 916 123-45-67!", f"call {ANY_PHONE}!"),
        ("тел. 8(916)123-45-67", f"тел. {ANY_PHONE}"),
        ("тел.8 916 123-45-67", f"тел.{ANY_PHONE}"),
        ("звоните 8916 123-45-67 или 8916-1234567", f"звоните {ANY_PHONE} или {ANY_PHONE}"),
        ("(916) 123-45-67 вечером", f"{ANY_PHONE} вечером"),
        ("916 123-45-67 вечером", f"{ANY_PHONE} вечером"),
        ("８ ９１６ １２３‑４５‑６７!", f"{ANY_PHONE}!"),
        ("+7 916 123-45-67 8 903 123-45-67", f"{ANY_PHONE} {token('phone', '79031234567')}"),
        ("8 (4852) 12-34-56", token("phone", "74852123456")),
        ("?phone=%2B79161234567", f"?phone={ANY_PHONE}"),
        ("?phone=%2B7%20916%20123-45-67&x", f"?phone={ANY_PHONE}&x"),
        ("?phone=79161234567&x=1", f"?phone={ANY_PHONE}&x=1"),
        ("?customer%5Bphone%5D=9161234567", f"?customer%5Bphone%5D={ANY_PHONE}"),
        ("мой whatsapp 89161234567", f"мой whatsapp {ANY_PHONE}"),
        ("1628529640459314054", "1628529640459314054"),
        ("79161234567", "79161234567"),
        ("заказ 79161234567 на 89161234567 р.", "заказ 79161234567 на 89161234567 р."),
        ("отель 9161234567", "отель 9161234567"),
        ("2018-05-01 12:00:00", "2018-05-01 12:00:00"),
        ("2026-10-08 123456789", "2026-10-08 123456789"),
        ("8 123 456 789,00", "8 123 456 789,00"),
        ("7 916 123,45", "7 916 123,45"),
        ("1.8 916 123,00", "1.8 916 123,00"),
        ("https://maps.ru/@55.75,37.61", "https://maps.ru/@55.75,37.61"),
        ("google+redesign", "google+redesign"),
        ("gclid=EAIaIQobChMI+79161234567abc", "gclid=EAIaIQobChMI+79161234567abc"),
        ("192.168.100.200, 8.8.8.8", "192.168.100.200, 8.8.8.8"),
    ],
)
def test_any_other_text_loses_only_its_contacts(text: str, kept: str) -> None:
    assert Tokens(KEY).inside(text) == kept
    suspicious = pc.match_substring_regex(pa.array([text]), SUSPICIOUS)[0].as_py()
    assert suspicious or text == kept, "it would never be looked at"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("перезвонить на 89161234567", f"перезвонить на {ANY_PHONE}"),
        ("мой номер 9161234567 Маша", f"мой номер {ANY_PHONE} Маша"),
        ("я @Ivan_TG и vk.com/id123", f"я {token('other', '@ivan_tg')} и {token('other', 'vk.com/id123')}"),
        ("пишите https://wa.me/79161234567", f"пишите {ANY_PHONE}"),
        ("заказ 1628529640459314054", "заказ 1628529640459314054"),
        ("артикул 123456-9161234567x", "артикул 123456-9161234567x"),
    ],
)
def test_what_people_write_loses_bare_digits_and_nicks_too(text: str, kept: str) -> None:
    assert Tokens(KEY).inside(text, LOOSE) == kept
    assert pc.match_substring_regex(pa.array([text]), SUSPICIOUS_OR_LOOSE)[0].as_py() or text == kept


LONG = 131_072


@pytest.mark.parametrize("piece", ["a", "@", "+7 ", "a@a.1", "8(", "%40", "тел", "9 "])
def test_the_longest_texts_are_looked_through_in_one_go(piece: str) -> None:
    text = piece * (LONG // len(piece))
    assert Tokens(KEY).inside(text, LOOSE)
    contact(text)


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
        **{
            "Рабочий телефон": ["9161234567", "спросить Ивана"],
            "Модель телефона": ["Nokia 3310", "9161234567"],
            "Telegram": ["12,50", "Ivan_TG"],
            "Комментарий": ["звонить 89161234567", None],
            "Сумма": ["79161234567", None],
            "Доп": ["79161234567", "нет"],
            "dropped": ["a@b.ru", "c"],
        },
    )
    kept = set(given.schema.names) - {"dropped", "_row", "_line"}
    redactor = Redactor(KEY, kept, {"contact"}, "crm/leads.csv", guessed={"Доп", "order", "Сумма"})
    assert redactor.batch(given).to_pydict() == {
        "order": ["79161234567", token("email", "x@y.ru")],
        "contact": [token("other", "иван"), None],
        "Рабочий телефон": [ANY_PHONE, token("other", "спросить ивана")],
        "Модель телефона": ["Nokia 3310", ANY_PHONE],
        "Telegram": ["12,50", token("other", "ivan_tg")],
        "Комментарий": [f"звонить {ANY_PHONE}", None],
        "Сумма": ["79161234567", None],
        "Доп": [ANY_PHONE, "нет"],
        "_row": [1, 2],
        "_line": [2, 3],
    }
    assert redactor.replaced == 8


def test_a_column_that_feeds_an_identifier_keeps_its_digits_whatever_it_is_called() -> None:
    given = batch(**{"Клиент": ["79161234567", "89031234567", "79261234567", "a@b.ru"]})
    redactor = Redactor(KEY, {"Клиент"}, set(), "crm/leads.csv", exact={"Клиент"})
    assert redactor.batch(given).to_pydict()["Клиент"] == [
        "79161234567", "89031234567", "79261234567", token("email", "a@b.ru")
    ]  # fmt: skip


def test_a_contact_in_a_header_is_masked_and_the_column_kept() -> None:
    rows = batch(**{"+7 916 123-45-67": ["a"], "8 916 123 45 67": ["b"], "id": ["c"]})
    file = with_nameless_header(TextFile(tuple(rows.schema.names[:-2]), iter([Rows(rows)])))
    assert file.header == ("+9 999 999-99-99", "9 999 999 99 99", "id")
    (piece,) = file.pieces
    assert isinstance(piece, Rows)
    assert piece.batch.schema.names == [*file.header, "_row", "_line"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("export ivan@mail.ru.csv", "export xxxx@xxxx.xx.xxx"),
        ("79161234567.csv", "99999999999.csv"),
        ("Звонки 8 (916) 123-45-67.xlsx", "Звонки 9 (999) 999-99-99.xlsx"),
        ("there is a sheet “ivanov.ivan@exampl”.", "there is a sheet “xxxxxx.xxxx@xxxxxx”."),
        ("Иванова Анна Петровна.csv", "xxxxxxx xxxx xxxxxxxx.csv"),
        ("anketa_Анна_Петровна_Иванова-Штерн.csv", "anketa_xxxx_xxxxxxxx_xxxxxxx-xxxxx.csv"),
        ("orders 2026-10-05.csv", "orders 2026-10-05.csv"),
        ("Отчёт Яндекс Директ, Основная кампания.csv", "Отчёт Яндекс Директ, Основная кампания.csv"),
        ("leads needs lead_id; the header has ID, Имя.", "leads needs lead_id; the header has ID, Имя."),
    ],
)
def test_names_and_sentences_are_shown_without_contacts(text: str, shown: str) -> None:
    assert nameless(text) == shown
    assert nameless(shown) == shown


def test_a_row_of_values_is_not_listed_as_headers() -> None:
    assert listed(["ID", "Имя", "Дата"]) == "ID, Имя, Дата"
    assert listed(["17", "Иванов Иван", "05.10.2026"]) == (
        "99, xxxxxx xxxx, 99.99.9999; these look like values, not like names of columns"
    )


def test_without_a_key_a_batch_with_contacts_is_refused_and_one_without_passes() -> None:
    redactor = Redactor(None, {"note"}, set(), "crm/leads.csv")
    redactor.batch(batch(note=["позвонить", None]))
    with pytest.raises(BadInput) as refused:
        redactor.batch(batch(note=["ivan@mail.ru"]))
    assert str(refused.value) == (
        "crm/leads.csv: the column “note” has contacts, and there is no key to hash them with. "
        "Set TABLO_HASH_KEY to a long random text, keep it, and run again."
    )


@pytest.mark.parametrize("key", [b"k", b"x" * 64, b"y" * 65, b"z" * 200])
@pytest.mark.parametrize("email", ["a@example.com", "почта@пример.рф"])
def test_a_token_is_what_any_other_hmac_makes(key: bytes, email: str) -> None:
    assert Tokens(key).whole(email) == f"email:{hmac.digest(key, email.encode(), 'sha256').hex()[:32]}"


def test_a_known_cell_is_counted_again() -> None:
    tokens = Tokens(KEY)
    assert [tokens.whole("a@example.com"), tokens.whole("нет"), tokens.whole("нет")][1:] == [None, None]
    assert tokens.whole("a@example.com") == tokens.whole("A@example.com")
    assert tokens.made == 3
