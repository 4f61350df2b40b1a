"""Reviews as tables: what people collect from maps and marketplaces, and what an account of Google gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook

WORDS = ("", "ONE", "TWO", "THREE", "FOUR", "FIVE")
STARS = ("", "★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★")


@dataclass(frozen=True)
class Review:
    """`at` is on Moscow's clock; a rating may come without a text."""

    number: int
    source: str
    place: str
    at: datetime
    rating: int
    text: str
    author: str


def reviews(count: int = 8) -> tuple[Review, ...]:
    """Always the same ones; two of one day and rating, one after 21:00 UTC, every third without a text."""
    first = datetime(2026, 9, 30, 20, 15)
    return tuple(
        Review(
            number,
            "Яндекс Карты" if number % 4 else "2ГИС",
            f"Магазин {number % 2 + 1}",
            first + timedelta(hours=5 * (number - (number == 3))),
            5 if number in (2, 3, 5) else number % 5 + 1,
            "" if number % 3 == 0 else f"Чайник; хороший, звоните +7 916 123-45-{number:02d}",
            f"Покупатель Номер{number}",
        )
        for number in range(1, count + 1)
    )


def list_csv(rows: Sequence[Review], stars: bool = False) -> bytes:
    """Russian names, semicolons, cp1251; without identifiers. `stars` draws the rating."""
    header = ("Источник", "Филиал", "Дата", "Оценка", "Автор", "Отзыв", "Дата ответа")
    body = [
        [
            row.source,
            row.place,
            f"{row.at:%d.%m.%Y}",
            STARS[row.rating] if stars else f"{row.rating} из 5",
            row.author,
            row.text,
            "",
        ]
        for row in rows
    ]
    return delimited([header, *body], ";").encode("utf-8-sig" if stars else "cp1251")


def interchange_csv(rows: Sequence[Review]) -> bytes:
    """The columns that the documentation recommends."""
    header = ("source", "location_id", "review_id", "date", "rating", "text", "reply_date")
    body = [
        [row.source, row.place, f"r-{row.number}", f"{row.at:%Y-%m-%d}", str(row.rating), row.text, ""] for row in rows
    ]
    return delimited([header, *body]).encode()


def google_xlsx(rows: Sequence[Review]) -> bytes:
    """Fields of the Business Profile API as columns: ratings are words, moments are in UTC."""
    header: list[Cell] = ["reviewId", "displayName", "starRating", "comment", "createTime", "updateTime"]
    body: list[list[Cell]] = []
    for row in rows:
        moment = f"{row.at - timedelta(hours=3):%Y-%m-%dT%H:%M:%S}.123456Z"
        body.append([f"AbFvOq{row.number}", row.author, WORDS[row.rating], row.text, moment, moment])
    return workbook({"Reviews": [header, *body]})
