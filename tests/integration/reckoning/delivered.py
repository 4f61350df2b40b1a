"""The rows that were delivered, as plain Python records: read from the lake's Parquet, cast nowhere, counted nowhere.

A record that several deliveries hold is taken from the one with the greatest (updated_at, arrival), as the contract
says. Whether a visit is valid is not reckoned here: the rules are versioned SQL, so their verdict is taken as given.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from reckoning.records import Cost, Lead, Order, Refund, Utm, Visit


@dataclass(frozen=True)
class Delivered:
    """All of it. Rates are those of a currency and day to the reporting currency."""

    visits: list[Visit]
    leads: list[Lead]
    orders: list[Order]
    refunds: list[Refund]
    costs: list[Cost]
    rates: dict[tuple[str, date], Decimal]

    @classmethod
    def of(cls, home: Path) -> "Delivered":
        """Everything that the home's lake holds."""
        return cls(
            visits=list(_visits(home)),
            leads=[_lead(row) for row in _newest(home, "leads", "lead_id")],
            orders=[_order(row) for row in _newest(home, "orders", "order_id")],
            refunds=[_refund(row) for row in _newest(home, "refunds", "order_id", "refund_id")],
            costs=[
                _cost(row) for row in _newest(home, "ad_costs", "date", "source", "medium", "campaign", "cost_type")
            ],
            rates={
                (row["currency"], row["date"]): row["rate"]
                for row in _newest(home, "exchange_rates", "currency", "date")
            },
        )


def _newest(home: Path, table: str, *key: str) -> list[dict[str, Any]]:
    """All rows of each key from the delivery that is newest for it."""
    found: dict[tuple[Any, ...], dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for folder in sorted((home / "lake" / "raw" / "files" / table).glob("account=*/delivery=*")):
        arrival = json.loads((folder / "load.json").read_text(encoding="utf-8"))["arrival"]
        for row in pq.read_table(folder / "data.parquet", partitioning=None).to_pylist():
            found[row["folder"], *(row[name] for name in key)][arrival].append(row)
    return [row for deliveries in found.values() for row in _latest(deliveries)]


def _latest(deliveries: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    def age(arrival: int) -> tuple[datetime, int]:
        return max(row.get("updated_at") or datetime.min for row in deliveries[arrival]), arrival

    return deliveries[max(deliveries, key=age)]


def _visits(home: Path) -> Iterator[Visit]:
    verdicts = _verdicts(home)
    for path in sorted((home / "lake" / "raw" / "yandex_metrica" / "visits").glob("account=*/date=*/data.parquet")):
        for row in pq.read_table(path, partitioning=None).to_pylist():
            yield _visit(row, verdicts[row["date"], str(row["visit_id"])])


def _verdicts(home: Path) -> dict[tuple[date, str], bool]:
    """Validity by day and the vendor's number, which ends the warehouse's identifier."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute("select date, visit_id, is_valid from core.core_visits").fetchall()
    return {(day, visit.rsplit(":", 1)[1]): is_valid for day, visit, is_valid in rows}


def _visit(row: dict[str, Any], is_valid: bool) -> Visit:
    kinds = ("search_engine_root", "social_network", "messenger", "recommendation_system", "referal_source")
    return Visit(
        id=str(row["visit_id"]),
        visitor=str(row["client_id"]),
        started_at=row["date_time_utc"],
        day=row["date"],
        traffic_source=row["last_traffic_source"],
        came_from=next((row[f"last_{kind}"] for kind in kinds if row[f"last_{kind}"]), None),
        utm=Utm(row["last_utm_source"], row["last_utm_medium"], row["last_utm_campaign"]),
        goals=tuple(str(goal) for goal in row["goals_id"] or ()),
        bounced=row["bounce"],
        is_new=row["is_new_user"],
        page_views=row["page_views"],
        seconds=row["visit_duration"],
        is_valid=is_valid,
    )


def _utm(row: dict[str, Any]) -> Utm:
    return Utm(row["source"], row["medium"], row["campaign"])


def _lead(row: dict[str, Any]) -> Lead:
    return Lead(
        id=row["lead_id"],
        created_at=row["created_at"],
        day=row["created_date"],
        visitor=row["visitor_id"],
        utm=_utm(row),
        is_spam=bool(row["is_spam"]),
        is_qualified=row["is_qualified"],
    )


def _order(row: dict[str, Any]) -> Order:
    return Order(
        id=row["order_id"],
        customer=row["customer_id"],
        ordered_at=row["ordered_at"],
        ordered_on=row["ordered_date"],
        paid_on=row["paid_date"],
        status=row["status"],
        revenue=row["revenue"],
        cost=row["cost_of_goods"],
        currency=row["currency"],
        vat_included=row["vat_included"],
        vat_rate=row["vat_rate"],
        visitor=row["visitor_id"],
        lead=row["lead_id"],
        utm=_utm(row),
    )


def _refund(row: dict[str, Any]) -> Refund:
    return Refund(row["order_id"], row["refunded_date"], row["amount"], row["cost_of_goods"])


def _cost(row: dict[str, Any]) -> Cost:
    return Cost(
        first=row["date"],
        last=row["date_to"] or row["date"],
        amount=row["cost"],
        currency=row["currency"],
        kind=row["cost_type"],
        utm=_utm(row),
        impressions=row["impressions"] or 0,
        clicks=row["clicks"] or 0,
        vat_included=row["vat_included"],
        vat_rate=row["vat_rate"],
    )
