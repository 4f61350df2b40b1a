"""How the values of dimensions are called, in Russian and in English."""

# the Logs API numbers devices, the Reporting API names them
DEVICES = {"1": "desktop", "2": "mobile", "3": "tablet", "4": "tv"}
_NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "TrafficSource": {
        "organic": ("Переходы из поисковых систем", "Search engine traffic"),
        "ad": ("Переходы по рекламе", "Ad traffic"),
        "direct": ("Прямые заходы", "Direct traffic"),
        "referral": ("Переходы по ссылкам на сайтах", "Link traffic"),
        "social": ("Переходы из социальных сетей", "Social network traffic"),
        "messenger": ("Переходы из мессенджеров", "Messenger traffic"),
        "email": ("Переходы с почтовых рассылок", "Mailing traffic"),
        "internal": ("Внутренние переходы", "Internal traffic"),
        "recommend": ("Переходы из рекомендательных систем", "Recommendation system traffic"),
        "saved": ("Переходы с сохранённых страниц", "Cached page traffic"),
        "qrcode": ("Переходы по QR-кодам", "QR code traffic"),
        "undefined": ("Не определено", "Undefined"),
    },
    "deviceCategory": {
        "desktop": ("ПК", "PC"),
        "mobile": ("Смартфоны", "Smartphones"),
        "tablet": ("Планшеты", "Tablets"),
        "tv": ("ТВ", "TV"),
    },
    "isRobot": {"Yes": ("Роботы", "Robots"), "No": ("Люди", "People")},
    "isNewUser": {"Yes": ("Новые посетители", "New users"), "No": ("Вернувшиеся посетители", "Returning users")},
    "bounce": {"Yes": ("Отказы", "Bounces"), "No": ("Не отказы", "Not bounces")},
}
_WITH_ICONS = ("TrafficSource",)


def shown(kind: str, value: str | None, lang: str) -> dict[str, object]:
    """A value as it stands in the answer: what has names has an `id` beside them."""
    names = _NAMES.get(kind, {}).get(value or "")
    if names is None:
        return {"name": value} if value is None else {"id": value, "name": value}
    told: dict[str, object] = {"id": value, "name": names[lang == "en"]}
    if kind in _WITH_ICONS:
        told |= {"icon_id": str(list(_NAMES[kind]).index(value or "") + 1), "icon_type": "traffic-source"}
    return told
