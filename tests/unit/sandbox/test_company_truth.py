"""The truth against plain Python over the delivered files: nothing of the generator is used but its visits."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sandbox.company import Company
from sandbox.company.truth import write_truth
from sandbox.deliveries import deliver

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
YESTERDAY = date(2026, 11, 20)
FIRST_WEB_DAY = date(2026, 10, 20)
MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(10, 35)]
FOURTH = Decimal("0.0001")
Row = dict[str, str]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox = tmp_path_factory.mktemp("inbox")
    deliver(inbox, NOW)
    return inbox


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("truth")
    write_truth(folder, NOW, FIRST_WEB_DAY)
    return {path.stem: pq.read_table(path).to_pylist() for path in folder.iterdir()}


def rows_of(inbox: Path, folder: str, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
    rows: list[Row] = []
    for path in sorted((inbox / folder).iterdir()):
        with path.open(encoding=encoding, newline="") as file:
            rows += list(csv.DictReader(file, delimiter=delimiter))
    return rows


def number(text: str) -> Decimal:
    return Decimal(text.replace("\u00a0", "").replace(",", "."))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(FOURTH, ROUND_HALF_UP)


def month(text: str) -> date:
    """Of `05.10.2026 …` or `2026-10-05…`."""
    return date(int(text[6:10]), int(text[3:5]), 1) if text[2] == "." else date(int(text[:4]), int(text[5:7]), 1)


def by_month(truth: dict[str, list[dict[str, Any]]], column: str) -> dict[date, Any]:
    return {row["month"]: row[column] for row in truth["months"]}


@pytest.fixture(scope="module")
def orders(inbox: Path) -> dict[str, dict[str, Any]]:
    """Orders from the lines of the shop's export, net of VAT."""
    orders: dict[str, dict[str, Any]] = {}
    for row in rows_of(inbox, "shop_orders", "cp1251", ";"):
        order = orders.setdefault(
            row["Номер заказа"], {**row, "net": Decimal(), "cost": Decimal(), "refunded": Decimal()}
        )
        order["vat"] = 1 + number(row["Ставка НДС"].rstrip("%")) / 100
        order["net"] += number(row["Сумма"]) / order["vat"]
        order["cost"] += number(row["Себестоимость"]) / order["vat"]
    return orders


@pytest.fixture(scope="module")
def sold(orders: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [order for order in orders.values() if order["Статус"] in ("Оплачен", "Возвращён")]


def test_the_truth_covers_25_months(truth: dict[str, list[dict[str, Any]]]) -> None:
    assert [row["month"] for row in truth["months"]] == MONTHS


def test_orders_and_revenue_are_those_of_the_files(
    truth: dict[str, list[dict[str, Any]]], sold: list[dict[str, Any]]
) -> None:
    assert by_month(truth, "orders") == Counter(month(order["Дата оплаты"]) for order in sold)
    revenue: defaultdict[date, Decimal] = defaultdict(Decimal)
    for order in sold:
        revenue[month(order["Дата оплаты"])] += rounded(order["net"])
    assert by_month(truth, "gross_revenue") == revenue


def test_refunds_costs_and_profit_are_those_of_the_files(
    truth: dict[str, list[dict[str, Any]]], inbox: Path, orders: dict[str, dict[str, Any]], sold: list[dict[str, Any]]
) -> None:
    refunds: defaultdict[date, Decimal] = defaultdict(Decimal)
    costs: defaultdict[date, Decimal] = defaultdict(Decimal)
    for order in sold:
        costs[month(order["Дата оплаты"])] += rounded(order["cost"])
    for row in rows_of(inbox, "refunds"):
        vat = orders[row["order_id"]]["vat"]
        refunds[month(row["refunded_at"])] += rounded(Decimal(row["amount"]) / vat)
        costs[month(row["refunded_at"])] -= rounded(Decimal(row["cost_of_goods"] or 0) / vat)
    assert {each: value for each, value in by_month(truth, "refunds").items() if value} == refunds
    assert by_month(truth, "cost_of_goods") == costs
    for row in truth["months"]:
        assert row["net_revenue"] == row["gross_revenue"] - row["refunds"]
        assert row["gross_profit"] == row["net_revenue"] - row["cost_of_goods"]


def test_net_orders_are_those_not_refunded_in_full_by_the_month_s_end(
    truth: dict[str, list[dict[str, Any]]], inbox: Path, orders: dict[str, dict[str, Any]], sold: list[dict[str, Any]]
) -> None:
    refunded: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for row in rows_of(inbox, "refunds"):
        refunded[row["order_id"], month(row["refunded_at"])] += Decimal(row["amount"]) / orders[row["order_id"]]["vat"]
    paid = [(order["Номер заказа"], month(order["Дата оплаты"]), order["net"]) for order in sold]
    net = Counter(at for order_id, at, value in paid if rounded(refunded[order_id, at]) < rounded(value))
    assert by_month(truth, "net_orders") == net


def test_leads_are_those_of_the_file_without_the_crm_s_own_tests(
    truth: dict[str, list[dict[str, Any]]], inbox: Path
) -> None:
    rows = [row for row in rows_of(inbox, "crm_leads", "utf-8-sig", ";") if row["Воронка"] != "Тестовая"]
    assert by_month(truth, "leads") == Counter(month(row["Дата создания"]) for row in rows)
    spam = Counter(month(row["Дата создания"]) for row in rows if row["Спам"] == "Да")
    assert by_month(truth, "spam_leads") == spam


def daily_costs(inbox: Path) -> list[tuple[date, Row, Decimal]]:
    """Every day of every cost, in roubles net of VAT."""
    rates = {(row["currency"], row["date"]): Decimal(row["rate"]) for row in rows_of(inbox, "exchange_rates")}
    found = []
    for row in rows_of(inbox, "ad_costs"):
        first, last = date.fromisoformat(row["date"]), date.fromisoformat(row["date_to"] or row["date"])
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for day in days:
            vat = Decimal("1.22") if day >= date(2026, 1, 1) else Decimal("1.2")
            net = Decimal(row["cost"]) / len(days) * rates.get((row["currency"], day.isoformat()), Decimal(1))
            found.append((day, row, rounded(net / vat if row["vat_included"] == "true" else net)))
    return found


def test_costs_are_those_of_the_files_day_by_day(truth: dict[str, list[dict[str, Any]]], inbox: Path) -> None:
    media: defaultdict[date, Decimal] = defaultdict(Decimal)
    whole: defaultdict[date, Decimal] = defaultdict(Decimal)
    for day, row, net in daily_costs(inbox):
        whole[day.replace(day=1)] += net
        media[day.replace(day=1)] += net if row["cost_type"] == "media" else 0
    assert by_month(truth, "ad_cost") == media
    assert by_month(truth, "marketing_cost") == whole


CHANNELS = {
    ("yandex", "cpc"): "paid_search",
    ("google", "cpc"): "paid_search",
    ("yandex", "display"): "display",
    ("vk", "cpc"): "paid_social",
    ("telegram_ads", "cpc"): "paid_social",
    ("yandex_market", "cpc"): "paid_shopping",
    ("rutube", "preroll"): "paid_video",
    ("board", "cpc"): "other_paid",
    ("cashback", "cpa"): "affiliates",
    ("sms_gate", "sms"): "sms",
    ("outdoor", "offline"): "offline",
}


def test_spend_by_channel_is_that_of_the_files(truth: dict[str, list[dict[str, Any]]], inbox: Path) -> None:
    spend: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    clicks: Counter[tuple[date, str]] = Counter()
    for day, row, net in daily_costs(inbox):
        if row["cost_type"] == "media":
            place = (day.replace(day=1), CHANNELS[row["source"], row["medium"]])
            spend[place] += net
            clicks[place] += int(row["clicks"] or 0)
    told = {(row["month"], row["channel"]): row for row in truth["channel_months"]}
    assert {place: row["ad_spend"] for place, row in told.items() if row["ad_spend"]} == spend
    assert {place: row["clicks"] for place, row in told.items() if row["clicks"]} == +clicks


def test_labels_are_of_exactly_the_visits_that_are_served(truth: dict[str, list[dict[str, Any]]]) -> None:
    labels = truth["visit_labels"]
    company = Company()
    days = [FIRST_WEB_DAY + timedelta(days=n) for n in range((YESTERDAY - FIRST_WEB_DAY).days + 1)]
    assert {row["date"] for row in labels} == set(days)
    served = [number for day in days[-2:] for number in company.visits(day)["visit_id"].to_pylist()]
    assert sorted(row["visit_id"] for row in labels if row["date"] in days[-2:]) == sorted(served)
    counted = Counter((row["date"].replace(day=1), row["channel"]) for row in labels)
    robots = Counter((row["date"].replace(day=1), row["channel"]) for row in labels if row["is_robot"])
    told = [row for row in truth["channel_months"] if row["visits"]]
    assert {(row["month"], row["channel"]): row["visits"] for row in told} == counted
    assert {(row["month"], row["channel"]): row["robot_visits"] for row in told if row["robot_visits"]} == robots


def test_clicks_are_a_little_more_than_the_visits_they_brought(truth: dict[str, list[dict[str, Any]]]) -> None:
    whole = date(2026, 11, 1)
    for row in truth["channel_months"]:
        if row["month"] == whole and row["clicks"] and row["channel"] not in ("other_paid", "sms"):
            assert 1 < row["clicks"] / row["visits"] < 1.2, row


def test_the_return_on_marketing_is_interesting(truth: dict[str, list[dict[str, Any]]]) -> None:
    """Of the whole company: what the paid channels alone earn is less by two thirds."""
    for row in truth["months"][:-1]:
        assert 0.06 < row["marketing_cost"] / row["net_revenue"] < 0.12, row
