"""Where the demo company's sessions came from, in Google's words: the link's own tags, else the page before."""

from urllib.parse import urlsplit

import pyarrow as pa

from sandbox.company.pages import SHOP
from sandbox.servers.google_analytics.hashing import Flags, Words, mixed

Origin = tuple[str, str, str]
Columns = tuple[pa.Array, pa.Array, pa.Array]
DIRECT: Origin = ("(direct)", "(none)", "(direct)")
NOT_SET = "(not set)"
_COLUMNS = ("last_utm_source", "last_utm_medium", "last_utm_campaign", "referer")
_ENGINES = {"yandex.ru": "yandex", "google.com": "google"}
_FIRST: tuple[Origin, ...] = (
    ("yandex", "organic", "(organic)"),
    ("yandex", "organic", "(organic)"),
    ("google", "organic", "(organic)"),
    DIRECT,
    ("yandex", "cpc", "Чай_Поиск"),
    ("vk", "cpc", "Чай_ВК"),
    ("google", "cpc", "kz_teapots_search"),
    ("chainyi-klub.example", "referral", "(referral)"),
)


def origins(visits: pa.Table) -> Columns:
    """Source, medium and campaign of each visit."""
    made: dict[tuple[str | None, ...], Origin] = {}
    rows = zip(*(visits.column(name).to_pylist() for name in _COLUMNS), strict=True)
    return _columns([made.get(row) or made.setdefault(row, _origin(*row)) for row in rows])


def first_origins(own: Columns, clients: Words, is_new: Flags) -> Columns:
    """Of the users' first sessions: a new user's is this one; that of others is made up, the same every day."""
    chosen = (mixed(clients, "first origin") % len(_FIRST)).tolist()
    rows = zip(*(column.to_pylist() for column in own), is_new.tolist(), chosen, strict=True)
    return _columns([(source, medium, name) if new else _FIRST[at] for source, medium, name, new, at in rows])


def _origin(source: str | None, medium: str | None, campaign: str | None, referer: str | None) -> Origin:
    if source:
        return source, medium or NOT_SET, campaign or NOT_SET
    host = (urlsplit(referer).hostname or "").removeprefix("www.") if referer else ""
    if not host or host == urlsplit(SHOP).hostname:
        return DIRECT
    if host in _ENGINES:
        return _ENGINES[host], "organic", "(organic)"
    return host, "referral", "(referral)"


def _columns(rows: list[Origin]) -> Columns:
    sources, mediums, campaigns = zip(*rows, strict=True) if rows else ((), (), ())
    return tuple(pa.array(values, pa.string()) for values in (sources, mediums, campaigns))
