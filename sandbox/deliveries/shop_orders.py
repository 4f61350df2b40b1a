"""The shop system's export: a row for each line of an order, cp1251, decimal commas, Russian headers."""

from collections.abc import Iterator

from sandbox.company.books import STATUSES, OrderBook
from sandbox.company.deals import SEGMENTS
from sandbox.company.draws import Words
from sandbox.company.lanes import LANES
from sandbox.deliveries.files import Export, Row, Sheet, by_period
from sandbox.deliveries.texts import hundredths, iso_moments, months_of, russian_moments

FOLDER = "shop_orders"
EXPORT = Export("cp1251", ";", "\r\n")
HEADER = (
    "Номер заказа", "Дата заказа", "Статус", "Дата оплаты", "Покупатель", "Сегмент", "ClientID Метрики", "Лид",
    "utm_source", "utm_medium", "utm_campaign", "Строка", "Артикул", "Товар", "Количество", "Сумма", "Себестоимость",
    "Ставка НДС", "Изменён",
)  # fmt: skip
IN_RUSSIAN = {"pending": "Ожидает оплаты", "paid": "Оплачен", "cancelled": "Отменён", "refunded": "Возвращён"}
REFUNDS_HEADER = ("order_id", "refund_id", "refunded_at", "amount", "cost_of_goods")


def order_sheets(book: OrderBook) -> Iterator[Sheet]:
    """The orders, a file for each month in which they were made. Sums and costs include VAT."""
    heads = list(_heads(book))
    lines = book.orders.lines
    vat = (100 + book.orders.vat[lines.order]).tolist()
    months = months_of(book.orders.deals.ordered_at)
    rows: list[tuple[str, Row]] = []
    for order, line, product, quantity, net, cost, with_vat in zip(
        lines.order.tolist(), lines.line_no.tolist(), lines.product.tolist(), lines.quantity.tolist(),
        lines.net.tolist(), lines.cost.tolist(), vat, strict=True,
    ):  # fmt: skip
        head, tail = heads[order]
        item = lines.products[product]
        sums = (hundredths(net * with_vat, ","), hundredths(cost * with_vat, ","))
        rows.append((months[order], (*head, str(line), item.sku, item.name, str(quantity), *sums, *tail)))
    yield from by_period(FOLDER, "orders", HEADER, rows, EXPORT)


def refund_sheets(book: OrderBook) -> Iterator[Sheet]:
    """The refunds as an interchange file, a file for each year in which they were paid; VAT as in the order."""
    refunds, vat = book.refunds, (100 + book.orders.vat).tolist()
    columns = (refunds.order.tolist(), refunds.number.tolist(), refunds.net.tolist(), refunds.cost.tolist())
    rows = [
        (moment[:4], (book.orders.order_id[order], f"{number}", moment, hundredths(net * vat[order]),
                 hundredths(cost * vat[order]) if cost >= 0 else ""))
        for moment, order, number, net, cost in zip(
            iso_moments(refunds.at), *columns, strict=True)
    ]  # fmt: skip
    yield from by_period("refunds", "refunds", REFUNDS_HEADER, rows)


def _heads(book: OrderBook) -> Iterator[tuple[Row, Row]]:
    """What an order's lines share: the columns before the line's own, and those after them."""
    orders, deals = book.orders, book.orders.deals
    columns = zip(
        orders.order_id,
        russian_moments(deals.ordered_at),
        (IN_RUSSIAN[STATUSES[status]] for status in book.status),
        russian_moments(book.paid_at),
        customers(deals.person),
        (SEGMENTS[segment] for segment in deals.segment),
        (str(visitor) if visitor else "" for visitor in deals.visitor.tolist()),
        deals.lead_id,
        (utm(lane) if has_utm else ("", "", "") for lane, has_utm in zip(deals.lane, deals.has_utm, strict=True)),
        (f"{vat}%" for vat in orders.vat),
        russian_moments(book.updated_at),
        strict=True,
    )
    for *head, tags, vat, updated in columns:
        yield (*head, *tags), (vat, updated)


def utm(lane: int) -> tuple[str, str, str]:
    """The tags of a lane; empty where it has none."""
    way = LANES[lane].way
    return (*way.utm, LANES[lane].campaign or "") if way.utm else ("", "", "")


def customers(people: Words) -> list[str]:
    """Customer numbers: kind, day and number of birth, unique among all people."""
    return [
        f"C{person >> 58}{(person >> 41) % (1 << 17):06d}{(person >> 12) % (1 << 29):05d}" for person in people.tolist()
    ]
