"""`tablo inbox` says what each file would be read as, and touches nothing."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import tablo
from pipelines.workspace import PROJECT

ORDERS = "order_id,customer_id,ordered_at,revenue,currency,note\n1,anna,2026-10-03,1000.50,RUB,x\n"
DEALS = "ID;Название сделки;Стадия сделки;Сумма;Валюта;Дата создания;Комментарий\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    variables = {"TABLO_HOME": str(tmp_path), "TABLO_CONFIG": str(PROJECT / "config"), "TABLO_PROFILE": "files"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def inbox() -> Result:
    return CliRunner().invoke(tablo, ["inbox"])


def drop(home: Path, name: str, content: str) -> None:
    path = home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_an_empty_inbox_is_named(home: Path) -> None:
    answer = inbox()
    assert answer.stdout == f"The inbox is empty: {home}/inbox\n"
    assert answer.exit_code == 0


KINDS = [
    pytest.param("orders/a.csv", ORDERS, "✓ orders/a.csv: its own columns → orders, 6 columns", id="canonical headers"),
    pytest.param(
        "crm/deals.csv", DEALS, "✓ crm/deals.csv: Bitrix24 deals → orders, leads, 7 columns", id="a known export"
    ),
    pytest.param("orders/a.csv", "order_id,x\n", "✗ orders/a.csv: orders needs customer_id, ordered_at,", id="bad"),
    pytest.param("stuff/a.csv", "x,y\n", "✗ stuff/a.csv: nothing says what this file is:", id="unknown"),
    pytest.param("a.csv", ORDERS, "✗ inbox/a.csv: the file lies in no folder", id="in no folder"),
    pytest.param("orders/a.csv", "", "✗ orders/a.csv: the file is empty.", id="empty"),
]


@pytest.mark.parametrize(("name", "content", "begins"), KINDS)
def test_each_file_is_told_in_one_line_and_stays(home: Path, name: str, content: str, begins: str) -> None:
    drop(home, name, content)
    answer = inbox()
    line, _ = answer.stdout.splitlines()
    assert line.startswith(begins)
    assert answer.exit_code == (1 if begins.startswith("✗") else 0)
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == [f"inbox/{name}"]


def test_columns_that_nothing_reads_are_named(home: Path) -> None:
    drop(home, "crm/deals.csv", DEALS)
    assert "; nothing reads " in inbox().stdout
    assert "Комментарий" in inbox().stdout


CONTACTS = [
    pytest.param("crm/deals.csv", DEALS.replace("Комментарий", "Контакт"), "Контакт", id="of a known export"),
    pytest.param("orders/a.csv", ORDERS.replace("note", "phone"), "phone", id="told by its header"),
    pytest.param("leads/a.csv", "lead_id,created_at,contact\n1,2026-10-03,x\n", "contact", id="of a table"),
]


@pytest.mark.parametrize(("name", "content", "column"), CONTACTS)
def test_contacts_without_a_key_are_told_before_anything_is_loaded(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, column: str
) -> None:
    drop(home, name, content)
    monkeypatch.delenv("TABLO_HASH_KEY", raising=False)
    assert inbox().stdout.splitlines()[0] == (
        f"✗ {name}: the column “{column}” has contacts, and there is no key to hash them with. "
        "Set TABLO_HASH_KEY to a long random text, keep it, and run again."
    )
    monkeypatch.setenv("TABLO_HASH_KEY", "a test")
    assert inbox().stdout.startswith(f"✓ {name}")


def test_a_form_is_not_told_by_the_columns_of_its_answers(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    monkeypatch.setenv("TABLO_CONFIG", str(tmp_path / "config"))
    (tmp_path / "config" / "sources" / "form.yaml").write_text(
        'connector: files\nsurvey: {wave: "1", questions: [{text: "Знаете нас?", question: aided, brand: Самовар}]}\n'
    )
    drop(home, "form/answers.csv", "Отметка времени,Знаете нас?\n05.10.2026 14:30:15,да\n")
    assert inbox().stdout.splitlines()[0] == "✓ form/answers.csv: Google Forms → surveys"


def test_it_ends_with_the_count_and_the_next_command(home: Path) -> None:
    drop(home, "orders/a.csv", ORDERS)
    drop(home, "orders/b.csv", "")
    assert inbox().stdout.splitlines()[-1] == "1 file can be read, 1 would be refused. Load what can be: tablo run"


def test_no_contact_in_a_name_is_shown(home: Path) -> None:
    drop(home, "orders/ivanov@mail.ru +7 916 123-45-67.csv", "order_id\n")
    said = inbox().stdout
    assert "ivanov" not in said
    assert "123-45-67" not in said
