"""The truth about a day, added up session by session: what a report of all its rows must come to."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from sandbox.servers.google_analytics.channels import channel_group
from sandbox.servers.google_analytics.sessions import SessionDay

Number = int | Decimal
Totals = dict[str, Number]
_COUNTED = ("sessions", "engagedSessions", "screenPageViews", "eventCount", "newUsers", "userEngagementDuration")


def expected(known: SessionDay, day: date, dimensions: tuple[str, ...] = ()) -> dict[tuple[str, ...], Totals]:
    """Metrics of each combination of dimensions: `sessionDefaultChannelGroup`, `sessionSource`, `sessionMedium`,
    `sessionCampaignName`, the same of `firstUser`, `landingPage`; none is the day's totals. Amounts in the property's
    currency. Of users: `totalUsers`, `activeUsers`."""
    found: dict[tuple[str, ...], Totals] = defaultdict(_nothing)
    users: dict[tuple[str, ...], set[int]] = defaultdict(set)
    active: dict[tuple[str, ...], set[int]] = defaultdict(set)
    bought = defaultdict(list)
    for purchase in known.purchases.to_pylist():
        bought[purchase["session_id"]].append(purchase)
    for session in known.sessions.to_pylist():
        group = tuple(_text(session, day, name) for name in dimensions)
        _add(found[group], session, bought[session["session_id"]])
        users[group].add(session["client_id"])
        if session["is_engaged"] or session["is_new"]:
            active[group].add(session["client_id"])
    for group, totals in found.items():
        totals["totalUsers"], totals["activeUsers"] = len(users[group]), len(active[group])
    return dict(found)


def _nothing() -> Totals:
    money = ("purchaseRevenue", "totalRevenue", "refundAmount", "taxAmount", "shippingAmount")
    return {**dict.fromkeys((*_COUNTED, "keyEvents", "ecommercePurchases"), 0), **dict.fromkeys(money, Decimal(0))}


def _add(totals: Totals, session: dict[str, object], purchases: list[dict[str, int]]) -> None:
    key_events = len(session["key_events"] or ()) + len(purchases)  # type: ignore[arg-type]
    views, is_new = int(str(session["page_views"])), bool(session["is_new"])
    totals["sessions"] += 1
    totals["engagedSessions"] += bool(session["is_engaged"])
    totals["screenPageViews"] += views
    totals["eventCount"] += 1 + views + is_new + bool(session["is_engaged"]) + key_events
    totals["newUsers"] += is_new
    totals["userEngagementDuration"] += int(str(session["seconds"]))
    totals["keyEvents"] += key_events
    totals["ecommercePurchases"] += len(purchases)
    for purchase in purchases:
        totals["purchaseRevenue"] += Decimal(purchase["revenue"]) / 100
        totals["totalRevenue"] += Decimal(purchase["revenue"] - purchase["refund"]) / 100
        totals["refundAmount"] += Decimal(purchase["refund"]) / 100
        totals["taxAmount"] += Decimal(purchase["tax"]) / 100
        totals["shippingAmount"] += Decimal(purchase["shipping"]) / 100


def _text(session: dict[str, object], day: date, name: str) -> str:
    if name == "landingPage":
        return str(session["landing_page"])
    prefix = "first_" if name.startswith("firstUser") else ""
    origin = [str(session[f"{prefix}{part}"]) for part in ("source", "medium", "campaign")]
    for end, place in (("Source", 0), ("Medium", 1), ("CampaignName", 2)):
        if name.endswith(end):
            return origin[place]
    return channel_group(day, origin[0], origin[1], origin[2])
