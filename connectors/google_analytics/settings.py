"""What the configuration says of a property. The credentials are not among it: a variable says where they lie."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from connectors.common.errors import BadInput
from connectors.common.stream import Refresh

StreamName = Literal[
    "daily_totals",
    "channel_days",
    "campaign_days",
    "landing_page_days",
    "key_event_days",
    "attributed_key_event_days",
    "acquisition_days",
    "purchase_days",
    "ad_cost_days",
    "period_users",
    "channel_period_users",
]
STREAMS: tuple[StreamName, ...] = get_args(StreamName)
Transport = Literal["grpc", "rest"]
Scope = Literal["session", "event", "user", "none"]
ReportName = Annotated[str, Field(pattern="^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]
FieldName = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_]*(:[A-Za-z0-9_]+)?$")]
EXACT_PART_OF_TOLERANCE = 4


class OwnReport(BaseModel):
    """A report that the company adds: API names of dimensions and metrics, without the day.

    `filter`: a dimension must have this value, or one of these. `scope` is told by the dimensions where it isn't said.
    `grain: periods` asks for users of the day, the ISO week, the month and the quarter so far, which can't be summed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dimensions: tuple[FieldName, ...] = ()
    metrics: tuple[FieldName, ...] = Field(min_length=1)
    scope: Scope | None = None
    filter: dict[FieldName, str | tuple[str, ...]] = {}
    settles_after: int | None = Field(default=None, ge=1)
    grain: Literal["day", "periods"] = "day"


class GoogleAnalyticsSettings(BaseModel):
    """One property. `time_zone` is that of its days; an answer that names another one is not loaded.

    Days still change: `recent_days` of them are asked for on each run, `daily_days` once a day, `monthly_days` every
    28 days. `reserve`: the share of each quota that is left to people. `reconcile_tolerance`: the share by which
    the rows of a day may miss its totals where the vendor estimates.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    property_id: int = Field(gt=0)
    time_zone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    credentials_env: str = Field(default="GOOGLE_APPLICATION_CREDENTIALS", min_length=1)
    transport: Transport = "grpc"
    streams: tuple[StreamName, ...] = Field(default=STREAMS, min_length=1)
    own_reports: dict[ReportName, OwnReport] = {}
    recent_days: int = Field(default=3, ge=1)
    daily_days: int = Field(default=14, ge=1)
    monthly_days: int = Field(default=35, ge=1)
    reserve: float = Field(default=0.2, ge=0, lt=1)
    reconcile_tolerance: float = Field(default=0.02, ge=0, le=1)
    longest_park_minutes: float = Field(default=130, gt=0)
    page_rows: int = Field(default=100_000, ge=5, le=250_000)

    @classmethod
    def checked(cls, settings: Mapping[str, Any], *, where: str = "config/sources/google_analytics.yaml") -> Self:
        """The settings of a source's file; the first thing wrong is `BadInput` with its key."""
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(["settings", *(str(part) for part in first["loc"])])
            what = first["msg"].removeprefix("Value error, ").rstrip(".")
            raise BadInput(f"{key}: {what}.", where=where, mend="Mend this line and run again.") from None

    @field_validator("property_id", mode="before")
    @classmethod
    def _number(cls, given: object) -> object:
        if isinstance(given, str) and not given.strip().isdigit():
            raise ValueError(
                f"{given!r} is not a property's number; it stands in Admin, Property details (not the G-…)"
            )
        return given

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, given: str) -> str:
        try:
            return ZoneInfo(given).key
        except (LookupError, ValueError, OSError):  # a folder of the zone database is an OSError
            raise ValueError(f"{given!r} is not a time zone's name, such as Europe/Moscow") from None

    @field_validator("streams")
    @classmethod
    def _each_once(cls, given: tuple[StreamName, ...]) -> tuple[StreamName, ...]:
        return tuple(dict.fromkeys(given))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.recent_days <= self.daily_days <= self.monthly_days:
            raise ValueError("recent_days, daily_days and monthly_days must not get smaller in this order")
        if taken := sorted(set(self.own_reports) & set(STREAMS)):
            raise ValueError(f"own_reports can't be called {', '.join(taken)}: a report of that name exists already")
        return self

    @property
    def where(self) -> str:
        """The property in the words of a sentence."""
        return f"google_analytics property {self.property_id}"

    @property
    def refresh(self) -> tuple[Refresh, ...]:
        """When days are asked for again."""
        return (Refresh(self.recent_days), Refresh(self.daily_days, every=1), Refresh(self.monthly_days, every=28))

    @property
    def exact_tolerance(self) -> float:
        """The share by which rows may miss the totals of a measure that the vendor counts and doesn't estimate."""
        return self.reconcile_tolerance / EXACT_PART_OF_TOLERANCE
