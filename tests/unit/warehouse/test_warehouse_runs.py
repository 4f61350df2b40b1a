"""Runs: what is built, rewritten or left alone, what a failure does, and what is left after a crash."""

from datetime import date
from typing import Any

import pytest

from connectors.common.errors import Problem
from pipelines.warehouse import DateRange, ModelResult, open_warehouse
from pipelines.warehouse.building.plan import UNTOLD

OCT = [date(2026, 10, number) for number in range(1, 32)]
DAY_1, DAY_2, DAY_3, DAY_4, DAY_5 = OCT[:5]
# a channel rule that asks for no category and no pattern, and holds on all days
ANYTHING_EVER = (None, None, None, None, date(1, 1, 1), date(9999, 12, 31))


def one_day(day: date) -> list[DateRange]:
    return [DateRange.inclusive(day, day)]


@pytest.fixture
def shop(bench: Any) -> Any:
    """Two days of visits, and a model of each kind over them."""
    folder = bench.folder
    folder.write(
        "staging.stg_web__visits", "select visit_id, date, channel from lake.web__visits", "materialized: view"
    )
    folder.write(
        "core.core_visits",
        "select visit_id, date, channel from staging.stg_web__visits where date >= $date_from and date < $date_to",
        "key: [visit_id]\nincremental: date",
    )
    folder.write(
        "marts.visits_daily",
        """with visits as (
    select date, channel, count(*) as visits
    from core.core_visits
    where date >= $date_from and date < $date_to
    group by date, channel
)

select * from visits -- a comment at the end""",
        "key: [date, channel]\nincremental: date",
    )
    folder.write(
        "marts.channels", "select channel, count(*) as visits from core.core_visits group by channel", "key: channel"
    )
    bench.lake.day(DAY_1, [("a", "direct"), ("b", "email")])
    bench.lake.day(DAY_2, [("c", "direct")])
    return bench


def statuses(results: dict[str, ModelResult]) -> dict[str, str]:
    return {relation.split(".")[1]: result.status for relation, result in results.items()}


def daily(bench: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = bench.rows("select date, channel, visits from marts.visits_daily order by 1, 2")
    return rows


class TestABuild:
    def test_the_first_run_builds_everything(self, shop: Any) -> None:
        results = shop.run()
        assert set(statuses(results).values()) == {"built"}
        assert daily(shop) == [(DAY_1, "direct", 1), (DAY_1, "email", 1), (DAY_2, "direct", 1)]
        visits = results["core.core_visits"]
        assert (visits.rows, visits.written, visits.because) == (3, 3, "it was not there")
        assert visits.ranges == [DateRange.inclusive(DAY_1, DAY_2)]
        assert results["staging.stg_web__visits"].rows is None
        assert results["marts.channels"].rows == 2

    def test_the_next_run_has_nothing_to_do(self, shop: Any) -> None:
        shop.run()
        assert set(statuses(shop.run()).values()) == {"fresh"}

    def test_what_is_read_whole_is_rebuilt_once_anything_of_it_changed(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("d", "email")])
        assert statuses(shop.run())["channels"] == "built"
        assert shop.rows("select * from marts.channels order by 1") == [("direct", 1), ("email", 2)]

    def test_a_day_that_came_back_as_it_was_changes_nothing_further_on(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("c", "direct")])
        results = shop.run()
        assert results["core.core_visits"].ranges == one_day(DAY_2)
        assert statuses(results) == {
            "stg_web__visits": "fresh",
            "core_visits": "built",
            "visits_daily": "fresh",
            "channels": "fresh",
        }

    def test_only_reloaded_days_are_rewritten(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("d", "email"), ("e", "email")])
        results = shop.run()
        assert results["marts.visits_daily"].ranges == one_day(DAY_2)
        assert (results["core.core_visits"].rows, results["core.core_visits"].written) == (4, 2)
        assert daily(shop) == [(DAY_1, "direct", 1), (DAY_1, "email", 1), (DAY_2, "email", 2)]

    def test_a_day_of_which_the_lake_says_that_it_came_back_as_it_was_is_not_even_read(self, shop: Any) -> None:
        first = shop.lake.day(DAY_3, [("x", "direct")])
        shop.run()
        for _ in range(2):
            shop.lake.day(DAY_3, [("x", "direct")], same_as=first)
        assert set(statuses(shop.run()).values()) == {"fresh"}
        shop.lake.day(DAY_3, [("x", "direct")], same_as=first)
        assert set(statuses(shop.run()).values()) == {"fresh"}
        shop.lake.day(DAY_3, [("y", "direct")])
        assert shop.run()["core.core_visits"].ranges == one_day(DAY_3)

    def test_requested_days_are_rewritten_though_nothing_came(self, shop: Any) -> None:
        shop.run()
        results = shop.run(requested=DateRange.inclusive(DAY_2, DAY_5))
        assert results["core.core_visits"].ranges == [DateRange.inclusive(DAY_2, DAY_5)]
        assert results["core.core_visits"].written == 1
        assert len(daily(shop)) == 3

    def test_a_day_that_came_back_empty_loses_its_rows(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_1, [])
        shop.run()
        assert daily(shop) == [(DAY_2, "direct", 1)]

    def test_a_day_that_was_taken_away_loses_its_rows(self, shop: Any) -> None:
        shop.run()
        shop.lake.remove_day(DAY_1)
        assert shop.run()["core.core_visits"].ranges == one_day(DAY_1)
        assert daily(shop) == [(DAY_2, "direct", 1)]

    def test_without_any_load_there_are_typed_empty_tables(self, shop: Any) -> None:
        for day in (DAY_1, DAY_2):
            shop.lake.remove_day(day)
        assert set(statuses(shop.run()).values()) == {"built"}
        assert shop.rows("select count(*) from core.core_visits") == [(0,)]
        assert [row[1] for row in shop.rows("describe marts.visits_daily")] == ["DATE", "VARCHAR", "BIGINT"]

    def test_a_run_tells_of_each_model_as_it_is_done(self, shop: Any) -> None:
        heard: list[tuple[str, int, int]] = []
        shop.run(on_result=lambda result, done, of: heard.append((result.model, done, of)))
        assert [(done, of) for _, done, of in heard] == [(1, 4), (2, 4), (3, 4), (4, 4)]
        assert heard[0][0] == "staging.stg_web__visits"

    def test_a_long_history_is_rebuilt_in_pieces_and_whole(self, shop: Any) -> None:
        days = [date(1999, 12, 31), date(2000, 1, 1), date(2001, 1, 1), date(2019, 5, 5), date(9999, 12, 30)]
        for number, day in enumerate(days):
            shop.lake.day(day, [(f"old{number}", "direct")])
        result = shop.run()["core.core_visits"]
        assert (result.status, result.rows) == ("built", 8)

    def test_a_timestamp_may_be_the_dated_column(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_hours",
            """select visit_id, cast(date as timestamp) + interval 23 hour as at
from staging.stg_web__visits
where date >= $date_from and date < $date_to""",
            "key: [visit_id]\nincremental: at",
        )
        shop.run()
        shop.lake.day(DAY_1, [("z", "email")])
        assert shop.run()["core.core_hours"].ranges == one_day(DAY_1)
        assert shop.rows("select visit_id from core.core_hours order by 1") == [("c",), ("z",)]

    def test_a_dated_timestamp_tells_its_readers_of_days(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_hours",
            """select visit_id, cast(date as timestamp) + interval 23 hour as moment
from staging.stg_web__visits
where date >= $date_from and date < $date_to""",
            "key: [visit_id]\nincremental: moment",
        )
        shop.folder.write(
            "marts.hours_daily",
            """select cast(moment as date) as date, min(visit_id) as first
from core.core_hours
where moment >= $date_from and moment < $date_to
group by cast(moment as date)""",
            "key: [date]\nincremental: date",
        )
        shop.run()
        shop.lake.day(DAY_1, [("0", "email")])
        assert shop.run()["marts.hours_daily"].ranges == one_day(DAY_1)
        assert shop.rows("select first from marts.hours_daily order by date") == [("0",), ("c",)]


class TestReach:
    """A model whose rows of a day depend on the days before it."""

    @pytest.fixture
    def reaching(self, shop: Any) -> Any:
        shop.folder.write(
            "core.core_running",
            """select days.date, count(visits.visit_id) as visits
from (select distinct date from core.core_visits) as days
join core.core_visits as visits
    on visits.date <= days.date and days.date <= cast(visits.date + interval 2 day as date)
where days.date >= $date_from and days.date < $date_to
group by days.date""",
            "key: [date]\nincremental: date\nreach_days: 2",
        )
        shop.folder.write(
            "marts.running",
            "select date, visits from core.core_running where date >= $date_from and date < $date_to",
            "key: [date]\nincremental: date\nreach_days: 1",
        )
        for day in OCT[:10]:
            shop.lake.day(day, [(str(day), "direct")])
        shop.run()
        return shop

    def test_widens_what_is_rewritten_and_adds_up_along_the_path(self, reaching: Any) -> None:
        reaching.lake.day(DAY_3, [("x", "direct"), ("y", "direct")])
        results = reaching.run()
        assert results["core.core_visits"].ranges == one_day(DAY_3)
        assert results["core.core_running"].ranges == [DateRange.inclusive(DAY_3, DAY_5)]
        assert results["marts.running"].ranges == [DateRange.inclusive(DAY_3, OCT[5])]
        counts = [count for (count,) in reaching.rows("select visits from core.core_running order by date")]
        assert counts == [1, 2, 4, 4, 4, 3, 3, 3, 3, 3]

    def test_does_not_widen_what_is_requested(self, reaching: Any) -> None:
        results = reaching.run(requested=DateRange.inclusive(DAY_3, DAY_3))
        assert results["marts.running"].ranges == one_day(DAY_3)


class TestDeliveries:
    """Files: a record may have moved from any day of any delivery."""

    @pytest.fixture
    def orders(self, bench: Any) -> Any:
        bench.folder.write(
            "core.core_orders",
            """with newest as (
    select order_id, ordered_date, revenue
    from staging.stg_files__orders
)

select order_id, ordered_date, revenue
from newest
where ordered_date >= $date_from and ordered_date < $date_to""",
            "key: [order_id]\nincremental: ordered_date",
        )
        bench.folder.write(
            "staging.stg_files__orders",
            """select orders.order_id, orders.ordered_date, orders.revenue
from lake.files__orders as orders
join lake.loads as loads on loads.relation = 'lake.files__orders' and loads."partition" = orders.delivery
qualify row_number() over (partition by orders.order_id order by loads.arrival desc) = 1""",
            "materialized: view",
        )
        bench.lake.delivery("orders", "one", [_order("1", DAY_1), _order("2", DAY_5)], dates="ordered_date", arrival=1)
        bench.run()
        return bench

    def test_a_new_one_touches_the_days_of_its_records_old_and_new(self, orders: Any) -> None:
        orders.lake.delivery("orders", "two", [_order("1", DAY_3)], dates="ordered_date", arrival=2)
        assert orders.run()["core.core_orders"].ranges == [*one_day(DAY_1), *one_day(DAY_3)]
        assert self._orders(orders) == [("1", DAY_3), ("2", DAY_5)]

    def test_one_that_arrives_again_may_win_again(self, orders: Any) -> None:
        orders.lake.delivery("orders", "two", [_order("1", DAY_3)], dates="ordered_date", arrival=2)
        orders.run()
        orders.lake.arrive_again("orders", "one", arrival=3)
        assert orders.run()["core.core_orders"].status == "built"
        assert self._orders(orders) == [("1", DAY_1), ("2", DAY_5)]
        assert orders.run()["core.core_orders"].status == "fresh"

    def test_an_empty_one_changes_nothing(self, orders: Any) -> None:
        orders.lake.delivery("orders", "two", [], dates=None)
        assert orders.run()["core.core_orders"].status == "fresh"

    def test_rows_without_a_date_may_matter_for_any_day(self, orders: Any) -> None:
        orders.lake.delivery("orders", "two", [_order("2", None)], dates="ordered_date", arrival=2)
        result = orders.run()["core.core_orders"]
        assert (result.status, result.because) == ("built", UNTOLD)
        assert self._orders(orders) == [("1", DAY_1)]

    def test_a_stream_that_a_model_does_not_read_does_not_touch_it(self, orders: Any) -> None:
        orders.lake.day(DAY_1, [("a", "direct")])
        orders.lake.delivery("products", "three", [{"sku": "s", "name": "n"}], dates=None)
        assert orders.run()["core.core_orders"].status == "fresh"

    def _orders(self, bench: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = bench.rows("select order_id, ordered_date from core.core_orders order by 1")
        return rows


def _order(number: str, day: date | None) -> dict[str, Any]:
    return {"order_id": number, "customer_id": "c", "ordered_date": day, "currency": "RUB"}


class TestChecks:
    def test_a_doubled_key_rolls_back_and_stops_the_descendants(self, shop: Any) -> None:
        shop.run()
        before = daily(shop)
        shop.lake.day(DAY_2, [("d", "email"), ("d", "direct")])
        results = shop.run()
        assert statuses(results) == {
            "stg_web__visits": "fresh",
            "core_visits": "failed",
            "visits_daily": "skipped",
            "channels": "skipped",
        }
        failed = results["core.core_visits"]
        assert "core_visits.sql: the rows don't pass key_is_unique (1 row); the former rows stay." in str(failed.error)
        assert [(check.name, check.passed) for check in failed.checks] == [
            ("key_is_not_null", True),
            ("key_is_unique", False),
        ]
        assert (failed.checks[1].offending, failed.checks[1].sample) == (1, "visit_id=d, rows=2")
        assert results["marts.channels"].because == "core.core_visits failed"
        assert daily(shop) == before
        assert shop.rows("select visit_id from core.core_visits order by 1") == [("a",), ("b",), ("c",)]

    def test_the_days_of_a_failed_build_are_built_once_they_are_mended(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("d", "email"), ("d", "direct")])
        shop.run()
        shop.lake.day(DAY_3, [("f", "email")])
        shop.lake.day(DAY_2, [("d", "email")])
        assert shop.run()["marts.visits_daily"].ranges == [DateRange.inclusive(DAY_2, DAY_3)]
        assert daily(shop)[-2:] == [(DAY_2, "email", 1), (DAY_3, "email", 1)]

    def test_a_missing_key_is_told_with_a_sample(self, shop: Any) -> None:
        shop.lake.day(DAY_3, [(str(number), None) for number in range(7)])
        failed = shop.run()["marts.visits_daily"]
        assert (failed.status, failed.checks[0].name, failed.checks[0].offending) == ("failed", "key_is_not_null", 1)
        assert failed.checks[0].sample == "date=2026-10-03, channel=None"

    def test_others_are_built_though_one_fails(self, shop: Any) -> None:
        shop.folder.write("marts.broken", "select 1 as x union all select 1 as x")
        results = statuses(shop.run())
        assert results["broken"] == "failed"
        assert results["channels"] == "built"

    @pytest.mark.parametrize(("severity", "status"), [("error", "failed"), ("warn", "built")])
    def test_only_an_error_blocks(self, shop: Any, severity: str, status: str) -> None:
        check = f"checks: [{{name: no_mail, severity: {severity}, sql: select * from marts.m where channel = 'email'}}]"
        shop.folder.write("marts.m", "select channel, visit_id from core.core_visits", f"key: [visit_id]\n{check}")
        result = shop.run()["marts.m"]
        assert result.status == status
        assert (result.checks[-1].passed, result.checks[-1].severity) == (False, severity)
        assert (result.checks[-1].offending, result.checks[-1].sample) == (1, "channel=email, visit_id=b")

    def test_five_of_many_offending_rows_are_shown(self, shop: Any) -> None:
        check = "checks: [{name: none_at_all, sql: select visit_id from marts.m order by visit_id}]"
        shop.folder.write("marts.m", "select channel, visit_id from core.core_visits", f"key: [visit_id]\n{check}")
        shop.lake.day(DAY_3, [(f"n{number}", "direct") for number in range(9)])
        failed = shop.run()["marts.m"].checks[-1]
        assert (failed.offending, len(failed.sample.splitlines())) == (12, 5)

    def test_a_check_with_dates_sees_only_the_days_rewritten(self, shop: Any) -> None:
        check = """checks:
  - name: of_these_days
    severity: warn
    sql: select visit_id from core.core_seen where date >= $date_from and date < $date_to
  - name: of_all
    severity: warn
    sql: select visit_id from core.core_seen"""
        shop.folder.write(
            "core.core_seen",
            "select visit_id, date from core.core_visits where date >= $date_from and date < $date_to",
            f"key: [visit_id]\nincremental: date\n{check}",
        )
        shop.run()
        shop.lake.day(DAY_2, [("d", "email")])
        checks = shop.run()["core.core_seen"].checks
        assert {check.name: check.offending for check in checks[2:]} == {"of_these_days": 1, "of_all": 3}

    def test_a_check_that_cannot_run_is_a_failure_with_its_name(self, shop: Any) -> None:
        shop.folder.write("marts.m", "select 1 as x", "key: [x]\nchecks: [{name: typo, sql: select y from marts.m}]")
        failed = shop.run()["marts.m"]
        assert failed.status == "failed"
        assert 'm.sql: the check typo can\'t be run: Referenced column "y" not found' in str(failed.error)

    def test_a_model_whose_check_reads_a_failed_one_is_skipped_too(self, shop: Any) -> None:
        shop.folder.write("core.core_broken", "select 1 as x union all select 1")
        check = "checks: [{name: agrees, sql: select * from core.core_broken where x > 1}]"
        shop.folder.write("marts.m", "select 1 as x", f"key: [x]\n{check}")
        assert shop.run()["marts.m"].because == "core.core_broken failed"


class TestErrors:
    @pytest.mark.parametrize(
        ("sql", "said"),
        [
            ("select nothing as x from core.core_visits", 'Referenced column "nothing" not found in FROM clause!'),
            ("select cast(visit_id as integer) as x from core.core_visits", "Could not convert string"),
            (
                "select no_such_function(visit_id) as x from core.core_visits",
                "Scalar Function with name no_such_function",
            ),
        ],
    )
    def test_a_query_that_fails_is_one_sentence(self, shop: Any, sql: str, said: str) -> None:
        path = shop.folder.write("marts.m", sql)
        result = shop.run()["marts.m"]
        assert result.status == "failed"
        assert str(result.error).startswith(f"{path}: {said}")
        assert "\n" not in str(result.error)
        assert "LINE" not in str(result.error)

    def test_rows_outside_the_days_asked_for_are_refused(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_next",
            """select visit_id, cast(date + interval 1 day as date) as date from core.core_visits
where date >= $date_from and date < $date_to""",
            "key: [visit_id]\nincremental: date",
        )
        result = shop.run()["core.core_next"]
        assert result.status == "failed"
        assert "1 of 3 rows for 2026-10-01…2026-10-02 have a date outside these days." in str(result.error)

    def test_a_selected_model_whose_input_was_never_built_says_so(self, shop: Any) -> None:
        result = shop.run(selection={"marts.visits_daily"})["marts.visits_daily"]
        assert "core.core_visits was never built. Select it too." in str(result.error)


class TestACrash:
    """A run that dies leaves each model as it was or as it should be; the next run does the rest."""

    @pytest.mark.parametrize("after", [1, 2, 3])
    def test_between_two_models(self, shop: Any, after: int) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("d", "email")])
        shop.lake.day(DAY_4, [("e", "email")])

        def die(_: ModelResult, done: int, __: int) -> None:
            if done == after:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            shop.run(on_result=die)
        shop.run()
        assert daily(shop) == [
            (DAY_1, "direct", 1),
            (DAY_1, "email", 1),
            (DAY_2, "email", 1),
            (DAY_4, "email", 1),
        ]
        assert statuses(shop.run())["visits_daily"] == "fresh"

    def test_inside_a_model(self, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        shop.run()
        before = shop.rows("select * from core.core_visits order by 1"), shop.rows("select * from meta.model_state")
        shop.lake.day(DAY_2, [("d", "email")])

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as dying:
            dying.setattr("pipelines.warehouse.runner.write_state", die)
            with pytest.raises(KeyboardInterrupt):
                shop.run(selection={"core_visits"})
        assert before == (
            shop.rows("select * from core.core_visits order by 1"),
            shop.rows("select * from meta.model_state"),
        )
        shop.run()
        assert (DAY_2, "email", 1) in daily(shop)


class TestSelections:
    def test_only_the_selected_are_built(self, shop: Any) -> None:
        shop.run()
        assert list(shop.run(selection={"channels"})) == ["marts.channels"]

    def test_what_the_selected_have_not_seen_reaches_the_others_later(self, shop: Any) -> None:
        shop.run()
        shop.lake.day(DAY_2, [("d", "email"), ("e", "email")])
        shop.run(selection={"marts.visits_daily"})
        assert (DAY_2, "direct", 1) in daily(shop), "its input was not selected, and is as it was"
        shop.run()
        assert (DAY_2, "email", 2) in daily(shop)
        assert statuses(shop.run())["visits_daily"] == "fresh"

    def test_a_changed_input_that_was_not_selected_reaches_the_others_later(self, shop: Any) -> None:
        shop.run()
        shop.folder.write(
            "core.core_visits",
            "select visit_id, date, 'all' as channel from staging.stg_web__visits "
            "where date >= $date_from and date < $date_to",
            "key: [visit_id]\nincremental: date",
        )
        shop.run(selection={"marts.visits_daily"})
        assert (DAY_1, "email", 1) in daily(shop)
        shop.run()
        assert daily(shop) == [(DAY_1, "all", 2), (DAY_2, "all", 1)]
        assert statuses(shop.run())["visits_daily"] == "fresh"

    def test_a_changed_view_that_was_not_selected_reaches_its_readers_later(self, shop: Any) -> None:
        shop.run()
        shop.folder.write(
            "staging.stg_web__visits",
            "select visit_id, date, upper(channel) as channel from lake.web__visits",
            "materialized: view",
        )
        shop.lake.day(DAY_2, [("d", "email")])
        shop.run(selection={"core_visits"})
        shop.run()
        assert shop.rows("select distinct channel from core.core_visits order by 1") == [("DIRECT",), ("EMAIL",)]

    def test_a_model_that_was_fresh_does_not_keep_others_dirty(self, shop: Any) -> None:
        shop.folder.write(
            "core.core_pages",
            """select visits.visit_id, visits.date from core.core_visits as visits
left join staging.stg_web__pages as pages on pages.visit_id = visits.visit_id
where visits.date >= $date_from and visits.date < $date_to""",
            "key: [visit_id]\nincremental: date",
        )
        shop.folder.write("staging.stg_web__pages", "select visit_id from lake.web__pages", "materialized: view")
        shop.run()
        shop.lake.day(DAY_2, [("p", None)], stream="pages")
        results = statuses(shop.run())
        assert (results["core_visits"], results["core_pages"]) == ("fresh", "built")
        shop.run(requested=DateRange.inclusive(DAY_2, DAY_2), selection={"core_pages"})
        assert statuses(shop.run())["core_pages"] == "fresh", "what was fresh has seen the load too"


class TestVersions:
    CHANGED = "its SQL, something that it reads, or the configuration changed"

    def test_changed_sql_rebuilds_the_model_and_what_reads_it(self, shop: Any) -> None:
        shop.run()
        shop.folder.write(
            "core.core_visits",
            """select visit_id, date, coalesce(channel, '-') as channel, 1 as one from staging.stg_web__visits
where date >= $date_from and date < $date_to""",
            "key: [visit_id]\nincremental: date",
        )
        results = shop.run()
        assert results["core.core_visits"].because == self.CHANGED
        assert results["marts.visits_daily"].because == UNTOLD, "its columns are others"
        assert [row[0] for row in shop.rows("describe core.core_visits")] == ["visit_id", "date", "channel", "one"]

    def test_changed_layout_or_words_do_not(self, shop: Any) -> None:
        shop.run()
        path = shop.folder.path / "core" / "core_visits.sql"
        path.write_text(
            path.read_text().replace("description: d", "description: more").replace(" where", "\n-- why\nwhere")
        )
        assert statuses(shop.run())["core_visits"] == "fresh"

    def test_a_changed_configuration_rebuilds_only_what_reads_it(self, shop: Any, configure: Any) -> None:
        shop.folder.write(
            "core.core_named",
            """select visits.visit_id, visits.date, channels.name_en
from core.core_visits as visits left join config.channels as channels on channels.channel = visits.channel
where visits.date >= $date_from and visits.date < $date_to""",
            "key: [visit_id]\nincremental: date",
        )
        shop.run()
        shop.configuration = configure(sha256="1" * 64)
        assert set(statuses(shop.run()).values()) == {"fresh"}, "of what no model reads"
        renamed = {"code": "email", "name": {"en": "Mail", "ru": "Почта"}, "group": "own"}
        shop.configuration = configure(channels={"version": "2", "channels": [renamed], "rules": []})
        results = shop.run()
        assert results["core.core_named"].because == self.CHANGED
        assert results["core.core_visits"].status == "fresh"
        assert shop.rows("select name_en from core.core_named where visit_id = 'b'") == [("Mail",)]

    def test_a_stream_with_another_type_rebuilds_what_reads_it(self, shop: Any) -> None:
        shop.run()
        schema = shop.schemas["web__visits"]
        shop.schemas["web__visits"] = schema.append(schema.field("channel").with_name("device"))
        assert shop.run()["core.core_visits"].because == self.CHANGED
        assert shop.run()["core.core_visits"].status == "fresh"

    def test_a_table_that_someone_dropped_is_made_again(self, shop: Any) -> None:
        shop.run()
        shop.rows("drop table core.core_visits")
        assert shop.run()["core.core_visits"].because == "it was not there"

    def test_a_table_may_become_a_view_and_a_view_a_table(self, shop: Any) -> None:
        shop.run()
        sql = "select channel, count(*) as visits from core.core_visits group by channel"
        for header in ("key: channel\nmaterialized: view", "key: channel"):
            shop.folder.write("marts.channels", sql, header)
            assert shop.run()["marts.channels"].status == "built"
            assert shop.rows("select sum(visits) from marts.channels") == [(3,)]

    def test_a_view_that_others_read_may_become_a_table(self, shop: Any) -> None:
        sql = "select channel, count(*) as visits from core.core_visits group by channel"
        shop.folder.write("marts.named", "select channel from marts.channels", "key: channel")
        for header in ("key: channel\nmaterialized: view", "key: channel"):
            shop.folder.write("marts.channels", sql, header)
            assert {result.status for result in shop.run().values()} <= {"built", "fresh"}
        shop.lake.day(DAY_2, [("d", "post")])
        shop.run()
        assert ("post",) in shop.rows("select channel from marts.named")

    def test_what_nobody_makes_any_more_is_dropped(self, shop: Any) -> None:
        shop.run()
        shop.rows("create table marts.made_by_others as select 1 as x")
        (shop.folder.path / "marts" / "channels.sql").unlink()
        shop.run(selection={"core_visits"})
        assert shop.rows("select count(*) from marts.channels") == [(2,)], "a selection is no reason to drop"
        shop.run()
        with pytest.raises(Problem, match="Table with name channels does not exist"):
            shop.rows("select * from marts.channels")
        assert shop.rows("select x from marts.made_by_others") == [(1,)]


class TestWhatModelsRead:
    def test_loads_are_numbered_in_the_order_in_which_they_came(self, bench: Any) -> None:
        bench.lake.day(DAY_2, [("b", "direct")])
        bench.lake.day(DAY_1, [("a", "direct"), ("c", "direct")])
        bench.folder.write(
            "core.core_loads",
            'select seq, relation, "partition", kind, "rows", date_from from lake.loads',
            "key: [seq]",
        )
        bench.run()
        bench.lake.day(DAY_2, [])
        bench.run()
        assert bench.rows("select * from core.core_loads order by seq") == [
            (2, "lake.web__visits", "2026-10-01", "window", 2, DAY_1),
            (4, "lake.web__visits", "2026-10-02", "window", 0, DAY_2),
        ]

    @pytest.mark.parametrize(
        ("relation", "rows"),
        [
            (
                "company",
                [
                    (
                        *("Samovar & Co", "Самовар и Ко", "Europe/Moscow", "RUB", date(2024, 10, 1)),
                        *("yandex_metrica", "orders", 30, 90, 365, 12),
                    )
                ],
            ),
            ("currency_names", [("рубль", "RUB")]),
            (
                "cost_types",
                [
                    ("agency", False, "ad_spend", None),
                    ("media", False, None, None),
                    ("other", False, "visits", None),
                    ("production", False, "channel", "email"),
                    ("salary", True, "visits", None),
                    ("tools", False, "visits", None),
                ],
            ),
            (
                "channel_rules",
                [
                    (1, "email", None, "crm", "email", *ANYTHING_EVER, "own 1"),
                    (1, "email", None, "crm", "newsletter", *ANYTHING_EVER, "own 1"),
                    (2, "direct", None, None, None, *ANYTHING_EVER, "own 2"),
                ],
            ),
            ("channel_periods", [(date(1, 1, 1), date(9999, 12, 31))]),
            (
                "goals",
                [("purchase", "Purchase", "Покупка", name) for name in ("101", "102", "purchase")],
            ),
            ("goal_list", [("purchase", "Purchase", "Покупка", 1)]),
            ("channels", [("direct", "Direct", "Прямые", "own", 1), ("email", "E-mail", "Почта", "own", 2)]),
        ],
    )
    def test_the_configuration_as_relations(self, bench: Any, relation: str, rows: list[Any]) -> None:
        bench.folder.write("core.core_x", "select 1 as x")
        bench.run()
        assert bench.rows(f"select * from config.{relation} order by all") == rows

    def test_vat_rates_hold_until_the_next_one(self, bench: Any) -> None:
        bench.folder.write("core.core_x", "select 1 as x")
        bench.run()
        assert bench.rows("select valid_from, valid_to, cast(rate as varchar) from config.vat_rates order by 1") == [
            (date(2019, 1, 1), date(2026, 1, 1), "0.20000000"),
            (date(2026, 1, 1), date(9999, 12, 31), "0.22000000"),
        ]

    def test_two_spellings_of_a_currency_are_one_name_and_double_nothing(self, bench: Any, configure: Any) -> None:
        rates = [{"valid_from": date(2019, 1, 1), "rate": "0.2"}]
        names = {"Руб": "RUB", "руб": "RUB", " руб ": "RUB", "евро": "EUR"}
        bench.configuration = configure(money={"vat_rates": rates, "currency_names": names})
        bench.folder.write("core.core_x", "select 1 as x")
        bench.run()
        assert bench.rows("select * from config.currency_names order by all") == [("евро", "EUR"), ("руб", "RUB")]

    def test_the_clock_is_the_environments_and_its_day_the_companys(self, bench: Any) -> None:
        bench.folder.write("core.core_x", "select cast(now as varchar) as x, today from config.clock")
        bench.run()
        assert bench.rows("select * from core.core_x") == [("2026-11-01 06:00:00", date(2026, 11, 1))]

    def test_kpis_are_joined_with_what_their_headers_say(self, bench: Any) -> None:
        header = """key: [period]
kpi:
  name: {en: Visits, ru: Визиты}
  area: traffic
  formula: {en: count, ru: число}
  unit: count
  is_ratio: false
  direction: up
  baseline: previous
  source: web"""
        bench.folder.write(
            "kpi.kpi_visits",
            """select 'day' as period_grain, '2026-10-01' as period, date '2026-10-01' as period_start,
date '2026-10-02' as period_end, 'total' as dimension, 'all' as member, 7 as numerator, null as denominator,
7 as sample_size, null as status""",
            header,
        )
        bench.folder.write(
            "marts.kpi_values",
            'select kpi_code, numerator, denominator, unit, is_ratio, baseline, "interval", status from kpi.components',
            "key: [kpi_code]",
        )
        bench.run()
        assert bench.rows("select * from marts.kpi_values") == [
            ("visits", 7, None, "count", False, "previous", "none", None)
        ]
        assert bench.rows("select kpi_code, name_ru, area, direction, article from config.kpis") == [
            ("visits", "Визиты", "traffic", "up", None)
        ]

    def test_strange_values_of_the_configuration_stay_values(self, bench: Any, configure: Any) -> None:
        name = "'); drop schema config cascade; --\""
        channel = {"code": name, "name": {"en": name, "ru": name}, "group": name}
        bench.configuration = configure(channels={"version": "1", "channels": [channel], "rules": [{"channel": name}]})
        bench.folder.write("core.core_x", "select channel as x from config.channels")
        bench.run()
        assert bench.rows("select x from core.core_x") == [(name,)]


def test_a_word_of_sql_may_be_a_name(bench: Any) -> None:
    bench.folder.write("marts.order", 'select 1 as "group", 2 as "select"', "key: [group, select]")
    assert bench.run()["marts.order"].status == "built"
    with open_warehouse(bench.environment) as con:
        assert con.execute('select "group" from marts."order"').fetchall() == [(1,)]
