"""What a service account sees of its property, in short lines; everything is only read."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from connectors.common.errors import BadInput
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.metadata import Metadata
from connectors.google_analytics.api.patience import Patience
from connectors.google_analytics.api.problems import Incompatible
from connectors.google_analytics.api.quota import Quota, limit
from connectors.google_analytics.settings import GoogleAnalyticsSettings

# somebody waits at a terminal, and may have what is kept for people
PATIENCE = Patience(
    tries=2, long_tries=1, busy_tries=4, longest_pause=4.0, deadline=60.0, longest_park=0.0, spends_reserve=True
)
TOTALS = "daily_totals"
HIDDEN = {1: "cost", 2: "revenue"}  # RestrictedMetricType
TOLD = (("tokens_per_day", "tokens of today"), ("tokens_per_hour", "of this hour"))


class Checking:
    """Two requests, and one for each report. `reports`: by stream, what is asked of a day, as for `DataApi`."""

    def __init__(
        self,
        settings: GoogleAnalyticsSettings,
        state: Path,
        reports: Mapping[str, Mapping[str, Any]],
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        self._settings, self._state, self._reports, self._patience = settings, state, reports, patience

    def lines(self, today: date) -> list[str]:
        """The first line says who is accepted, and for which property. Raises a `Problem` where nobody is."""
        with DataApi(self._settings, self._state, patience=self._patience) as api:
            answer = api.run_report(_yesterday(today))
            quota = api.quota
            metadata = api.metadata()
            return [
                f"{_who(api)}: property {self._settings.property_id} can be read",
                *self._days_and_money(answer.metadata),
                *_roles(answer.metadata),
                *(self._report(api, name, metadata) for name in self._reports),
                *self._comparison(),
                *_quota(quota),
            ]

    def _days_and_money(self, said: Any) -> Iterator[str]:
        zone, wanted_zone = said.time_zone, self._settings.time_zone
        if zone and zone != wanted_zone:
            yield (
                f"the property's days are those of {zone}, and the settings say {wanted_zone}: "
                "nothing is loaded before they agree"
            )
        else:
            yield f"its days are those of {wanted_zone}" + (
                "" if zone else " (by the settings; the answer doesn't say)"
            )
        currency, wanted = said.currency_code, self._settings.currency
        if wanted and currency and wanted != currency:
            yield f"amounts are converted by Google from {currency} to {wanted}"
        else:
            yield f"amounts are in {currency or wanted or 'a currency that the answer does not name'}"

    def _comparison(self) -> Iterator[str]:
        if TOTALS not in self._reports:
            yield f"{TOTALS} isn't among the streams: nothing can be checked to add up"

    def _report(self, api: DataApi, name: str, metadata: Metadata) -> str:
        """One line, with the first thing wrong with the report."""
        request = self._reports[name]
        fields = [each["name"] for each in (*request.get("dimensions", ()), *request.get("metrics", ()))]
        if unknown := [field for field in fields if field != "dateRange" and not metadata.present(field)]:
            return f"{name}: the property doesn't know {', '.join(unknown)}"
        try:
            incompatible = api.incompatible(request)
        except Incompatible as error:
            return f"{name}: {error.what} {error.mend}"
        except BadInput as error:
            return f"{name}: {error.what}"
        if incompatible:
            return f"{name}: these fields can't stand in one report: {', '.join(incompatible)}"
        renamed = [f"{field} (now {metadata.renamed[field]})" for field in fields if field in metadata.renamed]
        blocked = [field for field in fields if field in metadata.blocked]
        remarks = [
            *([f"deprecated names: {', '.join(renamed)}"] if renamed else []),
            *([f"empty, because the role may not see it: {', '.join(blocked)}"] if blocked else []),
        ]
        return f"{name}: " + ("; ".join(remarks) or "its fields go together")


def _yesterday(today: date) -> dict[str, Any]:
    """The least that tells of zone, currency, role and quota."""
    day = (today - timedelta(days=1)).isoformat()
    return {"metrics": [{"name": "sessions"}], "date_ranges": [{"start_date": day, "end_date": day}], "limit": 1}


def _who(api: DataApi) -> str:
    return f"the service account {api.account} is accepted" if api.account else "no credentials are needed here"


def _roles(said: Any) -> Iterator[str]:
    hidden = [
        HIDDEN.get(kind, "something")
        for restriction in said.schema_restriction_response.active_metric_restrictions
        for kind in restriction.restricted_metric_types
    ]
    if hidden:
        what = " and ".join(dict.fromkeys(hidden))
        yield f"the role hides {what}: such columns stay empty (Admin, Property access management)"
    else:
        yield "the role hides neither cost nor revenue"


def _quota(quota: Quota | None) -> Iterator[str]:
    if quota is None:
        yield "the answer doesn't tell what is left of the quotas"
        return
    kind = "Analytics 360" if quota.is_360 else "a standard property"
    left = [
        f"{_number(quota.buckets[name].remaining)} of {_number(limit(name, is_360=quota.is_360))} {what}"
        for name, what in TOLD
        if name in quota.buckets
    ]
    yield f"{', '.join(left) or 'nothing said of tokens'} are left ({kind})"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
