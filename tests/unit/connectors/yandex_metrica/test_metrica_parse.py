from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields.schema import VISIT_FIELDS, VISITS
from connectors.yandex_metrica.parsing.blocks import blocks
from connectors.yandex_metrica.parsing.parse import LogParser

NAMES = sorted((field.api.removeprefix("ym:s:") for field in VISIT_FIELDS), key=str.lower)
CELLS = {
    "visitID": "12267275798148517398", "counterID": "90601234", "clientID": "16050187229564839418",
    "counterUserIDHash": "18446744073709551615", "date": "2026-01-05", "dateTime": "2026-01-05 13:00:00",
    "dateTimeUTC": "2026-01-05 13:00:00", "isNewUser": "1", "bounce": "0", "pageViews": "7", "visitDuration": "61",
    "startURL": "https://samovar.example/?utm_term=%D1%87", "endURL": "https://samovar.example/cart/",
    "lastTrafficSource": "ad", "lastMessenger": "[,,,telegram]", "lastUTMCampaign": "Чайники_Поиск",
    "goalsID": "[3000001,3000002]", "goalsDateTime": r"[\'2026-01-05 13:00:30\',\'2026-01-05 13:01:00\']",
    "deviceCategory": "1", "clientTimeZone": "-210", "cookieEnabled": "1", "javascriptEnabled": "1",
    "screenWidth": "65535", "screenHeight": "0", "windowClientWidth": "1", "windowClientHeight": "1",
    "ipAddress": "37.190.76.xxx",
}  # fmt: skip
HEADER = "\t".join(f"ym:s:{name}" for name in NAMES)
GOOD = "\t".join(CELLS.get(name, "") for name in NAMES)


def line(**cells: str) -> str:
    return "\t".join({**CELLS, **cells}.get(name, "") for name in NAMES)


def log(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{text}\n" for text in (header, *lines)).encode()


def parse(text: bytes | Iterable[bytes]) -> tuple[list[dict[str, Any]], list[Rejected], LogParser]:
    parser = LogParser(VISIT_FIELDS, date(2026, 1, 5), date(2026, 1, 6), lambda address: f"<{len(address)}>")
    pieces = list(parser.parse([text] if isinstance(text, bytes) else text, "log request 7, part 0"))
    batches = [piece.batch for piece in pieces if isinstance(piece, Rows)]
    assert all(batch.schema.equals(VISITS) for batch in batches)
    rows = pa.Table.from_batches(batches, schema=VISITS).to_pylist()
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert parser.rows_read == len(rows) + len(rejected)
    return rows, rejected, parser


def test_a_row_becomes_typed_and_its_times_become_true_utc() -> None:
    (row,), rejected, _ = parse(log(GOOD))
    assert rejected == []
    assert row["visit_id"] == 12267275798148517398
    assert row["counter_user_id_hash"] == 2**64 - 1
    assert row["date"] == date(2026, 1, 5)
    assert row["date_time"] == datetime(2026, 1, 5, 13)
    assert row["date_time_utc"] == datetime(2026, 1, 5, 10)
    assert row["goals_id"] == [3000001, 3000002]
    assert row["goals_date_time"] == [datetime(2026, 1, 5, 10, 0, 30), datetime(2026, 1, 5, 10, 1)]
    assert (row["is_new_user"], row["bounce"], row["page_views"]) == (True, False, 7)
    assert (row["client_time_zone"], row["screen_width"], row["screen_height"]) == (-210, 65535, 0)
    assert (row["last_messenger"], row["last_utm_campaign"], row["referer"]) == ("telegram", "Чайники_Поиск", None)
    assert row["ip_address"] == "<13>"


@pytest.mark.parametrize(
    ("field", "cell", "column", "value"),
    [
        ("lastUTMTerm", '"чайник ""Уют"""', "last_utm_term", 'чайник "Уют"'),
        ("lastUTMTerm", 'дрель 1/2" б/у', "last_utm_term", 'дрель 1/2" б/у'),
        ("lastUTMTerm", '"a\tb"', "last_utm_term", "a\tb"),
        ("lastUTMTerm", r"it\'s", "last_utm_term", "it's"),
        ("lastUTMTerm", r"a\tb\nc\\d", "last_utm_term", "a\tb\nc\\d"),
        ("lastUTMTerm", "a\rb", "last_utm_term", "a\rb"),
        ("lastUTMTerm", "NULL", "last_utm_term", "NULL"),
        ("lastUTMTerm", "0", "last_utm_term", "0"),
        ("lastUTMTerm", "[1,2]", "last_utm_term", "[1,2]"),
        ("lastMessenger", "whatsapp", "last_messenger", "whatsapp"),
        ("lastMessenger", "[]", "last_messenger", None),
        ("lastMessenger", "[,,]", "last_messenger", None),
        ("lastRecommendationSystem", r"[\'dzen\']", "last_recommendation_system", "dzen"),
        ("ipAddress", "", "ip_address", None),
        ("visitDuration", "0", "visit_duration", 0),
        ("counterID", "4294967295", "counter_id", 2**32 - 1),
    ],
)
def test_every_encoding_of_a_value_is_read(field: str, cell: str, column: str, value: object) -> None:
    (row,), rejected, _ = parse(log(line(**{field: cell})))
    assert rejected == []
    assert row[column] == value


@pytest.mark.parametrize(
    ("goals", "moments", "count"),
    [
        ("[]", "[]", 0),
        ("[7]", r"[\'2026-01-05 13:00:30\']", 1),
        ("[7]", "['2026-01-05 13:00:30']", 1),
        ("['7']", "[2026-01-05 13:00:30]", 1),
        ("[7, 8]", r"[\'2026-01-05 13:00:30\', \'2026-01-05 13:00:31\']", 2),
    ],
)
def test_arrays_are_read_in_all_their_forms_beside_each_other(goals: str, moments: str, count: int) -> None:
    rows, rejected, _ = parse(log(GOOD, line(goalsID=goals, goalsDateTime=moments), GOOD))
    assert rejected == []
    assert [len(row["goals_id"]) for row in rows] == [2, count, 2]
    assert rows[1]["goals_id"] == [7, 8][:count]
    assert rows[1]["goals_date_time"] == [datetime(2026, 1, 5, 10, 0, 30), datetime(2026, 1, 5, 10, 0, 31)][:count]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"visitID": ""}, "visit_id", "«» is not a whole number below 2^64"),
        ({"visitID": "18446744073709551616"}, "visit_id", "«18446744073709551616» is not a whole number below 2^64"),
        ({"visitID": "1e5"}, "visit_id", "«1e5» is not a whole number below 2^64"),
        ({"visitID": "0x1F"}, "visit_id", "«0x1F» is not a whole number below 2^64"),
        ({"visitID": "-1"}, "visit_id", "«-1» is not a whole number below 2^64"),
        ({"clientID": "37.190.76.12"}, "client_id", "«*.*.*.*» is not a whole number below 2^64"),
        ({"counterID": "4294967296"}, "counter_id", "«4294967296» is not a whole number below 2^32"),
        ({"pageViews": "2147483648"}, "page_views", "«2147483648» is not a whole number of 32 bits"),
        ({"screenWidth": "65536"}, "screen_width", "«65536» is not a whole number below 2^16"),
        ({"bounce": "2"}, "bounce", "«2» is not 0 or 1"),
        ({"bounce": "true"}, "bounce", "«true» is not 0 or 1"),
        ({"date": "2026-02-30"}, "date", "«2026-02-30» is not a date"),
        ({"date": "05.01.2026"}, "date", "«05.01.2026» is not a date"),
        ({"date": "2026-01-07"}, "date", "2026-01-07 is not a day that was asked for"),
        ({"date": "2026-01-04"}, "date", "2026-01-04 is not a day that was asked for"),
        ({"dateTime": "2026-01-05"}, "date_time", "«2026-01-05» is not a time"),
        ({"dateTime": "2026-01-05 25:00:00"}, "date_time", "«2026-01-05 25:00:00» is not a time"),
        ({"dateTimeUTC": "0000-00-00 00:00:00"}, "date_time_utc", "«0000-00-00 00:00:00» is not a time"),
        ({"goalsID": "[1,x]"}, "goals_id", "«[1,x]» is not an array of whole numbers"),
        ({"goalsID": "1,2"}, "goals_id", "«1,2» is not an array of whole numbers"),
        ({"goalsID": ""}, "goals_id", "«» is not an array of whole numbers"),
        ({"goalsID": "[4294967296]"}, "goals_id", "«[4294967296]» is not an array of whole numbers"),
        ({"goalsID": "[1,,2]"}, "goals_id", "«[1,,2]» is not an array of whole numbers"),
        ({"goalsDateTime": "[yesterday]"}, "goals_date_time", "«[yesterday]» is not an array of times"),
        ({"goalsID": "[1]"}, "goals_date_time", "its length is not that of goals_id"),
        ({"lastMessenger": "['a]"}, "last_messenger", "«['a]» is not text, or an array of words"),
    ],
)
def test_a_cell_that_can_not_be_read_costs_its_row_and_no_other(
    cells: dict[str, str], column: str, reason: str
) -> None:
    rows, (rejected,), _ = parse(log(GOOD, line(**cells), GOOD))
    assert len(rows) == 2
    assert (rejected.where, rejected.line, rejected.column) == ("log request 7, part 0", 3, column)
    assert rejected.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD + "\tmore", "43 fields instead of 42"),
        (GOOD.rpartition("\t")[0], "41 fields instead of 42"),
        ("<html>", "1 fields instead of 42"),
        (line(lastUTMTerm='"never closed'), "a quote is not closed"),
        (line(windowClientWidth='"never closed'), "a quote is not closed"),
        (line(lastUTMTerm='"closed"too early'), "a quote is not closed"),
    ],
)
def test_a_line_that_is_no_row_costs_no_other(text: str, reason: str) -> None:
    rows, (rejected,), _ = parse(log(GOOD, GOOD, text, GOOD, line(lastUTMTerm='"fine"')))
    assert len(rows) == 4
    assert (rejected.line, rejected.column, rejected.reason) == (4, None, reason)


def test_a_line_that_is_not_utf8_is_rejected_and_shown_by_its_bytes() -> None:
    broken = line(lastUTMTerm="чай").encode("cp1251") + b"\n"
    rows, (rejected,), _ = parse(log(GOOD) + broken + GOOD.encode())
    assert len(rows) == 2
    assert (rejected.line, rejected.reason) == (3, "the line is not UTF-8")
    assert r"\xf7\xe0\xe9" in rejected.text


def test_a_rejected_row_shows_no_address_and_no_query() -> None:
    _, rejected, _ = parse(
        log(
            line(visitID="x", startURL="https://samovar.example/?phone=79161234567", ipAddress="37.190.76.12"),
            line(startURL="https://samovar.example/?mail=ivan@mail.example") + "\textra",
        )
    )
    told = "".join(piece.text + piece.reason for piece in rejected)
    assert "samovar.example/?***" in told
    for secret in ("79161234567", "37.190", "ivan", "mail.example"):
        assert secret not in told


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER.replace("ym:s:visitID", "ym:s:visitId"), "the header misses ym:s:visitID"),
        (HEADER.replace("ym:s:bounce\t", ""), "the header misses ym:s:bounce"),
        (HEADER + "\tym:s:isRobot", "the header has unasked ym:s:isRobot"),
        (HEADER + "\tym:s:bounce", "the header repeats ym:s:bounce"),
        ("<html>", "the header misses ym:s:bounce"),
    ],
)
def test_a_header_that_is_not_what_was_asked_for_refuses_the_log(header: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(log(GOOD, header=header))
    assert says in str(refused.value)
    assert str(refused.value).startswith("log request 7, part 0: ")


def test_columns_are_found_by_name_in_any_order() -> None:
    names, cells = HEADER.split("\t"), GOOD.split("\t")
    turned = log("\t".join(reversed(cells)), header="\t".join(reversed(names)))
    assert parse(turned)[0] == parse(log(GOOD))[0]


@pytest.mark.parametrize(
    "text",
    [
        log(GOOD, GOOD).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + log(GOOD, GOOD),
        log(GOOD, GOOD).rstrip(b"\n"),
        log(GOOD, "", GOOD, "", ""),
        log(GOOD, GOOD, header="\t".join(f'"ym:s:{name}"' for name in NAMES)),
    ],
    ids=["CRLF", "byte order mark", "no last line end", "blank lines", "quoted header"],
)
def test_harmless_variants_of_the_format_are_tolerated(text: bytes) -> None:
    rows, rejected, _ = parse(text)
    assert rejected == []
    assert rows == parse(log(GOOD, GOOD))[0]


@pytest.mark.parametrize("text", [b"", log(), log().rstrip()], ids=["nothing", "header", "unended header"])
def test_a_log_without_visits_has_no_rows(text: bytes) -> None:
    assert parse(text)[:2] == ([], [])


def test_lines_are_counted_across_blocks() -> None:
    lines = [GOOD if number != 500 else line(visitID="x") for number in range(2, 1002)]
    parser = LogParser(VISIT_FIELDS, date(2026, 1, 5), date(2026, 1, 6), str)
    small = blocks([log(*lines)[start : start + 999] for start in range(0, len(log(*lines)), 999)], size=10_000)
    pieces = list(parser.parse(small, "here"))
    assert [piece.line for piece in pieces if isinstance(piece, Rejected)] == [500]
    assert sum(piece.batch.num_rows for piece in pieces if isinstance(piece, Rows)) == 999


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"bc\n", b"\n", b"defg"]), max_size=12), st.integers(1, 9))
def test_blocks_hold_all_bytes_and_end_with_lines(chunks: list[bytes], size: int) -> None:
    made = list(blocks(chunks, size))
    whole = b"".join(chunks)
    assert b"".join(made) == whole + (b"\n" if whole and not whole.endswith(b"\n") else b"")
    assert all(block.endswith(b"\n") for block in made)


@settings(deadline=None)
@given(st.data())
def test_damaged_text_is_balanced_and_never_raises(data: st.DataObject) -> None:
    text = bytearray(log(GOOD, line(lastUTMTerm='"q"')))
    start = text.index(b"\n") + 1
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(start, len(text) - 1))] = data.draw(st.sampled_from(b"\x00\t\n\r\"'\\[],9\xd0 "))
    parse(bytes(text))
