"""Exports of amoCRM: two generations of headers, a comma or (saved by Excel) a semicolon, or a workbook.

That of 2022 calls the budget `Бюджет ` with a blank, and has `Товар`, `Источник`, `roistat`, `cid`, `uid` and `tid`
twice, because a deal's and a contact's fields share their names. An open deal has `не закрыта` for the date of closing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from sandbox.exports.crm import Deal, Person
from sandbox.exports.sheets import Cell, workbook
from sandbox.exports.tables import minimal_csv, moment

Generation = Literal["2022", "new"]
OPEN = "не закрыта"
_NOTES = tuple(f"Примечание {number}" for number in range(2, 6))
_PHONES_AND_MAILS = (
    "Рабочий телефон", "Рабочий прямой телефон", "Мобильный телефон", "Факс", "Домашний телефон", "Другой телефон",
    "Рабочий email", "Личный email", "Другой email",
)  # fmt: skip
_MESSENGERS = ("Skype", "ICQ", "Jabber", "Google Talk", "MSN", "Другой IM", "Пользовательское соглашение")
_TAGS = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_referrer", "_ym_uid", "_ym_counter",
    "roistat", "referrer",
)  # fmt: skip
HEADER_2022 = (
    "ID", "Название сделки", "Бюджет ", "Ответственный", "Дата создания сделки", "Кем создана сделка",
    "Дата редактирования", "Кем редактирована", "Дата закрытия", "Теги", "Примечание", *_NOTES, "Этап сделки",
    "Воронка", "Полное имя контакта", "Компания контакта", "Ответственный за контакт", "Компания", *_PHONES_AND_MAILS,
    "Город", "Источник", "Должность", "Товар", *_MESSENGERS, "cid", "uid", "tid", *_TAGS, "gclientid", "gclid",
    "yclid", "fbclid", "roistat", "Товар", "Производитель", "cid", "uid", "tid", "Источник", "domain",
)  # fmt: skip
HEADER_NEW = (
    "ID", "Название сделки", "Бюджет", "Ответственный", "Дата создания", "Кем создана", "Дата редактирования",
    "Кем редактирована", "Дата закрытия", "Теги сделки", "Примечание 1", *_NOTES, "Этап сделки", "Воронка",
    "Основной контакт", "Компания", *(f"{name} (контакт)" for name in _PHONES_AND_MAILS), *_TAGS,
)  # fmt: skip
CONTACTS_2022 = (
    "ID", "Тип", "Полное имя контакта", "Имя", "Фамилия", "Название компании", "Ответственный",
    "Дата создания контакта", "Кем создан контакт", "Сделки", "Дата редактирования", "Кем редактирован", "Теги",
    "Примечание 1", *_NOTES, *_PHONES_AND_MAILS, "Web", "Адрес", "Город", "Источник",
)  # fmt: skip


def header(generation: Generation, budget: str | None = None) -> list[str]:
    """The header row; `budget` is how this account calls the budget: `Бюджет ₽`, `Бюджет, ₽`…"""
    names = HEADER_2022 if generation == "2022" else HEADER_NEW
    return [budget if budget and name.strip() == "Бюджет" else name for name in names]


def leads_csv(
    book: Iterable[Deal], generation: Generation = "new", delimiter: str = ",", budget: str | None = None
) -> bytes:
    """`amocrm_export_leads_2026-11-21.csv`: UTF-8 without a mark."""
    names = header(generation, budget)
    return minimal_csv(names, ([_text(cell) for cell in row] for row in _rows(book, generation)), delimiter)


def leads_xlsx(book: Iterable[Deal], generation: Generation = "new", budget: str | None = None) -> bytes:
    """The same as a workbook: moments are dates, the budget is a number, identifiers are texts."""
    return workbook({"Sheet1": [header(generation, budget), *_rows(book, generation)]})


def contacts_csv(people: Iterable[tuple[Person, datetime]], kind: str = "контакт") -> bytes:
    """`amocrm_export_contacts_….csv`, with the defect of 2022: `Сделки` holds the moment of editing, and so on."""
    rows = []
    for person, created in people:
        cells = dict.fromkeys(CONTACTS_2022, "")
        first, _, last = person.name.partition(" ")
        cells |= {
            "ID": str(person.number),
            "Тип": kind,
            "Полное имя контакта": person.name,
            "Имя": first,
            "Фамилия": last,
            "Название компании": person.company,
            "Ответственный": "Антон",
            "Дата создания контакта": moment(created),
            "Сделки": moment(created),
            "Дата редактирования": "Олег",
            "Кем редактирован": "Обратный звонок…",
            "Мобильный телефон": person.phone,
            "Рабочий email": person.email,
        }
        rows.append(list(cells.values()))
    return minimal_csv(CONTACTS_2022, rows)


def _rows(book: Iterable[Deal], generation: Generation) -> Iterator[list[Cell]]:
    names = HEADER_2022 if generation == "2022" else HEADER_NEW
    for deal in sorted(book, key=lambda each: -each.number):
        cells = _cells(deal)
        # of two columns of one name the contact's comes first, and holds something else than the deal's
        seen: set[str] = set()
        row: list[Cell] = []
        for name in names:
            row.append("другое" if name in seen else cells.get(name.strip().removesuffix(" (контакт)"), ""))
            seen.add(name)
        yield row


def _cells(deal: Deal) -> dict[str, Cell]:
    return {
        "ID": str(deal.number),
        "Название сделки": deal.title,
        "Бюджет": "" if deal.amount is None else int(deal.amount),
        "Ответственный": "Антон",
        "Дата создания сделки": deal.created,
        "Дата создания": deal.created,
        "Дата редактирования": deal.changed,
        "Дата закрытия": deal.closed or OPEN,
        "Примечание": deal.comment,
        "Примечание 1": deal.comment,
        "Этап сделки": deal.stage,
        "Воронка": deal.pipeline,
        "Полное имя контакта": deal.person.name,
        "Основной контакт": deal.person.name,
        "Компания": deal.person.company,
        "Мобильный телефон": deal.person.phone,
        "Рабочий email": deal.person.email,
        "Источник": deal.source,
        "Пользовательское соглашение": "Нет",
        "utm_source": deal.utm.source,
        "utm_medium": deal.utm.medium,
        "utm_campaign": deal.utm.campaign,
        "_ym_uid": deal.client_id,
    }


def _text(cell: Cell) -> str:
    return moment(cell) if isinstance(cell, datetime) else str(cell)
