"""Addresses of pages: where visits start and end, and where they come from."""

from urllib.parse import quote

import numpy as np
import pyarrow as pa

from sandbox.company.arrivals import LEAD, PURCHASE, Arrivals
from sandbox.company.draws import Choice, Dice, Ints
from sandbox.company.kinds import Kind
from sandbox.company.lanes import LANES, Lane

SHOP = "https://samovar.example"
PAGES = (
    "/",
    "/catalog/",
    "/catalog/chainiki/",
    "/catalog/samovary/",
    "/catalog/chai/",
    "/catalog/posuda/",
    "/catalog/aksessuary/",
    "/sale/",
    "/blog/kak-zavarit-chai/",
    "/blog/kak-vybrat-samovar/",
    "/delivery/",
    "/contacts/",
    *(f"/product/{sku}/" for sku in range(1001, 1037)),
)
_LANDING = Choice((25, 8, 9, 5, 8, 7, 4, 5, 3, 3, 1, 2) + (1,) * 36)
_PRODUCT_PAGE = Choice((0,) * 12 + (1,) * 36)
_THANKS = len(PAGES)
_ENDS = pa.array([SHOP + page for page in (*PAGES, "/checkout/success/", "/zayavka/spasibo/")])
_TERMS = {
    "Чайники_Поиск": ("купить чайник", "чайник со свистком", "электрический чайник стекло"),
    "Самовары_Поиск": ("самовар тула", "самовар на дровах", "купить самовар"),
    "Чай_Поиск": ("листовой чай", "иван-чай купить", "чёрный чай байховый"),
    "Посуда_Поиск": ("чайный сервиз", "чашки с блюдцем", "подстаканник"),
    "Бренд_Поиск": ("самовар и ко", "магазин самовар"),
    "kz_teapots_search": ("шәйнек сатып алу", "купить чайник алматы"),
}  # fmt: skip
_SEARCHES = ("чайник", "самовар", "иван-чай", "чайный сервиз")


def start_url(lane: Lane, page: str) -> str:
    """A landing page with the lane's UTM, escaped as browsers do."""
    if lane.way.utm is None:
        return SHOP + page
    source, medium = lane.way.utm
    campaign = quote(lane.campaign or "")
    return f"{SHOP}{page}?utm_source={source}&utm_medium={medium}&utm_campaign={campaign}"


_STARTS = pa.array([start_url(lane, page) for lane in LANES for page in PAGES])


def landing_pages(dice: Dice, visits: Arrivals) -> Ints:
    """Numbers in PAGES: price watchers and price scrapers go straight to a product."""
    usual = dice.pick("landing page", visits.key, _LANDING)
    direct = (visits.kind == Kind.PRICE_WATCHER) | (visits.kind == Kind.PRICE_SCRAPER)
    return np.where(direct, dice.pick("landing page", visits.key, _PRODUCT_PAGE), usual)


def start_urls(visits: Arrivals, landing: Ints) -> pa.Array:
    """Full addresses with UTM."""
    return _STARTS.take(pa.array(visits.lane * len(PAGES) + landing))


def end_urls(dice: Dice, visits: Arrivals, landing: Ints, pages: Ints) -> pa.Array:
    """The landing page in visits of one page, a thank-you page after a purchase or a form."""
    other = dice.pick("end page", visits.key, _LANDING)
    end = np.where(pages == 1, landing, other)
    end = np.where(visits.purpose == PURCHASE, _THANKS, end)
    return _ENDS.take(pa.array(np.where(visits.purpose == LEAD, _THANKS + 1, end)))


def _referer(lane: Lane, text: str) -> str | None:
    return f"{lane.referer}search/?text={quote(text)}" if lane.way.code.startswith("yandex") else lane.referer


_REFERERS = pa.array([_referer(lane, text) for lane in LANES for text in _SEARCHES], pa.string())


def referers(dice: Dice, visits: Arrivals) -> pa.Array:
    """The page before; NULL where the source sends none."""
    text = dice.below("search", visits.key, len(_SEARCHES))
    return _REFERERS.take(pa.array(visits.lane * len(_SEARCHES) + text))


def _terms() -> list[str | None]:
    return [term for lane in LANES for term in (*_TERMS.get(lane.campaign or "", ()), None, None, None)[:3]]


_TERM_POOL = pa.array(_terms(), pa.string())


def terms(dice: Dice, visits: Arrivals) -> pa.Array:
    """The search phrase that an advertiser's link carries."""
    return _TERM_POOL.take(pa.array(visits.lane * 3 + dice.below("term", visits.key, 3)))


def _contents(lane: Lane) -> list[str | None]:
    advertises = lane.way.utm is not None and lane.way.traffic_source == "ad"
    return [f"banner_{number}" if advertises else None for number in (1, 2, 3)]


_CONTENTS = pa.array([content for lane in LANES for content in _contents(lane)], pa.string())


def contents(dice: Dice, visits: Arrivals) -> pa.Array:
    """Which banner: advertisements alone have one."""
    return _CONTENTS.take(pa.array(visits.lane * 3 + dice.below("content", visits.key, 3)))
