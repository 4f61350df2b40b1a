import csv
import os
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from connectors.files.tables import TABLES
from pipelines.settings.configuration import FileSource
from sandbox.deliveries import deliver
from sandbox.deliveries.texts import hundredths

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
CONFIG = Path(__file__).parents[3] / "config" / "sources"
CANONICAL = ("ad_costs", "exchange_rates", "followers", "market", "plans", "products", "refunds", "reviews")
MAPPED = ("shop_orders", "crm_leads", "survey")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox = tmp_path_factory.mktemp("inbox")
    deliver(inbox, NOW)
    return inbox


def rows_of(inbox: Path, folder: str, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((inbox / folder).iterdir()):
        with path.open(encoding=encoding, newline="") as file:
            rows += list(csv.DictReader(file, delimiter=delimiter))
    return rows


def hashes(inbox: Path) -> dict[str, str]:
    return {
        str(path.relative_to(inbox)): sha256(path.read_bytes()).hexdigest()
        for path in inbox.rglob("*")
        if path.is_file()
    }


def test_all_tables_arrive_and_nothing_is_left_half_written(inbox: Path) -> None:
    folders = {path.name for path in inbox.iterdir()}
    assert folders == {*CANONICAL, *MAPPED}
    assert not [path for path in inbox.glob("*/*") if path.name.startswith(".") or path.suffix != ".csv"]


def test_the_same_day_gives_the_same_bytes_at_any_hour(inbox: Path, tmp_path: Path) -> None:
    paths = deliver(tmp_path, datetime(2026, 11, 21, 20, 59, tzinfo=UTC))
    assert hashes(tmp_path) == hashes(inbox)
    assert sorted(paths) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_a_day_later_only_what_has_changed_is_different(inbox: Path, tmp_path: Path) -> None:
    deliver(tmp_path, datetime(2026, 11, 21, 21, 0, tzinfo=UTC))  # midnight in Moscow
    before, after = hashes(inbox), hashes(tmp_path)
    same = {name for name in before if before[name] == after[name]}
    assert set(before) == set(after)
    assert {"shop_orders/orders-2025-03.csv", "ad_costs/costs-2026-09.csv", "market/market-2026-Q3.csv"} <= same
    assert {"shop_orders/orders-2026-11.csv", "ad_costs/costs-2026-11.csv"} & same == set()
    assert len(same) > 0.7 * len(before)


def test_a_broken_off_writing_leaves_the_old_file(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "products" / "products.csv"
    old.parent.mkdir()
    old.write_text("old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        deliver(tmp_path, NOW)
    assert old.read_text() == "old"


@pytest.mark.parametrize("folder", CANONICAL)
def test_canonical_files_have_the_contract_s_columns_and_all_that_are_required(inbox: Path, folder: str) -> None:
    table = TABLES[folder]
    rows = rows_of(inbox, folder)
    known = {column.name for column in table.columns}
    assert set(rows[0]) <= known
    assert set(table.required) <= set(rows[0])
    assert all(row[name] for row in rows for name in table.required)


@pytest.mark.parametrize("folder", CANONICAL)
def test_keys_are_not_repeated(inbox: Path, folder: str) -> None:
    key = [name for name in TABLES[folder].key if name in rows_of(inbox, folder)[0]]
    keys = Counter(tuple(row[name] for name in key) for row in rows_of(inbox, folder))
    assert keys.most_common(1)[0][1] == 1


@pytest.mark.parametrize("folder", MAPPED)
def test_each_export_has_a_mapping_that_names_its_columns(inbox: Path, folder: str) -> None:
    source = FileSource.model_validate(yaml.safe_load((CONFIG / f"{folder}.yaml").read_text(encoding="utf-8")))
    encoding = {"crm_leads": "utf-8-sig"}.get(folder, source.encoding or "utf-8")
    header = set(rows_of(inbox, folder, encoding, source.delimiter or ",")[0])
    for table, mapping in source.tables.items():
        assert set(TABLES[table].required) <= set(mapping.columns)
        for expression in (*mapping.columns.values(), *mapping.where.values()):
            assert set(expression.split('"')[1::2]) <= header, expression


def test_the_shop_s_export_is_a_messy_one(inbox: Path) -> None:
    raw = (inbox / "shop_orders" / "orders-2026-10.csv").read_bytes()
    first = raw.decode("cp1251").splitlines()[1].split(";")
    assert raw.startswith("Номер заказа;".encode("cp1251"))
    assert time.strptime(first[1], "%d.%m.%Y %H:%M:%S").tm_mon == 10
    assert "," in first[15]


def test_every_order_has_one_customer_status_and_time_on_all_its_lines(inbox: Path) -> None:
    shared: dict[str, set[tuple[str, ...]]] = {}
    for row in rows_of(inbox, "shop_orders", "cp1251", ";"):
        names = ("Дата заказа", "Статус", "Дата оплаты", "Покупатель", "Изменён", "Ставка НДС", "ClientID Метрики")
        shared.setdefault(row["Номер заказа"], set()).add(tuple(row[name] for name in names))
    assert len(shared) > 25_000
    assert {len(values) for values in shared.values()} == {1}


def test_leads_have_invented_contacts_and_the_crm_s_own_words(inbox: Path) -> None:
    rows = rows_of(inbox, "crm_leads", "utf-8-sig", ";")
    real = [row for row in rows if row["Воронка"] != "Тестовая"]
    assert len(rows) - len(real) == 25, "a test row a month"
    assert len({row["ID"] for row in rows}) == len(rows)
    for row in real:
        digits = "".join(character for character in row["Контакт"] if character.isdigit())
        assert row["Контакт"].endswith(".example") or (len(digits) == 11 and digits[1] == "5")
    assert {row["Целевой"] for row in real} == {"Да", "Нет", ""}
    assert any(row["Дата закрытия"] == "не закрыта" for row in real)
    assert any("\u00a0" in row["Бюджет"] for row in real)


def test_a_won_lead_s_budget_is_its_order_s_sum(inbox: Path) -> None:
    sums: Counter[str] = Counter()
    for row in rows_of(inbox, "shop_orders", "cp1251", ";"):
        sums[row["Лид"]] += int(Decimal(row["Сумма"].replace(",", ".")) * 100)
    won = [row for row in rows_of(inbox, "crm_leads", "utf-8-sig", ";") if row["Бюджет"]]
    assert len(won) > 2000
    assert all(sums[row["ID"]] == int(row["Бюджет"].replace("\u00a0", "").replace(",", "")) for row in won)


def test_costs_are_of_every_kind(inbox: Path) -> None:
    rows = rows_of(inbox, "ad_costs")
    assert {row["cost_type"] for row in rows} == {"media", "agency", "tools", "salary", "production"}
    basis = {(row["source"], row["currency"], row["vat_included"]) for row in rows}
    assert {("yandex", "RUB", "true"), ("vk", "RUB", "false"), ("google", "EUR", "false")} <= basis
    assert all(row["date"] <= (row["date_to"] or row["date"]) <= "2026-11-20" for row in rows)
    assert any(row["date_to"][:7] > row["date"][:7] for row in rows), "a range from one month into the next"
    clicks = [row for row in rows if row["clicks"]]
    assert all(int(row["impressions"]) >= int(row["clicks"]) > 0 for row in clicks)


def test_there_is_a_rate_for_every_day_and_a_gap_in_followers(inbox: Path) -> None:
    days = (date(2026, 11, 21) - date(2024, 11, 1)).days
    assert Counter(row["currency"] for row in rows_of(inbox, "exchange_rates")) == {"EUR": days, "USD": days}
    snapshots = Counter(row["network"] for row in rows_of(inbox, "followers"))
    assert all(0.93 * days < count < days for count in snapshots.values())


def test_plans_cover_25_months_and_the_next_one_and_were_approved_before(inbox: Path) -> None:
    rows = rows_of(inbox, "plans")
    company = {row["period"] for row in rows if (row["role"], row["kpi_code"]) == ("company", "net_sales")}
    assert company == {f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(10, 36)}
    assert all(row["approved_at"][:7] < row["period"] for row in rows)
    assert all(row["reason"] for row in rows if row["version"] != "1")
    kpis = {row["kpi_code"] for row in rows if row["role"] == "marketing_director" and row["period"] == "2026-11"}
    assert kpis == {
        "net_sales", "sales_plan_attainment", "romi", "valid_traffic_share", "retention_rate", "average_order_value"
    }  # fmt: skip


def test_two_waves_ask_five_questions_about_four_brands(inbox: Path) -> None:
    rows = rows_of(inbox, "survey", delimiter="\t")
    assert {row["Волна"] for row in rows} == {"2026-03", "2026-09"}
    assert len({row["Марка"] for row in rows}) == 4
    assert len({row["Вопрос"] for row in rows}) == 5
    keys = Counter((row["Анкета"], row["Марка"], row["Вопрос"]) for row in rows)
    assert keys.most_common(1)[0][1] == 1
    tops = Counter(row["Анкета"] for row in rows if row["Вопрос"].startswith("Первая") and row["Ответ"] == "Да")
    assert tops.most_common(1)[0][1] == 1


def test_a_market_report_restates_the_quarter_before(inbox: Path) -> None:
    rows = rows_of(inbox, "market")
    editions: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        assert float(row["own_sales"]) < float(row["market_size"])
        editions.setdefault((row["period"], row["segment"], row["brand"], row["unit"]), set()).add(row["own_sales"])
    assert any(len(values) == 2 for values in editions.values())


@pytest.mark.parametrize(
    ("amount", "mark", "group", "text"),
    [(1234560, ".", "", "12345.60"), (1234560, ",", " ", "12 345,60"), (5, ",", "", "0,05"), (100, ".", "", "1.00")],
)
def test_kopecks_are_written_as_roubles(amount: int, mark: str, group: str, text: str) -> None:
    assert hundredths(amount, mark, group) == text
