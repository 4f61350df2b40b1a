"""What visits bought: the same orders that the shop's own books hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.company import Company
from sandbox.company.books import Span
from sandbox.company.calendar import number
from sandbox.company.checkouts import CHECKOUTS, CountedCompany
from sandbox.company.orders import orders
from sandbox.company.records import records_of
from sandbox.servers.yandex_metrica import Dialect

Serve = Callable[..., Any]
DAY = date(2026, 11, 20)
PURCHASES = ["purchaseID", "purchaseRevenue", "purchaseTax", "purchaseShipping", "purchaseCurrency", "purchaseCoupon",
             "purchaseDateTime", "purchaseProductQuantity"]  # fmt: skip
GOALS = ["goalsID", "goalsSerialNumber", "goalsDateTime", "goalsPrice", "goalsOrder", "goalsCurrency"]
ITEMS = ["purchasedProductPurchaseID", "purchasedProductID", "purchasedProductQuantity", "purchasedProductPrice"]


def fields(names: list[str]) -> list[str]:
    return [f"ym:s:{name}" for name in ["visitID", *names]]


def listed(cell: str) -> list[str]:
    return [element.replace("\\'", "") for element in cell[1:-1].split(",")] if cell != "[]" else []


def test_every_purchase_is_an_order_of_the_shop(serve: Serve) -> None:
    size = 1500
    rows = serve(size=size).rows(fields([*PURCHASES, *GOALS]))
    bought = [row for row in rows if row["ym:s:purchaseID"] != "[]"]
    made = records_of(2026, size, Span.at(datetime(2026, 11, 23, 6, tzinfo=UTC))).orders.orders
    gross = dict(zip(made.order_id, made.gross.tolist(), strict=True))
    assert len(bought) > 5
    assert {row["ym:s:visitID"] for row in bought} == {
        row["ym:s:visitID"] for row in rows if "3000001" in row["ym:s:goalsID"]
    }
    for row in bought:
        (order,), (revenue,) = listed(row["ym:s:purchaseID"]), listed(row["ym:s:purchaseRevenue"])
        assert Decimal(revenue) * 100 == gross[order]
        assert listed(row["ym:s:purchaseCurrency"]) == ["RUB"]
        place = listed(row["ym:s:goalsID"]).index("3000001")
        assert listed(row["ym:s:goalsOrder"])[place] == order
        assert int(listed(row["ym:s:goalsPrice"])[place]) == Decimal(revenue) * 1000
        (tax,) = listed(row["ym:s:purchaseTax"])
        assert Decimal(tax) == Decimal(revenue) * 22 / 122 * 1_000_000


def test_arrays_that_belong_together_are_of_one_length(serve: Serve) -> None:
    rows = serve(size=600).rows(fields([*PURCHASES, *GOALS, *ITEMS]))
    for group in (PURCHASES, GOALS, ITEMS):
        lengths = [{len(listed(row[f"ym:s:{name}"])) for name in group} for row in rows]
        assert all(len(found) == 1 for found in lengths)
        assert max(max(found) for found in lengths) >= 1


def test_money_is_scaled_or_not(serve: Serve) -> None:
    asked = fields(["goalsID", "goalsPrice", "purchaseTax", "purchasedProductPrice", "purchaseRevenue"])
    scaled = serve(size=600).rows(asked)
    plain = serve(size=600, queue={"dialect": Dialect(scaled_money=False)}).rows(asked)
    factors = {"goalsPrice": 1000, "purchaseTax": 10**6, "purchasedProductPrice": 10**6, "purchaseRevenue": 1}
    for name, factor in factors.items():
        cells = [(row[f"ym:s:{name}"], other[f"ym:s:{name}"]) for row, other in zip(scaled, plain, strict=True)]
        pairs = [pair for cell in cells for pair in zip(*map(listed, cell), strict=True)]
        assert pairs
        # a price in whole roubles loses its kopecks
        assert all(abs(Decimal(large) - Decimal(small) * factor) < factor for large, small in pairs)


def test_a_lead_is_worth_what_the_counter_says(serve: Serve) -> None:
    rows = serve(size=600).rows(fields(["goalsID", "goalsPrice", "goalsCurrency", "goalsOrder"]))
    leads = [
        (listed(row["ym:s:goalsPrice"])[place], listed(row["ym:s:goalsCurrency"])[place])
        for row in rows
        for place, goal in enumerate(listed(row["ym:s:goalsID"]))
        if goal == "3000002"
    ]
    assert set(leads) == {("900000", "RUB")}


def test_a_source_without_orders_has_purchases_that_follow_from_its_visits(
    serve: Serve, one_day: Callable[..., Any]
) -> None:
    visits = Company(size=600).visits(DAY)
    metrica = serve(source=one_day(visits, DAY))
    first, again = (metrica.rows(fields([*PURCHASES, "goalsID"]), date1=day) for day in ("2026-11-20", "2026-11-19"))
    assert first == again
    bought = [row for row in first if row["ym:s:purchaseID"] != "[]"]
    assert {row["ym:s:visitID"] for row in bought} == {
        row["ym:s:visitID"] for row in first if "3000001" in row["ym:s:goalsID"]
    }
    assert bought


def test_checkouts_do_not_depend_on_the_days_around() -> None:
    company = Company(size=600)
    chunk = CountedCompany(company).checkouts(DAY)
    assert chunk.schema == CHECKOUTS
    made = orders(company.dice, company.size, number(DAY), number(DAY))
    of_day = {order for order, lead in zip(made.order_id, made.deals.lead_id, strict=True) if not lead}
    assert of_day <= set(chunk.column("order_id").to_pylist())
    visits = chunk.column("visit_id").to_pylist()
    assert len(set(visits)) == len(visits)
