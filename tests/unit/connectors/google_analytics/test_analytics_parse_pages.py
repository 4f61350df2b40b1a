"""Pages read from their bytes: the same values as the library's own face of the message has, and torn ones refused."""

import random
from typing import Any

import pytest
from google.analytics import data_v1beta as ga

from connectors.common.errors import DaysUnreadable
from connectors.google_analytics.reports import parsing, wire

NAMES = ["source", "campaign", "sessions", "revenue"]


def answer(rows: list[tuple[list[str], list[str]]]) -> Any:
    return ga.RunReportResponse.pb(
        ga.RunReportResponse(
            dimension_headers=[{"name": name} for name in NAMES[:2]],
            metric_headers=[{"name": name, "type_": "TYPE_INTEGER"} for name in NAMES[2:]],
            rows=[
                {
                    "dimension_values": [{"value": text} for text in dimensions],
                    "metric_values": [{"value": text} for text in metrics],
                }
                for dimensions, metrics in rows
            ],
            row_count=len(rows),
            metadata={"time_zone": "Europe/Moscow", "currency_code": "RUB"},
            property_quota={"tokens_per_day": {"consumed": 3, "remaining": 199_997}},
        )
    )


def values(message: Any) -> list[list[str]]:
    response = ga.RunReportResponse.wrap(message)
    return [[value.value for value in (*row.dimension_values, *row.metric_values)] for row in response.rows]


def test_values_are_those_of_the_library_whatever_their_lengths_and_letters() -> None:
    chance = random.Random(3)
    texts = ["", "(not set)", "поиск", "🫖", "a" * 126, "b" * 127, "c" * 128, "d" * 20_000, "\x00\n\t\x1a\x0a\x12"]
    rows = [
        ([chance.choice(texts), chance.choice(texts)], [str(number), chance.choice(texts[:3])]) for number in range(500)
    ]
    message = answer(rows)
    page = parsing.page(message, NAMES, where="here")
    assert page.schema.names == NAMES
    assert [list(row.values()) for row in page.to_pylist()] == values(message)
    page.validate(full=True)


def test_the_bytes_and_the_message_are_read_alike() -> None:
    message = answer([(["yandex", "brand"], ["3", "1.5"]), (["google", ""], ["4", "0"])])
    by_bytes = wire.columns(message.SerializeToString(), 2, 2)
    assert by_bytes is not None
    assert [column.to_pylist() for column in by_bytes] == [
        column.to_pylist() for column in parsing._one_by_one(message, 2, 2, "here")
    ]


def test_columns_are_found_by_their_names_in_any_order() -> None:
    page = parsing.page(answer([(["yandex", "brand"], ["3", "1.5"])]), NAMES[::-1], where="here")
    assert page.to_pylist() == [{"revenue": "1.5", "sessions": "3", "campaign": "brand", "source": "yandex"}]


def test_a_page_without_rows_has_all_columns() -> None:
    page = parsing.page(answer([]), NAMES, where="here")
    assert (page.num_rows, page.schema.names) == (0, NAMES)


def test_values_that_were_never_set_are_empty() -> None:
    message = answer([(["yandex", "brand"], ["3", "1.5"])])
    message.rows[0].dimension_values[1].Clear()
    message.rows[0].metric_values[0].Clear()
    assert parsing.page(message, NAMES, where="here").to_pylist() == [
        {"source": "yandex", "campaign": "", "sessions": "", "revenue": "1.5"}
    ]


@pytest.mark.parametrize(
    ("dimensions", "metrics", "sentence"),
    [
        (["yandex"], ["3", "1.5"], "a row of the answer has 1 values in place of 2"),
        (["yandex", "brand", "more"], ["3", "1.5"], "a row of the answer has 3 values in place of 2"),
        (["yandex", "brand"], ["3"], "a row of the answer has 1 values in place of 2"),
        ([], [], "a row of the answer has 0 values in place of 2"),
    ],
    ids=["a dimension less", "a dimension more", "a metric less", "nothing"],
)
def test_a_row_with_another_number_of_values_refuses_the_page(
    dimensions: list[str], metrics: list[str], sentence: str
) -> None:
    good = (["google", "brand"], ["1", "2"])
    with pytest.raises(DaysUnreadable, match=sentence):
        parsing.page(answer([good, (dimensions, metrics), good]), NAMES, where="here")


def test_an_answer_with_other_columns_is_refused() -> None:
    with pytest.raises(DaysUnreadable, match="has the columns source, campaign, sessions, revenue in place of source"):
        parsing.page(answer([]), ["source", "campaign", "sessions"], where="here")


def test_fields_that_nobody_knows_yet_are_passed_over() -> None:
    message = answer([(["yandex", "brand"], ["3", "1.5"])])
    newer = type(message).FromString(message.SerializeToString() + b"\x78\x05\x7a\x02ab")  # a number, and a text
    assert parsing.page(newer, NAMES, where="here").num_rows == 1
