"""Five hundred people are planted in files; no byte of what stays on the disk knows one of them."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from leaks.containers import pieces
from leaks.people import COUNT
from leaks.planting import CRM, plant, refused_in
from leaks.scanner import scanned, told_by, who

from pipelines.lake.inbox.refused import lying_in

LEADS = "lead_id,created_at,contact\n"


@pytest.fixture
def planted(home: Any) -> Any:
    plant(home.inbox)
    home.currency_names = {"российский рубль": "RUB"}
    told = {key: value for key, value in CRM.items() if key not in ("connector", "tables")}
    home.map("crm", tables=CRM["tables"], **told)
    return home


def test_no_byte_of_what_stays_knows_a_person_nor_after_a_replay(planted: Any) -> None:
    assert len(who(text_of(planted.inbox))) == COUNT
    reports = planted.load()
    assert set(planted.left()) == refused_in(planted.inbox)
    assert scanned(planted.inbox).leaks, "refused files lie where they lay"
    # each way in was really gone, and people are still told from each other
    mapped = [row["visitor_id"] for row in planted.rows("leads") if row["lead_id"].startswith("c")]
    assert COUNT / 2 < len(mapped) == len(set(mapped))
    assert len(planted.rows("orders")) > COUNT
    assert len(planted.quarantine("leads")) > 300
    nobody_is_in(planted, reports)

    planted.map("crm", tables=changed(CRM["tables"]), delimiter=";")
    replayed = [report for report in planted.load() if report.replayed]
    assert [report.folder for report in replayed] == ["crm"]
    plant(planted.inbox)
    repeated = [report for report in planted.load() if report.repeated]
    assert len(repeated) >= 8
    nobody_is_in(planted, [*replayed, *repeated])


def nobody_is_in(home: Any, reports: list[Any]) -> None:
    scan = scanned(home.root, without=["inbox"])
    assert scan.leaks == [], scan.told
    told = [text for report in reports for text in (report.sentence, report.folder, report.file_name, *report.dropped)]
    assert [leak for text in told for leak in told_by(text)] == []


def changed(tables: Any) -> Any:
    """A mapping that reads more of the archive."""
    mapping = json.loads(json.dumps(tables))
    more = {"medium": '"Доп"', "source": '"Комментарий" || coalesce("E-mail", \'\')'}
    mapping["leads"]["columns"] |= more
    return mapping


def text_of(root: Path) -> list[str]:
    found = [piece.content for path in root.rglob("*") if path.is_file() for piece in pieces(path)]
    return [text if isinstance(text, str) else text.decode(errors="ignore") for text in found]


def test_equal_contacts_stay_equal_however_they_are_written(home: Any) -> None:
    home.deliver(
        "leads",
        LEADS + "1,2026-10-05,8 916 123-45-67\n2,2026-10-05,+79161234567\n3,2026-10-05,A@B.ru\n4,2026-10-05,нет\n",
    )
    first, second, third, fourth = (row["contact"] for row in home.rows("leads"))
    assert first == second
    assert first.startswith("phone:")
    assert third.startswith("email:")
    assert fourth is None


CANONICAL = "lead_id,created_at,Комментарий,Имя,Город,Доп\n1,2026-10-05,звонить после шести,Иван,Тверь,89161234567\n"


def test_names_and_free_text_are_dropped_and_the_report_says_so(home: Any) -> None:
    report = home.deliver("leads", CANONICAL)
    (row,) = home.rows("leads")
    extra = json.loads(row["extra"])
    assert extra.pop("Доп").startswith("phone:")
    assert extra == {"Город": "Тверь"}
    assert report.dropped == ("Комментарий", "Имя")


def test_what_the_configuration_keeps_is_kept_redacted(home: Any) -> None:
    home.map("leads", tables={}, keep=["комментарий"])
    report = home.deliver("leads", CANONICAL.replace("после шести", "89161234567 @ivan_tg a@b.ru"))
    (row,) = home.rows("leads")
    words = json.loads(row["extra"])["Комментарий"].split()
    assert [word.split(":")[0] for word in words] == ["звонить", "phone", "other", "email"]
    assert "Имя" not in row["extra"]
    assert report.dropped == ("Имя",)


def test_what_it_no_longer_keeps_leaves_the_lake_and_the_archive(home: Any) -> None:
    home.map("leads", tables={}, keep=["Комментарий", "Имя"])
    home.deliver("leads", CANONICAL)
    assert "Иван" in home.rows("leads")[0]["extra"]
    home.map("leads", tables={}, keep=["Комментарий"])
    (report,) = home.load()
    assert report.replayed
    assert "Иван" not in home.rows("leads")[0]["extra"]
    (archived,) = (home.root / "archive").rglob("*.parquet")
    assert "Имя" not in pq.read_schema(archived).names
    assert "Комментарий" in pq.read_schema(archived).names
    assert home.load() == []


def test_what_reviewers_wrote_is_dropped_unless_it_is_kept(home: Any) -> None:
    review = "source,review_id,reviewed_on,rating,text\n2gis,1,2026-10-05,5,Спасибо Ивану\n"
    assert home.deliver("reviews", review).dropped == ("text",)
    assert home.rows("reviews")[0]["text"] is None
    home.map("reviews", tables={}, keep="text")
    home.drop("reviews", "more.csv", review.replace("1,", "2,"))
    home.load()
    assert [row["text"] for row in home.rows("reviews")] == [None, "Спасибо Ивану"]


def test_a_mapped_comment_is_kept_without_its_contacts(home: Any) -> None:
    columns = {"lead_id": '"ID"', "created_at": '"Дата"', "campaign": '"Комментарий"'}
    home.map("crm", tables={"leads": {"columns": columns}})
    home.deliver("crm", "ID,Дата,Комментарий,ФИО\n1,2026-10-05,акция 89161234567,Иван\n")
    (row,) = home.rows("leads")
    assert row["campaign"].startswith("акция phone:")
    (archived,) = (home.root / "archive").rglob("*.parquet")
    assert "ФИО" not in pq.read_schema(archived).names


def test_a_phone_that_is_the_customer_is_hashed_where_its_column_says_that_it_is_one(home: Any) -> None:
    order = "1,{},2026-10-05,100,RUB\n"
    home.deliver("orders", "order_id,customer_id,ordered_at,revenue,currency\n" + order.format("79161234567"))
    assert home.rows("orders")[0]["customer_id"] == "79161234567", "it may be any number"
    names = ("order_id", "ordered_at", "revenue", "currency")
    home.map(
        "shop", tables={"orders": {"columns": {"customer_id": '"phone"', **{name: f'"{name}"' for name in names}}}}
    )
    home.deliver("shop", "order_id,phone,ordered_at,revenue,currency\n" + order.format("8 916 123-45-67"))
    assert home.rows("orders")[1]["customer_id"].startswith("phone:")


def test_a_value_that_an_expression_fails_on_is_not_told(home: Any) -> None:
    columns = {
        "lead_id": '"ID"',
        "created_at": '"Дата"',
        "campaign": 'cast(sum(cast("Кто" as integer)) over () as text)',
    }
    home.map("crm", tables={"leads": {"columns": columns}})
    report = home.deliver("crm", "ID,Дата,Кто\n1,2026-10-05,Иван Петров\n")
    assert "Иван" not in report.sentence
    assert "'xxxx xxxxxx'" in report.sentence


def test_a_folder_named_by_a_contact_is_refused_without_naming_it(home: Any) -> None:
    report = home.deliver("79161234567", LEADS + "1,2026-10-05,a@b.ru\n")
    assert report.refused == ("inbox/99999999999: a folder can't be named by a contact. Name it by the source.")
    assert report.folder == "99999999999"


def test_what_lies_in_the_inbox_is_remembered_without_names(home: Any) -> None:
    home.drop("89161234567", "ivan@mail.ru.csv", LEADS)
    (lying,) = lying_in(home.inbox, "")
    assert lying.folder == "99999999999"
    assert "ivan" not in str(lying)


def test_a_file_without_a_header_tells_nobody(home: Any) -> None:
    report = home.deliver("leads", "1,2026-10-05,Иванов Иван,8 916 123-45-67\n", "export 89161234567.csv")
    assert report.refused == (
        "leads/export 99999999999.csv: leads needs lead_id, created_at; the header has 9, 9999-99-99, xxxxxx xxxx, "
        "9 999 999-99-99; these look like values, not like names of columns. "
        "Name the columns so, or map them in config/sources/leads.yaml."
    )


def test_without_a_key_a_file_with_contacts_is_refused_and_stays(home: Any) -> None:
    home.hash_key = None
    report = home.deliver("leads", LEADS + "1,2026-10-05,a@b.ru\n", "leads.csv")
    assert report.refused == (
        "leads/leads.csv: the column “contact” has contacts, and there is no key to hash them with. "
        "Set TABLO_HASH_KEY to a long random text, keep it, and run again."
    )
    assert home.left() == ["leads/leads.csv"]
    assert home.loads("leads") == []
    assert not list((home.root / "archive").rglob("*.parquet"))


def test_without_a_key_a_file_loads_whose_contacts_are_empty_or_dropped(home: Any) -> None:
    home.hash_key = None
    assert home.deliver("leads", "lead_id,created_at,contact,comment\n1,2026-10-05,,call a@b.ru\n").clean
