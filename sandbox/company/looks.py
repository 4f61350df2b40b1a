"""What a visit shows of its source, its device and its place."""

import numpy as np
import pyarrow as pa

from sandbox.company import habits
from sandbox.company.arrivals import Arrivals
from sandbox.company.draws import Dice, Flags
from sandbox.company.lanes import LANES
from sandbox.company.outfits import FOREIGN_ZONES, OUTFIT_CHOICE, OUTFITS, PLACE_CHOICE, PLACES

_SOURCES = {
    "last_traffic_source": [lane.way.traffic_source for lane in LANES],
    "last_adv_engine": [lane.named("adv_engine") for lane in LANES],
    "last_search_engine_root": [lane.named("search_engine_root") for lane in LANES],
    "last_referal_source": [lane.site for lane in LANES],
    "last_social_network": [lane.named("social_network") for lane in LANES],
    "last_messenger": [lane.named("messenger") for lane in LANES],
    "last_recommendation_system": [lane.named("recommendation_system") for lane in LANES],
    "last_utm_source": [lane.way.utm[0] if lane.way.utm else None for lane in LANES],
    "last_utm_medium": [lane.way.utm[1] if lane.way.utm else None for lane in LANES],
    "last_utm_campaign": [lane.campaign for lane in LANES],
}
_SOURCE_POOLS = {name: pa.array(values, pa.string()) for name, values in _SOURCES.items()}


def source_columns(visits: Arrivals) -> dict[str, object]:
    """Where the visit came from: all of it follows from the lane."""
    lane = pa.array(visits.lane)
    return {name: pool.take(lane) for name, pool in _SOURCE_POOLS.items()}


_OUTFIT_TEXTS = {
    "device_category": pa.array([outfit.device for outfit in OUTFITS]),
    "operating_system_root": pa.array([outfit.system for outfit in OUTFITS]),
    "browser": pa.array([outfit.browser for outfit in OUTFITS]),
}
_SIZES = np.array([[*outfit.screen, *outfit.window] for outfit in OUTFITS])
_PLACE_TEXTS = {
    "region_country": pa.array([place.country for place in PLACES]),
    "region_city": pa.array([place.city for place in PLACES]),
    "browser_language": pa.array([place.language for place in PLACES]),
}
_ZONES, _FOREIGN = np.array([place.zone for place in PLACES]), np.array(FOREIGN_ZONES)


def look_columns(dice: Dice, visits: Arrivals) -> dict[str, object]:
    """Device and place belong to the person, not to the visit."""
    kind, person = visits.kind, visits.person
    outfit = dice.pick("outfit", person, OUTFIT_CHOICE, kind)
    place = dice.pick("place", person, PLACE_CHOICE, kind)
    away: Flags = dice.happens("foreign zone", person, habits.FOREIGN_ZONE[kind])
    sizes = _SIZES[outfit]
    return {
        **{name: pool.take(pa.array(outfit)) for name, pool in _OUTFIT_TEXTS.items()},
        **{name: pool.take(pa.array(place)) for name, pool in _PLACE_TEXTS.items()},
        "client_time_zone": np.where(away, _FOREIGN[dice.below("zone", person, len(_FOREIGN))], _ZONES[place]),
        "javascript_enabled": dice.happens("javascript", person, habits.JAVASCRIPT[kind]),
        "screen_width": sizes[:, 0],
        "screen_height": sizes[:, 1],
        "window_client_width": sizes[:, 2],
        "window_client_height": sizes[:, 3],
    }
