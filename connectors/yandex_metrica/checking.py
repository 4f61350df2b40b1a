"""What a token sees of its counter, in short lines; everything is only read."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from connectors.common.errors import QuotaSpent
from connectors.common.http import Retry
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.api.management import Counter, ManagementApi
from connectors.yandex_metrica.api.session import metrica_http, requests_left
from connectors.yandex_metrica.fields import Field, LogStream
from connectors.yandex_metrica.logs.chunks import chunks
from connectors.yandex_metrica.logs.negotiation import FieldNegotiation
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.settings import MetricaSettings

COUNTERS_NAMED, GOALS_NAMED = 3, 5
LOG_QUOTA_GB = 10
# somebody waits at a terminal
PATIENCE = Retry(attempts=3)


class Checking:
    """Asks once for everything: five requests for one log; some more once a day, to learn which fields there are."""

    def __init__(self, settings: MetricaSettings, state: Path, logs: Sequence[LogStream]) -> None:
        self._settings, self._state, self._logs = settings, state, logs

    def lines(self, today: date) -> list[str]:
        """The first line says that the token works and for which counter. Raises a `Problem` where it doesn't.

        Where no log fits into the counter's quota, that is the problem.
        """
        lines = [*self._counter(), *self._settings.ended_attributions]
        if self._logs:
            lines += self._quota_of_logs(today - timedelta(days=1))
        lines.append(
            f"{_number(requests_left(self._settings, self._state))} of 5 000 requests are left today, by our own count"
        )
        return lines

    def _counter(self) -> Iterator[str]:
        with metrica_http(self._settings, self._state, PATIENCE, "management") as http:
            api = ManagementApi(self._settings, http)
            counter, goals, counters = api.counter(), api.goals(), api.counters()
        yield (
            f"the token is accepted: counter {self._settings.counter_id} «{counter.name}», {counter.address}, "
            f"right: {counter.permission or 'not said'}"
        )
        yield f"it sees {_some('counter', [each.name or str(each.id) for each in counters], COUNTERS_NAMED)}"
        yield _days(counter)
        yield _some("goal", [f"{goal.id} {goal.name}".strip() for goal in goals], GOALS_NAMED)

    def _quota_of_logs(self, day: date) -> Iterator[str]:
        store = LogStore.at(self._state)
        with metrica_http(self._settings, self._state, PATIENCE, "logs") as http:
            api = LogsApi(self._settings, http)
            ours, others = self._prepared(api, store)
            taken = f"{ours + others:.2f} of {LOG_QUOTA_GB} GB are taken up (ours {ours:.2f}, others' {others:.2f})"
            for log in self._logs:
                agreed = FieldNegotiation(api, store.fields, log).agreed(day)
                fits = [
                    api.evaluate(day, day, fields, log.name).max_possible_day_quantity
                    for fields in chunks(agreed.asked, log)
                ]
                if min(fits) < 1:
                    raise QuotaSpent(
                        f"no day of {log.name} fits at once into the counter's quota of prepared logs: {taken}.",
                        where=api.where,
                        mend="Clean prepared logs that nobody needs any more.",
                    )
                days = "1 day fits" if min(fits) == 1 else f"{min(fits)} days fit"
                yield f"{log.name}: {days} into the counter's quota of prepared logs; {taken}"
                if agreed.refused:
                    yield f"{log.name}: the counter doesn't have {', '.join(map(_named, agreed.refused))}"

    def _prepared(self, api: LogsApi, store: LogStore) -> tuple[float, float]:
        """GB of logs that stand prepared: ours, others'."""
        known = {
            entry.request_id for entry in store.ledger.open_entries(self._settings.counter_id) if not entry.foreign
        }
        ours = others = 0
        for request in api.all_requests():
            if request.request_id in known:
                ours += request.announced_bytes
            else:
                others += request.announced_bytes
        return ours / 1e9, others / 1e9


def _days(counter: Counter) -> str:
    zone = counter.time_zone_name or "not said"
    ends = f"a visit ends after {counter.visit_threshold // 60} idle minutes" if counter.visit_threshold else ""
    return "; ".join(part for part in (f"time zone {zone}", ends, counter.robots) if part)


def _some(what: str, names: Sequence[str], shown: int) -> str:
    """`4 counters: Kettles, Tea, Cups and 1 more`."""
    if not names:
        return f"no {what}s"
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"{len(names)} {what}{'s' if len(names) > 1 else ''}: {', '.join(names[:shown])}{more}"


def _named(field: Field) -> str:
    return f"{field.api} (Metrica Pro)" if field.pro else field.api


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
