"""What a CRM knows: deals, leads, contacts and their products, before any system writes them in its own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Person:
    """A contact. `phone` and `email` may hold several, parted by `, `."""

    number: int
    name: str
    phone: str = ""
    email: str = ""
    company: str = ""


@dataclass(frozen=True)
class Utm:
    """The tags of the visit that somebody came with."""

    source: str = ""
    medium: str = ""
    campaign: str = ""


@dataclass(frozen=True)
class Item:
    """A product of a deal. `discount` is per unit; one that isn't `in_catalogue` was typed in by hand."""

    sku: str
    name: str
    price: Decimal
    quantity: Decimal
    discount: Decimal = Decimal(0)
    cost: Decimal | None = None
    in_catalogue: bool = True

    @property
    def amount(self) -> Decimal:
        """Of the line, rounded to kopecks as people do it: half a kopeck goes up."""
        return ((self.price - self.discount) * self.quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Deal:
    """A deal, lead or order. Moments are on the account's clock, without a zone, as every export writes them.

    `amount` is None where nobody has filled it in, `closed` where the deal is open; `lead` is the lead that it was
    made from. `planned` is the day on which somebody expects to close it.
    """

    number: int
    title: str
    stage: str
    created: datetime
    changed: datetime
    person: Person
    pipeline: str = ""
    amount: Decimal | None = None
    closed: datetime | None = None
    items: tuple[Item, ...] = ()
    utm: Utm = Utm()
    client_id: str = ""
    lead: int | None = None
    source: str = ""
    comment: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of the products where there are any, else the amount that was typed in."""
        return sum((item.amount for item in self.items), Decimal(0)) if self.items else self.amount or Decimal(0)

    @property
    def planned(self) -> datetime:
        """Two weeks after the creation, as people plan."""
        return self.created + timedelta(days=14)


_STAGES = (("В работе", False), ("Сделка успешна", True), ("Сделка провалена", True))
_TAGS = (Utm("yandex", "cpc", "чайники_поиск"), Utm("vk", "social", "самовары"), Utm())


def made_up_deals(count: int) -> Iterator[Deal]:
    """As many deals as asked for, always the same ones; every third has products, every fourth a ClientID."""
    first = datetime(2026, 1, 12, 9, 30)
    for number in range(1, count + 1):
        created = first + timedelta(hours=7 * number, seconds=13 * number)
        stage, is_closed = _STAGES[number % 3]
        phone = f"+7 5{number % 100:02d} {number // 100 % 1000:03d}-{number % 100:02d}-00"
        person = Person(number, f"Клиент {number}", phone, f"client{number}@post.example")
        item = Item(f"SKU-{number % 17}", f"Чайник {number % 17}", Decimal(number % 90 + 10), Decimal(2))
        yield Deal(
            number,
            f"Заявка {number}",
            stage,
            created,
            created + timedelta(days=1),
            person,
            "Общая",
            Decimal(number * 10),
            created + timedelta(days=1) if is_closed else None,
            (item,) if number % 3 == 0 else (),
            _TAGS[number % 3],
            f"16285296404593{number:05d}" if number % 4 == 0 else "",
        )
