"""What the page and the terminal say in words: states, statuses, reasons, months. Business people's words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.publish.language import Text
from pipelines.scorecard.months import Month
from pipelines.scorecard.records import Reason

STATES = {
    "open": Text(ru="Месяц идёт", en="In progress"),
    "provisional": Text(ru="Предварительно", en="Provisional"),
    "locked": Text(ru="Закрыт", en="Closed"),
}
STATUSES = {
    "no_plan": Text(ru="Нет плана", en="No plan"),
    "no_data": Text(ru="Нет данных", en="No data"),
    "no_baseline": Text(ru="Не с чем сравнить", en="No baseline"),
    "no_rate": Text(ru="Нет курса валюты", en="No exchange rate"),
    "zero_denominator": Text(ru="Не из чего считать", en="Nothing to divide by"),
    "small_sample": Text(ru="Мало наблюдений", en="Small sample"),
    "not_significant": Text(ru="Изменение незначимо", en="Not significant"),
    "immature": Text(ru="Данные ещё не созрели", en="Not matured yet"),
    "incomplete": Text(ru="Данные неполные", en="Incomplete data"),
    "stale": Text(ru="Данные устарели", en="Stale data"),
}
# marks of kpi_values.confidence that a reader should know of beside a good status; the others speak by themselves
CONFIDENCE = {
    "unreconciled": Text(ru="Веб-данные не сходятся с итогами", en="Web data don't add up to their totals"),
    "truncated": Text(ru="Часть веб-данных уже удалена", en="Some web data are no longer kept"),
    "restricted": Text(ru="Часть веб-данных закрыта правами", en="Some web data are hidden by permissions"),
    "sampled": Text(ru="Веб-данные посчитаны по выборке", en="Web data are sampled"),
    "other_row": Text(ru="Редкие значения веб-данных свёрнуты", en="Rare values of web data are lumped together"),
    "thresholded": Text(ru="Малые группы в веб-данных скрыты", en="Small groups are withheld from web data"),
}
REASONS = {
    Reason.PLAN_MISSING: Text(ru="план не задан", en="none was set"),
    Reason.PLAN_NOT_APPROVED: Text(ru="план не утверждён", en="it was not approved"),
    Reason.PLAN_APPROVED_LATE: Text(
        ru="план утверждён после начала месяца", en="it was approved after the month began"
    ),
    Reason.PLAN_AMBIGUOUS: Text(ru="у одной версии плана две разные цели", en="one version has two different targets"),
    Reason.LEVELS_MISSING: Text(
        ru="для такой цели нужны порог и максимум", en="such a target needs a threshold and a stretch level"
    ),
    Reason.LEVELS_DISORDERED: Text(
        ru="порог, цель и максимум идут не по порядку", en="threshold, target and stretch are out of order"
    ),
    Reason.LATE_VERSION_IGNORED: Text(
        ru="поздняя версия плана не учтена", en="a version approved too late is not counted"
    ),
    Reason.FACT_NOT_FINAL: Text(ru="по такому значению не платят", en="such a value is not paid on"),
    Reason.CARRIED: Text(ru="взята выплата прошлого месяца", en="last month's payout is used"),
    Reason.NEUTRAL: Text(ru="принято за 100 %", en="taken as 100%"),
}
MONTHS = (  # as a title, inside a date, on an axis, and in English
    ("Январь", "января", "янв", "January"),
    ("Февраль", "февраля", "фев", "February"),
    ("Март", "марта", "мар", "March"),
    ("Апрель", "апреля", "апр", "April"),
    ("Май", "мая", "май", "May"),
    ("Июнь", "июня", "июн", "June"),
    ("Июль", "июля", "июл", "July"),
    ("Август", "августа", "авг", "August"),
    ("Сентябрь", "сентября", "сен", "September"),
    ("Октябрь", "октября", "окт", "October"),
    ("Ноябрь", "ноября", "ноя", "November"),
    ("Декабрь", "декабря", "дек", "December"),
)


def month_name(month: Month) -> Text:
    """Октябрь 2026, October 2026."""
    title, _, _, english = MONTHS[month.number - 1]
    return Text(ru=f"{title} {month.year}", en=f"{english} {month.year}")


def short_month(month: Month) -> Text:
    """For an axis: окт, Oct."""
    _, _, short, english = MONTHS[month.number - 1]
    return Text(ru=short, en=english[:3])


def day_name(day: date) -> Text:
    """20 ноября 2026, 20 November 2026."""
    _, inside, _, english = MONTHS[day.month - 1]
    return Text(ru=f"{day.day} {inside} {day.year}", en=f"{day.day} {english} {day.year}")


def moment_name(moment: date | datetime, timezone: str) -> Text:
    """A moment that the marts keep in UTC, in business time; a day as it is."""
    if not isinstance(moment, datetime):
        return day_name(moment)
    utc = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    local = utc.astimezone(ZoneInfo(timezone))
    day = day_name(local.date())
    return Text(ru=f"{day.ru}, {local:%H:%M}", en=f"{day.en}, {local:%H:%M}")


def reason_words(reason: str | None) -> Text | None:
    """The words of a reason's code; a code of a later version shows as it is."""
    if reason is None:
        return None
    return REASONS[Reason(reason)] if reason in set(Reason) else Text(ru=reason, en=reason)
