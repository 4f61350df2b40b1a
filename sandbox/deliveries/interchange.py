"""The demo's other tables, as the interchange files of the public contract: no mapping is needed."""

from collections.abc import Iterator

import numpy as np

from sandbox.company.calendar import months_since_1970
from sandbox.company.catalogue import assortment, margin_flags
from sandbox.company.market import PROVIDER, editions, reports
from sandbox.company.money import CURRENCIES, exchange_rates
from sandbox.company.plans import plans
from sandbox.company.records import Records
from sandbox.company.voices import followers, reviews
from sandbox.deliveries.files import Sheet, by_period
from sandbox.deliveries.texts import hundredths, iso_day


def cost_sheets(records: Records) -> Iterator[Sheet]:
    """Costs, a file for each month in which they began."""
    header = ("date", "date_to", "source", "medium", "campaign", "cost_type", "cost", "currency", "vat_included", "impressions", "clicks")  # fmt: skip  # noqa: E501
    rows = (
        (
            iso_day(cost.day)[:7],
            (
                iso_day(cost.day),
                "" if cost.last is None else iso_day(cost.last),
                cost.source,
                cost.medium or "",
                cost.campaign or "",
                cost.cost_type,
                hundredths(cost.amount),
                cost.currency,
                str(cost.vat_included).lower(),
                "" if cost.impressions is None else str(cost.impressions),
                "" if cost.clicks is None else str(cost.clicks),
            ),
        )
        for cost in records.costs
    )
    yield from by_period("ad_costs", "costs", header, rows)


def product_sheet(records: Records) -> Sheet:
    """All products launched so far, a row for each version."""
    dice, last = records.dice, records.span.last
    month = int(months_since_1970(np.array([last]))[0])
    rows = [
        (item.sku, item.name, item.brand, item.group, str(flag).lower(), str(item.launched_on), iso_day(valid_from))
        for item in assortment(dice, month)
        for valid_from, flag in margin_flags(dice, item, last)
    ]
    header = ("sku", "name", "brand", "product_group", "is_margin_product", "launched_on", "valid_from")
    return Sheet("products", "products.csv", header, rows)


def rate_sheets(records: Records) -> Iterator[Sheet]:
    """Exchange rates of every day, a file a year."""
    days = np.arange(records.span.first, records.span.last + 1, dtype=np.int64)
    rows = (
        (iso_day(day)[:4], (currency, iso_day(day), hundredths(rate), "Банк «Пример»"))
        for currency in CURRENCIES
        for day, rate in zip(days.tolist(), exchange_rates(records.dice, currency, days).tolist(), strict=True)
    )
    yield from by_period("exchange_rates", "rates", ("currency", "date", "rate", "source"), rows)


def plan_sheets(records: Records) -> Iterator[Sheet]:
    """Plans of both roles, a file a year."""
    header = ("role", "kpi_code", "period", "target", "threshold", "stretch", "version", "author", "approved_at", "acknowledged_at", "reason")  # fmt: skip  # noqa: E501
    first_month = int(months_since_1970(np.array([records.span.first]))[0])
    rows = (
        (
            plan.period[:4],
            (
                plan.role,
                plan.kpi,
                plan.period,
                plan.target,
                plan.threshold,
                plan.stretch,
                str(plan.version),
                "Финансовый директор",
                plan.approved_at.isoformat(),
                plan.acknowledged_at.isoformat() if plan.acknowledged_at else "",
                plan.reason,
            ),
        )
        for plan in plans(records.dice, records.size, records.span.today, first_month)
    )
    yield from by_period("plans", "plans", header, rows)


def market_sheets(records: Records) -> Iterator[Sheet]:
    """The agency's reports, a file for each edition."""
    header = ("provider", "edition", "period", "segment", "brand", "unit", "own_sales", "market_size", "published_at")
    rows = (
        (
            line.edition,
            (
                PROVIDER,
                line.edition,
                line.period,
                line.segment,
                line.brand,
                line.unit,
                str(line.own_sales),
                str(line.market_size),
                line.published_at.isoformat(),
            ),
        )
        for edition in editions(records.span.first_month, records.span.today)
        for line in reports(records.dice, *edition)
    )
    yield from by_period("market", "market", header, rows)


def review_sheets(records: Records) -> Iterator[Sheet]:
    """Reviews, a file a year."""
    rows = (
        (iso_day(said.day)[:4], (said.source, said.review_id, iso_day(said.day), str(said.rating), said.text))
        for said in reviews(records.dice, records.size, records.span.first, records.span.last)
    )
    yield from by_period("reviews", "reviews", ("source", "review_id", "reviewed_on", "rating", "text"), rows)


def follower_sheets(records: Records) -> Iterator[Sheet]:
    """Followers, a file a year."""
    rows = (
        (iso_day(seen.day)[:4], (seen.network, seen.account, iso_day(seen.day), str(seen.followers)))
        for seen in followers(records.dice, records.span.first, records.span.last)
    )
    yield from by_period("followers", "followers", ("network", "account", "date", "followers"), rows)
