"""Plants all people in an inbox, through every way in: the tables' own files, a mapped export, broken rows, names."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from leaks.people import PEOPLE, Person

from sandbox.exports.analytics_events import Event, as_json, as_parquet

DAY = "2026-10-05"
ANNA, BORIS = PEOPLE[1], PEOPLE[2]
# config/sources/crm.yaml
CRM = {
    "connector": "files",
    "delimiter": ";",
    "tables": {
        "leads": {
            "where": {"not_spam": "\"Комментарий\" is distinct from 'спам'"},
            "columns": {
                "lead_id": '"ID"',
                "created_at": '"Создан"',
                "contact": 'coalesce("E-mail", "Телефон")',
                "visitor_id": '"Телефон"',
                "campaign": '"Комментарий"',
                "amount": '"Сумма"',
            },
        },
        "orders": {
            "group_by": ["order_id"],
            "columns": {
                "order_id": '"ID"',
                "customer_id": 'min("Телефон")',
                "ordered_at": 'min("Создан")',
                "revenue": 'sum(number("Сумма"))',
                "currency": "'RUB'",
                "campaign": 'min("Доп")',
            },
        },
    },
}


def plant(inbox: Path, config: Path | None = None, only: Sequence[str] = ()) -> None:
    """Every file, or some, in the inbox; the mapping of `crm`, in the folder of the configuration."""
    if only:
        with tempfile.TemporaryDirectory() as elsewhere:
            plant(Path(elsewhere))
            for name in only:
                shutil.move(Path(elsewhere, name), inbox / name)
        return
    _write(inbox / "leads/leads.csv", _csv(_leads()))
    _write(inbox / "leads/phones in headers.csv", _csv(_named_headers()))
    _write(inbox / f"crm/export {ANNA.email} {BORIS.written(1)}.csv", _csv(_crm(), ";") + _broken_rows())
    _write(inbox / "contacts/contacts.csv", _csv(_contacts()).encode("cp1251", errors="replace"))
    _write(inbox / "visits/visits.csv", _csv(_visits()))
    _write(inbox / "reviews/reviews.csv", "\ufeff" + _csv(_reviews(), "\t"))
    _write(inbox / "surveys/survey.csv", _csv(_answers()))
    _write(inbox / "plans/plans.csv", _csv(_plans()))
    _orders_workbook(inbox / "orders/orders.xlsx")
    _orders_parquet(inbox / "orders/orders.parquet")
    _write(inbox / "analytics/events_20261005.json", as_json(_events(PEOPLE[::2])) + _broken_events())
    _write(inbox / "analytics/events_20261006.parquet", as_parquet(_events(PEOPLE[1::2])))
    _write(inbox / f"deals/DEAL_{BORIS.bare(0)}.csv", "\ufeff" + _csv(_deals(), ";"))
    _plant_refused(inbox)
    if config:
        _write(config / "sources/crm.yaml", json.dumps(CRM, ensure_ascii=False))


def refused_in(inbox: Path) -> set[str]:
    """Of what was planted, the files that nothing can load: they stay."""
    return {str(path.relative_to(inbox)) for path in _refused(inbox)}


def _refused(inbox: Path) -> list[Path]:
    return [
        inbox / "leads/no header.csv",
        inbox / f"orders/{ANNA.name} {ANNA.bare(1)}.csv",
        inbox / f"orders/{BORIS.email}.pdf",
        inbox / "orders/two sheets.xlsx",
        inbox / f"{ANNA.email}/leads.csv",
        inbox / f"{BORIS.bare(0)}/leads.csv",
        inbox / f"{ANNA.written(0)}.csv",
        inbox / "leads/gzip.csv",
    ]


def _plant_refused(inbox: Path) -> None:
    no_header, misnamed, pdf, sheets, by_email, by_phone, nowhere, packed = _refused(inbox)
    people = [[str(p.number), DAY, p.name, p.written(p.number), p.email, p.comment] for p in PEOPLE[:50]]
    _write(no_header, _csv(people))
    _write(misnamed, _csv([["order_id", ANNA.email, ANNA.written(3), "revenue"], ["1", "2", "3", "4"]]))
    _write(pdf, f"%PDF-1.7 {BORIS.name} {BORIS.email}")
    sheets.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(sheets) as book:
        for person in (ANNA, BORIS):
            book.add_worksheet(person.email[:20]).write(0, 0, person.name)
            book.add_worksheet(person.written(4)[:31]).write(0, 0, person.comment)
    for folder in (by_email, by_phone):
        _write(folder, _csv([["lead_id", "created_at", "contact"], ["1", DAY, ANNA.email]]))
    _write(nowhere, _csv([["lead_id", "created_at"], ["1", DAY]]))
    _write(packed, b"\x1f\x8b" + ANNA.comment.encode())


def _leads() -> Iterable[Sequence[str]]:
    yield ("lead_id", "created_at", "contact", "Имя", "Комментарий", "phone", "Доп", "landing", "Город", "amount")
    for p in PEOPLE:
        url = f"https://x.ru/?m={quote(p.email)}&to={quote(quote(f'/{p.email}'))}&phone={quote(p.written(0))}"
        contact = p.email if p.number % 3 else f"{p.written(p.number)}, {p.email}"
        # what stands in a wrong column ends in the quarantine
        day = p.name if p.number % 40 == 7 else DAY
        amount = p.comment if p.number % 40 == 9 else "100"
        phone = f"{p.written(p.number)} {p.name}" if p.number % 5 == 1 else p.written(p.number + 1)
        yield (
            f"l{p.number}", day, contact, p.name, p.comment, phone, p.bare(p.number), url, "Тверь", amount
        )  # fmt: skip


def _events(people: Iterable[Person]) -> list[Event]:
    """Exported events: contacts in addresses, tags and names, and in what is never read."""
    return [
        {
            "event_date": "20261005" if p.number % 2 == 0 else "20261006",
            "event_timestamp": 1791190800000000 + p.number,
            "event_name": f"call {p.written(p.number)}" if p.number % 7 == 1 else "page_view",
            "event_params": [
                _param("page_location", f"https://x.ru/thanks?email={quote(p.email)}&phone={quote(p.written(0))}"),
                _param("page_referrer", f"https://mail.ru/?to={quote(quote(p.email))}#tel:{p.written(p.number)}"),
                _param("ga_session_id", str(1791190000 + p.number)),
                _param("form_comment", p.comment),
            ],
            "collected_traffic_source": {
                "manual_source": p.email,
                "manual_campaign_name": f"call {p.written(p.number)}",
                "manual_term": f"{p.written(1)}, {p.email}",
            },
            "user_id": p.email,
            "user_pseudo_id": p.email if p.number % 5 == 1 else f"{p.number}.1791190000",
            "user_properties": [_param("name", p.name)],
            "ecommerce": {"transaction_id": p.written(2)},
            "items": [{"item_name": p.address}],
        }
        for p in people
    ]


def _param(key: str, text: str) -> Event:
    return {"key": key, "value": {"string_value": text}}


def _broken_events() -> bytes:
    """Events that end in the quarantine, whole lines of them too."""
    events = _events(PEOPLE[200:260])
    for event, p in zip(events, PEOPLE[200:260], strict=True):
        event |= {"event_date": p.name} if p.number % 2 else {"event_timestamp": p.comment}
    return as_json(events) + "\n".join(f'{{"user": "{p.comment}' for p in PEOPLE[260:300]).encode()


def _named_headers() -> Iterable[Sequence[str]]:
    yield (
        "lead_id",
        "created_at",
        ANNA.written(1),
        BORIS.email,
        BORIS.bare(1),
        f"звонок {ANNA.written(6)}",
        "источник",
    )
    yield from ((f"h{p.number}", DAY, "да", "нет", "1", "2", p.email) for p in PEOPLE[:5])


def _crm() -> Iterable[Sequence[str]]:
    yield ("ID", "Создан", "E-mail", "Телефон", "ФИО", "Комментарий", "Сумма", "Доп", "Адрес")
    for p in PEOPLE:
        # a mapping reads the comment: what it holds is the mapping's business, but for contacts
        said = f"звонить {p.written(p.number)} или {p.bare(p.number)}, писать {p.email}"
        created = f"{p.name} {p.email}" if p.number % 5 == 0 else DAY
        amount = p.comment if p.number % 6 == 0 else "100"
        yield (
            f"c{p.number}", created, p.email.upper() if p.number % 3 else "", p.written(p.number + 3),
            p.name, said, amount, p.bare(p.number + 1), p.address,
        )  # fmt: skip


def _broken_rows() -> str:
    rows = [f'x{p.number};"{p.name}"{p.email};{p.written(p.number)};;;;;;' for p in PEOPLE[:100]]
    rows += [f"y{p.number};{DAY};{p.email};{p.name};{p.comment}" for p in PEOPLE[100:200]]
    rows += [f"z{p.number};{DAY};;{p.written(7)};;;1;;;{p.name};{p.email}" for p in PEOPLE[200:300]]
    return "\n".join([*rows, f'"never closed {ANNA.name} {ANNA.written(2)}'])


def _contacts() -> Iterable[Sequence[str]]:
    yield ("contact_id", "created_at", "contact", "ФИО", "Адрес", "Дата рождения", "Ответственный", "Рабочий телефон")
    for p in PEOPLE:
        yield (f"k{p.number}", DAY, p.written(p.number % 4), p.name, p.address, "1980-01-01", p.name, p.written(1))


def _visits() -> Iterable[Sequence[str]]:
    yield ("visit_id", "visitor_id", "started_at", "landing_page", "referrer", "campaign")
    for p in PEOPLE[:200]:
        form = quote(json.dumps({"email": p.email, "phone": p.written(p.number)}, ensure_ascii=False))
        yield (
            f"v{p.number}", "1628529640459314054", f"{DAY} 12:00:00", f"https://x.ru/thanks?form={form}",
            f"https://mail.ru/?to={p.email}#tel:{p.written(0)}", f"call {p.written(p.number)}",
        )  # fmt: skip


def _reviews() -> Iterable[Sequence[str]]:
    yield ("source", "review_id", "reviewed_on", "rating", "text", "Автор", "Ссылка на отзыв")
    for p in PEOPLE[:100]:
        yield ("2gis", f"r{p.number}", DAY, "5", p.comment, p.name, f"https://2gis.ru/?u={quote(p.email)}")


def _answers() -> Iterable[Sequence[str]]:
    yield ("wave", "respondent_id", "brand", "question", "answer", "Email Address", "First Name")
    for p in PEOPLE[:100]:
        answer = f"пишите на {p.email} или {p.bare(0)}"
        yield ("2026-10", f"s{p.number}", "Samovar", "unaided", answer, p.email, p.name)


def _plans() -> Iterable[Sequence[str]]:
    """Targets, so that scorecards are published as pages and workbooks."""
    yield ("role", "kpi_code", "period", "target", "approved_at", "author", "Комментарий")
    for kpi in ("net_sales", "sales_plan_attainment", "romi", "valid_traffic_share", "average_order_value"):
        yield ("marketing_director", kpi, "2026-10", "100", "2026-09-20", "board", ANNA.comment)


def _deals() -> Iterable[Sequence[str]]:
    yield (
        "ID", "Название сделки", "Стадия сделки", "Воронка", "Сумма", "Валюта", "Контакт", "Компания", "Ответственный",
        "Дата создания", "Дата изменения", "Сделка закрыта", "Комментарий", "Рабочий телефон", "UTM Source", "",
    )  # fmt: skip
    for p in PEOPLE[:200]:
        yield (
            str(p.number), f"Заявка: {p.comment}", "Новая", "Общая", "100.00", "Российский рубль", p.name, "",
            p.name, "05.10.2026 12:00:00", "05.10.2026 12:00:00", "Нет", p.comment, p.written(p.number), "yandex", "",
        )  # fmt: skip


def _orders_workbook(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    header = ("order_id", "customer_id", "ordered_at", "revenue", "currency", "Покупатель", "Телефон", "Комментарий")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(f"от {ANNA.written(3)}")
        book.set_properties({"author": ANNA.name})
        sheet.write_row(0, 0, header)
        for p in PEOPLE:
            customer = p.email if p.number % 2 else p.written(p.number)
            sheet.write_row(p.number + 1, 0, (f"o{p.number}", customer, DAY, 100, "RUB", p.name))
            sheet.write_number(p.number + 1, 6, int(p.bare(p.number)))
            sheet.write_comment(p.number + 1, 0, p.comment)
            sheet.write(p.number + 1, 7, p.comment)


def _orders_parquet(path: Path) -> None:
    columns: dict[str, list[str] | list[int]] = {
        "order_id": [f"p{p.number}" for p in PEOPLE],
        "customer_id": [f"u{p.number}" for p in PEOPLE],
        "ordered_at": [DAY for _ in PEOPLE],
        "revenue": [str(p.number) if p.number % 50 else p.name for p in PEOPLE],
        "currency": ["RUB" for _ in PEOPLE],
        "customer_phone": [int(p.bare(0)) for p in PEOPLE],
        "Billing Name": [p.name for p in PEOPLE],
        "note": [p.comment for p in PEOPLE],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns).replace_schema_metadata({"author": ANNA.name}), path)


def _csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def all_of(people: Iterable[Person]) -> set[int]:
    """Their numbers."""
    return {person.number for person in people}
