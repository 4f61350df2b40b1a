"""The interchange tables: what a company may bring, column by column. The public contract; names don't change.

A `timestamp` column `x_at` is stored in UTC, and beside it stands `x_date`, its day in the business time zone.
"""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Type = Literal["text", "timestamp", "date", "decimal", "rate", "integer", "boolean", "contact"]
MONEY = pa.decimal128(18, 4)
ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "contact": pa.string(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
    "decimal": MONEY,
    "rate": pa.decimal128(18, 8),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True)
class Column:
    """One column. A required one may not be empty; `default` stands where nothing is given; `money` is summed up."""

    name: str
    type: Type = "text"
    required: bool = False
    default: str | None = None
    money: bool = False


@dataclass(frozen=True)
class Table:
    """`key` identifies a record within an account; `unique` keys may not repeat inside one delivery.

    `stays` means that no record can move to another day: a delivery tells of its own days and changes no others.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: bool = False
    stays: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that no file may lack."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def arrow_schema(self) -> pa.Schema:
        """Of a delivery in the lake: canonical columns, local days of timestamps, and where each row came from.

        `extra` is JSON text, `source_row` 1-based, `folder` the inbox folder, `delivery` the sha12 of the file.
        """
        fields: list[pa.Field] = []
        for column in self.columns:
            fields.append(pa.field(column.name, ARROW[column.type]))
            if column.type == "timestamp":
                fields.append(pa.field(local_date(column.name), pa.date32()))
        for name in ("extra", "folder", "delivery"):
            fields.append(pa.field(name, pa.string()))
        return pa.schema([*fields, pa.field("source_row", pa.int64())])


def local_date(timestamp_column: str) -> str:
    """`ordered_at` → `ordered_date`."""
    return timestamp_column.removesuffix("_at") + "_date"


def _columns(required: str, optional: str = "") -> tuple[Column, ...]:
    """Columns from a compact notation: `name:type=default`, money marked by `$` after the type."""
    words = [(word, True) for word in required.split()] + [(word, False) for word in optional.split()]
    return tuple(_column(word, is_required) for word, is_required in words)


def _column(word: str, required: bool) -> Column:
    declared, _, default = word.partition("=")
    name, _, kind = declared.partition(":")
    money = kind.endswith("$")
    return Column(name, kind.rstrip("$") or "text", required, default or None, money)  # type: ignore[arg-type]


_TABLES = (
    Table(
        "visits",
        ("visit_id",),
        _columns(
            "visit_id visitor_id started_at:timestamp",
            "source medium campaign content term referrer landing_page vendor_channel device country "
            "page_views:integer duration_s:integer is_bounce:boolean is_new_visitor:boolean is_robot:boolean goals",
        ),
        unique=True,
    ),
    # what the event export of a web source has; visits are made of it
    Table(
        "web_events",
        ("visitor_id", "happened_at", "event", "sequence"),
        _columns(
            "event event_date:date happened_at:timestamp",
            "visitor_id session_id session_number:integer is_engaged:boolean engagement_ms:integer page_location "
            "page_referrer session_source session_medium session_campaign session_content session_term vendor_channel "
            "is_google_ads:boolean source medium campaign content term device country city browser operating_system "
            "browser_language transaction_id revenue:decimal$ currency sequence part",
        ),
        stays=True,
    ),
    Table(
        "ad_costs",
        ("date", "source", "medium", "campaign", "cost_type"),
        _columns(
            "date:date source cost:decimal$ currency",
            "date_to:date medium campaign impressions:integer clicks:integer cost_type=media "
            "vat_included:boolean=false vat_rate:rate",
        ),
    ),
    Table(
        "leads",
        ("lead_id",),
        _columns(
            "lead_id created_at:timestamp",
            "status is_qualified:boolean is_spam:boolean is_recommendation:boolean visitor_id contact:contact source "
            "medium campaign pipeline closed_at:timestamp amount:decimal$ currency updated_at:timestamp",
        ),
        unique=True,
    ),
    Table(
        "contacts",
        ("contact_id",),
        _columns(
            "contact_id", "created_at:timestamp contact:contact source medium campaign visitor_id updated_at:timestamp"
        ),
        unique=True,
    ),
    Table(
        "orders",
        ("order_id",),
        _columns(
            "order_id customer_id ordered_at:timestamp revenue:decimal$ currency",
            "paid_at:timestamp status=paid refunded_at:timestamp refunded_amount:decimal cost_of_goods:decimal "
            "vat_included:boolean=false vat_rate:rate visitor_id lead_id segment source medium campaign pipeline "
            "updated_at:timestamp",
        ),
        unique=True,
    ),
    Table(
        "refunds",
        ("order_id", "refund_id"),
        _columns("order_id refund_id refunded_at:timestamp amount:decimal$", "cost_of_goods:decimal"),
        unique=True,
    ),
    Table(
        "order_lines",
        ("order_id",),
        _columns("order_id line_no:integer sku quantity:decimal revenue:decimal$", "cost_of_goods:decimal"),
    ),
    Table(
        "products",
        ("sku", "valid_from"),
        _columns("sku name", "brand product_group is_margin_product:boolean launched_on:date valid_from:date"),
    ),
    Table(
        "surveys",
        ("wave", "respondent_id", "brand", "question"),
        _columns("wave respondent_id brand question answer", "answered_on:date weight:decimal segment"),
    ),
    Table(
        "market",
        ("provider", "edition", "period", "segment", "brand", "unit"),
        _columns(
            "provider edition period segment brand unit own_sales:decimal$ market_size:decimal",
            "published_at:timestamp",
        ),
    ),
    Table(
        "reviews",
        ("source", "review_id"),
        _columns("source review_id reviewed_on:date rating:decimal", "text"),
        unique=True,
    ),
    Table("followers", ("network", "account", "date"), _columns("network account date:date followers:integer")),
    Table("exchange_rates", ("currency", "date"), _columns("currency date:date rate:rate", "source")),
    Table(
        "plans",
        ("role", "kpi_code", "period", "dimension", "member", "version"),
        _columns(
            "role kpi_code period target:decimal",
            "dimension=total member=all threshold:decimal stretch:decimal version:integer=1 author "
            "approved_at:timestamp acknowledged_at:timestamp reason",
        ),
    ),
    Table("manual_kpis", ("kpi_code", "period"), _columns("kpi_code period value:decimal", "evidence author")),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
