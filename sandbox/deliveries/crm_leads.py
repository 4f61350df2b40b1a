"""The CRM's export of leads: UTF-8 with a mark, semicolons, Russian headers, `Да` and `Нет`."""

from collections.abc import Iterator

import numpy as np

from sandbox.company.books import NEW, SPAM, WON, LeadBook
from sandbox.company.draws import Dice, Flags
from sandbox.company.leads import Leads
from sandbox.company.orders import lead_amounts
from sandbox.deliveries.files import Export, Row, Sheet, by_period
from sandbox.deliveries.shop_orders import utm
from sandbox.deliveries.texts import hundredths, months_of, russian_moments

FOLDER = "crm_leads"
EXPORT = Export("utf-8-sig", ";", "\r\n")
HEADER = (
    "ID", "Дата создания", "Этап сделки", "Воронка", "Целевой", "Спам", "По рекомендации", "Контакт",
    "ClientID Метрики", "utm_source", "utm_medium", "utm_campaign", "Дата закрытия", "Бюджет", "Валюта",
    "Дата изменения",
)  # fmt: skip
STAGES = ("Новая заявка", "В работе", "Успешно реализовано", "Закрыто и не реализовано", "Спам")
OPEN, PIPELINE = "не закрыта", "Заявки с сайта и звонки"
_NAMES = ("ivanova", "petrov", "sidorova", "smirnov", "orlova", "volkov", "zaitseva", "belov", "krylova", "gusev")
_HOSTS = ("pochta.example", "mail.example", "yashchik.example")


def lead_sheets(dice: Dice, book: LeadBook) -> Iterator[Sheet]:
    """The leads, a file for each month in which they were created. The budget includes VAT."""
    leads = book.leads
    won = book.stage == WON
    columns = zip(
        leads.lead_id,
        russian_moments(leads.created_at),
        (STAGES[stage] for stage in book.stage),
        _yes_or_no(leads.is_qualified, book.is_decided & (book.stage != SPAM)),
        _yes_or_no(book.stage == SPAM, book.stage != NEW),
        _yes_or_no(leads.is_recommendation, np.ones(len(leads), bool)),
        contacts(dice, leads),
        (str(visitor) if visitor else "" for visitor in leads.visitor.tolist()),
        (utm(lane) for lane in leads.lane),
        russian_moments(np.where(book.stage >= WON, book.closed_at, 0), OPEN),
        (hundredths(amount, ",", "\u00a0") if amount else "" for amount in _budgets(dice, leads, won)),
        ("руб." if closed else "" for closed in won),
        russian_moments(book.updated_at),
        strict=True,
    )
    rows = [
        (lead, created, stage, PIPELINE, *flags, contact, visitor, *tags, closed, budget, currency, changed)
        for lead, created, stage, *flags, contact, visitor, tags, closed, budget, currency, changed in columns
    ]
    months = months_of(leads.created_at)
    yield from by_period(FOLDER, "leads", HEADER, [*_tests(months), *zip(months, rows, strict=True)], EXPORT)


def _tests(months: list[str]) -> Iterator[tuple[str, Row]]:
    """Somebody tries the form on the first of each month; a mapping leaves these rows out by a rule."""
    for month in sorted(set(months)):
        moment = f"01.{month[5:]}.{month[:4]} 09:00:00"
        yield month, (f"T-{month}", moment, STAGES[0], "Тестовая", *[""] * 8, OPEN, "", "", moment)


def contacts(dice: Dice, leads: Leads) -> list[str]:
    """Invented e-mails and phones. A person's is the same in every lead, though not always written the same way."""
    by_mail = dice.happens("by mail", leads.person, 0.45)
    name = dice.below("contact name", leads.person, len(_NAMES))
    host = dice.below("contact host", leads.person, len(_HOSTS))
    number = dice.below("contact number", leads.person, 100_000_000)
    style = dice.below("contact style", leads.key, 4)
    columns = (values.tolist() for values in (by_mail, name, host, number, style))
    return [
        _mail(_NAMES[name], number, _HOSTS[host], style) if mail else _phone(number, style)
        for mail, name, host, number, style in zip(*columns, strict=True)
    ]


def _mail(name: str, number: int, host: str, style: int) -> str:
    address = f"{name}.{number % 1_000_000:06d}@{host}"
    return address.capitalize() if style == 0 else address


def _phone(number: int, style: int) -> str:
    """Area codes that begin with 5 are not in use in Russia: nobody's phone rings."""
    digits = f"5{number % 100:02d}{number // 100 % 10_000_000:07d}"[:10]
    area, first, second, third = digits[:3], digits[3:6], digits[6:8], digits[8:10]
    return (
        f"+7 ({area}) {first}-{second}-{third}",
        f"8 {area} {first} {second} {third}",
        f"+7{digits}",
        f"8({area}){first}-{second}-{third}",
    )[style]


def _budgets(dice: Dice, leads: Leads, won: Flags) -> list[int]:
    """Kopecks with VAT of the orders of won leads, 0 of the others."""
    amounts = np.zeros(len(leads), dtype=np.int64)
    place = np.nonzero(won)[0]
    amounts[place] = lead_amounts(dice, leads.key[place], leads.closed_at[place])
    return amounts.tolist()


def _yes_or_no(values: Flags, said: Flags) -> list[str]:
    return [("Да" if value else "Нет") if known else "" for value, known in zip(values, said, strict=True)]
