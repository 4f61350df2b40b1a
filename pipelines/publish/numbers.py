"""Numbers as people of each language write them: 1 234,56 ₽ and ₽1,234.56, 75,0 % and 75.0%. Rounded half up."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from pipelines.publish.language import LANGUAGES, Language, Text

NBSP, MINUS, DASH = "\u00a0", "\u2212", "\u2014"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "CNY": "¥", "TRY": "₺", "INR": "₹", "GEL": "₾"}
WHOLE_MONEY_FROM = 10_000  # kopecks of a large sum are noise; those of an average order are not
COMPACT = (
    (Decimal(10) ** 9, Text(ru=f"{NBSP}млрд", en="B")),
    (Decimal(10) ** 6, Text(ru=f"{NBSP}млн", en="M")),
    (Decimal(10) ** 3, Text(ru=f"{NBSP}тыс.", en="K")),
)


def number(value: Decimal, places: int, language: Language) -> str:
    """Grouped by three, with so many decimals."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    if language == "ru":
        text = text.replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def trimmed(value: Decimal, places: int, language: Language) -> str:
    """With at most so many decimals: 30, 12,5."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    needed = -int(rounded.normalize().as_tuple().exponent)
    return number(rounded, max(needed, 0), language)


def percent(value: Decimal, places: int, language: Language) -> str:
    """75,0 % or 75.0%."""
    return number(value, places, language) + ("%" if language == "en" else f"{NBSP}%")


def money(value: Decimal, currency: str, language: Language) -> str:
    """With kopecks below 10 000. A currency without a sign is written by its code."""
    places = 2 if abs(value) < WHOLE_MONEY_FROM else 0
    return _with_currency(number(value, places, language), currency, language)


def quantity(value: Decimal, unit: str, currency: str, language: Language) -> str:
    """A KPI's value in its unit: money, percent, pp, count, ratio, points."""
    if unit == "money":
        return money(value, currency, language)
    if unit == "percent":
        return percent(value, 1, language)
    if unit == "pp":
        return number(value, 1, language) + NBSP + ("п.\u00a0п." if language == "ru" else "pp")
    return number(value, {"count": 0, "ratio": 2}.get(unit, 1), language)


def in_hundredths(value: Decimal, unit: str, currency: str, language: Language) -> str:
    """The same with two decimals, where fewer would hide a difference."""
    if unit == "money":
        return _with_currency(number(value, 2, language), currency, language)
    if unit == "percent":
        return percent(value, 2, language)
    return number(value, 2, language)


def compact(value: Decimal, unit: str, currency: str, language: Language) -> str:
    """Short enough for an axis: 12 млн ₽, ₽12M."""
    if unit not in ("money", "count"):
        return trimmed(value, 1, language) + ("" if unit != "percent" else "%" if language == "en" else f"{NBSP}%")
    text = trimmed(value, 1, language)
    for size, name in COMPACT:
        if abs(value) >= size:
            text = trimmed(value / size, 1, language) + name[language]
            break
    return _with_currency(text, currency, language) if unit == "money" else text


def _with_currency(text: str, currency: str, language: Language) -> str:
    sign = SIGNS.get(currency, currency)
    if language == "ru":
        return f"{text}{NBSP}{sign}"
    gap = NBSP if len(sign) > 1 else ""
    return MINUS + sign + gap + text.removeprefix(MINUS) if text.startswith(MINUS) else sign + gap + text


def in_both(write: Callable[..., str], *arguments: object) -> Text:
    """The same number in both languages."""
    texts = {language: write(*arguments, language) for language in LANGUAGES}
    return Text(ru=texts["ru"], en=texts["en"])
