"""Visits, leads, sales and costs by day, channel and campaign, each on its own date."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reckoning.company import Company, Slice
from reckoning.credit import Credit
from reckoning.periods import month_of


@dataclass
class Row:
    """Revenue and gross profit are net of refunds; new customers are counted where their first net order is."""

    visits: int = 0
    valid_visits: int = 0
    leads: int = 0
    orders: int = 0
    new_customers: int = 0
    revenue: Decimal = Decimal(0)
    gross_profit: Decimal = Decimal(0)
    ad_spend: Decimal = Decimal(0)
    clicks: int = 0
    impressions: int = 0


def by_day(company: Company) -> dict[Slice, Row]:
    """Only days with anything in them."""
    rows: dict[Slice, Row] = defaultdict(Row)
    for visit in company.delivered.visits:
        row = rows[company.slice_of(visit)]
        row.visits += 1
        row.valid_visits += visit.is_valid
    for lead in company.delivered.leads:
        if not lead.is_spam:
            rows[_slice(lead.day, company.lead_credit[lead.id])].leads += 1
    _add_sales(rows, company)
    _add_media(rows, company)
    return dict(rows)


def _add_sales(rows: dict[Slice, Row], company: Company) -> None:
    for sale in company.sales:
        credit = company.order_credit[sale.order.id]
        row = rows[_slice(sale.day, credit)]
        row.orders += 1
        row.new_customers += sale.order.id in company.winning_orders
        row.revenue += sale.revenue
        row.gross_profit += sale.revenue - sale.cost
        for refund in sale.refunds:
            row = rows[_slice(refund.day, credit)]
            row.revenue -= refund.revenue
            row.gross_profit -= refund.revenue - refund.cost


def _add_media(rows: dict[Slice, Row], company: Company) -> None:
    for part in company.spent:
        if part.is_media:
            row = rows[part.day, part.channel, part.campaign]
            row.ad_spend += part.net
            row.clicks += part.clicks
            row.impressions += part.impressions


def _slice(day: date, credit: Credit) -> Slice:
    return day, credit.channel, credit.campaign


def by_month(days: dict[Slice, Row]) -> dict[tuple[date, str], Row]:
    """The sums by month and channel."""
    months: dict[tuple[date, str], Row] = defaultdict(Row)
    for (day, channel, _), row in days.items():
        month = months[month_of(day), channel]
        for name, value in vars(row).items():
            setattr(month, name, getattr(month, name) + value)
    return dict(months)
