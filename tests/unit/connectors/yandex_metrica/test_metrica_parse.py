from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields import VISITS, VISITS_LOG
from connectors.yandex_metrica.fields.choice import field_of
from connectors.yandex_metrica.parsing.blocks import blocks
from connectors.yandex_metrica.parsing.parse import LogParser

ASKED = {field.api: field for field in VISITS_LOG.fields}
NAMES = sorted((name.removeprefix("ym:s:") for name in ASKED), key=str.lower)
CELLS = {
    "visitID": "12267275798148517398", "counterID": "90601234", "clientID": "16050187229564839418",
    "counterUserIDHash": "18446744073709551615", "date": "2026-01-05", "dateTime": "2026-01-05 13:00:00",
    "dateTimeUTC": "2026-01-05 13:00:00", "isNewUser": "1", "bounce": "0", "pageViews": "7", "visitDuration": "61",
    "startURL": "https://samovar.example/?utm_term=%D1%87", "endURL": "https://samovar.example/cart/",
    "lastTrafficSource": "ad", "lastMessenger": "[,,,telegram]", "lastUTMCampaign": "Чайники_Поиск",
    "goalsID": "[3000001,3000002]", "goalsDateTime": r"[\'2026-01-05 13:00:30\',\'2026-01-05 13:01:00\']",
    "deviceCategory": "1", "clientTimeZone": "-210", "cookieEnabled": "1", "javascriptEnabled": "1",
    "screenWidth": "65535", "screenHeight": "0", "windowClientWidth": "1", "windowClientHeight": "1",
    "ipAddress": "37.190.76.xxx", "isRobotPro": "0", "regionCountryID": "225", "regionCityID": "213",
    "goalsSerialNumber": "[1,2]", "goalsPrice": "[0,-1500]", "goalsOrder": r"[\'\',\'A-17\']",
    "goalsCurrency": r"[\'\',\'RUB\']", "purchaseID": r"[\'A-17\']", "purchaseDateTime": r"[\'2026-01-05 13:01:00\']",
    "purchaseRevenue": "[10767]", "purchaseCurrency": r"[\'RUB\']", "purchaseTax": "[1.7945e9]",
    "purchaseShipping": "[0.5]", "purchaseCoupon": r"[\'\']", "lastDirectClickOrder": "0",
    "lastDirectBannerGroup": "5000000000", "lasthasGCLID": "0",
}  # fmt: skip
HEADER = "\t".join(f"ym:s:{name}" for name in NAMES)
GOOD = "\t".join(CELLS.get(name, "") for name in NAMES)


class Veil:
    """Stands in for the home's pseudonyms."""

    def address(self, address: str) -> str:
        return f"<{len(address)}>"

    def texts(self, column: pa.Array) -> pa.Array:
        return pc.replace_substring_regex(column, r"[a-z]+@[a-z.]+", "email:0")


def parser_of(**options: Any) -> LogParser:
    return LogParser(ASKED, date(2026, 1, 5), date(2026, 1, 6), Veil(), **options)


def line(**cells: str) -> str:
    return "\t".join({**CELLS, **cells}.get(name, "") for name in NAMES)


def log(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{text}\n" for text in (header, *lines)).encode()


def parse(text: bytes | Iterable[bytes], **options: Any) -> tuple[list[dict[str, Any]], list[Rejected], LogParser]:
    parser = parser_of(**options)
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
    assert (row["goals_price"], row["goals_order"]) == ([0, -1500], ["", "A-17"])
    assert (row["purchase_id"], row["purchase_date_time"]) == (["A-17"], [datetime(2026, 1, 5, 10, 1)])
    assert (row["purchase_revenue"], row["purchase_tax"]) == ([Decimal("10767.0000")], [Decimal("1794500000.0000")])
    assert row["last_direct_banner_group"] == 5_000_000_000


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
        ("isRobotPro", "1", "is_robot_pro", True),
        ("isRobotPro", "", "is_robot_pro", None),
        ("purchaseCoupon", r"[\'it\\\'s 10%\']", "purchase_coupon", ["it's 10%"]),
        ("purchaseCoupon", '"[\\\'Имя 1/2""\\\']"', "purchase_coupon", ['Имя 1/2"']),
        ("purchaseCoupon", r"[\'a,b]\']", "purchase_coupon", ["a,b]"]),
        ("purchaseCoupon", "['[,]']", "purchase_coupon", ["[,]"]),
        ("purchaseCoupon", "[spring]", "purchase_coupon", ["spring"]),
        ("purchaseCoupon", r"[\'to ivan@mail.example\']", "purchase_coupon", ["to email:0"]),
        ("purchaseID", r"[\'ivan@mail.example\']", "purchase_id", ["email:0"]),
        ("goalsOrder", r"[\'A-17\',\'ivan@mail.example\']", "goals_order", ["A-17", "email:0"]),
        ("purchaseID", r"[\'16891366513471468610\']", "purchase_id", ["16891366513471468610"]),
        ("lasthasGCLID", "", "last_has_gclid", None),
        ("clientID", "", "client_id", None),
        ("dateTimeUTC", "", "date_time_utc", None),
        ("goalsPrice", "", "goals_price", None),
        ("goalsDateTime", "", "goals_date_time", None),
        ("purchaseRevenue", "", "purchase_revenue", None),
        ("purchaseCoupon", "[a[b]", "purchase_coupon", ["a[b"]),
        ("lastUTMTerm", '"' + "x" * 200_000 + '"', "last_utm_term", "x" * 200_000),
        ("lastUTMTerm", "call ivan@mail.example", "last_utm_term", "call email:0"),
        ("purchaseRevenue", "[1e3]", "purchase_revenue", [Decimal("1000.0000")]),
        ("purchaseRevenue", "[-0.0001]", "purchase_revenue", [Decimal("-0.0001")]),
        ("purchaseRevenue", "['12.34']", "purchase_revenue", [Decimal("12.3400")]),
        ("purchaseRevenue", "[0.30000000000000004]", "purchase_revenue", [Decimal("0.3000")]),
        ("purchaseRevenue", "[1e-7]", "purchase_revenue", [Decimal("0.0000")]),
        ("purchaseRevenue", "[0.00005]", "purchase_revenue", [Decimal("0.0001")]),
        ("purchaseRevenue", "[99999999999999.9999]", "purchase_revenue", [Decimal("99999999999999.9999")]),
    ],
)
def test_every_encoding_of_a_value_is_read(field: str, cell: str, column: str, value: object) -> None:
    rows, rejected, _ = parse(log(GOOD, line(**{field: cell}), GOOD))
    assert rejected == []
    assert rows[1][column] == value
    assert rows[0] == rows[2] == parse(log(GOOD))[0][0]


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
    ones, words = f"[{','.join('1' * count)}]", f"[{','.join(['x'] * count)}]"
    cells = {"goalsSerialNumber": ones, "goalsPrice": ones, "goalsOrder": words, "goalsCurrency": words}
    rows, rejected, _ = parse(log(GOOD, line(goalsID=goals, goalsDateTime=moments, **cells), GOOD))
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
        ({"goalsID": ""}, "goals_date_time", "its length is not that of goals_id"),
        ({"goalsID": "[4294967296]"}, "goals_id", "«[4294967296]» is not an array of whole numbers"),
        ({"goalsID": "[1,,2]"}, "goals_id", "«[1,,2]» is not an array of whole numbers"),
        ({"goalsDateTime": "[yesterday]"}, "goals_date_time", "«[yesterday]» is not an array of times"),
        ({"goalsID": "[1]"}, "goals_date_time", "its length is not that of goals_id"),
        ({"goalsCurrency": "[]"}, "goals_currency", "its length is not that of goals_id"),
        ({"purchaseCoupon": "[]"}, "purchase_coupon", "its length is not that of purchase_id"),
        ({"purchaseRevenue": "[1,2]"}, "purchase_revenue", "its length is not that of purchase_id"),
        (
            {"purchaseRevenue": "[100000000000000]"},
            "purchase_revenue",
            "«[100000000000000]» is not an array of numbers below 10^14",
        ),
        ({"purchaseRevenue": "[nan]"}, "purchase_revenue", "«[nan]» is not an array of numbers below 10^14"),
        ({"purchaseRevenue": "[inf]"}, "purchase_revenue", "«[inf]» is not an array of numbers below 10^14"),
        (
            {"purchaseRevenue": "[1e999999999]"},
            "purchase_revenue",
            "«[1e999999999]» is not an array of numbers below 10^14",
        ),
        ({"purchaseRevenue": "[]"}, "purchase_revenue", "its length is not that of purchase_id"),
        ({"purchaseRevenue": "[1_0]"}, "purchase_revenue", "«[1_0]» is not an array of numbers below 10^14"),
        ({"purchaseRevenue": "[,]"}, "purchase_revenue", "«[,]» is not an array of numbers below 10^14"),
        ({"goalsPrice": "[1.5,2]"}, "goals_price", "«[1.5,2]» is not an array of whole numbers"),
        (
            {"goalsPrice": "[9223372036854775808,0]"},
            "goals_price",
            "«[9223372036854775808,0]» is not an array of whole numbers",
        ),
        ({"isRobotPro": "2"}, "is_robot_pro", "«2» is not 0 or 1"),
        ({"date": "0000-01-01"}, "date", "0000-01-01 is not a day that was asked for"),
        ({"lastMessenger": "['a]"}, "last_messenger", "«['a]» is not text, or an array of words"),
        ({"purchaseCoupon": "[[a]]"}, "purchase_coupon", "«[[a]]» is not an array of texts"),
        ({"purchaseCoupon": '["a"]'}, "purchase_coupon", '«["a"]» is not an array of texts'),
        ({"counterID": ""}, "counter_id", "«» is not a whole number below 2^32"),
        ({"dateTime": ""}, "date_time", "«» is not a time"),
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
        (GOOD + "\tmore", "66 fields instead of 65"),
        (GOOD.rpartition("\t")[0], "64 fields instead of 65"),
        ("<html>", "1 fields instead of 65"),
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
        (HEADER.replace("ym:s:visitID", "ym:s:visit"), "the header misses ym:s:visitID"),
        (HEADER.replace("ym:s:bounce\t", ""), "the header misses ym:s:bounce"),
        (HEADER + "\tym:s:isRobot", "the header has unasked ym:s:isRobot"),
        (HEADER + "\tym:s:bounce", "the header repeats ym:s:bounce"),
        ("<html>", "the header misses ym:s:bounce"),
        ("", "the header misses ym:s:bounce"),
    ],
)
def test_a_header_that_is_not_what_was_asked_for_refuses_the_log(header: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(log(GOOD, header=header))
    assert says in str(refused.value)
    assert str(refused.value).startswith("log request 7, part 0: ")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("ym:s:lastsignTrafficSource", "ym:s:lastSignTrafficSource"),
        ("ym:s:productsPrice", "ym:s:purchasedProductPrice"),
        ("ym:s:lasthasGCLID", "ym:s:lastHasGCLID"),
    ],
)
def test_the_answer_may_spell_a_field_in_another_way_that_is_known(asked: str, answered: str) -> None:
    field = field_of("visits", asked.removeprefix("ym:s:"))
    assert field is not None
    parser = LogParser({asked: field}, date(2026, 1, 5), date(2026, 1, 6), Veil())
    assert list(parser.parse([f"{answered}\n".encode()], "here")) == []
    assert parser.schema.names == [field.column]


def test_rows_of_another_counter_are_rejected_where_the_counter_is_known() -> None:
    rows, (rejected,), _ = parse(log(GOOD, line(counterID="7")), counter_id=90601234)
    assert len(rows) == 1
    assert (rejected.line, rejected.column, rejected.reason) == (3, "counter_id", "7 is another counter")


def test_a_row_without_anything_but_its_key_is_a_row() -> None:
    required = {field.api.removeprefix("ym:s:") for field in VISITS_LOG.fields if field.required}
    bare = "\t".join(CELLS[name] if name in required else "" for name in NAMES)
    (_, row, _), rejected, _ = parse(log(GOOD, bare, GOOD))
    assert rejected == []
    assert {name for name, value in row.items() if value is not None} == {
        "visit_id", "counter_id", "date", "date_time"
    }  # fmt: skip


def test_no_goals_are_as_many_as_goals_that_are_not_told() -> None:
    empty = dict.fromkeys(("goalsID", "goalsDateTime", "goalsSerialNumber", "goalsOrder", "goalsCurrency"), "[]")
    (row,), rejected, _ = parse(log(line(**empty, goalsPrice="")))
    assert rejected == []
    assert (row["goals_id"], row["goals_price"]) == ([], None)


def test_arrays_may_differ_in_length_where_nobody_says_that_they_are_parallel() -> None:
    (row,), rejected, _ = parse(log(line(goalsID="[1]")), parallel=())
    assert rejected == []
    assert row["goals_id"] == [1]


def test_only_the_fields_that_were_asked_for_have_columns() -> None:
    asked = {name: ASKED[name] for name in ("ym:s:visitID", "ym:s:date", "ym:s:purchaseRevenue")}
    parser = LogParser(asked, date(2026, 1, 5), date(2026, 1, 6), Veil())
    text = b"ym:s:date\tym:s:purchaseRevenue\tym:s:visitID\n2026-01-05\t[1.5]\t7\n"
    (piece,) = parser.parse([text], "here")
    assert isinstance(piece, Rows)
    assert piece.batch.to_pylist() == [
        {"visit_id": 7, "date": date(2026, 1, 5), "purchase_revenue": [Decimal("1.5000")]}
    ]
    assert piece.batch.schema == parser.schema


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


@pytest.mark.parametrize(
    "text", [b"", b"\r\n\n", log(), log().rstrip()], ids=["nothing", "blank lines", "header", "unended header"]
)
def test_a_log_without_visits_has_no_rows(text: bytes) -> None:
    assert parse(text)[:2] == ([], [])


def test_lines_are_counted_across_blocks() -> None:
    lines = [GOOD if number != 500 else line(visitID="x") for number in range(2, 1002)]
    text = log(*lines)
    parser = parser_of(block_size=10_000)
    pieces = list(parser.parse((text[start : start + 999] for start in range(0, len(text), 999)), "here"))
    assert [piece.line for piece in pieces if isinstance(piece, Rejected)] == [500]
    assert sum(piece.batch.num_rows for piece in pieces if isinstance(piece, Rows)) == 999


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"bc\n", b"\n", b"defg"]), max_size=12), st.integers(1, 9))
def test_blocks_hold_all_bytes_and_end_with_lines(chunks: list[bytes], size: int) -> None:
    made = list(blocks(chunks, size))
    whole = b"".join(chunks)
    assert b"".join(made) == whole + (b"\n" if whole and not whole.endswith(b"\n") else b"")
    assert all(block.endswith(b"\n") for block in made)


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadInput) as refused:
        list(blocks((b"x" * (1 << 20) for _ in range(1000)), where="log request 7, part 0"))
    assert str(refused.value) == "log request 7, part 0: a line is longer than 64 MiB. This is no log."


def test_a_line_may_be_longer_than_a_block() -> None:
    rows, rejected, _ = parse(log(GOOD, line(startURL="x" * 3_000_000), GOOD), block_size=1000)
    assert rejected == []
    assert [len(row["start_url"]) for row in rows] == [40, 3_000_000, 40]


@settings(deadline=None)
@given(st.data())
def test_damaged_text_is_balanced_and_never_raises(data: st.DataObject) -> None:
    text = bytearray(log(GOOD, line(lastUTMTerm='"q"')))
    start = text.index(b"\n") + 1
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(start, len(text) - 1))] = data.draw(st.sampled_from(b"\x00\t\n\r\"'\\[],9\xd0 "))
    parse(bytes(text))
