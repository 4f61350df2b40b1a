"""The demo company's sessions, as a tag on its pages tells them to Google.

The tag doesn't see everybody: a visitor without JavaScript, one visitor in twelve whose browser refuses it (always the
same ones), and robots that say what they are, which Google leaves out by the industry's list.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.behaviour import LEAD_GOAL, NEWSLETTER_GOAL, TELEGRAM_GOAL
from sandbox.company.calendar import number
from sandbox.company.checkouts import CountedCompany
from sandbox.company.company import Company
from sandbox.company.draws import Ints
from sandbox.company.lanes import LANES
from sandbox.company.spend import media_costs
from sandbox.company.visit_table import label_table, visit_table
from sandbox.servers.google_analytics.company_origins import first_origins, origins
from sandbox.servers.google_analytics.hashing import happens, words
from sandbox.servers.google_analytics.money import ROUBLES
from sandbox.servers.google_analytics.sessions import COSTS, NOTHING, PURCHASES, SESSIONS, SessionDay
from sandbox.servers.yandex_metrica.visits.purchases import FREE_FROM_KOPECKS, SHIPPING_KOPECKS

REFUSES_THE_TAG = 0.08
DECLARED_ROBOTS = ("uptime_monitor", "seo_crawler")
KEY_EVENTS = {LEAD_GOAL: "generate_lead", NEWSLETTER_GOAL: "sign_up", TELEGRAM_GOAL: "telegram_click"}
_COUNTRIES = {"RU": "Russia", "BY": "Belarus", "KZ": "Kazakhstan", "UZ": "Uzbekistan", "AM": "Armenia"}
_DEVICES = {"1": "desktop", "2": "mobile", "3": "tablet", "4": "smart tv"}
_ENGAGED_SECONDS = 10


class CompanySource:
    """Days before `first_day` have nothing: the tag wasn't there yet."""

    def __init__(self, company: Company, *, first_day: date, checkouts: CountedCompany | None = None) -> None:
        self._company, self._first_day = company, first_day
        self._shop = checkouts or CountedCompany(company)

    def day(self, day: date) -> SessionDay:
        """The sessions that began on the day, what they bought, and what Google Ads cost."""
        if day < self._first_day:
            return NOTHING
        dice, parts = self._company.dice, list(self._company.crowds(day))
        visits = pa.concat_tables([visit_table(dice, part) for part in parts])
        labels = pa.concat_tables([label_table(dice, part) for part in parts])
        seen = visits.filter(_seen(visits, labels)).combine_chunks()
        bought = self._shop.checkouts(day)
        bought = bought.filter(pc.is_in(bought.column("visit_id"), seen.column("visit_id").combine_chunks()))
        lanes = sum((np.bincount(part.lane, minlength=len(LANES)) for part in parts), np.zeros(len(LANES), np.int64))
        return SessionDay(_sessions(seen, bought), _purchases(bought), self._costs(day, lanes))

    def _costs(self, day: date, lanes: Ints) -> pa.Table:
        """Clicks and cost of Google Ads alone; it bills in euros, the property is in roubles."""
        rows = [
            {
                "source": cost.source,
                "medium": cost.medium,
                "campaign": cost.campaign,
                "cost": round(cost.amount * ROUBLES[cost.currency]),
                "clicks": cost.clicks,
                "impressions": cost.impressions,
            }
            for cost in media_costs(self._company.dice, number(day), lanes)
            if (cost.source, cost.medium) == ("google", "cpc")
        ]
        return pa.Table.from_pylist(rows, COSTS)


def _seen(visits: pa.Table, labels: pa.Table) -> pa.Array:
    """Visits that the tag tells of."""
    declared = labels.column("visit_id").filter(pc.is_in(labels.column("family"), pa.array(DECLARED_ROBOTS)))
    refuses = happens(words(visits.column("client_id")), "refuses the tag", REFUSES_THE_TAG)
    unseen = pc.or_(pc.is_in(visits.column("visit_id"), declared.combine_chunks()), pa.array(refuses))
    return pc.and_(visits.column("javascript_enabled"), pc.invert(unseen))


def _sessions(seen: pa.Table, bought: pa.Table) -> pa.Table:
    own = origins(seen)
    first = first_origins(own, words(seen.column("client_id")), seen.column("is_new_user").to_numpy())
    key_events = _key_events(seen)
    reached = pc.or_(
        pc.is_in(seen.column("visit_id"), bought.column("visit_id").combine_chunks()),
        pc.greater(pc.list_value_length(key_events), 0),
    )
    long = pc.greater(seen.column("visit_duration"), _ENGAGED_SECONDS)
    engaged = pc.or_(pc.or_(long, pc.greater(seen.column("page_views"), 1)), reached)
    columns = {
        "session_id": seen.column("visit_id"),
        "client_id": seen.column("client_id"),
        "is_new": seen.column("is_new_user"),
        "is_engaged": engaged,
        "page_views": seen.column("page_views"),
        "seconds": seen.column("visit_duration").cast(pa.int32()),
        "landing_page": pc.replace_substring_regex(seen.column("start_url"), r"^https?://[^/]+|\?.*$", ""),
        **dict(zip(("source", "medium", "campaign"), own, strict=True)),
        **{f"first_{name}": column for name, column in zip(("source", "medium", "campaign"), first, strict=True)},
        "country": _named(seen.column("region_country"), _COUNTRIES),
        "device": _named(seen.column("device_category"), _DEVICES),
        "key_events": key_events,
    }
    return pa.table([columns[name] for name in SESSIONS.names], schema=SESSIONS)


def _key_events(seen: pa.Table) -> pa.Array:
    """Goals by Google's names, in the order of time; `purchase` is told by the checkouts."""
    lists = seen.column("goals_id").combine_chunks()
    goals, parents = pc.list_flatten(lists).to_numpy(), pc.list_parent_indices(lists).to_numpy()
    kept = np.isin(goals, list(KEY_EVENTS))
    counts = np.bincount(parents[kept], minlength=len(lists))
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))), pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.array([KEY_EVENTS[int(goal)] for goal in goals[kept]], pa.string()))


def _purchases(bought: pa.Table) -> pa.Table:
    revenue = bought.column("revenue")
    columns = {
        "session_id": bought.column("visit_id"),
        "transaction_id": bought.column("order_id"),
        "revenue": revenue,
        "tax": bought.column("tax"),
        "shipping": pc.if_else(pc.greater_equal(revenue, FREE_FROM_KOPECKS), 0, SHIPPING_KOPECKS),
        "refund": pa.repeat(pa.scalar(0, pa.int64()), len(bought)),  # the shop tells Google of none
    }
    return pa.table([columns[name] for name in PURCHASES.names], schema=PURCHASES)


def _named(codes: pa.ChunkedArray, names: dict[str, str]) -> pa.ChunkedArray:
    """Codes by their names; a code without one is `(not set)`."""
    places = pc.index_in(codes, pa.array(list(names)))
    return pc.fill_null(pa.chunked_array([pa.array(list(names.values())).take(places.combine_chunks())]), "(not set)")
