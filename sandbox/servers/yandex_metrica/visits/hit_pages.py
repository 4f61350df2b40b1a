"""The pages of a visit's hits: its first address, pages in between, its last address."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.pages import PAGES, SHOP
from sandbox.servers.yandex_metrica.hashing import below
from sandbox.servers.yandex_metrica.visits.hit_times import HitTimes

_POOL = pa.array([SHOP + page for page in PAGES])
_TITLES = {
    "/product/": "Товар — Самовар и Ко",
    "/catalog/": "Каталог — Самовар и Ко",
    "/blog/": "Блог о чае — Самовар и Ко",
    "/checkout/": "Спасибо за заказ — Самовар и Ко",
    "/zayavka/": "Заявка принята — Самовар и Ко",
}
_HOME = "Самовар и Ко — чайники, чай и посуда"


class Pages:
    """Of all hits, in their order."""

    def __init__(self, visits: pa.Table, hits: HitTimes) -> None:
        self._visits, self._hits = visits, hits

    def addresses(self) -> pa.Array:
        """The visit's own start and end; what lies between is drawn for each hit."""
        return self._addresses

    def referers(self) -> pa.Array:
        """The page before: the visit's referer, then the hit before."""
        before = np.maximum(np.arange(len(self._hits.visit)) - 1, 0)
        return pc.if_else(self._is_first, self._of_visit("referer"), self._addresses.take(pa.array(before)))

    def titles(self) -> pa.Array:
        """By the kind of page."""
        titles = pa.repeat(_HOME, len(self._hits.visit))
        for part, title in _TITLES.items():
            titles = pc.if_else(pc.match_substring(self._addresses, part), title, titles)
        return titles

    @cached_property
    def _addresses(self) -> pa.Array:
        count = self._visits.column("page_views").combine_chunks().to_numpy(zero_copy_only=False)
        is_last = pa.array(self._hits.number + 1 >= count[self._hits.visit])
        between = _POOL.take(pa.array(below(self._hits.watch_id, "page", len(_POOL))))
        later = pc.if_else(is_last, self._of_visit("end_url"), between)
        return pc.if_else(self._is_first, self._of_visit("start_url"), later)

    @property
    def _is_first(self) -> pa.Array:
        return pa.array(self._hits.number == 0)

    def _of_visit(self, column: str) -> pa.Array:
        return self._visits.column(column).combine_chunks().take(pa.array(self._hits.visit))
