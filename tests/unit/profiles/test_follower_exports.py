"""Followers: one number an account and day, and a day that nobody counted stays a gap."""

from datetime import date
from typing import Any

from sandbox.exports import followers as export

COUNTS = export.counts()


def stored(box: Any) -> list[tuple[Any, ...]]:
    found = [(row["network"], row["account"], row["date"], row["followers"]) for row in box.rows("followers")]
    return sorted(found, key=str)


def test_the_last_count_of_a_day_stands(box: Any) -> None:
    report = box.deliver("smm", export.by_hand_csv(COUNTS))
    assert (report.clean, report.recognised) == (True, "Followers"), report.sentence
    assert stored(box) == sorted(((row.network, row.account, row.day, row.followers) for row in COUNTS), key=str)
    assert date(2026, 10, 3) not in {day for network, _, day, _ in stored(box) if network == "telegram"}


def test_without_columns_for_them_network_and_account_are_the_folder(box: Any) -> None:
    rows = [row for row in COUNTS if row.network == "vk"]
    report = box.deliver("vk_shop", export.of_one_account_xlsx(rows), "stats.xlsx")
    assert report.clean, report.sentence
    assert stored(box) == [("vk_shop", "vk_shop", row.day, row.followers) for row in rows]


def test_of_the_statistics_only_the_number_of_members_counts(box: Any) -> None:
    rows = [row for row in COUNTS if row.network == "vk"]
    report = box.deliver("samovar_co", export.vk_statistics_csv(rows))
    assert (report.clean, report.recognised) == (True, "VK community statistics"), report.sentence
    assert stored(box) == [("vk", "samovar_co", row.day, row.followers) for row in rows]
    (load,) = box.loads("followers")
    assert load.skipped == {"other_measures": 2 * len(rows)}


def test_what_is_no_count_is_refused(box: Any) -> None:
    box.deliver("smm", "Дата;Подписчики\n05.10.2026;много\n06.10.2026;18,5\n07.10.2026;18\u00a0400\n")
    assert stored(box) == [("smm", "smm", date(2026, 10, 7), 18_400)]
    assert [(line, why) for line, _, why, _ in box.quarantine("followers")] == [
        (2, "not a whole number"),
        (3, "not a whole number"),
    ]
