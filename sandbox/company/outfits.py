"""Devices and places: what a visitor carries, and where it says it is."""

from typing import NamedTuple

from sandbox.company.draws import Choice
from sandbox.company.kinds import Kind

DESKTOP, PHONE, TABLET = "1", "2", "3"


class Outfit(NamedTuple):
    """A device as Metrica reports it; `weight` is for ordinary people."""

    weight: int
    device: str
    system: str
    browser: str
    screen: tuple[int, int]
    window: tuple[int, int]


OUTFITS = (
    Outfit(150, DESKTOP, "windows", "chrome", (1920, 1080), (1903, 937)),
    Outfit(110, DESKTOP, "windows", "yandex_browser", (1920, 1080), (1905, 940)),
    Outfit(60, DESKTOP, "windows", "chrome", (1366, 768), (1349, 625)),
    Outfit(45, DESKTOP, "windows", "yandex_browser", (1536, 864), (1519, 722)),
    Outfit(25, DESKTOP, "windows", "edge", (1920, 1080), (1904, 929)),
    Outfit(25, DESKTOP, "windows", "firefox", (1920, 1080), (1903, 955)),
    Outfit(25, DESKTOP, "macos", "safari", (1440, 900), (1440, 789)),
    Outfit(20, DESKTOP, "macos", "chrome", (1680, 1050), (1665, 918)),
    Outfit(8, DESKTOP, "linux", "firefox", (2560, 1440), (2545, 1300)),
    Outfit(140, PHONE, "android", "chromemobile", (412, 915), (412, 780)),
    Outfit(90, PHONE, "android", "chromemobile", (360, 800), (360, 660)),
    Outfit(80, PHONE, "android", "yandex_browser_mobile", (393, 873), (393, 720)),
    Outfit(25, PHONE, "android", "samsung_internet", (384, 854), (384, 712)),
    Outfit(110, PHONE, "ios", "safari_mobile", (390, 844), (390, 664)),
    Outfit(40, PHONE, "ios", "safari_mobile", (428, 926), (428, 745)),
    Outfit(25, TABLET, "ios", "safari_mobile", (810, 1080), (810, 960)),
    Outfit(15, TABLET, "android", "chromemobile", (800, 1280), (800, 1140)),
    # not of ordinary people
    Outfit(0, TABLET, "android", "chromemobile", (1080, 1920), (1080, 1920)),
    Outfit(0, DESKTOP, "linux", "chrome", (1024, 768), (1024, 768)),
    Outfit(0, DESKTOP, "linux", "chrome", (1280, 720), (1280, 720)),
    Outfit(0, DESKTOP, "windows", "chrome", (1366, 768), (1366, 768)),
    Outfit(0, DESKTOP, "linux", "chrome", (800, 600), (0, 0)),
    Outfit(0, DESKTOP, "unknown", "unknown", (0, 0), (0, 0)),
)
KIOSK_TABLET, MONITOR, SCRAPER, FRAUD, HEADLESS, CRAWLER = range(17, 23)


class Place(NamedTuple):
    """Where the address says that a visitor is; `zone` is the clock's offset in minutes."""

    weight: int
    country: str
    city: str
    zone: int
    language: str


PLACES = (
    Place(260, "RU", "Moscow", 180, "ru"),
    Place(130, "RU", "Saint Petersburg", 180, "ru"),
    Place(45, "RU", "Tula", 180, "ru"),
    Place(45, "RU", "Kazan", 180, "ru"),
    Place(45, "RU", "Nizhny Novgorod", 180, "ru"),
    Place(40, "RU", "Krasnodar", 180, "ru"),
    Place(35, "RU", "Samara", 240, "ru"),
    Place(50, "RU", "Yekaterinburg", 300, "ru"),
    Place(30, "RU", "Ufa", 300, "ru"),
    Place(45, "RU", "Novosibirsk", 420, "ru"),
    Place(25, "RU", "Krasnoyarsk", 420, "ru"),
    Place(18, "RU", "Vladivostok", 600, "ru"),
    Place(30, "BY", "Minsk", 180, "ru"),
    Place(35, "KZ", "Almaty", 300, "ru"),
    Place(8, "AM", "Yerevan", 240, "ru"),
    Place(6, "DE", "Berlin", 60, "de"),
    Place(3, "US", "New York", -300, "en"),
    # of data centres
    Place(0, "NL", "Amsterdam", 0, "en"),
    Place(0, "US", "Ashburn", 0, "en"),
    Place(0, "DE", "Frankfurt am Main", 0, "en"),
)
FOREIGN_ZONES = (420, 480, 330, -300, -480)

_PEOPLE = tuple(outfit.weight for outfit in OUTFITS)
_PHONES = tuple(outfit.weight if outfit.device == PHONE else 0 for outfit in OUTFITS)
_DESKTOPS = tuple(outfit.weight if outfit.device == DESKTOP else 0 for outfit in OUTFITS)
_PRIVATE = tuple(outfit.weight if outfit.browser in ("firefox", "chrome", "safari") else 0 for outfit in OUTFITS)


def _only(*numbers: int) -> tuple[int, ...]:
    return tuple(int(number in numbers) for number in range(len(OUTFITS)))


_OUTFITS_OF = {
    Kind.OFFICE: _only(0),
    Kind.PRIVATE: _PRIVATE,
    Kind.IMPATIENT: _PHONES,
    Kind.KIOSK: _only(KIOSK_TABLET),
    Kind.UPTIME_MONITOR: _only(MONITOR),
    Kind.DATACENTRE_SCRAPER: _only(SCRAPER, MONITOR),
    Kind.CLICK_FRAUD: _only(FRAUD),
    Kind.REFERRER_SPAM: _DESKTOPS,
    Kind.HEADLESS_BROWSER: _only(HEADLESS),
    Kind.FORM_SPAMMER: _DESKTOPS,
    Kind.BEHAVIOUR_WARMER: _DESKTOPS,
    Kind.SEO_CRAWLER: _only(CRAWLER),
    Kind.PRICE_SCRAPER: _only(0, 2),
    Kind.DISPLAY_FARM: _PHONES,
}
_HOME = tuple(place.weight for place in PLACES)
_RUSSIA = tuple(place.weight if place.country == "RU" else 0 for place in PLACES)
_HOSTING = tuple(int(place.weight == 0) for place in PLACES)
_MOSCOW = (1,) + (0,) * (len(PLACES) - 1)
_PLACES_OF = {
    Kind.OFFICE: _MOSCOW,
    Kind.KIOSK: _MOSCOW,
    Kind.UPTIME_MONITOR: _HOSTING,
    Kind.DATACENTRE_SCRAPER: _HOSTING,
    Kind.HEADLESS_BROWSER: _HOSTING,
    Kind.SEO_CRAWLER: _HOSTING,
    Kind.FORM_SPAMMER: _HOSTING,
    Kind.BEHAVIOUR_WARMER: _RUSSIA,
    Kind.CLICK_FRAUD: _RUSSIA,
    Kind.PRICE_SCRAPER: _RUSSIA,
}
OUTFIT_CHOICE = Choice(*(_OUTFITS_OF.get(kind, _PEOPLE) for kind in Kind))
PLACE_CHOICE = Choice(*(_PLACES_OF.get(kind, _HOME) for kind in Kind))
