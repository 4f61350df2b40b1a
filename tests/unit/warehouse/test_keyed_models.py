"""Models by keys: which values of a key are touched by what changed, and that only their rows are made anew."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from connectors.common.errors import Problem
from pipelines.warehouse import DateRange, ModelResult
from pipelines.warehouse.building.plan import UNTOLD

OCT_1, OCT_2, OCT_3, OCT_9 = (date(2026, 10, number) for number in (1, 2, 3, 9))
NOV_2 = date(2026, 11, 2)  # the day after the bench's clock
ORDERS, LEADS, BY_ORDER = (
    "staging.stg_files__orders",
    "staging.stg_files__leads",
    "key: order_id\nincremental_key: order_id",
)


@pytest.fixture
def shop(bench: Any) -> Any:
    """Orders 1 (of customer A), 2 and 3 (of B), the newest version of each; 1 and 2 come of leads."""
    bench.folder.write(
        ORDERS,
        """select order_id, customer_id, lead_id, ordered_date as date
from lake.files__orders
qualify row_number() over (partition by order_id order by arrival desc) = 1""",
        BY_ORDER,
    )
    bench.folder.write(
        LEADS,
        """select lead_id, source
from lake.files__leads
qualify row_number() over (partition by lead_id order by arrival desc) = 1""",
        "key: lead_id\nincremental_key: lead_id",
    )
    deliver(bench, 1, ("1", "A", OCT_1, "x"), ("2", "B", OCT_2, "y"), ("3", "B", OCT_3, None))
    deliver_leads(bench, 1, x="ads", y="mail")
    return bench


def deliver(bench: Any, arrival: int, *orders: tuple[str, str, date, str | None]) -> None:
    rows = [
        {"order_id": order, "customer_id": customer, "ordered_date": day, "lead_id": lead}
        for order, customer, day, lead in orders
    ]
    bench.lake.delivery("orders", f"orders{arrival}", rows, dates="ordered_date", arrival=arrival)


def deliver_leads(bench: Any, arrival: int, **sources: str) -> None:
    rows = [{"lead_id": lead, "source": source} for lead, source in sources.items()]
    bench.lake.delivery("leads", f"leads{arrival}", rows, dates=None, arrival=arrival)


def with_leads(bench: Any, more: str = "") -> None:
    """Orders with the source of their lead: `{their column: own column}`."""
    bench.folder.write(
        "core.core_orders",
        f"""select orders.order_id, orders.customer_id, orders.date, orders.lead_id, leads.source
from {ORDERS} as orders
left join {LEADS} as leads on orders.lead_id = leads.lead_id""",
        f"{BY_ORDER}\nfollows: {{{LEADS}: {{lead_id: lead_id}}}}\n{more}",
    )


def with_customers(bench: Any, of: str = ORDERS) -> None:
    bench.folder.write(
        "core.core_customers",
        f"select customer_id, count(*) as orders, min(order_id) as first_order_id from {of} group by customer_id",
        "key: customer_id\nincremental_key: customer_id",
    )


def customers(bench: Any) -> list[tuple[Any, ...]]:
    return bench.rows("select customer_id, orders from core.core_customers order by 1")  # type: ignore[no-any-return]


def keys(results: dict[str, ModelResult], relation: str) -> int | None:
    """How many keys the run made anew; it went well."""
    assert {result.status for result in results.values()} <= {"built", "fresh"}, results
    return results[relation].keys


class TestWhatIsTouched:
    def test_changed_and_added_records_are_and_no_others(self, shop: Any) -> None:
        shop.run()
        deliver(shop, 2, ("1", "C", OCT_1, "x"), ("4", "D", OCT_2, None))
        results = shop.run()
        assert (keys(results, ORDERS), results[ORDERS].written, results[ORDERS].rows) == (2, 2, 4)
        assert shop.rows(f"select order_id, customer_id from {ORDERS} order by 1") == [
            ("1", "C"), ("2", "B"), ("3", "B"), ("4", "D"),
        ]  # fmt: skip

    def test_a_record_that_no_delivery_has_any_longer_vanishes(self, shop: Any) -> None:
        deliver(shop, 2, ("1", "C", OCT_1, "x"), ("4", "D", OCT_2, None))
        shop.run()
        deliver(shop, 2, ("2", "B", OCT_2, "y"))
        assert keys(shop.run(), ORDERS) == 3  # 1 is again as it was before, 4 is gone, 2 came once more
        assert shop.rows(f"select order_id, customer_id from {ORDERS} order by 1") == [
            ("1", "A"), ("2", "B"), ("3", "B"),
        ]  # fmt: skip

    def test_nothing_is_where_nothing_came(self, shop: Any) -> None:
        shop.run()
        assert {result.status for result in shop.run().values()} == {"fresh"}

    def test_rows_made_anew_as_they_were_touch_nothing_further_on(self, shop: Any) -> None:
        with_customers(shop)
        shop.run()
        deliver(shop, 2, ("1", "A", OCT_1, "x"))
        results = shop.run()
        assert keys(results, ORDERS) == 1
        assert results["core.core_customers"].status == "fresh"

    def test_a_record_that_moves_from_one_key_to_another_touches_both(self, shop: Any) -> None:
        with_customers(shop)
        shop.run()
        deliver(shop, 2, ("2", "C", OCT_2, "y"))
        assert keys(shop.run(), "core.core_customers") == 2
        assert customers(shop) == [("A", 1), ("B", 1), ("C", 1)]
        deliver(shop, 3, ("3", "C", OCT_3, None))
        assert keys(shop.run(), "core.core_customers") == 2
        assert customers(shop) == [("A", 1), ("C", 2)], "of B nothing is left"

    def test_the_rows_of_a_view_are_followed_in_the_table_behind_it(self, shop: Any) -> None:
        shop.folder.write("core.core_sold", f"select order_id, customer_id from {ORDERS}", "materialized: view")
        with_customers(shop, of="core.core_sold")
        shop.run()
        deliver(shop, 2, ("4", "A", OCT_2, None))
        assert keys(shop.run(), "core.core_customers") == 1
        assert customers(shop) == [("A", 2), ("B", 2)]


class TestFollows:
    @pytest.mark.parametrize("name", ["touched", "touched_0", "coming"])
    def test_a_cte_may_have_any_name(self, shop: Any, name: str) -> None:
        query = f"""with {name} as (
    select customer_id, order_id as value from {ORDERS}
)

select orders.customer_id, count(*) as orders
from {name} as orders inner join {ORDERS} as others on orders.value = others.order_id
group by orders.customer_id"""
        check = (
            f"with {name} as (select customer_id from core.core_customers) select * from {name} where customer_id = '-'"
        )
        shop.folder.write(
            "core.core_customers",
            query,
            f'key: customer_id\nincremental_key: customer_id\nchecks: [{{name: known, sql: "{check}"}}]',
        )
        shop.run()
        deliver(shop, 2, ("2", "C", OCT_2, "y"))
        assert keys(shop.run(), "core.core_customers") == 2
        assert customers(shop) == [("A", 1), ("B", 1), ("C", 1)]

    def test_values_that_the_model_has_in_a_column_of_its_own(self, shop: Any) -> None:
        with_leads(shop)
        shop.run()
        deliver_leads(shop, 2, y="shop")
        assert keys(shop.run(), "core.core_orders") == 1
        assert shop.rows("select order_id, source from core.core_orders order by 1") == [
            ("1", "ads"), ("2", "shop"), ("3", None),
        ]  # fmt: skip

    def test_a_column_that_holds_keys_under_another_name(self, shop: Any) -> None:
        with_customers(shop)
        shop.folder.write(
            "core.core_firsts",
            f"""select orders.order_id, customers.customer_id is not null as is_first
from {ORDERS} as orders
left join core.core_customers as customers on orders.order_id = customers.first_order_id""",
            f"{BY_ORDER}\nfollows: {{core.core_customers: first_order_id}}",
        )
        shop.run()
        deliver(shop, 2, ("2", "A", OCT_2, "y"))
        assert keys(shop.run(), "core.core_firsts") == 3  # A's first order is a row of A's that changed, too
        assert shop.rows("select order_id from core.core_firsts where is_first order by 1") == [("1",), ("3",)]

    def test_anything_rebuilds_the_model_whole(self, shop: Any) -> None:
        shop.folder.write("core.core_counts", f"select count(*) as leads from {LEADS}", "key: leads")
        shop.folder.write(
            "core.core_shares",
            f"select order_id, 1 / leads as share from {ORDERS} cross join core.core_counts",
            f'{BY_ORDER}\nfollows: {{core.core_counts: "*"}}',
        )
        shop.run()
        deliver(shop, 2, ("1", "C", OCT_1, "x"))
        assert keys(shop.run(), "core.core_shares") == 1
        deliver_leads(shop, 2, z="ads")
        results = shop.run()
        assert (keys(results, "core.core_shares"), results["core.core_shares"].because) == (None, UNTOLD)
        assert shop.rows("select distinct round(share, 2) from core.core_shares") == [(0.33,)]

    def test_days_of_a_model_by_days(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_days",
            f"select date, count(*) as orders from {ORDERS} where date >= $date_from and date < $date_to group by date",
            f"key: date\nincremental: date\nfollows: {{{ORDERS}: date}}",
        )
        shop.run()
        deliver(shop, 2, ("1", "A", OCT_9, "x"))
        results = shop.run()
        assert results["core.core_days"].ranges == [DateRange.inclusive(day, day) for day in (OCT_1, OCT_9)]
        assert shop.rows("select * from core.core_days order by 1") == [(OCT_2, 1), (OCT_3, 1), (OCT_9, 1)]

    def test_a_day_may_be_the_key(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_days",
            f"select date, count(*) as orders from {ORDERS} group by date",
            "key: date\nincremental_key: date",
        )
        shop.run()
        deliver(shop, 2, ("1", "A", OCT_9, "x"))
        assert keys(shop.run(), "core.core_days") == 2
        assert shop.rows("select * from core.core_days order by 1") == [(OCT_2, 1), (OCT_3, 1), (OCT_9, 1)]


class TestTheClock:
    def test_rows_whose_day_it_passes_are_made_anew(self, shop: Any) -> None:
        deliver(shop, 2, ("4", "C", NOV_2, None))
        shop.folder.write(
            "core.core_due",
            f"select order_id, date, date <= clock.today as is_due from {ORDERS} cross join config.clock as clock",
            f"{BY_ORDER}\nturns: [date]",
        )
        due = "select is_due from core.core_due where order_id = '4'"
        shop.run()
        assert shop.rows(due) == [(False,)]
        for days, touched, is_due in ((0, None, False), (1, 1, True), (0, 1, False)):
            now = shop.environment.now.replace(day=1) + timedelta(days=days)
            shop.environment = replace(shop.environment, now=now)
            assert keys(shop.run(), "core.core_due") == touched
            assert shop.rows(due) == [(is_due,)]


class TestAFailure:
    def test_a_check_that_blocks_looks_at_touched_keys_and_leaves_the_former_rows(self, shop: Any) -> None:
        check = "checks:\n  - {name: no_spam, sql: \"select order_id from core.core_orders where source = 'spam'\"}"
        with_leads(shop, check)
        with_customers(shop, of="core.core_orders")
        shop.run()
        deliver_leads(shop, 2, y="spam")
        for _ in range(2):  # and it isn't forgotten that the key is to be made anew
            results = shop.run()
            assert (results["core.core_orders"].status, results["core.core_customers"].status) == ("failed", "skipped")
            assert "no_spam (1 row)" in str(results["core.core_orders"].error)
            assert shop.rows("select source from core.core_orders where order_id = '2'") == [("mail",)]
        deliver_leads(shop, 3, y="ads")
        deliver(shop, 2, ("2", "C", OCT_2, "y"))
        results = shop.run()
        assert (keys(results, "core.core_orders"), keys(results, "core.core_customers")) == (1, 2)
        assert shop.rows("select source from core.core_orders where order_id = '2'") == [("ads",)]

    def test_rows_without_a_value_of_the_key_are_refused_at_once(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_leads",
            f"select coalesce(lead_id, '-') as lead, lead_id, count(*) as orders from {ORDERS} group by lead_id",
            "key: lead\nincremental_key: lead_id",
        )
        refused = shop.run()["core.core_leads"]
        assert "don't pass key_is_not_null (1 row)" in str(refused.error), "no later run could touch them"
        assert "lead_id=None" in refused.checks[0].sample

    def test_rows_of_keys_that_nothing_touched_are_refused(self, shop: Any) -> None:
        with_customers(shop)
        shop.folder.write(
            "core.core_pairs",
            f"select order_id, customer_id from {ORDERS} union all select '9' || min(order_id), 'all' from {ORDERS}",
            BY_ORDER,
        )
        shop.run()
        deliver(shop, 2, ("1", "C", OCT_1, "x"))
        failed = shop.run()["core.core_pairs"]
        assert "1 of 2 rows have a order_id of which no input row has changed" in str(failed.error)


class TestWhatMayBeRead:
    @pytest.mark.parametrize(
        ("follows", "sentence"),
        [
            ("", "it has no column customer_id: name under `follows` the one that tells what changed"),
            (f"follows: {{{LEADS}: nothing}}", "it has no column nothing: name under `follows`"),
            (f"follows: {{{LEADS}: {{lead_id: nothing}}}}", "the query yields no column 'nothing'"),
            (f'follows: {{{LEADS}: "*", core.core_days: date}}', "doesn't read core.core_days"),
        ],
        ids=["no column of the key", "an unknown column", "an unknown column of its own", "an input that isn't read"],
    )
    def test_what_cannot_be_followed_is_said(self, shop: Any, follows: str, sentence: str) -> None:
        shop.folder.write(
            "core.core_customers",
            f"select customer_id, max(source) as source from {ORDERS}, {LEADS} group by customer_id",
            f"key: customer_id\nincremental_key: customer_id\n{follows}",
        )
        with pytest.raises(Problem) as said:
            shop.folder.load()
        assert sentence in str(said.value)
