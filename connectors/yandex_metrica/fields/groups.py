"""Fields by what they are about: names for settings, and arrays that tell of the same events."""

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa

from connectors.yandex_metrica.fields.catalogue import LogName, catalogue
from connectors.yandex_metrica.fields.field import Field

# patterns of catalogue names; a group may have members in one of the logs only
GROUPS: Mapping[str, str] = {
    "source": r"<attribution>(TrafficSource|AdvEngine|ReferalSource|SearchEngine|SearchEngineRoot|SocialNetwork"
    r"|Messenger|RecommendationSystem|UTM\w+)",
    "goals": r"goals\w+",
    "purchases": r"purchase[A-Z]\w*",
    "products": r"(purchasedP|p)roduct[A-Z]\w*",
    "purchased_products": r"purchasedProduct\w+",
    "impressions": r"impressions\w+",
    "promotions": r"promotion\w+",
    "calls": r"offline\w+",
    "parameters": r"params|parsedParamsKey\d+",
    "direct": r"<attribution>(Direct\w+|ClickBannerGroupName|CurrencyID)",
    "openstat": r"(<attribution>)?openstat\w+",
    "click_ids": r"(<attribution>)?(has)?(GCLID|SBCLID)",
    "device": r"mobilePhone\w*|(physicalS|s)creen\w+|browser\w*|operatingSystem\w*",
    "sharing": r"share\w+",
}
_PARALLEL = tuple(
    re.compile(pattern)
    for pattern in (
        r"goals_\w+",
        r"purchase_\w+",
        r"purchased_product_\w+",
        r"product_\w+",
        r"impressions_\w+",
        r"promotion_\w+",
        r"offline_call_\w+",
    )
)


def members(source: LogName, group: str) -> tuple[str, ...]:
    """The names in a group, those of today only; none for what is no group of this log."""
    pattern = GROUPS.get(group)
    if pattern is None:
        return ()
    today = (entry.name for entry in catalogue(source).values() if entry.status not in ("old", "deprecated"))
    return tuple(name for name in today if re.fullmatch(pattern, name))


def parallel_columns(fields: Iterable[Field]) -> tuple[tuple[str, ...], ...]:
    """Columns whose arrays have equal lengths: element i of each tells of the same goal, purchase, product, call."""
    arrays = [field.column for field in fields if pa.types.is_list(field.arrow)]
    groups = (tuple(column for column in arrays if pattern.fullmatch(column)) for pattern in _PARALLEL)
    return tuple(group for group in groups if len(group) > 1)
