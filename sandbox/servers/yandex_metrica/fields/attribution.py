"""Attribution models: their names as a parameter, their spellings inside field names, and the remap of June 2026."""

from datetime import date

# "old models return the nearest analogue" since then (docs, logs/param); the parameter itself still takes them
REMAPPED_SINCE = date(2026, 6, 25)
DEFAULT = "LASTSIGN"
MODELS = (
    "FIRST", "LAST", "LASTSIGN", "LAST_YANDEX_DIRECT_CLICK", "CROSS_DEVICE_FIRST", "CROSS_DEVICE_LAST",
    "CROSS_DEVICE_LAST_SIGNIFICANT", "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK", "AUTOMATIC",
)  # fmt: skip
ANALOGUES = {
    "FIRST": "CROSS_DEVICE_FIRST",
    "LASTSIGN": "CROSS_DEVICE_LAST_SIGNIFICANT",
    "CROSS_DEVICE_LAST": "LAST",
    "LAST_YANDEX_DIRECT_CLICK": "AUTOMATIC",
    "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK": "AUTOMATIC",
}
PLACEHOLDER = "<attribution>"


def effective(model: str, today: date) -> str:
    """The model that a request of today gets."""
    return ANALOGUES.get(model, model) if today >= REMAPPED_SINCE else model


def prefix(model: str) -> str:
    """How the documentation spells a model inside a field's name: `lastsign`, `crossDeviceFirst`."""
    head, *rest = model.lower().split("_")
    return head + "".join(map(str.capitalize, rest))


def _spellings() -> dict[str, str]:
    """Both cases are accepted: how cross-device models are spelled inside a name is documented nowhere."""
    spellings = {"lastSign": "LASTSIGN"}
    for model in MODELS:
        spellings[prefix(model)] = spellings[model.lower()] = model
    return spellings


SPELLINGS = _spellings()
