"""One field of the Logs API, and the column that it becomes."""

import re
from dataclasses import dataclass

import pyarrow as pa

from connectors.yandex_metrica.fields.kinds import ARROW, Kind

_PREFIX = re.compile(r"^ym:(?:s|pv):")
# `lasthasGCLID`, `lastopenstatAd`: the API writes the model and these names together
_FUSED_MODEL = re.compile(r"(?<=[a-z])(?=(?:hasGCLID|hasSBCLID|openstat[A-Z])\w*$)")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Field:
    """`api` is the vendor's name, spelling mistakes included (`lastReferalSource`).

    `also` are other names of the same thing, to be tried in order where `api` is refused. `required`: a log without it
    is of no use, nor is a row; an empty cell of any other field is NULL. `pro`: only counters with Metrica Pro have it.
    """

    api: str
    kind: Kind
    also: tuple[str, ...] = ()
    required: bool = False
    pro: bool = False

    @property
    def column(self) -> str:
        """`ym:s:lastUTMSource` → `last_utm_source`: made mechanically, so nobody has to look it up."""
        return _WORD_START.sub("_", _FUSED_MODEL.sub("_", _PREFIX.sub("", self.api))).lower()

    @property
    def arrow(self) -> pa.DataType:
        """The column's type in the lake."""
        return ARROW[self.kind]
