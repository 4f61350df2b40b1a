"""Sources, their streams and what KPIs are made from, in business people's words."""

from pipelines.publish.language import Text

FEEDS = {
    "visits": Text(ru="Визиты", en="Visits"),
    "hits": Text(ru="Хиты", en="Hits"),
    "traffic_report": Text(ru="Отчёт о трафике", en="Traffic report"),
    "goal_report": Text(ru="Отчёт о целях", en="Goal report"),
    "daily_totals": Text(ru="Итоги дней", en="Daily totals"),
    "channel_days": Text(ru="Каналы по дням", en="Channels by day"),
    "campaign_days": Text(ru="Кампании по дням", en="Campaigns by day"),
    "landing_page_days": Text(ru="Страницы входа по дням", en="Landing pages by day"),
    "key_event_days": Text(ru="Ключевые события по дням", en="Key events by day"),
    "attributed_key_event_days": Text(ru="Ключевые события по атрибуции", en="Attributed key events by day"),
    "acquisition_days": Text(ru="Привлечение по дням", en="Acquisition by day"),
    "purchase_days": Text(ru="Покупки по дням", en="Purchases by day"),
    "ad_cost_days": Text(ru="Расходы на рекламу по дням", en="Ad costs by day"),
    "period_users": Text(ru="Пользователи за период", en="Users by period"),
    "channel_period_users": Text(ru="Пользователи каналов за период", en="Users of channels by period"),
    "web_events": Text(ru="События сайта", en="Site events"),
    "ad_costs": Text(ru="Расходы на рекламу", en="Ad costs"),
    "leads": Text(ru="Лиды", en="Leads"),
    "orders": Text(ru="Заказы", en="Orders"),
    "refunds": Text(ru="Возвраты", en="Refunds"),
    "order_lines": Text(ru="Строки заказов", en="Order lines"),
    "surveys": Text(ru="Опросы", en="Surveys"),
    "reviews": Text(ru="Отзывы", en="Reviews"),
    "followers": Text(ru="Подписчики", en="Followers"),
    "exchange_rates": Text(ru="Курсы валют", en="Exchange rates"),
}
KPI_SOURCES = {
    "ads": Text(ru="расходы на рекламу", en="ad costs"),
    "market": Text(ru="данные о рынке", en="market data"),
    "plan": Text(ru="план", en="plan"),
    "survey": Text(ru="опросы", en="surveys"),
    "web": Text(ru="веб-аналитика", en="web analytics"),
}
SOURCES = {
    "google_analytics": Text(ru="Google Аналитика", en="Google Analytics"),
    "yandex_metrica": Text(ru="Яндекс Метрика", en="Yandex Metrica"),
}


def kpi_source(codes: str) -> Text | None:
    """CRM, веб-аналитика. What has no words, as CRM, is its own name; None where a KPI names no source."""
    if not codes:
        return None
    named = [KPI_SOURCES.get(code, Text(ru=code, en=code)) for code in codes.split(", ")]
    return Text(ru=", ".join(each.ru for each in named), en=", ".join(each.en for each in named))


def source_name(source: str) -> Text:
    """Яндекс Метрика; a source without words shows its name in the configuration."""
    return SOURCES.get(source, Text(ru=source, en=source))


def stream_name(stream: str) -> Text:
    """Визиты; what has no words shows its code."""
    return FEEDS.get(stream, Text(ru=stream, en=stream))


def feed_name(source: str, stream: str) -> Text:
    """Заказы; Визиты (Яндекс Метрика). What came as files needs no source."""
    what = stream_name(stream)
    if source == "files":
        return what
    of = source_name(source)
    return Text(ru=f"{what.ru} ({of.ru})", en=f"{what.en} ({of.en})")
