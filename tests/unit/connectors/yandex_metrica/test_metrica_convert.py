"""Hits, real rows, and what happens around the parser: threads, days before a field, a home without a key."""

import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from connectors.common.errors import Problem, SourceDown
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields.catalogue import LogName
from connectors.yandex_metrica.fields.choice import PREFIX, field_of
from connectors.yandex_metrica.parsing.ahead import in_order
from connectors.yandex_metrica.parsing.parse import LogParser

# five rows each of two real logs of an online shop, 2020
REAL_VISITS = """\
ym:s:browser	ym:s:clientID	ym:s:date	ym:s:dateTime	ym:s:deviceCategory	\
ym:s:lastTrafficSource	ym:s:operatingSystemRoot	ym:s:purchaseID	ym:s:purchaseRevenue	ym:s:startURL
chrome	12267275798148517398	2020-09-18	2020-09-18 10:40:59	1	internal	windows	\
['16891366513471468610']	[10767]	https://supermarket.ru/search
safari_mobile	10275295047121029551	2020-09-03	2020-09-03 22:55:32	2	organic	ios_double	[]	[]	https://supermarket.ru/product_1798
chrome	16050187229564839418	2020-08-08	2020-08-08 03:46:34	1	direct	gnu_linux	[]	[]	https://supermarket.ru/product_678
chrome	4985086536106220175	2020-08-24	2020-08-24 21:21:35	1	ad	windows	[]	[]	https://supermarket.ru/
miui	6500393564893995094	2020-09-24	2020-09-24 07:00:20	2	direct	android	[]	[]	https://supermarket.ru/promo_action_2160
"""
REAL_HITS = """\
ym:pv:browser	ym:pv:clientID	ym:pv:date	ym:pv:dateTime	ym:pv:deviceCategory	\
ym:pv:lastTrafficSource	ym:pv:operatingSystemRoot	ym:pv:URL
chrome	9625353358380463527	2020-07-06	2020-07-06 04:43:20	1	direct	macos	https://supermarket.ru/product_1280
android_browser	15569343169762640095	2020-07-06	2020-07-06 13:26:04	2	referral	android	https://supermarket.ru/promo_action_2068
chrome	13994713805140870235	2020-07-06	2020-07-06 19:44:03	1	ad	macos	https://supermarket.ru/catalog_category_82
"""


class Veil:
    def address(self, address: str) -> str:
        return f"<{address}>"

    def texts(self, column: pa.Array) -> pa.Array:
        return column


class NoKey(Veil):
    def texts(self, column: pa.Array) -> pa.Array:
        raise Problem("there is no key.")


def parser_of(source: LogName, header: str, privacy: Any = None) -> LogParser:
    fields = {name: field_of(source, name.removeprefix(PREFIX[source])) for name in header.split("\t")}
    asked = {name: field for name, field in fields.items() if field is not None}
    return LogParser(asked, date(2020, 7, 1), date(2020, 9, 30), privacy or Veil())


def parse(source: LogName, text: str, privacy: Any = None) -> tuple[list[dict[str, Any]], list[Rejected]]:
    parser = parser_of(source, text.partition("\n")[0], privacy)
    pieces = list(parser.parse([text.encode()], "here"))
    rows = [row for piece in pieces if isinstance(piece, Rows) for row in piece.batch.to_pylist()]
    return rows, [piece for piece in pieces if isinstance(piece, Rejected)]


def test_real_visits_are_read() -> None:
    rows, rejected = parse("visits", REAL_VISITS)
    assert rejected == []
    assert len(rows) == 5
    assert rows[0] == {
        "browser": "chrome",
        "client_id": 12267275798148517398,
        "date": date(2020, 9, 18),
        "date_time": datetime(2020, 9, 18, 10, 40, 59),
        "device_category": "1",
        "last_traffic_source": "internal",
        "operating_system_root": "windows",
        "purchase_id": ["16891366513471468610"],
        "purchase_revenue": [Decimal("10767.0000")],
        "start_url": "https://supermarket.ru/search",
    }


def test_real_hits_are_read() -> None:
    rows, rejected = parse("hits", REAL_HITS)
    assert rejected == []
    assert [row["url"].rpartition("/")[2] for row in rows] == [
        "product_1280", "promo_action_2068", "catalog_category_82"
    ]  # fmt: skip
    assert rows[1]["client_id"] == 15569343169762640095


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("screenColors", "24", 24),
        ("screenColors", "255", 255),
        ("offlineCallFirstTimeCaller", "-1", -1),
        ("offlineCallFirstTimeCaller", "-128", -128),
        ("offlineCallTalkDuration", "61", 61),
        ("offlineCallTalkDuration", "", None),
        ("screenColors", "", None),
        ("isPageView", "", None),
        ("goalsID", "", None),
        ("visitID", "", None),
        ("visitID", "12267275798148517398", 12267275798148517398),
        ("productQuantity", "[18446744073709551615,0]", [2**64 - 1, 0]),
        ("productQuantity", "", None),
        ("productPosition", "[-5,2147483647]", [-5, 2**31 - 1]),
        ("productPrice", "[-9223372036854775808]", [-(2**63)]),
        ("productEventType", "[1,3]", ["1", "3"]),
        ("productEventType", r"[\'add\',\'purchase\']", ["add", "purchase"]),
        ("purchaseTax", r"[\'1794500\']", ["1794500"]),
        ("productName", "", None),
        ("productName", r"""[\'Чайник "Уют", 1,5 л\',\'\']""", ['Чайник "Уют", 1,5 л', ""]),
        ("productName", r"[\'a\\tb\']", ["a\tb"]),
        ("params", r"{\"a\":[1,2]}".replace(r"\"", '"'), '{"a":[1,2]}'),
        ("ipAddress", "2a02:6b8::xxxx", "<2a02:6b8::xxxx>"),
        ("messenger", "[,,,telegram]", "telegram"),
        ("httpError", "404", "404"),
        ("parsedParamsKey1", "['a','b']", ["a", "b"]),
    ],
)
def test_hits_have_all_kinds_of_values(field: str, cell: str, value: object) -> None:
    (row,), rejected = parse("hits", f"ym:pv:watchID\tym:pv:{field}\n1\t{cell}\n")
    assert rejected == []
    assert list(row.values())[1] == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("screenColors", "256"), ("offlineCallFirstTimeCaller", "128"), ("isPageView", "01"), ("goalsID", "[1"),
        ("productQuantity", "[-1]"), ("productQuantity", "[18446744073709551616]"), ("productPosition", "[2147483648]"),
        ("productName", r"[\'a]"), ("productName", "a"), ("productPrice", "[1.5]"),
    ],
)  # fmt: skip
def test_what_is_not_of_its_kind_is_rejected_beside_good_and_missing_values(field: str, cell: str) -> None:
    others = {"isPageView": "1", "goalsID": "[]", "screenColors": "1", "offlineCallFirstTimeCaller": ""}
    lines = "".join(f"{number}\t{others.get(field, '[]')}\n" for number in range(20))
    rows, (rejected,) = parse("hits", f"ym:pv:watchID\tym:pv:{field}\n{lines}77\t{cell}\n{lines}")
    assert len(rows) == 40
    assert rejected.line == 22


def test_without_a_key_nothing_personal_is_parsed() -> None:
    text = "ym:pv:watchID\tym:pv:params\n1\tivan@mail.example\n"
    with pytest.raises(Problem, match="no key"):
        parse("hits", text, NoKey())
    assert parse("hits", text.replace("ivan@mail.example", "nobody"), NoKey())[0] == [
        {"watch_id": 1, "params": "nobody"}
    ]


def test_an_error_while_bytes_arrive_reaches_the_caller() -> None:
    def broken() -> Iterator[bytes]:
        yield REAL_HITS.encode()
        raise SourceDown("reset")

    parser = parser_of("hits", REAL_HITS.partition("\n")[0])
    with pytest.raises(SourceDown):
        list(parser.parse(broken(), "here"))


def test_results_come_in_order_and_little_is_taken_in_advance() -> None:
    taken: list[int] = []
    gate = threading.Event()

    def numbers() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    def work(number: int) -> int:
        if number == 0:
            gate.wait(10)
        else:
            gate.set()
        return number

    results = in_order(work, numbers(), threads=2, ahead=3)
    assert next(results) == 0
    assert len(taken) <= 4
    assert list(results) == list(range(1, 100))


def test_an_error_ends_the_work_at_its_place_and_leaving_early_ends_it_too() -> None:
    def work(number: int) -> int:
        return 10 // (number - 3)

    results = in_order(work, range(10), threads=2, ahead=2)
    assert [next(results), next(results), next(results)] == [-4, -5, -10]
    with pytest.raises(ZeroDivisionError):
        next(results)
    early = in_order(str, iter(range(10**9)), threads=2, ahead=2)
    assert next(early) == "0"
    early.close()  # type: ignore[attr-defined]
