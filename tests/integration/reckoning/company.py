"""Everything reckoned at once, by day, channel and campaign, and by the month of the visit."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from reckoning.channels import Channels
from reckoning.costs import Spent, marketing_cost, spent
from reckoning.credit import Credit, Credits
from reckoning.customers import first_net_orders
from reckoning.delivered import Delivered
from reckoning.records import NONE, Lead, Order, Visit
from reckoning.money import Money
from reckoning.periods import month_of
from reckoning.sales import SOLD, Sale, sales

Slice = tuple[date, str, str]  # day, channel, campaign


@dataclass
class Row:
    """Measures of a day, channel and campaign, each on its own date."""

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

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())


@dataclass
class Traffic:
    """A day of a channel; all but `visits` are of valid visits, leads and clicks of all."""

    visits: int = 0
    valid_visits: int = 0
    bounces: int = 0
    page_views: int = 0
    duration_s: int = 0
    leads: int = 0
    qualified_leads: int = 0
    clicks: int = 0
    browsers: set[str] = field(default_factory=set)
    new_browsers: set[str] = field(default_factory=set)

    @property
    def visitors(self) -> int:
        return len(self.browsers)

    @property
    def new_visitors(self) -> int:
        return len(self.new_browsers)


class Company:
    """The demo company as its delivered rows, the configuration and the KPI book have it."""

    def __init__(self, home: Path, config: Path, today: date) -> None:
        self.today = today
        self.delivered = Delivered.of(home)
        self.channels = Channels(config)
        self.money = Money.of(config, self.delivered.rates)
        self.sales: list[Sale] = sales(self.delivered, self.money)
        self.spent: list[Spent] = spent(self.delivered, self.money, self.channels)
        credits = Credits(self.delivered.visits, self.channels)
        self.lead_credit: dict[str, Credit] = {
            lead.id: credits.of(lead.visitor, lead.created_at, lead.utm) for lead in self.delivered.leads
        }
        self.leads: dict[str, Lead] = {lead.id: lead for lead in self.delivered.leads}
        self.order_credit: dict[str, Credit] = {
            order.id: self._order_credit(order, credits) for order in self.delivered.orders
        }

    def _order_credit(self, order: Order, credits: Credits) -> Credit:
        """The lead that an order came from says what the order itself doesn't: the visitor, or else the UTM."""
        lead = self.leads.get(order.lead or "")
        visitor = order.visitor or (lead.visitor if lead else None)
        return credits.of(visitor, order.ordered_at, lead.utm if lead and not order.utm.is_given else order.utm)

    def slice_of(self, visit: Visit) -> Slice:
        """Where a visit counts."""
        return visit.day, self.channels.of_visit(visit), visit.utm.campaign or NONE

    @cached_property
    def marketing_cost(self) -> dict[tuple[date, str], Fraction]:
        """By month and channel."""
        return marketing_cost(self.spent)

    @cached_property
    def daily(self) -> dict[Slice, Row]:
        """Rows with anything in them."""
        rows: dict[Slice, Row] = defaultdict(Row)
        for visit in self.delivered.visits:
            row = rows[self.slice_of(visit)]
            row.visits += 1
            row.valid_visits += visit.is_valid
        for lead in self.delivered.leads:
            if not lead.is_spam:
                rows[_at(lead.day, self.lead_credit[lead.id])].leads += 1
        self._add_sales(rows)
        for part in self.spent:
            if part.is_media:
                row = rows[part.day, part.channel, part.campaign]
                row.ad_spend += part.net
                row.clicks += part.clicks
                row.impressions += part.impressions
        return {key: row for key, row in rows.items() if not row.is_empty}

    def _add_sales(self, rows: dict[Slice, Row]) -> None:
        won = first_net_orders(self.sales, self.today)
        for sale in self.sales:
            credit = self.order_credit[sale.order.id]
            row = rows[_at(sale.day, credit)]
            row.orders += 1
            row.new_customers += sale.order.id in won
            row.revenue += sale.revenue
            row.gross_profit += sale.revenue - sale.cost
            for refund in sale.refunds:
                row = rows[_at(refund.day, credit)]
                row.revenue -= refund.revenue
                row.gross_profit -= refund.revenue - refund.cost

    @cached_property
    def monthly(self) -> dict[tuple[date, str], Row]:
        """The same by month and channel."""
        rows: dict[tuple[date, str], Row] = defaultdict(Row)
        for (day, channel, _), row in self.daily.items():
            whole = rows[month_of(day), channel]
            for name, value in vars(row).items():
                setattr(whole, name, getattr(whole, name) + value)
        return dict(rows)

    @cached_property
    def funnel(self) -> dict[tuple[date, str], Counter[str]]:
        """By the month of the credited visit, or of the conversion without one; an order of a lead is where the lead is."""
        steps: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
        for visit in self.delivered.visits:
            day, channel, _ = self.slice_of(visit)
            steps[month_of(day), channel].update(visits=1, valid_visits=int(visit.is_valid))
        leads = {lead.id: lead for lead in self.delivered.leads if not lead.is_spam}
        for lead in leads.values():
            steps[_cohort(lead.day, self.lead_credit[lead.id])].update(
                leads=1, qualified_leads=int(bool(lead.is_qualified))
            )
        for order in self.delivered.orders:
            lead = leads.get(order.lead or "")
            where = (
                _cohort(lead.day, self.lead_credit[lead.id])
                if lead
                else _cohort(order.ordered_on, self.order_credit[order.id])
            )
            step = "orders_from_leads" if lead else "orders_without_lead"
            steps[where].update({step: 1, "paid_orders": int(order.status in SOLD)})
        return dict(steps)

    @cached_property
    def traffic(self) -> dict[tuple[date, str], Traffic]:
        """By day and channel, where there were visits."""
        days: dict[tuple[date, str], Traffic] = defaultdict(Traffic)
        for visit in self.delivered.visits:
            day = days[visit.day, self.channels.of_visit(visit)]
            day.visits += 1
            if visit.is_valid:
                day.valid_visits += 1
                day.bounces += visit.bounced
                day.page_views += visit.page_views
                day.duration_s += visit.seconds
                day.browsers.add(visit.visitor)
                if visit.is_new:
                    day.new_browsers.add(visit.visitor)
        for lead in self.delivered.leads:
            where = lead.day, self.lead_credit[lead.id].channel
            if where in days and not lead.is_spam:
                days[where].leads += 1
                days[where].qualified_leads += bool(lead.is_qualified)
        for part in self.spent:
            if (part.day, part.channel) in days:
                days[part.day, part.channel].clicks += part.clicks
        return dict(days)

    @cached_property
    def goals(self) -> dict[Slice, dict[str, tuple[int, int]]]:
        """Valid visits' goals: how often each was reached, and in how many of the visits."""
        reached: dict[Slice, dict[str, tuple[int, int]]] = defaultdict(dict)
        for visit in self.delivered.visits:
            if visit.is_valid:
                goals = reached[self.slice_of(visit)]
                for goal, times in Counter(visit.goals).items():
                    before = goals.get(goal, (0, 0))
                    goals[goal] = before[0] + times, before[1] + 1
        return dict(reached)


def _at(day: date, credit: Credit) -> Slice:
    return day, credit.channel, credit.campaign


def _cohort(day: date, credit: Credit) -> tuple[date, str]:
    return month_of(credit.visited_on or day), credit.channel
