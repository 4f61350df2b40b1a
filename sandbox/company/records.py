"""All that the company's systems hold on a day: 25 months of orders, leads and costs, for deliveries and truth."""

from functools import cached_property, lru_cache

import numpy as np

from sandbox.company.books import LeadBook, OrderBook, Span, lead_book, order_book
from sandbox.company.company import Company
from sandbox.company.contracts import contract_costs
from sandbox.company.draws import Ints
from sandbox.company.enquirers import enquirers
from sandbox.company.lanes import LANES
from sandbox.company.leads import leads
from sandbox.company.orders import orders
from sandbox.company.passers import passers
from sandbox.company.regulars import regulars
from sandbox.company.robots import robots
from sandbox.company.shoppers import shoppers
from sandbox.company.spend import Cost, media_costs


class Records:
    """Computed when asked for, and kept."""

    def __init__(self, company: Company, span: Span) -> None:
        self.company, self.span = company, span
        self.dice, self.size = company.dice, company.size

    @cached_property
    def orders(self) -> OrderBook:
        """Orders made in the span, as they stand."""
        return order_book(orders(self.dice, self.size, self.span.first, self.span.last), self.span.until)

    @cached_property
    def leads(self) -> LeadBook:
        """Leads created in the span, as they stand."""
        return lead_book(leads(self.dice, self.size, self.span.first, self.span.last), self.span.until)

    @cached_property
    def costs(self) -> list[Cost]:
        """Costs that began in the span, in the order of days."""
        media = [
            cost
            for day, visits in zip(range(self.span.first, self.span.last + 1), self.lane_visits, strict=True)
            for cost in media_costs(self.dice, day, visits)
        ]
        ranges = contract_costs(self.size, self.span.first, self.span.last)
        return sorted([*media, *ranges], key=lambda cost: cost.day)

    @cached_property
    def lane_visits(self) -> Ints:
        """Visits, robots' too, of each day of the span by lane: what advertising is paid for."""
        first, last = self.span.first, self.span.last
        counts = np.zeros((last - first + 1, len(LANES)), dtype=np.int64)
        for day in range(first, last + 1):
            for source in (passers, regulars, robots):
                for part in source(self.dice, self.size, day):
                    counts[day - first] += np.bincount(part.lane, minlength=len(LANES))
        for people in (shoppers, enquirers):
            for part in people(self.dice, self.size, first, last):
                np.add.at(counts, (part.day - first, part.lane), 1)
        return counts


@lru_cache(maxsize=2)
def records_of(seed: int, size: int, span: Span) -> Records:
    """The records of a company on a day; deliveries and truth of one process share them."""
    return Records(Company(seed, size), span)
