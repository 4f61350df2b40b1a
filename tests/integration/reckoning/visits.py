"""What visits make: the traffic of a day, the goals that were reached, and the first steps of the funnel."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from reckoning.company import Company, Slice
from reckoning.credit import Credit
from reckoning.periods import month_of
from reckoning.records import Order
from reckoning.sales import SOLD


@dataclass
class Traffic:
    """A day of a channel with visits. Bounces, page views, seconds and browsers are those of valid visits."""

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
        """Distinct browsers."""
        return len(self.browsers)

    @property
    def new_visitors(self) -> int:
        """Of these, the ones on their first visit."""
        return len(self.new_browsers)


def traffic(company: Company) -> dict[tuple[date, str], Traffic]:
    """By day and channel."""
    days: dict[tuple[date, str], Traffic] = defaultdict(Traffic)
    for visit in company.delivered.visits:
        day = days[visit.day, company.channels.of_visit(visit)]
        day.visits += 1
        if visit.is_valid:
            day.valid_visits += 1
            day.bounces += visit.bounced
            day.page_views += visit.page_views
            day.duration_s += visit.seconds
            day.browsers.add(visit.visitor)
            if visit.is_new:
                day.new_browsers.add(visit.visitor)
    for lead in company.delivered.leads:
        where = lead.day, company.lead_credit[lead.id].channel
        if where in days and not lead.is_spam:
            days[where].leads += 1
            days[where].qualified_leads += bool(lead.is_qualified)
    for part in company.spent:
        if (part.day, part.channel) in days:
            days[part.day, part.channel].clicks += part.clicks
    return dict(days)


def goals(company: Company) -> dict[Slice, dict[str, tuple[int, int]]]:
    """By the source's number of the goal: how often valid visits reached it, and how many of them did."""
    reached: dict[Slice, dict[str, tuple[int, int]]] = defaultdict(dict)
    for visit in company.delivered.visits:
        if visit.is_valid:
            found = reached[company.slice_of(visit)]
            for goal, times in Counter(visit.goals).items():
                before = found.get(goal, (0, 0))
                found[goal] = before[0] + times, before[1] + 1
    return dict(reached)


def funnel(company: Company) -> dict[tuple[date, str], Counter[str]]:
    """By the month of the credited visit, or of the conversion without one; an order of a lead is where the lead is."""
    steps: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for visit in company.delivered.visits:
        day, channel, _ = company.slice_of(visit)
        steps[month_of(day), channel].update(visits=1, valid_visits=int(visit.is_valid))
    for lead in company.delivered.leads:
        if not lead.is_spam:
            where = _cohort(lead.day, company.lead_credit[lead.id])
            steps[where].update(leads=1, qualified_leads=int(bool(lead.is_qualified)))
    for order in company.delivered.orders:
        where, step = _place(order, company)
        steps[where].update({step: 1, "paid_orders": int(order.status in SOLD)})
    return dict(steps)


def _place(order: Order, company: Company) -> tuple[tuple[date, str], str]:
    lead = company.leads.get(order.lead or "")
    if lead:
        return _cohort(lead.day, company.lead_credit[lead.id]), "orders_from_leads"
    return _cohort(order.ordered_on, company.order_credit[order.id]), "orders_without_lead"


def _cohort(day: date, credit: Credit) -> tuple[date, str]:
    return month_of(credit.visited_on or day), credit.channel
