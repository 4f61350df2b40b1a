"""Attribution models inside the names of fields: `last` and `<attribution>TrafficSource` are `lastTrafficSource`.

How a model is spelled there is documented for a few of them only, and the docs and other clients differ
(`lastsignTrafficSource`, `lastSignTrafficSource`): a field knows all its spellings, and the API takes one of them.
"""

from connectors.yandex_metrica.fields.catalogue import MODEL

# the model's column prefix → spellings, the likeliest first
SPELLINGS: dict[str, tuple[str, ...]] = {
    "last": ("last",),
    "lastsign": ("lastsign", "lastSign"),
    "first": ("first",),
    "last_yandex_direct_click": ("last_yandex_direct_click", "lastYandexDirectClick"),
    "cross_device_first": ("cross_device_first", "crossDeviceFirst"),
    "cross_device_last": ("cross_device_last", "crossDeviceLast"),
    "cross_device_last_significant": ("cross_device_last_significant", "crossDeviceLastSignificant"),
    "cross_device_last_yandex_direct_click": (
        "cross_device_last_yandex_direct_click",
        "crossDeviceLastYandexDirectClick",
    ),
    "automatic": ("automatic",),
}


def spelled(name: str, model: str) -> tuple[str, ...]:
    """All that `<attribution>TrafficSource` may be called under a model, the likeliest first."""
    bare = name.removeprefix(MODEL)
    ends = dict.fromkeys((bare, bare[0].upper() + bare[1:]))
    return tuple(start + end for end in ends for start in SPELLINGS[model])


def split_model(name: str) -> tuple[str, str] | None:
    """`lastSignTrafficSource` → `lastsign`, `TrafficSource`; None where no model begins the name."""
    found = [
        (len(spelling), model, name[len(spelling) :])
        for model, spellings in SPELLINGS.items()
        for spelling in spellings
        if name.startswith(spelling) and len(name) > len(spelling)
    ]
    return max(found)[1:] if found else None
