"""Through which day a stream is final: each stream settles after days of its own."""

from datetime import date

import pytest

LOADED = "2026-11-20 06:00"


@pytest.mark.parametrize(
    ("kind", "settles_after", "final"),
    [
        ("window", None, "2026-11-16"),
        ("window", 3, "2026-11-17"),
        ("window", 4, "2026-11-16"),
        ("window", 13, "2026-11-07"),
        ("window", 0, "2026-11-19"),
        ("window", 40, None),
        ("delivery", None, "2026-11-10"),
    ],
)
def test_a_stream_is_final_through_the_day_that_had_settled(warehouse, kind, settles_after, final) -> None:
    for day in range(1, 20):
        told = [date(2026, 11, day)]
        warehouse._loaded("google_analytics", "channel_days", "1", str(told[0]), kind, told, 1, LOADED)
        warehouse.loads[-1]["settles_after"] = settles_after
    assert warehouse.read("core_streams", "stream, is_final_through") == [("channel_days", final)]
    assert warehouse.read("data_freshness", "stream, is_final_through") == [("channel_days", final)]


def test_a_day_loaded_again_later_is_judged_by_its_last_load(warehouse) -> None:
    for day, loaded in ((1, "2026-11-20 06:00"), (2, "2026-11-04 06:00")):
        told = [date(2026, 11, day)]
        warehouse._loaded("google_analytics", "channel_days", "1", str(told[0]), "window", told, 1, loaded)
        warehouse.loads[-1]["settles_after"] = 3
    assert warehouse.read("core_streams", "is_final_through") == [("2026-11-01",)]
