"""Who counts as a person: each rule, and those who only look like robots."""

import pytest

AT = "2026-10-05 12:00"
GLANCE = {"pages": 1, "duration": 1, "bounce": True}
INSTANT = {"pages": 1, "duration": 0, "bounce": True}
VERDICT = "is_valid, is_suspect, reasons"

ONE_VISIT = [
    ("a person", {}, (True, False, "")),
    ("a bounce is no robot", INSTANT, (True, False, "")),
    ("a window of no size", {"window_client_width": 0, "window_client_height": 0}, (False, False, "no_window")),
    ("no JavaScript, gone at once", {"javascript_enabled": False, **GLANCE}, (False, False, "no_javascript")),
    ("no JavaScript, but reads", {"javascript_enabled": False}, (True, True, "javascript_off")),
    ("no cookies, gone at once", {"cookie_enabled": False, **INSTANT}, (False, False, "no_cookies")),
    ("no cookies, but reads", {"cookie_enabled": False}, (True, True, "cookies_off")),
    (
        "two reasons",
        {"window_client_width": 0, "cookie_enabled": False, **INSTANT},
        (False, False, "no_window,no_cookies"),
    ),
]


@pytest.mark.parametrize(("visit", "verdict"), [case[1:] for case in ONE_VISIT], ids=[case[0] for case in ONE_VISIT])
def test_one_visit(warehouse, visit, verdict) -> None:
    warehouse.visits({"at": AT, **visit})
    assert warehouse.one("core_visits", VERDICT) == verdict


@pytest.mark.parametrize(
    ("visits", "verdict"),
    [(15, (True, False, "")), (30, (True, True, "busy_visitor")), (31, (False, False, "visitor_flood"))],
)
def test_many_visits_of_one_browser_on_a_day(warehouse, visits, verdict) -> None:
    warehouse.visits(*({"at": AT, "visitor": 5} for _ in range(visits)))
    assert set(warehouse.read("core_visits", VERDICT)) == {verdict}


def test_a_network_whose_visitors_are_all_gone_at_once_is_a_farm(warehouse) -> None:
    warehouse.visits(*({"at": AT, "network": "farm", **GLANCE} for _ in range(9)), {"at": AT, "network": "farm"})
    assert warehouse.count("core_visits", VERDICT) == [
        (False, False, "network_burst", 9),
        (True, False, "", 1),
    ]


def test_an_office_behind_one_address_is_engaged_and_stays_valid(warehouse) -> None:
    office = [{"at": AT, "network": "office"} for _ in range(17)] + [{"at": AT, "network": "office", **GLANCE}] * 3
    warehouse.visits(*office)
    assert warehouse.count("core_visits", "is_valid") == [(True, 20)]


def test_one_impatient_person_is_no_network(warehouse) -> None:
    warehouse.visits(*({"at": AT, "network": "home", "visitor": 5, **GLANCE} for _ in range(8)))
    assert warehouse.count("core_visits", "is_valid") == [(True, 8)]


def test_a_crowd_of_another_day_accuses_nobody(warehouse) -> None:
    warehouse.visits(
        *({"at": f"2026-10-0{day} 12:00", "network": "farm", **GLANCE} for day in (1, 2) for _ in range(4))
    )
    assert warehouse.count("core_visits", "is_valid") == [(True, 8)]


MOSCOW = {"at": AT, "region_city": "Moscow", "traffic_source": "organic"}


@pytest.mark.parametrize(
    ("visit", "verdict"),
    [
        ({"client_time_zone": -300}, (False, False, "time_zone_mismatch")),
        ({"client_time_zone": 240}, (True, False, "")),
        ({"client_time_zone": -300, "is_new_user": False}, (True, True, "foreign_clock")),
        ({"client_time_zone": -300, "device_category": "2"}, (True, True, "foreign_clock")),
        ({"client_time_zone": -300, "cookie_enabled": False}, (True, True, "cookies_off,foreign_clock")),
        ({"client_time_zone": None}, (True, False, "")),
    ],
)
def test_a_clock_that_is_not_the_citys(warehouse, visit, verdict) -> None:
    warehouse.visits({**MOSCOW, "visit_id": 99, **visit}, *(MOSCOW for _ in range(6)))
    assert warehouse.one("core_visits", VERDICT, "visit_id = 'ym:1:2026:99'") == verdict


def test_a_city_with_few_visits_has_no_time_of_its_own(warehouse) -> None:
    warehouse.visits({**MOSCOW, "client_time_zone": -300}, MOSCOW, MOSCOW)
    assert warehouse.count("core_visits", "is_valid") == [(True, 3)]


@pytest.mark.parametrize(
    ("is_robot", "verdict"),
    [(True, (False, False, "declared_robot")), (False, (True, False, "")), (None, (True, False, ""))],
)
def test_a_source_that_says_who_is_a_robot_decides(warehouse, is_robot, verdict) -> None:
    warehouse.company = {"web": {"primary": "files"}}
    row = {"visit_id": "a", "visitor_id": "v", "started_at": AT, "is_robot": is_robot, "page_views": 1, "duration_s": 0}
    warehouse.load("visits", [row])
    assert warehouse.one("core_visits", VERDICT) == verdict


@pytest.mark.parametrize(
    ("at", "is_robot_pro", "visit", "verdict"),
    [
        (AT, True, {}, (False, False, "declared_robot")),
        (AT, False, {"window_client_width": 0}, (True, False, "")),  # the vendor decides, our rules are silent
        (AT, None, {"window_client_width": 0}, (False, False, "no_window")),  # not Pro: our rules decide
        ("2025-04-18 12:00", False, {"window_client_width": 0}, (False, False, "no_window")),  # before it knew
        ("2025-04-19 12:00", True, {}, (False, False, "declared_robot")),
    ],
)
def test_metrica_pro_decides_who_is_a_robot_since_it_knows(warehouse, at, is_robot_pro, visit, verdict) -> None:
    warehouse.visits({"at": at, "is_robot_pro": is_robot_pro, **visit})
    assert warehouse.one("core_visits", VERDICT) == verdict


def test_a_rule_whose_inputs_are_absent_does_not_fire(warehouse) -> None:
    absent = dict.fromkeys(
        ("window_client_width", "window_client_height", "javascript_enabled", "cookie_enabled", "client_time_zone")
    )
    warehouse.visits({"at": AT, **absent, "pages": None, "duration": None, "bounce": None})
    assert warehouse.one("core_visits", f"{VERDICT}, rules_version") == (True, False, "", "2026-11")


def test_conversion_never_defines_validity(warehouse) -> None:
    warehouse.visits({"at": AT, "window_client_width": 0, "goals": [101]})
    assert warehouse.one("core_visits", "is_valid") == (False,)
