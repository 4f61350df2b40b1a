"""Google Analytics 4 over loopback: the Data API (v1beta) of one property, as its documentation and other clients'
experience describe it, over gRPC and REST.

    source = TableSource([Session(day, "client", "google", "organic", "(organic)", page_views=3)])
    server = AnalyticsServer(AnalyticsProperty(source, currency="RUB"), today=lambda: now)
    with server.grpc() as address, in_thread(server.rest_app()) as url:
        server.faults.arm("runReport", misbehaviour.unavailable(), nth=2)

**Sessions** come from any `SessionSource`: the demo company (`CompanySource`), or rows (`TableSource`, `tables.many`).
Bare dimensions (`source`, `defaultChannelGroup`) credit key events: 60 % to the session, 40 % to the user's first one.

**Behaviour** (`AnalyticsProperty.behaviour`, `server.change(behaviour=...)`): restatement of young days, thresholding,
`(other)`, sampling, truncation, restricted roles, collapsed days, empty reports.

**Faults**: `server.faults.arm(method, fault, nth=, times=)` with what `misbehaviour` has.

**Signing in**: gRPC takes everybody. REST does, too, unless the property is `signed_in`: then it takes service accounts
whose keys `server.accounts.write_key(path, url)` made, by their signed assertions or by tokens of `url/token`.

**Quotas** are those of the plan, and are counted: `server.quota.leave("tokens_per_hour", 5)`, `server.quota.limits`.

**What happened**: `server.requests` (`count`, `asked`, `reports`, `refused`), `server.quota.refused`,
`server.quota.most_at_once`, `server.faults.struck`; `server.expected(day)` adds up the truth in another way.
"""

from sandbox.servers.google_analytics.behaviour import Behaviour, Truncation
from sandbox.servers.google_analytics.company_source import CompanySource
from sandbox.servers.google_analytics.property import PROPERTY_ID, AnalyticsProperty
from sandbox.servers.google_analytics.server import AnalyticsServer
from sandbox.servers.google_analytics.sessions import SessionDay, SessionSource
from sandbox.servers.google_analytics.tables import AdCost, Purchase, Session, TableSource

__all__ = [
    "PROPERTY_ID",
    "AdCost",
    "AnalyticsProperty",
    "AnalyticsServer",
    "Behaviour",
    "CompanySource",
    "Purchase",
    "Session",
    "SessionDay",
    "SessionSource",
    "TableSource",
    "Truncation",
]
