"""Reviews: ratings count, with a text or without, and nobody who wrote one can be recognised."""

from typing import Any

import pytest

from sandbox.exports import reviews as export

REVIEWS = export.reviews()


def stored(box: Any) -> list[tuple[Any, ...]]:
    return [(row["source"], row["reviewed_on"], row["rating"]) for row in box.rows("reviews")]


def expected(source: str | None = None) -> list[tuple[Any, ...]]:
    return [(source or row.source, row.at.date(), row.rating) for row in REVIEWS]


@pytest.mark.parametrize("stars", [False, True], ids=["5 из 5", "★★★★★"])
def test_ratings_are_numbers_however_they_are_written(box: Any, stars: bool) -> None:
    report = box.deliver("karty", export.list_csv(REVIEWS, stars))
    assert (report.clean, report.recognised) == (True, "Reviews"), report.sentence
    assert stored(box) == expected()


def test_reviews_without_identifiers_have_the_same_ones_in_a_later_export(box: Any) -> None:
    box.deliver("karty", export.list_csv(REVIEWS[:5]), "first.csv")
    box.deliver("karty", export.list_csv(REVIEWS), "second.csv")
    names = [row["review_id"] for row in box.rows("reviews")]
    assert names[:5] == names[5:10]
    assert len(set(names)) == len(REVIEWS)


def test_given_identifiers_stay(box: Any) -> None:
    report = box.deliver("karty", export.interchange_csv(REVIEWS))
    assert report.clean, report.sentence
    assert [row["review_id"] for row in box.rows("reviews")] == [f"r-{row.number}" for row in REVIEWS]
    assert stored(box) == expected()


def test_google_writes_words_and_moments_in_utc(box: Any) -> None:
    report = box.deliver("google", export.google_xlsx(REVIEWS), "reviews.xlsx")
    assert report.clean, report.sentence
    assert stored(box) == expected(source="google")


@pytest.mark.parametrize("content", [export.list_csv(REVIEWS), export.google_xlsx(REVIEWS)], ids=["csv", "xlsx"])
def test_authors_and_phones_never_reach_the_disk(box: Any, content: bytes) -> None:
    box.deliver("karty", content)
    on_disk = box.on_disk()
    assert [word for word in ("покупатель", "916 123", "79161234") if word in on_disk] == []


@pytest.mark.parametrize(
    ("rating", "reason"),
    [("0", "the rating isn't from 1 to 5"), ("10", "the rating isn't from 1 to 5"), ("ужас", "not a number")],
)
def test_what_is_no_rating_is_refused(box: Any, rating: str, reason: str) -> None:
    box.deliver("karty", f"Дата;Оценка\n05.10.2026;{rating}\n06.10.2026;4,5\n")
    assert [float(row["rating"]) for row in box.rows("reviews")] == [4.5]
    assert [(line, why) for line, _, why, _ in box.quarantine("reviews")] == [(2, reason)]


def test_a_review_that_comes_twice_in_a_file_is_refused_twice(box: Any) -> None:
    box.deliver("karty", "review_id,date,rating\nr1,2026-10-05,5\nr1,2026-10-05,4\nr2,2026-10-05,3\n")
    assert [row["review_id"] for row in box.rows("reviews")] == ["r2"]
    assert [line for line, *_ in box.quarantine("reviews")] == [2, 3]


@pytest.mark.parametrize("keep", [(), ("text",), ("Отзыв",)])
def test_what_people_write_is_kept_only_where_the_configuration_says_so(box: Any, keep: tuple[str, ...]) -> None:
    box.tell("karty", keep=list(keep))
    box.deliver("karty", "Дата;Оценка;Отзыв\n05.10.2026;5;Мастер Пётр Семёнов лучший\n")
    assert ("семёнов" in box.on_disk()) is bool(keep)
    assert [bool(row["text"]) for row in box.rows("reviews")] == [bool(keep)]
