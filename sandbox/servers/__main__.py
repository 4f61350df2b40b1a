"""`python -m sandbox.servers`: the demo company's vendors over loopback, until the process is ended.

When they answer, one line of JSON tells the port and each vendor's address. A taken port is one plain line, exit 1.
"""

import argparse
import json
import logging
import os
import sys
from datetime import UTC, date, datetime, timedelta

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.company import SEED, SIZE, Company
from sandbox.company.books import WEB_DAYS
from sandbox.company.calendar import business_day
from sandbox.company.checkouts import CountedCompany
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.google_analytics import (
    PROPERTY_ID,
    AnalyticsProperty,
    AnalyticsServer,
    Behaviour,
    CompanySource,
)
from sandbox.servers.serving import Server, address, bound, exit_with_parent
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer

TOKEN_VARIABLE = "YANDEX_METRICA_TOKEN"


def main(arguments: list[str] | None = None) -> int:
    """Serve until ended; the exit code."""
    options = _options(arguments)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s")
    try:
        listener = bound(options.port)
    except OSError as error:
        print(f"127.0.0.1:{options.port}: {error.strerror}. Choose another --port, or 0.", file=sys.stderr)
        return 1
    if options.until_stdin_closes:
        exit_with_parent()
    company = Company(options.seed, options.size)
    counted = CountedCompany(company)
    app = Starlette(routes=[Mount("/yandex_metrica", app=_metrica(options, counted))])
    with _analytics(options, company, counted).grpc() as analytics:
        ready = {
            "port": listener.getsockname()[1],
            "yandex_metrica": f"{address(listener)}/yandex_metrica",
            "google_analytics": f"grpc://{analytics}",
        }
        Server(app, lambda: print(json.dumps(ready), flush=True)).run(sockets=[listener])
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.servers", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=os.environ.get(TOKEN_VARIABLE), help=f"else from {TOKEN_VARIABLE}")
    parser.add_argument("--now", type=datetime.fromisoformat, help="fixes the clock: 2026-11-21T06:00:00+03:00")
    parser.add_argument("--counter", type=int, default=COUNTER_ID)
    parser.add_argument("--property", type=int, default=PROPERTY_ID, help="of Google Analytics")
    parser.add_argument("--web-days", type=int, default=WEB_DAYS, help="before them nobody counted visits")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--size", type=int, default=SIZE, help="visits of an average day")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    options = parser.parse_args(arguments)
    if not options.token:
        parser.error(f"a token is needed: --token, or {TOKEN_VARIABLE}")
    return options


def _metrica(options: argparse.Namespace, company: CountedCompany) -> Starlette:
    def today() -> date:
        return business_day(_now(options))

    queue = LogQueue(company, first_day=today() - timedelta(days=options.web_days))
    return MetricaServer(queue, counter_id=options.counter, token=options.token, today=today).app()


def _analytics(options: argparse.Namespace, company: Company, counted: CountedCompany) -> AnalyticsServer:
    first_day = business_day(_now(options)) - timedelta(days=options.web_days)
    source = CompanySource(company, first_day=first_day, checkouts=counted)
    owner = AnalyticsProperty(source, id=options.property, behaviour=Behaviour(restates=True))
    return AnalyticsServer(owner, today=lambda: _now(options))


def _now(options: argparse.Namespace) -> datetime:
    """With an offset; a moment without one is UTC."""
    now: datetime = options.now or datetime.now(UTC)
    return now if now.tzinfo else now.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
