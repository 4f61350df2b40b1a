"""1C: orders as CommerceML 2 and 3 XML, and the list of orders saved as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from sandbox.exports.sheets import Cell, workbook


@dataclass(frozen=True)
class Product:
    """A line of an order."""

    sku: str
    name: str
    price: Decimal
    quantity: Decimal

    @property
    def amount(self) -> Decimal:
        """To kopecks."""
        return round(self.price * self.quantity, 2)


@dataclass(frozen=True)
class Order:
    """A document; `requisites` are what 1C or the shop says of it besides."""

    id: str
    number: str
    at: datetime
    customer_id: str
    customer: str
    products: tuple[Product, ...]
    requisites: tuple[tuple[str, str], ...] = ()
    currency: str = "руб"
    operation: str = "Заказ товара"

    @property
    def amount(self) -> Decimal:
        """Of its products."""
        return sum((product.amount for product in self.products), Decimal(0))


_KETTLE = Product("ЧАЙ-0012", "Чайник <Тула> & ко", Decimal("4990.50"), Decimal(2))
_TEA = Product("ЧАЙ-0100", "Чай «Утро», 100 г", Decimal("318.33"), Decimal("1.5"))
_DELIVERY = Product("ORDER_DELIVERY", "Доставка заказа", Decimal(350), Decimal(1))
ORDERS = (
    Order(
        "b2f0c8a1-5e0f-11f1-9c3a-0050569d0001", "НФ00-000101", datetime(2026, 10, 5, 14, 30, 15),
        "17#buyer17#Анна Соколова", "Соколова Анна Петровна", (_KETTLE, _TEA, _DELIVERY),
        (("Статус заказа", "Выполнен"), ("Заказ оплачен", "true"), ("Отменен", "false"),
         ("Дата оплаты по 1С", "2026-10-06T10:00:00"), ("Дата изменения статуса", "2026-10-07 09:00:00")),
    ),
    Order(
        "b2f0c8a1-5e0f-11f1-9c3a-0050569d0002", "НФ00-000102", datetime(2026, 10, 6, 9, 0), "18#b18#ООО Чайхана",
        "ООО «Чайхана»", (_TEA,), (("Статус заказа", "В обработке"), ("Отменен", "true")),
    ),
    Order(
        "b2f0c8a1-5e0f-11f1-9c3a-0050569d0003", "НФ00-000103", datetime(2026, 10, 7), "", "Частное лицо",
        (_KETTLE,), (), "KZT",
    ),
    Order(
        "b2f0c8a1-5e0f-11f1-9c3a-0050569d0004", "НФ00-000104", datetime(2026, 10, 8, 8, 0), "", "Частное лицо",
        (_KETTLE,), (("Проведен", "true"),), "руб", "Возврат товара",
    ),
)  # fmt: skip


def commerceml(orders: Sequence[Order] = ORDERS, version: str = "2.05", encoding: str = "windows-1251") -> bytes:
    """Version 3 nests each document into a container."""
    documents = [_document(order) for order in orders]
    if version.startswith("3"):
        documents = [f"<Контейнер>\n{document}</Контейнер>\n" for document in documents]
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<КоммерческаяИнформация ВерсияСхемы="{version}" '
    return f'{head}ДатаФормирования="2026-10-08T12:00:00">\n{"".join(documents)}</КоммерческаяИнформация>\n'.encode(
        encoding
    )


def order_list_xlsx(orders: Sequence[Order] = ORDERS[:3]) -> bytes:
    """As a report prints it: title rows, everything a text, money with non-breaking spaces, a total below."""
    titles: list[list[Cell]] = [
        ["Заказы покупателей"], ["Период: 01.10.2026 - 31.10.2026"], ["Организация: ООО «Самовар и Ко»"], [],
    ]  # fmt: skip
    header: list[Cell] = ["№", "Номер", "Дата", "Контрагент", "Сумма", "Валюта", "Состояние", "Ответственный"]
    body: list[list[Cell]] = [
        [str(place), order.number, f"{order.at:%d.%m.%Y %H:%M:%S}", order.customer, _money(order.amount), "руб.",
         dict(order.requisites).get("Статус заказа", "Новый"), "Иванова"]
        for place, order in enumerate(orders, start=1)
    ]  # fmt: skip
    total: list[Cell] = ["Итого", None, None, None, _money(sum((order.amount for order in orders), Decimal(0)))]
    return workbook({"TDSheet": [*titles, header, *body, total]})


def _document(order: Order) -> str:
    products = "".join(
        f"<Товар><Ид>{product.sku}-id</Ид><Артикул>{product.sku}</Артикул>"
        f"<Наименование>{escape(product.name)}</Наименование><ЦенаЗаЕдиницу>{product.price}</ЦенаЗаЕдиницу>"
        f"<Количество>{product.quantity}</Количество><Сумма>{product.amount}</Сумма></Товар>\n"
        for product in order.products
    )
    requisites = "".join(
        f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>\n"
        for name, value in order.requisites
    )
    customer_id = f"<Ид>{order.customer_id}</Ид>" if order.customer_id else ""
    return (
        f"<Документ>\n<Ид>{order.id}</Ид><Номер>{order.number}</Номер><Дата>{order.at:%Y-%m-%d}</Дата>"
        f"<ХозОперация>{order.operation}</ХозОперация><Роль>Продавец</Роль><Валюта>{order.currency}</Валюта>"
        f"<Курс>1</Курс><Сумма>{order.amount}</Сумма>\n<Контрагенты><Контрагент>{customer_id}"
        f"<Наименование>{order.customer}</Наименование><Роль>Покупатель</Роль><Контакты><Контакт><Тип>Почта</Тип>"
        f"<Значение>buyer@example.com</Значение></Контакт></Контакты></Контрагент></Контрагенты>\n"
        f"<Время>{order.at:%H:%M:%S}</Время>\n<Товары>\n{products}</Товары>\n"
        f"<ЗначенияРеквизитов>\n{requisites}</ЗначенияРеквизитов>\n</Документ>\n"
    )


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
