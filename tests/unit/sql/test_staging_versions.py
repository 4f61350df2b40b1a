"""Of all deliveries that hold a key, the greatest (updated_at, arrival) supplies every row of it."""


def test_of_two_deliveries_of_an_order_the_later_arrival_counts(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, arrival=1)
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 120}, arrival=2)
    assert warehouse.read("stg_files__orders", "order_id, revenue, arrival") == [("1", 120.0, 2)]


def test_a_record_updated_later_beats_a_later_arrival(warehouse) -> None:
    order = {"id": "1", "at": "2026-10-05 12:00"}
    warehouse.orders({**order, "revenue": 100, "updated_at": "2026-10-07 10:00"}, arrival=1)
    warehouse.orders({**order, "revenue": 90, "updated_at": "2026-10-06 10:00"}, arrival=2)
    warehouse.orders({**order, "revenue": 80}, arrival=3)
    assert warehouse.read("stg_files__orders", "revenue") == [(100.0,)]


def test_the_lines_of_an_order_are_replaced_whole(warehouse) -> None:
    line = {"order_id": "1", "quantity": 1, "revenue": 10}
    warehouse.load("order_lines", [{**line, "line_no": 1, "sku": "a"}, {**line, "line_no": 2, "sku": "b"}], arrival=1)
    warehouse.load("order_lines", [{**line, "line_no": 1, "sku": "c"}], arrival=2)
    assert warehouse.read("stg_files__order_lines", "order_id, line_no, sku") == [("1", 1, "c")]


def test_rows_of_one_file_with_one_key_are_no_duplicates(warehouse) -> None:
    warehouse.costs({"on": "2026-10-05", "cost": 10}, {"on": "2026-10-05", "cost": 20})
    assert warehouse.read("stg_files__ad_costs", "date, cost") == [("2026-10-05", 10.0), ("2026-10-05", 20.0)]


def test_an_absent_medium_and_campaign_are_part_of_the_key(warehouse) -> None:
    warehouse.costs({"on": "2026-10-05", "medium": None, "cost": 10}, arrival=1)
    warehouse.costs({"on": "2026-10-05", "medium": None, "cost": 30}, arrival=2)
    assert warehouse.read("stg_files__ad_costs", "medium, campaign, cost_type, cost") == [
        ("(none)", "(none)", "media", 30.0)
    ]


def test_folders_are_accounts_of_their_own(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, folder="site", arrival=1)
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 7}, folder="market", arrival=2)
    assert warehouse.read("stg_files__orders", "account, order_id, revenue") == [
        ("market", "1", 7.0),
        ("site", "1", 100.0),
    ]


def test_every_version_of_a_plan_stays_and_the_greatest_is_in_force(warehouse) -> None:
    plan = {"role": "company", "kpi_code": "net_sales", "period": "2026-10", "approved_at": "2026-09-20 12:00"}
    warehouse.load("plans", [{**plan, "target": 100}, {**plan, "target": 120, "version": 2}])
    assert warehouse.read("stg_files__plans", "version, target, dimension, member") == [
        (1, 100.0, "total", "all"),
        (2, 120.0, "total", "all"),
    ]
    assert warehouse.read("core_plans", "version, target") == [(2, 120.0)]


def test_a_visit_that_moved_to_another_day_is_found_once(warehouse) -> None:
    visit = {"visit_id": "a", "visitor_id": "v"}
    warehouse.load("visits", [{**visit, "started_at": "2026-10-05 23:59"}], arrival=1)
    warehouse.load("visits", [{**visit, "started_at": "2026-10-06 00:01"}], arrival=2)
    assert warehouse.read("stg_files__visits", "visit_id, date") == [("files:shop:a", "2026-10-06")]


def test_goals_of_a_file_are_split_by_semicolons(warehouse) -> None:
    visit = {"visitor_id": "v", "started_at": "2026-10-05 12:00"}
    warehouse.load("visits", [{**visit, "visit_id": "a", "goals": "purchase; lead"}, {**visit, "visit_id": "b"}])
    assert warehouse.read("stg_files__visits", "visit_id, goals") == [
        ("files:shop:a", ["purchase", "lead"]),
        ("files:shop:b", None),
    ]


def test_of_two_deliveries_of_a_contact_the_later_change_counts(warehouse) -> None:
    warehouse.load("contacts", [{"contact_id": "1", "medium": "cpc", "updated_at": "2026-10-07 10:00"}], arrival=1)
    warehouse.load("contacts", [{"contact_id": "1", "medium": "email", "updated_at": "2026-10-06 10:00"}], arrival=2)
    assert warehouse.read("stg_files__contacts", "account, contact_id, medium") == [("shop", "1", "cpc")]


def test_an_order_keeps_the_pipeline_of_its_stage(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "status": "Новая", "pipeline": "Опт"})
    assert warehouse.read("stg_files__orders", "status, pipeline") == [("Новая", "Опт")]
