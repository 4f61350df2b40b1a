"""Any table, written as the Logs API writes, comes back; any bytes at all come out as rows or rejected rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields import Field, Kind
from connectors.yandex_metrica.fields.catalogue import catalogue
from connectors.yandex_metrica.fields.choice import field_of
from connectors.yandex_metrica.parsing.parse import LogParser

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2105, 12, 31)
FIELDS = [field for name in catalogue("visits") if (field := field_of("visits", name)) is not None]
KEY = FIELDS[0]
MOSCOW = timedelta(hours=3)


class Veil:
    def address(self, address: str) -> str:
        return f"<{address}>"

    def texts(self, column: pa.Array) -> pa.Array:
        return column


words = st.text(st.one_of(st.sampled_from("\\'\",[] \t\nяa0@"), st.characters(exclude_categories=["Cs"])), max_size=8)
simple_words = st.text("abcxyz_-", min_size=1, max_size=6)
times = st.datetimes(datetime(1971, 1, 1), datetime(2105, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
amounts = st.decimals(Decimal("-99999999999999"), Decimal("99999999999999"), places=4)


def whole(bits: int, *, signed: bool) -> st.SearchStrategy[int]:
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else st.integers(0, 2**bits - 1)


SCALARS: Mapping[Kind, st.SearchStrategy[Any]] = {
    "uint64": whole(64, signed=False),
    "uint32": whole(32, signed=False),
    "uint16": whole(16, signed=False),
    "uint8": whole(8, signed=False),
    "int32": whole(32, signed=True),
    "int16": whole(16, signed=True),
    "int8": whole(8, signed=True),
    "flag": st.booleans(),
    "date": st.dates(FIRST_DAY, LAST_DAY),
    "counter_time": times,
    "moscow_time": times,
    "text": words,
    "code": words,
    "address": st.text("0123456789.x", max_size=8),
    "gapped": st.one_of(st.just(""), simple_words),
}
ELEMENTS: Mapping[Kind, st.SearchStrategy[Any]] = {
    "uint64s": SCALARS["uint64"],
    "uint32s": SCALARS["uint32"],
    "int64s": whole(64, signed=True),
    "int32s": SCALARS["int32"],
    "decimals": amounts,
    "moscow_times": times,
    "texts": words,
    "codes": words,
}


def escaped(text: str) -> str:
    signs = (("\\", "\\\\"), ("'", "\\'"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0"))
    for plain, sequence in signs:
        text = text.replace(plain, sequence)
    return text


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else str(value)


def quoted(elements: Sequence[str]) -> str:
    return "[" + ",".join(f"'{escaped(element)}'" for element in elements) + "]"


def ways_to_write(elements: Sequence[str]) -> list[str]:
    """An array in every form that was seen."""
    ways = [escaped(quoted(elements)), quoted(elements), quoted(elements).replace("','", "', '")]
    bare = all(element.replace("-", "").replace("_", "").replace(" ", "").isalnum() for element in elements if element)
    if bare and list(elements) != [""] and not any(element != element.strip() for element in elements):
        ways += ["[" + ",".join(elements) + "]", "[" + ", ".join(elements) + "]"]
    return ways


def in_csv_quotes(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@st.composite
def cells(draw: st.DrawFn, field: Field) -> tuple[str, Any]:
    """A cell and what is to be read from it."""
    if not field.required and draw(st.integers(0, 5)) == 0:
        return "", None
    if field.kind in ELEMENTS:
        values = draw(st.lists(ELEMENTS[field.kind], max_size=4))
        if field.kind == "decimals":
            written = [format(value, draw(st.sampled_from(["f", "E", ""]))) for value in values]
            ways = ["[" + ",".join(written) + "]", escaped(quoted(written))]
        elif values and all(isinstance(value, int) for value in values):
            ways = ["[" + ",".join(map(str, values)) + "]", *ways_to_write([plain(value) for value in values])]
        else:
            ways = ways_to_write([plain(value) for value in values])
        cell = draw(st.sampled_from(ways)) if values else "[]"
        read = [value - MOSCOW for value in values] if field.kind == "moscow_times" else values
    else:
        value = draw(SCALARS[field.kind])
        cell, read = escaped(plain(value)), value
        if field.kind == "gapped":
            ways = [value, f"[,,{value}]", f"['{value}']", rf"[\'{value}\']"] if value else ["", "[]", "[,]"]
            cell = draw(st.sampled_from(ways))
        if field.kind == "moscow_time":
            read = value - MOSCOW
        elif field.kind == "address":
            read = f"<{value}>"
        read = None if value == "" else read
    if cell.startswith('"') or draw(st.integers(0, 7)) == 0:
        cell = in_csv_quotes(cell)
    return cell, read


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Field], list[dict[str, tuple[str, Any]]]]:
    fields = draw(st.lists(st.sampled_from(FIELDS[1:]), max_size=6, unique_by=lambda field: field.column))
    fields = draw(st.permutations([KEY, *(field for field in fields if field.column != KEY.column)]))
    row = st.fixed_dictionaries({field.column: cells(field) for field in fields})
    return fields, draw(st.lists(row, max_size=12))


def in_chunks(text: bytes, size: int) -> Iterator[bytes]:
    return (text[start : start + size] for start in range(0, len(text), size))


def parsed(parser: LogParser, chunks: Any) -> tuple[list[dict[str, Any]], list[Rejected]]:
    pieces = list(parser.parse(chunks, "here"))
    batches = [piece.batch for piece in pieces if isinstance(piece, Rows)]
    rows = pa.Table.from_batches(batches, schema=parser.schema).to_pylist()
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert parser.rows_read == len(rows) + len(rejected)
    return rows, rejected


def parser_of(fields: Sequence[Field], **options: Any) -> LogParser:
    return LogParser({field.api: field for field in fields}, FIRST_DAY, LAST_DAY, Veil(), parallel=(), **options)


@settings(deadline=None, max_examples=300)
@given(tables(), st.data())
def test_any_table_comes_back_however_it_was_written(
    table: tuple[list[Field], list[dict[str, tuple[str, Any]]]], data: st.DataObject
) -> None:
    fields, rows = table
    order = data.draw(st.permutations(fields))
    line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
    blank = st.sampled_from(["", "", "", line_end])
    text = data.draw(st.sampled_from(["", "\ufeff"])) + "\t".join(field.api for field in order) + line_end
    for row in rows:
        text += data.draw(blank) + "\t".join(row[field.column][0] for field in order) + line_end
    if data.draw(st.booleans()):
        text = text.removesuffix(line_end)
    parser = parser_of(fields, block_size=data.draw(st.integers(1, 400)))
    read, rejected = parsed(parser, in_chunks(text.encode(), data.draw(st.integers(1, 300))))
    assert rejected == []
    assert read == [{column: value for column, (_, value) in row.items()} for row in rows]


SMALL = [
    field
    for name in ("visitID", "date", "lastUTMTerm", "goalsID", "purchaseCoupon")
    if (field := field_of("visits", name))
]
HEADER = "\t".join(field.api for field in SMALL).encode() + b"\n"
GOOD = b"7\t2026-01-05\t\xd1\x87\xd0\xb0\xd0\xb9\t[1,2]\t[\\'a\\',\\'b\\']"
SIGNS = [b"\t", b'"', b"'", b"\\", b"[", b"]", b",", b"\x00", b"\r", b"\xd0", b"7"]
damage = st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(SIGNS), max_size=30).map(b"".join))


def not_blank(text: bytes) -> int:
    return sum(line not in (b"", b"\r") for line in text.split(b"\n"))


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.one_of(st.just(GOOD + b"\n"), damage, damage.map(lambda bad: bad + b"\n")), max_size=8),
    st.integers(1, 200),
)
def test_any_bytes_below_a_header_come_out_as_rows_or_rejected_rows(lines: list[bytes], size: int) -> None:
    body = b"".join(lines)
    parser = parser_of(SMALL, block_size=size)
    parsed(parser, in_chunks(HEADER + body, size))
    assert parser.rows_read == not_blank(body)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_at_all_are_parsed_or_refused_in_a_sentence(text: bytes, size: int) -> None:
    with suppress(BadInput):
        parsed(parser_of(SMALL), in_chunks(text, size))


@settings(deadline=None, max_examples=200)
@given(damage.filter(lambda bad: b"\n" not in bad), st.integers(0, 5), st.integers(1, 200))
def test_a_spoiled_line_spoils_no_other(bad: bytes, place: int, size: int) -> None:
    lines = [GOOD.replace(b"7", str(number).encode(), 1) for number in range(6)]
    good, _ = parsed(parser_of(SMALL), [HEADER + b"\n".join(lines)])
    lines[place] = bad
    rows, rejected = parsed(parser_of(SMALL, block_size=size), [HEADER + b"\n".join(lines)])
    others = good[:place] + good[place + 1 :]
    assert [row for row in rows if row in others] == others
    assert all(piece.line == place + 2 for piece in rejected)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8))
def test_rows_with_unequal_parallel_arrays_are_rejected_and_no_others(lengths: list[tuple[int, int]]) -> None:
    fields = [field for name in ("visitID", "goalsID", "goalsPrice") if (field := field_of("visits", name))]
    parser = LogParser({field.api: field for field in fields}, FIRST_DAY, LAST_DAY, Veil())
    array: Callable[[int], str] = lambda length: "[" + ",".join("5" * length) + "]"  # noqa: E731
    text = "ym:s:visitID\tym:s:goalsID\tym:s:goalsPrice\n"
    text += "".join(f"{number}\t{array(left)}\t{array(right)}\n" for number, (left, right) in enumerate(lengths))
    rows, rejected = parsed(parser, [text.encode()])
    assert [row["visit_id"] for row in rows] == [n for n, (left, right) in enumerate(lengths) if left == right]
    assert {piece.column for piece in rejected} <= {"goals_price"}
