"""Google's default channel group of manual traffic, by its published rules; the first that fits wins.

Its lists of sources are long and unpublished here: these are the entries that the demo company's visitors come from,
and the best known others. ok.ru, dzen.ru, Rutube and the Russian marketplaces aren't on Google's lists.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

AI_ASSISTANT_SINCE = date(2026, 5, 13)
_SEARCH = re.compile(r"^(.*\.)?(google|yandex|bing|duckduckgo|baidu|yahoo|rambler|ecosia)(\.[a-z.]+)?$|^go\.mail\.ru$")
_NOT_SEARCH = re.compile(r"^market\.yandex\.")
_SOCIAL = re.compile(
    r"^((m\.)?(facebook|vk|instagram|twitter|x|linkedin|pinterest|reddit|tiktok)\.com|facebook|instagram|twitter|linkedin"
    r"|pinterest|tiktok|vkontakte\.ru|odnoklassniki\.ru|t\.me|t\.co)$"
)
_VIDEO = re.compile(r"^youtube$|^((m|www)\.)?(youtube\.com|vimeo\.com|twitch\.tv|dailymotion\.com)$")
_SHOPPING = re.compile(r"^(amazon|ebay|etsy|walmart|aliexpress|alibaba)(\.com)?$|^google shopping$")
_PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
_SHOP_CAMPAIGN = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
_DISPLAY = frozenset(("display", "banner", "expandable", "interstitial", "cpm"))
_SOCIAL_MEDIA = frozenset(("social", "social-network", "social-media", "sm", "social network", "social media"))
_EMAIL = frozenset(("email", "e-mail", "e_mail", "e mail"))
Rule = Callable[[str, str, str], object]


def _search(source: str) -> bool:
    return bool(_SEARCH.match(source)) and not _NOT_SEARCH.match(source)


def _paid(medium: str) -> bool:
    return bool(_PAID.match(medium))


def _push(source: str, medium: str) -> bool:
    return medium.endswith("push") or "mobile" in medium or "notification" in medium or source == "firebase"


_RULES: tuple[tuple[str, Rule], ...] = (
    ("Direct", lambda s, m, c: s == "(direct)" and m in ("(none)", "(not set)")),
    ("Cross-network", lambda s, m, c: "cross-network" in c),
    ("Paid Shopping", lambda s, m, c: (_SHOPPING.match(s) or _SHOP_CAMPAIGN.match(c)) and _paid(m)),
    ("Paid Search", lambda s, m, c: _search(s) and _paid(m)),
    ("Paid Social", lambda s, m, c: _SOCIAL.match(s) and _paid(m)),
    ("Paid Video", lambda s, m, c: _VIDEO.match(s) and _paid(m)),
    ("Display", lambda s, m, c: m in _DISPLAY),
    ("Paid Other", lambda s, m, c: _paid(m)),
    ("Organic Shopping", lambda s, m, c: _SHOPPING.match(s) or _SHOP_CAMPAIGN.match(c)),
    ("Organic Social", lambda s, m, c: _SOCIAL.match(s) or m in _SOCIAL_MEDIA),
    ("Organic Video", lambda s, m, c: _VIDEO.match(s) or "video" in m),
    ("Organic Search", lambda s, m, c: _search(s) or m == "organic"),
    ("Referral", lambda s, m, c: m in ("referral", "app", "link")),
    ("Email", lambda s, m, c: s in _EMAIL or m in _EMAIL),
    ("Affiliates", lambda s, m, c: m == "affiliate"),
    ("Audio", lambda s, m, c: m == "audio"),
    ("SMS", lambda s, m, c: "sms" in (s, m)),
    ("Mobile Push Notifications", lambda s, m, c: _push(s, m)),
)


@lru_cache(maxsize=1 << 16)
def _by_rules(source: str, medium: str, campaign: str) -> str:
    texts = (source.lower(), medium.lower(), campaign.lower())
    return next((channel for channel, fits in _RULES if fits(*texts)), "Unassigned")


def channel_group(day: date, source: str, medium: str, campaign: str) -> str:
    """The channel of an origin on a day: AI assistants have their own since 2026-05-13."""
    if medium.lower() == "ai-assistant" and day >= AI_ASSISTANT_SINCE:
        return "AI Assistant"
    return _by_rules(source, medium, campaign)
