"""What the shop sells: products with brand, group, price, cost and launch; new ones appear month by month."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sandbox.company.calendar import first_day_of_month, months_since_1970
from sandbox.company.draws import Dice, Words

OWN_BRAND = "Самовар и Ко"
BRANDS = (OWN_BRAND, "Тульский мастер", "Липовый цвет", "Снежинка", "Копорье", "Медный двор")
_FOUNDED = 49 * 12  # January 2019
_LAUNCHES_SINCE = 53 * 12  # January 2023
_LAUNCH_SHARE = 0.6  # of two chances a month
_ON_SHELF = 30  # months that a launched product is sold
_MARGIN_COST = 560  # a product whose cost is under this per mille of its price is a margin product


@dataclass(frozen=True)
class Group:
    """A product group: models to name products by, range of prices in roubles, and how often it is bought."""

    name: str
    models: tuple[str, ...]
    prices: tuple[int, int]
    popularity: int


GROUPS = (
    Group(
        "Чайники", ("Чайник «Север»", "Чайник «Ладога»", "Чайник стеклянный", "Чайник со свистком"), (1600, 6400), 26
    ),
    Group("Самовары", ("Самовар «Жар»", "Самовар угольный", "Самовар электрический"), (9000, 26000), 3),
    Group("Чай", ("Иван-чай", "Чай чёрный", "Чай зелёный", "Травяной сбор", "Чай в жестянке"), (240, 1400), 34),
    Group("Посуда", ("Чашка с блюдцем", "Сервиз чайный", "Подстаканник", "Кружка эмалированная"), (500, 5200), 24),
    Group("Аксессуары", ("Ситечко", "Варежка-прихватка", "Щипцы для сахара", "Поднос жостовский"), (190, 2400), 18),
)


@dataclass(frozen=True)
class Product:
    """Net price and cost in whole roubles of January 2024; `launched` counts months since January 1970."""

    sku: str
    name: str
    brand: str
    group: str
    price: int
    cost_share: int
    launched: int
    popularity: int

    @property
    def launched_on(self) -> np.datetime64:
        """The first day of the launch month: from then on it may be bought."""
        return np.datetime64(first_day_of_month(self.launched), "D")

    def is_sold(self, month: int) -> bool:
        """Founding products stay; later ones leave the shelf after a while."""
        return self.launched <= month and (self.launched < _LAUNCHES_SINCE or month < self.launched + _ON_SHELF)


def assortment(dice: Dice, until_month: int) -> list[Product]:
    """All products launched up to a month, in the order of their launch."""
    founding = [_product(dice, 1001 + number, _FOUNDED) for number in range(44)]
    launches = [
        _product(dice, 2001 + 2 * (month - _LAUNCHES_SINCE) + chance, month)
        for month in range(_LAUNCHES_SINCE, until_month + 1)
        for chance in (0, 1)
        if dice.happens("launch", _key(month * 2 + chance), _LAUNCH_SHARE)[0]
    ]
    return founding + launches


def margin_flags(dice: Dice, product: Product, until: int) -> list[tuple[int, bool]]:
    """(valid from, is a margin product) up to a day: reviewed every half-year, changed now and then."""
    flag = product.cost_share < _MARGIN_COST
    versions = [(first_day_of_month(product.launched), flag)]
    last = int(months_since_1970(np.array([until]))[0])
    for month in range(product.launched + 1, last + 1):
        if month % 6 == 0 and dice.happens("margin review", _key(int(product.sku) * 4096 + month), 0.06)[0]:
            flag = not flag
            versions.append((first_day_of_month(month), flag))
    return versions


@lru_cache(maxsize=4096)
def _product(dice: Dice, number: int, launched: int) -> Product:
    key = _key(number)
    group = GROUPS[number % len(GROUPS)]
    low, high = group.prices
    spread = int(dice.below("price", key, 1000)[0])
    price = low + (high - low) * spread * spread // 1_000_000  # cheap ones are more common
    model = group.models[int(dice.below("model", key, len(group.models))[0])]
    return Product(
        sku=str(number),
        name=f"{model} №{number}",
        brand=BRANDS[int(dice.below("brand", key, len(BRANDS))[0])],
        group=group.name,
        price=price // 10 * 10,
        cost_share=int(dice.between("cost share", key, 480, 690)[0]),
        launched=launched,
        popularity=group.popularity * int(dice.between("popularity", key, 5, 15)[0]),
    )


def _key(number: int) -> Words:
    return np.array([number], dtype=np.uint64)
