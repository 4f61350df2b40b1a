"""Rates of the Bank of Russia, as published."""

from pathlib import Path

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.reading import open_file

DAY = """\
<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="26.09.2026" name="Foreign Currency Market">
<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name>\
<Value>84,9057</Value><VunitRate>84,9057</VunitRate></Valute>
<Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>Тенге</Name>\
<Value>16,1234</Value><VunitRate>0,161234</VunitRate></Valute>
</ValCurs>
"""


def write(text: str, tmp_path: Path) -> Path:
    path = tmp_path / "cbr" / "XML_daily.xml"
    path.parent.mkdir()
    path.write_bytes(text.encode("cp1251"))
    return path


def test_a_day_is_one_row_a_currency(tmp_path: Path) -> None:
    file = open_file(write(DAY, tmp_path))
    table = file.table()
    assert [each.cells for each in file.candidates()] == [table.header]
    assert table.header == ("Date", "CharCode", "Nominal", "Value", "VunitRate")
    (rows,) = table.pieces
    assert isinstance(rows, Rows)
    assert [tuple(row.values()) for row in rows.batch.to_pylist()] == [
        ("26.09.2026", "USD", "1", "84,9057", "84,9057", 1, 2),
        ("26.09.2026", "KZT", "100", "16,1234", "0,161234", 2, 3),
    ]


def test_rates_of_one_currency_do_not_say_which(tmp_path: Path) -> None:
    path = write('<ValCurs ID="R01235"><Record Date="01.09.2026"><Value>1</Value></Record></ValCurs>', tmp_path)
    with pytest.raises(BadInput) as refused:
        list(open_file(path).table().pieces)
    assert str(refused.value) == (
        "cbr/XML_daily.xml: these are rates of one currency over time, and the file doesn't say which currency. "
        "Drop the rates of each day (XML_daily)."
    )
