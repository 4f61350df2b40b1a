"""The demo company as its delivered rows, the configuration and the KPI book have it."""

from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from reckoning.channels import Channels
from reckoning.costs import Spent, marketing_cost, spent
from reckoning.credit import Credit, Credits
from reckoning.customers import first_net_orders
from reckoning.delivered import Delivered
from reckoning.money import Money
from reckoning.records import NONE, Lead, Order, Visit
from reckoning.sales import Sale, sales

Slice = tuple[date, str, str]  # day, channel, campaign


class Company:
    """Facts of which all measures are made."""

    def __init__(self, home: Path, config: Path, today: date) -> None:
        self.today = today
        self.delivered = Delivered.of(home)
        self.channels = Channels(config)
        money = Money.of(config, self.delivered.rates)
        self.sales: list[Sale] = sales(self.delivered, money)
        self.spent: list[Spent] = spent(self.delivered, money, self.channels)
        self.leads: dict[str, Lead] = {lead.id: lead for lead in self.delivered.leads}
        self._credits = Credits(self.delivered.visits, self.channels)

    @cached_property
    def lead_credit(self) -> dict[str, Credit]:
        """By number of the lead."""
        return {lead.id: self._credits.of(lead.visitor, lead.created_at, lead.utm) for lead in self.delivered.leads}

    @cached_property
    def order_credit(self) -> dict[str, Credit]:
        """By number of the order."""
        return {order.id: self._order_credit(order) for order in self.delivered.orders}

    def _order_credit(self, order: Order) -> Credit:
        """The lead that an order came from says what the order itself doesn't: the visitor, or else the UTM."""
        lead = self.leads.get(order.lead or "")
        visitor = order.visitor or (lead.visitor if lead else None)
        utm = lead.utm if lead and not order.utm.is_given else order.utm
        return self._credits.of(visitor, order.ordered_at, utm)

    @cached_property
    def winning_orders(self) -> set[str]:
        """Those that won a new customer."""
        return first_net_orders(self.sales, self.today)

    @cached_property
    def marketing_cost(self) -> dict[tuple[date, str], Fraction]:
        """By month and channel."""
        return marketing_cost(self.spent)

    def slice_of(self, visit: Visit) -> Slice:
        """Where a visit counts."""
        return visit.day, self.channels.of_visit(visit), visit.utm.campaign or NONE
