"""People are counted over whole periods by the source, and never added up."""

COLUMNS = "period, dimension, member, total_users, active_users, new_users, counted_to, is_whole"
OCTOBER = {"period_grain": "month", "period": "2026-10", "period_start": "2026-10-01"}


def users(warehouse, *rows):
    warehouse.analytics("period_users", *rows)


def channels(warehouse, *rows):
    warehouse.analytics("channel_period_users", *rows)


def test_the_last_day_of_a_period_has_the_whole_of_it(warehouse) -> None:
    people = {"total_users": 30, "active_users": 28, "new_users": 9}
    users(
        warehouse, {"date": "2026-10-30", **OCTOBER, "total_users": 29, "active_users": 27, "new_users": 8},
        {"date": "2026-10-31", **OCTOBER, **people},
    )  # fmt: skip
    assert warehouse.read("web_users", COLUMNS) == [("2026-10", "total", "all", 30, 28, 9, "2026-10-31", True)]


def test_a_period_that_runs_is_counted_so_far(warehouse) -> None:
    periods = {
        "2026-10-30": ("day", "2026-10-30", "2026-10-30", True),
        "2026-W44": ("week", "2026-W44", "2026-10-26", False),
        "2026-10": ("month", "2026-10", "2026-10-01", False),
        "2026-Q4": ("quarter", "2026-Q4", "2026-10-01", False),
    }
    for grain, period, start, _ in periods.values():
        named = {"period_grain": grain, "period": period, "period_start": start}
        users(warehouse, {"date": "2026-10-30", **named, "total_users": 1, "active_users": 1, "new_users": 1})
    assert dict(warehouse.read("web_users", "period, is_whole")) == {name: each[3] for name, each in periods.items()}


def test_weeks_and_quarters_end_where_they_do(warehouse) -> None:
    ends = {"2026-11-01": ("week", "2026-W44", "2026-10-26"), "2026-12-31": ("quarter", "2026-Q4", "2026-10-01")}
    for day, (grain, period, start) in ends.items():
        users(warehouse, {"date": day, "period_grain": grain, "period": period, "period_start": start})
    assert warehouse.read("web_users", "is_whole") == [(True,), (True,)]


def test_channels_have_their_own_people_and_those_of_two_are_in_both(warehouse) -> None:
    users(warehouse, {"date": "2026-10-31", **OCTOBER, "total_users": 30, "active_users": 28, "new_users": 9})
    named = ("Direct", "Paid Search")
    rows = [{"date": "2026-10-31", **OCTOBER, "total_users": 20, "active_users": 19} for _ in named]
    channels(
        warehouse,
        *(row | {"session_default_channel_group": name} for row, name in zip(rows, named, strict=True)),
        # a channel that was restated away
        {"date": "2026-10-30", **OCTOBER, "session_default_channel_group": "(data not available)", "total_users": 3},
    )
    assert warehouse.read("web_users", "dimension, member, total_users, new_users") == [
        ("total", "all", 30, 9),
        ("vendor_channel", "Direct", 20, None),
        ("vendor_channel", "Paid Search", 20, None),
    ]


def test_two_properties_stay_apart(warehouse) -> None:
    for account in ("42", "43"):
        users(warehouse, {"account": account, "date": "2026-10-31", **OCTOBER, "total_users": 30})
    assert warehouse.read("web_users", "source, account, total_users") == [
        ("google_analytics", "42", 30),
        ("google_analytics", "43", 30),
    ]


def test_what_are_people_says_so(models) -> None:
    notes = models["marts.web_users"].notes
    assert {name: notes[name].additive for name in ("total_users", "active_users")} == {
        "total_users": "distinct",
        "active_users": "distinct",
    }
