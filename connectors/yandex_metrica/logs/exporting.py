"""A range of days as exports, each planned when the one before is done: the room it took is free again then."""

from collections.abc import Iterator
from datetime import date, timedelta

from connectors.common.errors import BadInput
from connectors.common.privacy import Privacy
from connectors.yandex_metrica.api.errors import UnknownField
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields import LogStream
from connectors.yandex_metrica.logs.asking import Asking
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.logs.leftovers import Leftovers
from connectors.yandex_metrica.logs.negotiation import AgreedFields, FieldNegotiation
from connectors.yandex_metrica.logs.planning import LogPlan, PlannedExport
from connectors.yandex_metrica.logs.pulling import LogPull
from connectors.yandex_metrica.logs.request import RequestLife
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.logs.waiting import Polling, Waiting

ONE_DAY = timedelta(days=1)


class LogExports:
    """Of one log of one counter; what is known of its requests lies in `store`."""

    def __init__(self, api: LogsApi, store: LogStore, privacy: Privacy, polling: Polling, log: LogStream) -> None:
        self._api, self._store, self._log = api, store, log
        self._warnings = [store.warning] if store.warning else []
        self._leftovers = Leftovers(api, store, self._warnings.append)
        self._negotiation = FieldNegotiation(api, store.fields, log)
        self._life = RequestLife(
            store,
            Asking(api, store, self._leftovers),
            Waiting(api, polling),
            LogPull(api, store, privacy, log),
            self._leftovers,
            self._warnings.append,
        )

    def of(self, first_day: date, last_day: date) -> Iterator[Export]:
        """Together exactly these days, in order. Each is entered and left before the next is taken."""
        if last_day < first_day:
            raise BadInput(
                f"{first_day} to {last_day} is not a range of days.",
                where=self._api.where,
                mend="The first day comes first.",
            )
        self._leftovers.tidy()
        day, all_loaded = first_day, True
        while day <= last_day:
            fields, planned = self._planned(day, last_day)
            self._warnings.extend(fields.warnings)
            export = Export(
                self._api, self._store, self._life, self._leftovers, self._log, fields, planned, self._warnings
            )
            yield export
            all_loaded = all_loaded and export.loaded
            export.warnings = list(self._warnings)
            self._warnings.clear()
            day = planned.last_day + ONE_DAY
        if all_loaded:
            self._leftovers.give_up_overtaken(self._log.name, first_day, last_day)

    def _planned(self, day: date, last_day: date) -> tuple[AgreedFields, PlannedExport]:
        """Fields that were accepted lately may be refused now; then the counter is asked again, once."""
        try:
            return self._planned_with(self._negotiation.agreed(last_day), day, last_day)
        except UnknownField:
            self._negotiation.doubt()
        return self._planned_with(self._negotiation.agreed(last_day), day, last_day)

    def _planned_with(self, fields: AgreedFields, day: date, last_day: date) -> tuple[AgreedFields, PlannedExport]:
        plan = LogPlan(self._api, self._store, self._leftovers, self._log, fields.asked)
        return fields, plan.next_export(day, last_day)
