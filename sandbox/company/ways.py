"""The ways to the shop: sources as Metrica names them, their campaigns, and the channel that each belongs to."""

from dataclasses import dataclass

GIFTS = (1, 2, 3, 11, 12)
COLD = (9, 10, 11, 12, 1, 2)


@dataclass(frozen=True)
class Campaign:
    """A campaign with its weight inside the way; `months` restricts it to a season."""

    name: str
    weight: int = 1
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Way:
    """A source. `names` holds what fills Metrica's other source columns; `bounce` is the share of people who leave."""

    code: str
    channel: str
    traffic_source: str
    bounce: float
    referer: str | None = None
    utm: tuple[str, str] | None = None
    campaigns: tuple[Campaign, ...] = ()
    sites: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


WAYS: tuple[Way, ...] = (
    Way("direct", "direct", "direct", 0.22),
    Way("yandex", "organic_search", "organic", 0.2, "https://yandex.ru/", names=(("search_engine_root", "yandex"),)),
    Way(
        "google",
        "organic_search",
        "organic",
        0.23,
        "https://www.google.com/",
        names=(("search_engine_root", "google"),),
    ),
    Way(
        "yandex_search",
        "paid_search",
        "ad",
        0.26,
        "https://yandex.ru/",
        ("yandex", "cpc"),
        (
            Campaign("Чайники_Поиск", 8),
            Campaign("Самовары_Поиск", 4),
            Campaign("Чай_Поиск", 5),
            Campaign("Посуда_Поиск", 4),
            Campaign("Бренд_Поиск", 3),
            Campaign("Подарки_8_Марта", 5, (2, 3)),
            Campaign("Новогодние_Наборы", 6, (11, 12)),
        ),
        names=(("adv_engine", "ya_direct"),),
    ),
    Way(
        "yandex_display",
        "display",
        "ad",
        0.46,
        "https://yandex.ru/",
        ("yandex", "display"),
        (Campaign("Чайники_РСЯ", 5), Campaign("Посуда_РСЯ", 4), Campaign("Ретаргетинг_РСЯ", 3)),
        names=(("adv_engine", "ya_direct"),),
    ),
    Way(
        "vk_ads",
        "paid_social",
        "ad",
        0.38,
        "https://vk.com/",
        ("vk", "cpc"),
        (Campaign("Чай_ВК", 4), Campaign("Кухня_ВК", 4), Campaign("Подарки_ВК", 5, GIFTS)),
        names=(("adv_engine", "vk_ads"),),
    ),
    Way(
        "telegram_ads",
        "paid_social",
        "ad",
        0.36,
        None,
        ("telegram_ads", "cpc"),
        (Campaign("Чайный_Канал", 2), Campaign("Рецепты", 1)),
        names=(("adv_engine", "telegram_ads"),),
    ),
    Way(
        "google_ads",
        "paid_search",
        "ad",
        0.28,
        "https://www.google.com/",
        ("google", "cpc"),
        (Campaign("kz_teapots_search", 3), Campaign("by_tea_search", 2)),
        names=(("adv_engine", "google_adwords"),),
    ),
    Way(
        "market_ads",
        "paid_shopping",
        "ad",
        0.27,
        "https://market.yandex.ru/",
        ("yandex_market", "cpc"),
        (Campaign("Товарные_карточки", 1),),
        names=(("adv_engine", "market"),),
    ),
    Way(
        "video_ads",
        "paid_video",
        "ad",
        0.55,
        None,
        ("rutube", "preroll"),
        (Campaign("Тепло_дома", 1, COLD),),
        names=(("adv_engine", "other_advert"),),
    ),
    Way(
        "classifieds",
        "other_paid",
        "ad",
        0.4,
        "https://board.example/",
        ("board", "cpc"),
        (Campaign("Объявления", 1),),
        names=(("adv_engine", "other_advert"),),
    ),
    # an advertisement whose link somebody forgot to tag
    Way("untagged", "other_paid", "ad", 0.33, "https://yandex.ru/", names=(("adv_engine", "ya_direct"),)),
    Way(
        "partners",
        "affiliates",
        "ad",
        0.3,
        "https://cashback.example/",
        ("cashback", "cpa"),
        (Campaign("Кешбэк", 3), Campaign("Купоны", 2)),
        names=(("adv_engine", "other_advert"),),
    ),
    Way(
        "email",
        "email",
        "email",
        0.16,
        None,
        ("newsletter", "email"),
        (Campaign("Дайджест", 5), Campaign("Брошенная_корзина", 2), Campaign("С_днём_рождения", 1)),
    ),
    Way("sms", "sms", "direct", 0.2, None, ("sms_gate", "sms"), (Campaign("Распродажа_SMS", 1),)),
    Way("qr", "offline", "direct", 0.18, None, ("packaging", "qr"), (Campaign("Вкладыш_в_коробке", 1),)),
    Way("vk", "organic_social", "social", 0.3, "https://vk.com/", names=(("social_network", "vkontakte"),)),
    Way("ok", "organic_social", "social", 0.32, "https://ok.ru/", names=(("social_network", "odnoklassniki"),)),
    Way("telegram", "messenger", "messenger", 0.31, names=(("messenger", "telegram"),)),
    Way("whatsapp", "messenger", "messenger", 0.3, names=(("messenger", "whatsapp"),)),
    Way(
        "sites",
        "referral",
        "referral",
        0.27,
        sites=("chainyi-klub.example", "domashnyaya-kukhnya.example", "povar-i-chai.example", "obzor-posudy.example"),
    ),
    Way("market", "organic_shopping", "referral", 0.25, sites=("market.yandex.ru",)),
    Way(
        "dzen",
        "recommendation",
        "recommend",
        0.42,
        "https://dzen.ru/",
        names=(("recommendation_system", "dzen"),),
    ),
    Way("internal", "internal", "internal", 0.24, "https://samovar.example/"),
    Way(
        "spam_sites",
        "referral",
        "referral",
        0.9,
        sites=("free-seo-buttons.example", "best-traffic-4u.example", "kazino-bonus.example", "get-rank-fast.example"),
    ),
)
