"""Where visits came from by each attribution model. Only `last` is told by the visit; the past of a visitor, which the
other models look for, is made up from the visitor's hash, always the same."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.draws import Flags, Ints
from sandbox.servers.yandex_metrica.hashing import below, words
from sandbox.servers.yandex_metrica.visits.direct import direct_columns

NAMES = {
    "TrafficSource": "last_traffic_source",
    "AdvEngine": "last_adv_engine",
    "SearchEngineRoot": "last_search_engine_root",
    "ReferalSource": "last_referal_source",
    "SocialNetwork": "last_social_network",
    "Messenger": "last_messenger",
    "RecommendationSystem": "last_recommendation_system",
    "UTMSource": "last_utm_source",
    "UTMMedium": "last_utm_medium",
    "UTMCampaign": "last_utm_campaign",
    "UTMContent": "last_utm_content",
    "UTMTerm": "last_utm_term",
}
INSIGNIFICANT = ("direct", "internal", "saved")
_PASTS: tuple[dict[str, str], ...] = (
    {"TrafficSource": "direct"},
    {"TrafficSource": "organic", "SearchEngineRoot": "yandex"},
    {"TrafficSource": "organic", "SearchEngineRoot": "yandex"},
    {"TrafficSource": "organic", "SearchEngineRoot": "google"},
    {"TrafficSource": "ad", "AdvEngine": "ya_direct", "UTMSource": "yandex", "UTMMedium": "cpc",
     "UTMCampaign": "Чай_Поиск"},
    {"TrafficSource": "ad", "AdvEngine": "vk_ads", "UTMSource": "vk", "UTMMedium": "cpc", "UTMCampaign": "Чай_ВК"},
    {"TrafficSource": "email", "UTMSource": "newsletter", "UTMMedium": "email", "UTMCampaign": "Дайджест"},
    {"TrafficSource": "referral", "ReferalSource": "chainyi-klub.example"},
)  # fmt: skip
_PAST = {name: pa.array([past.get(name) for past in _PASTS], pa.string()) for name in NAMES}
_PAST_IS_DIRECT_CLICK = np.array([past.get("AdvEngine") == "ya_direct" for past in _PASTS])


class SourceColumns:
    """The source of a day's visits by one model."""

    def __init__(self, visits: pa.Table, model: str) -> None:
        self._visits, self._model = visits, model
        self.rows = visits.num_rows

    def column(self, name: str) -> pa.Array | None:
        """A field without its model; None where the company knows nothing of the kind."""
        if name in NAMES:
            return self._told(name)
        if name == "SearchEngine":
            return _suffixed(self._told("SearchEngineRoot"), "search")
        if name == "SocialNetworkProfile":
            return _suffixed(self._told("SocialNetwork"), "samovar")
        is_direct = self._is("AdvEngine", "ya_direct")
        return direct_columns(name, is_direct, self._told("UTMCampaign"), self._told("UTMContent"))

    def label(self) -> pa.Array:
        """`ym:s:from`: a label that the shop puts into links of its letters."""
        return pc.if_else(self._is("TrafficSource", "email"), "letter", "")

    def _told(self, name: str) -> pa.Array:
        own = self._visits.column(NAMES[name]).combine_chunks()
        if self._is_own is None:
            return own
        return pc.if_else(pa.array(self._is_own), own, _PAST[name].take(pa.array(self._past)))

    def _is(self, name: str, value: str) -> pa.Array:
        return pc.fill_null(pc.equal(self._told(name), value), False)

    @cached_property
    def _past(self) -> Ints:
        users = words(self._visits.column("counter_user_id_hash").combine_chunks())
        return below(users, "past", len(_PASTS))

    @cached_property
    def _is_own(self) -> Flags | None:
        """Which visits keep their own source; None: all."""
        if self._model in ("LAST", "CROSS_DEVICE_LAST"):
            return None
        is_new: Flags = self._visits.column("is_new_user").combine_chunks().to_numpy(zero_copy_only=False)
        if "FIRST" in self._model:
            return is_new
        source = self._visits.column("last_traffic_source")
        weak = pc.is_in(source, pa.array(INSIGNIFICANT)).combine_chunks().to_numpy(zero_copy_only=False)
        if not self._model.endswith("DIRECT_CLICK"):
            own: Flags = np.logical_or(is_new, ~weak)
            return own
        clicked = pc.fill_null(pc.equal(self._visits.column("last_adv_engine"), "ya_direct"), False)
        by_click = clicked.combine_chunks().to_numpy(zero_copy_only=False)
        strong_past = ~weak & ~_PAST_IS_DIRECT_CLICK[self._past]
        kept: Flags = is_new | by_click | strong_past
        return kept


def _suffixed(values: pa.Array, suffix: str) -> pa.Array:
    return pc.fill_null(pc.binary_join_element_wise(values, suffix, "_"), "")
