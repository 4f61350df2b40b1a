"""What is asked of the Logs API: visits and hits, each with its default fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields.catalogue import LogName
from connectors.yandex_metrica.fields.choice import PREFIX, chosen, field_of, fields_of_model
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.groups import parallel_columns

# grain: one row per visit; a visitID is unique within a year only, so a key takes the date along
_VISITS = """
    visitID counterID clientID counterUserIDHash date dateTime dateTimeUTC isNewUser bounce pageViews visitDuration
    startURL endURL referer lastTrafficSource lastAdvEngine lastSearchEngineRoot lastReferalSource lastSocialNetwork
    lastMessenger lastRecommendationSystem lastUTMSource lastUTMMedium lastUTMCampaign lastUTMContent lastUTMTerm
    goalsID goalsDateTime deviceCategory regionCountry regionCity browser operatingSystemRoot browserLanguage
    clientTimeZone cookieEnabled javascriptEnabled screenWidth screenHeight windowClientWidth windowClientHeight
    ipAddress
    isRobotPro lastSearchEngine from regionCountryID regionCityID
    goalsSerialNumber goalsPrice goalsOrder goalsCurrency
    purchaseID purchaseDateTime purchaseRevenue purchaseCurrency purchaseTax purchaseShipping purchaseCoupon
    lastDirectClickOrder lastDirectBannerGroup lastDirectClickBanner lasthasGCLID
    operatingSystem browserCountry mobilePhone
"""
# grain: one row per event on a page
_HITS = """
    watchID pageViewID visitID counterID clientID counterUserIDHash date dateTime title URL referer
    UTMSource UTMMedium UTMCampaign UTMContent UTMTerm goalsID
    lastTrafficSource lastAdvEngine lastSearchEngineRoot lastSocialNetwork messenger recommendationSystem
    isPageView link download notBounce artificial httpError
    deviceCategory browser operatingSystemRoot regionCountry regionCity ipAddress
"""
_KEYS: dict[LogName, tuple[str, ...]] = {
    "visits": ("visitID", "counterID", "date"),
    "hits": ("watchID", "counterID", "date"),
}


@dataclass(frozen=True)
class LogStream:
    """`key` tells rows apart, and is in every request; `fields` are all that are asked for, the keys among them."""

    name: LogName
    prefix: str
    key: tuple[Field, ...]
    fields: tuple[Field, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The typed columns, in the order of the fields."""
        return pa.schema([pa.field(field.column, field.arrow) for field in self.fields])

    @cached_property
    def parallel(self) -> tuple[tuple[str, ...], ...]:
        """Columns whose arrays have equal lengths, by group."""
        return parallel_columns(self.fields)


def log_stream(
    name: LogName, extra: Sequence[str] = (), models: Sequence[str] = (), where: str = "yandex_metrica"
) -> LogStream:
    """The default fields, then `extra` ones (fields or groups by name), then the sources by other attribution `models`.

    Raises `BadInput` for names that the catalogue doesn't have, and for models of hits, which know `last` only.
    """
    if models and name == "hits":
        raise BadInput("hits have no attribution model but last.", where=where, mend="Ask it of visits.")
    fields = [_default(name, field) for field in {"visits": _VISITS, "hits": _HITS}[name].split()]
    fields += [field for one in extra for field in chosen(name, one, where)]
    fields += [field for model in models for field in fields_of_model(model, where)]
    by_column: dict[str, Field] = {}
    for field in fields:
        by_column.setdefault(field.column, field)
    key = tuple(_default(name, one) for one in _KEYS[name])
    return LogStream(name, PREFIX[name], key, tuple(by_column.values()))


def _default(name: LogName, field: str) -> Field:
    found = field_of(name, field)
    if found is None:
        raise LookupError(field)
    return found


VISITS_LOG = log_stream("visits")
HITS_LOG = log_stream("hits")
VISITS: pa.Schema = VISITS_LOG.schema
HITS: pa.Schema = HITS_LOG.schema
