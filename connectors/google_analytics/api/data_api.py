"""The Data API of one property: four questions, asked within its quotas.

Google's library is imported with the first question: whoever only describes the source needn't wait for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from connectors.common.errors import SourceDown
from connectors.google_analytics.api.metadata import Metadata, read_metadata
from connectors.google_analytics.api.patience import Patience
from connectors.google_analytics.api.quota import Quota
from connectors.google_analytics.settings import GoogleAnalyticsSettings

if TYPE_CHECKING:
    from connectors.google_analytics.api.session import Session

MOST_IN_A_BATCH = 5
CHECKED = ("dimensions", "metrics", "dimension_filter", "metric_filter")


class DataApi:
    """One property; a context manager. `state` is the source's folder in the home: the limits lie beside it.

    Reports are asked for by the fields of `RunReportRequest` without `property` and `return_property_quota`, and
    answered by the raw protobuf message, which is read ten times as fast as its proto-plus face. `tokens` is what
    the answers cost, `quota` what was left after the last one.

    Each question may raise `AccessRefused`, `QuotaSpent` (for the day, or after the longest park), `SourceDown`,
    `Unreachable`, `TooLong`, `Incompatible` and other `BadInput`.
    """

    def __init__(self, settings: GoogleAnalyticsSettings, state: Path, *, patience: Patience | None = None) -> None:
        self.settings, self.where = settings, settings.where
        self.tokens = 0
        self.quota: Quota | None = None
        self._property = f"properties/{settings.property_id}"
        self._state, self._patience = state, patience or Patience()
        self._opened: Session | None = None
        self._is_360 = False

    @property
    def requests(self) -> int:
        """How many were sent; those that were refused, too."""
        return self._opened.requests if self._opened else 0

    @property
    def account(self) -> str | None:
        """The service account's e-mail address; None where our own machine is asked without one."""
        return self._session.account

    def run_report(self, request: Mapping[str, Any]) -> Any:
        """The raw `RunReportResponse`."""
        from google.analytics import data_v1beta as ga

        answer = self._session.ask("run_report", ga.RunReportRequest(self._addressed(request)))
        return self._noted(ga.RunReportResponse.pb(answer))

    def batch_run_reports(self, requests: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The raw `RunReportResponse` of each of at most five requests, in their order."""
        from google.analytics import data_v1beta as ga

        if not 1 <= len(requests) <= MOST_IN_A_BATCH:
            raise ValueError(f"a batch has 1 to {MOST_IN_A_BATCH} requests, not {len(requests)}")
        addressed = [self._addressed(request) for request in requests]
        message = ga.BatchRunReportsRequest({"property": self._property, "requests": addressed})
        answer = ga.BatchRunReportsResponse.pb(self._session.ask("batch_run_reports", message))
        return [self._noted(report) for report in answer.reports]

    def metadata(self) -> Metadata:
        """The dimensions and metrics that the property has, with those that our role may not see."""
        from google.analytics import data_v1beta as ga

        message = ga.GetMetadataRequest({"name": f"{self._property}/metadata"})
        answer = ga.Metadata.pb(self._session.ask("get_metadata", message))
        if not (answer.dimensions or answer.metrics):
            raise SourceDown("its list of fields is empty.", where=self.where, mend="A later run asks again.")
        types: Any = ga.MetricType
        return read_metadata(answer, {kind.value: kind.name for kind in types})

    def incompatible(self, request: Mapping[str, Any]) -> list[str]:
        """Fields of this request that the API declares incompatible with the others; sorted API names.

        It may refuse the whole question instead: that is `Incompatible`, too.
        """
        from google.analytics import data_v1beta as ga

        asked = {field: request[field] for field in CHECKED if field in request}
        only = {"compatibility_filter": ga.Compatibility.INCOMPATIBLE}
        message = ga.CheckCompatibilityRequest({"property": self._property, **asked, **only})
        answer = ga.CheckCompatibilityResponse.pb(self._session.ask("check_compatibility", message))
        # it tells of all fields of the property: those that could not be added, too
        raw = ga.CheckCompatibilityRequest.pb(message)
        names = {*(each.name for each in (*raw.dimensions, *raw.metrics)), *_filtered(asked)}
        told = [
            *((each.dimension_metadata.api_name, each.compatibility) for each in answer.dimension_compatibilities),
            *((each.metric_metadata.api_name, each.compatibility) for each in answer.metric_compatibilities),
        ]
        return sorted({name for name, verdict in told if verdict == ga.Compatibility.INCOMPATIBLE and name in names})

    def close(self) -> None:
        """Give the connections back."""
        if self._opened:
            self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _session(self) -> "Session":
        if self._opened is None:
            from connectors.google_analytics.api.session import Session

            self._opened = Session(self.settings, self._state, self._patience)
        return self._opened

    def _addressed(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {**request, "property": self._property, "return_property_quota": True}

    def _noted(self, answer: Any) -> Any:
        """Count what it cost. Where little is left, nobody asks before there is more: the rest is for people."""
        quota = Quota.of(answer)
        if quota:
            self.quota, self.tokens = quota, self.tokens + quota.tokens
            self._is_360 = self._is_360 or quota.is_360
            for bucket in quota.short(self.settings.reserve, is_360=self._is_360):
                self._session.turns.close_until_it_opens(bucket, "reserve")
        return answer


def _filtered(asked: object) -> Iterator[str]:
    """The fields that filters of a request name."""
    if isinstance(asked, Mapping):
        for key, value in asked.items():
            if key == "field_name":
                yield value
            yield from _filtered(value)
    elif isinstance(asked, list | tuple):
        for each in asked:
            yield from _filtered(each)
