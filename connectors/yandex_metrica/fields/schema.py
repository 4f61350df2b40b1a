"""The fields that are asked of the Logs API, and the typed columns that they become."""

import re
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Kind = Literal[
    "uint64", "uint32", "uint16", "int32", "int16",  # digits
    "flag",  # 0 or 1
    "date", "counter_time", "moscow_time",  # a day; local to the counter; UTC+3 whatever the counter
    "text", "gapped_text",  # '' is NULL; text that may come as an array with gaps, `[,,,telegram]`
    "uint32s", "moscow_times",  # arrays
    "address",  # replaced by a keyed hash
]  # fmt: skip
ARROW: dict[Kind, pa.DataType] = {
    "uint64": pa.uint64(),
    "uint32": pa.uint32(),
    "uint16": pa.uint16(),
    "int32": pa.int32(),
    "int16": pa.int16(),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "counter_time": pa.timestamp("us"),
    "moscow_time": pa.timestamp("us"),
    "text": pa.string(),
    "gapped_text": pa.string(),
    "uint32s": pa.list_(pa.uint32()),
    "moscow_times": pa.list_(pa.timestamp("us")),
    "address": pa.string(),
}
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Field:
    """`api` is the vendor's name, spelling mistakes included (`lastReferalSource`)."""

    api: str
    kind: Kind

    @property
    def column(self) -> str:
        """`ym:s:lastUTMSource` → `last_utm_source`: made mechanically, so nobody has to look it up."""
        return _WORD_START.sub("_", self.api.removeprefix("ym:s:")).lower()

    @property
    def arrow(self) -> pa.DataType:
        """The column's type in the lake."""
        return ARROW[self.kind]


def _fields(notation: str) -> tuple[Field, ...]:
    """Lines of `kind: field field …`."""
    lines = (line.split(":", 1) for line in notation.strip().splitlines())
    return tuple(Field(f"ym:s:{name}", kind.strip()) for kind, names in lines for name in names.split())  # type: ignore[arg-type]


# grain: one row per visit; a visitID is unique within a year only, so a key takes the date along
VISIT_FIELDS = _fields("""
    uint64:       visitID
    uint32:       counterID
    uint64:       clientID counterUserIDHash
    date:         date
    counter_time: dateTime
    moscow_time:  dateTimeUTC
    flag:         isNewUser bounce
    int32:        pageViews
    uint32:       visitDuration
    text:         startURL endURL referer
    text:         lastTrafficSource lastAdvEngine lastSearchEngineRoot lastReferalSource lastSocialNetwork
    gapped_text:  lastMessenger lastRecommendationSystem
    text:         lastUTMSource lastUTMMedium lastUTMCampaign lastUTMContent lastUTMTerm
    uint32s:      goalsID
    moscow_times: goalsDateTime
    text:         deviceCategory regionCountry regionCity browser operatingSystemRoot browserLanguage
    int16:        clientTimeZone
    flag:         cookieEnabled javascriptEnabled
    uint16:       screenWidth screenHeight windowClientWidth windowClientHeight
    address:      ipAddress
""")
# arrays that tell of the same events: element i of each belongs together
PARALLEL_ARRAYS = (("goals_id", "goals_date_time"),)

VISITS: pa.Schema = pa.schema([pa.field(field.column, field.arrow) for field in VISIT_FIELDS])
