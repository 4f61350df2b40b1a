"""What an answer says of itself: how far its numbers can be trusted, and what they are numbers of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.common.stream import Fact, Quality
from connectors.google_analytics.catalogue.dimensions import column_of

TRUNCATION = "DATA_TRUNCATION_TYPE_"
BUCKETS = (
    "tokens_per_day",
    "tokens_per_hour",
    "tokens_per_project_per_hour",
    "concurrent_requests",
    "server_errors_per_project_per_hour",
    "potentially_thresholded_requests_per_hour",
)


@dataclass(frozen=True)
class Said:
    """Of one answer, or of all pages of a day together.

    `samples_read` of `sampling_space` events were looked at, None for all. `truncated`: why the vendor no longer has
    all of it. `restricted`: metrics that our role may not see, which are answered by zeros. `remaining`: what is left
    of each quota.
    """

    time_zone: str | None = None
    currency: str | None = None
    empty_reason: str | None = None
    is_thresholded: bool = False
    has_other_row: bool = False
    sampling: tuple[int, int] | None = None
    truncated: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    remaining: dict[str, int] = field(default_factory=dict)

    @property
    def sample_share(self) -> float:
        """Of the events that were looked at."""
        return 1.0 if self.sampling is None else self.sampling[0] / self.sampling[1]

    @property
    def quality(self) -> Quality:
        """In the words of all sources."""
        return Quality(
            is_thresholded=self.is_thresholded,
            has_other_row=self.has_other_row,
            sample_share=self.sample_share,
            is_truncated=bool(self.truncated),
            restricted=tuple(map(column_of, self.restricted)),
        )

    @property
    def details(self) -> dict[str, Fact]:
        """For the day's manifest, without zone and currency."""
        read, space = self.sampling or (None, None)
        return {
            "empty_reason": self.empty_reason,
            "samples_read": read,
            "sampling_space": space,
            "truncation_reasons": list(self.truncated),
            **{f"quota_{bucket}": left for bucket, left in self.remaining.items()},
        }


def said_by(message: Any) -> Said:
    """From a raw `RunReportResponse`."""
    told = message.metadata
    shares = [
        (each.samples_read_count, each.sampling_space_size)
        for each in told.sampling_metadatas
        if each.sampling_space_size
    ]
    return Said(
        time_zone=told.time_zone or None,
        currency=told.currency_code or None,
        empty_reason=told.empty_reason or None,
        is_thresholded=told.subject_to_thresholding,
        has_other_row=told.data_loss_from_other_row,
        sampling=_smallest(shares),
        # libraries before September 2026 don't know of it
        truncated=tuple(map(_reason, getattr(told, "data_truncation_reasons", ()))),
        restricted=tuple(
            each.metric_name for each in told.schema_restriction_response.active_metric_restrictions if each.metric_name
        ),
        remaining=_remaining(message),
    )


def together(pages: Sequence[Said]) -> Said:
    """Of all pages: what is true of one of them is true of the day; the quota is that after the last."""
    last = pages[-1]
    return Said(
        time_zone=next((each.time_zone for each in pages if each.time_zone), None),
        currency=next((each.currency for each in pages if each.currency), None),
        empty_reason=last.empty_reason,
        is_thresholded=any(each.is_thresholded for each in pages),
        has_other_row=any(each.has_other_row for each in pages),
        sampling=_smallest([each.sampling for each in pages if each.sampling]),
        truncated=tuple(dict.fromkeys(reason for each in pages for reason in each.truncated)),
        restricted=tuple(dict.fromkeys(name for each in pages for name in each.restricted)),
        remaining=last.remaining,
    )


def _smallest(shares: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return min(shares, key=lambda share: share[0] / share[1], default=None)


def _reason(told: Any) -> str:
    """`property`, with the date before which there is nothing, where it is told."""
    kinds = told.DESCRIPTOR.fields_by_name["data_truncation_type"].enum_type.values_by_number
    kind = kinds.get(told.data_truncation_type)
    name = kind.name.removeprefix(TRUNCATION).lower() if kind else f"reason {told.data_truncation_type}"
    return f"{name} before {told.data_truncation_date}" if told.data_truncation_date else str(name)


def _remaining(message: Any) -> dict[str, int]:
    if not message.HasField("property_quota"):
        return {}
    quota = message.property_quota
    return {bucket: getattr(quota, bucket).remaining for bucket in BUCKETS if quota.HasField(bucket)}
