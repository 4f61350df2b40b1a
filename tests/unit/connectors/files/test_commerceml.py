"""1C's CommerceML: orders as flat rows, one a product."""

from pathlib import Path
from typing import Any

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.layout import Layout
from connectors.files.reading import open_file

ORDERS = """\
<?xml version="1.0" encoding="{encoding}"?>
<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2026-05-02T10:00:00">
  <Документ>
    <Ид>7f1</Ид>
    <Номер>0000-000001</Номер>
    <Дата>2026-05-01</Дата>
    <ХозОперация>Заказ товара</ХозОперация>
    <Роль>Продавец</Роль>
    <Валюта>руб</Валюта>
    <Курс>1</Курс>
    <Сумма>3000.50</Сумма>
    <Контрагенты>
      <Контрагент><Ид>shop</Ид><Роль>Продавец</Роль></Контрагент>
      <Контрагент>
        <Ид>c1</Ид>
        <Наименование>ООО &quot;Ромашка &amp; Ко&quot;</Наименование>
        <Роль>Покупатель</Роль>
        <Контакты>
          <Контакт><Тип>Почта</Тип><Значение>ivan@example.ru</Значение></Контакт>
          <Контакт><Тип>ТелефонРабочий</Тип><Значение>+7 916 000-00-00</Значение></Контакт>
        </Контакты>
        <АдресРегистрации><Представление>Тула</Представление></АдресРегистрации>
      </Контрагент>
    </Контрагенты>
    <Время>10:15:00</Время>
    <Налоги><Налог><Наименование>НДС</Наименование><Сумма>500.08</Сумма></Налог></Налоги>
    <Товары>
      <Товар>
        <Ид>t1</Ид><Артикул>SKU-1</Артикул><Наименование>Чайник</Наименование>
        <БазоваяЕдиница Код="796">шт</БазоваяЕдиница>
        <ЦенаЗаЕдиницу>1000.25</ЦенаЗаЕдиницу><Количество>2</Количество><Сумма>2000.50</Сумма>
        <ЗначенияРеквизитов>
          <ЗначениеРеквизита><Наименование>ВидНоменклатуры</Наименование><Значение>Товар</Значение></ЗначениеРеквизита>
        </ЗначенияРеквизитов>
      </Товар>
      <Товар><Ид>t2</Ид><Наименование>Доставка</Наименование><Количество>1</Количество><Сумма>1000</Сумма></Товар>
    </Товары>
    <ЗначенияРеквизитов>
      <ЗначениеРеквизита><Наименование>Статус заказа</Наименование><Значение>Оплачен</Значение></ЗначениеРеквизита>
      <ЗначениеРеквизита><Наименование>Дата оплаты</Наименование><Значение></Значение></ЗначениеРеквизита>
      <ЗначениеРеквизита><Наименование>Дата отгрузки</Наименование><Значение>2026-05-03</Значение></ЗначениеРеквизита>
    </ЗначенияРеквизитов>
  </Документ>
  <Контейнер>
    <Документ><Ид>7f2</Ид><Номер>2</Номер><Сумма>0</Сумма><Товары/><Комментарий/></Документ>
  </Контейнер>
</КоммерческаяИнформация>
"""
OWN = ["Ид", "Номер", "Дата", "ХозОперация", "Роль", "Валюта", "Курс", "Сумма"]


def write(text: str, tmp_path: Path, encoding: str = "utf-8") -> Path:
    path = tmp_path / "1c" / "orders.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    pieces = open_file(path).table().pieces
    return [row for piece in pieces if isinstance(piece, Rows) for row in piece.batch.to_pylist()]


@pytest.mark.parametrize(
    ("said", "encoding"),
    [("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("windows-1251", "cp1251"), ("UTF-16", "utf-16")],
)
def test_a_document_is_one_row_a_product(said: str, encoding: str, tmp_path: Path) -> None:
    kettle, delivery, empty = rows_of(write(ORDERS.format(encoding=said), tmp_path, encoding))
    assert {name: kettle[name] for name in (*OWN, "Время")} == {
        "Ид": "7f1",
        "Номер": "0000-000001",
        "Дата": "2026-05-01",
        "Время": "10:15:00",
        "ХозОперация": "Заказ товара",
        "Роль": "Продавец",
        "Валюта": "руб",
        "Курс": "1",
        "Сумма": "3000.50",
    }
    assert kettle["Контрагент.Ид"] == delivery["Контрагент.Ид"] == "c1"
    assert kettle["Контрагент.Наименование"] == 'ООО "Ромашка & Ко"'
    assert kettle["Контрагент.Контакт"] == "ivan@example.ru;+7 916 000-00-00"
    assert kettle["Контрагент.АдресРегистрации.Представление"] == "Тула"
    assert kettle["Налог.Сумма"] == "500.08"
    assert (kettle["Товар.НомерСтроки"], delivery["Товар.НомерСтроки"]) == ("1", "2")
    assert (kettle["Товар.Артикул"], delivery["Товар.Артикул"]) == ("SKU-1", None)
    assert (kettle["Товар.ЦенаЗаЕдиницу"], kettle["Товар.Количество"]) == ("1000.25", "2")
    assert (kettle["Товар.Сумма"], delivery["Товар.Сумма"]) == ("2000.50", "1000")
    assert kettle["Товар.БазоваяЕдиница"] == "шт"
    assert kettle["Товар.Реквизит.ВидНоменклатуры"] == "Товар"
    assert kettle["Реквизит.Статус заказа"] == delivery["Реквизит.Статус заказа"] == "Оплачен"
    assert kettle["Реквизит.Дата отгрузки"] == "2026-05-03"
    assert "Реквизит.Дата оплаты" not in kettle
    assert {name: value for name, value in empty.items() if value is not None} == {
        "Ид": "7f2",
        "Номер": "2",
        "Сумма": "0",
        "_row": 3,
        "_line": 45,
    }


def test_the_header_is_known_before_the_first_row(tmp_path: Path) -> None:
    file = open_file(write(ORDERS.format(encoding="UTF-8"), tmp_path))
    (candidate,) = file.candidates()
    header = file.table(candidate.layout).header
    assert header == candidate.cells
    assert header[:8] == tuple(OWN)
    assert candidate.layout == Layout()
    products = [name for name in header if name.startswith("Товар.")]
    assert header[-len(products) :] == tuple(products)


def test_rows_know_the_lines_of_their_products(tmp_path: Path) -> None:
    path = write(ORDERS.format(encoding="UTF-8"), tmp_path)
    lines = path.read_text().splitlines()
    began = [lines[row["_line"] - 1].strip()[:14] for row in rows_of(path)]
    assert began == ["<Товар>", "<Товар><Ид>t2<", "<Документ><Ид>"]


def test_other_names_of_the_namespace_are_the_same_tags(tmp_path: Path) -> None:
    document = "<c:Документ><c:Ид>1</c:Ид></c:Документ>"
    text = f'<c:КоммерческаяИнформация xmlns:c="urn:1C.ru:commerceml_2">{document}</c:КоммерческаяИнформация>'
    assert [row["Ид"] for row in rows_of(write(text, tmp_path))] == ["1"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "<КоммерческаяИнформация><Каталог><Ид>1</Ид></Каталог></КоммерческаяИнформация>",
            "1c/orders.xml: there are no documents in it: it may be a catalogue. Export the orders.",
        ),
        (
            "<КоммерческаяИнформация>\n<Документ><Ид>1</Ид>",
            "1c/orders.xml: line 2 is no valid XML (no element found). Export it again.",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a "aa">]><КоммерческаяИнформация><Документ/></КоммерческаяИнформация>',
            "1c/orders.xml: it declares a document type, and exports have none: it could name other files or grow "
            "without end. Export it again.",
        ),
        (
            '<?xml version="1.0" encoding="klingon"?><КоммерческаяИнформация/>',
            "1c/orders.xml: its XML is in an encoding that can't be read. Export it again in UTF-8.",
        ),
        (
            "<КоммерческаяИнформация><Документ><Ид>" + "x" * 140_000 + "</Ид></Документ></КоммерческаяИнформация>",
            "1c/orders.xml: line 1: a value is longer than 131 072 characters. Export it again.",
        ),
        (
            "<?xml version='1.0'?><rss/>",
            "1c/orders.xml: this is XML of an unknown kind (rss). Export the table as CSV or XLSX.",
        ),
        (
            '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "1c/orders.xml: this is an Excel table of 2003 (XML). Save it as .xlsx.",
        ),
    ],
    ids=["catalogue", "cut off", "document type", "encoding", "long value", "other XML", "Excel 2003"],
)
def test_what_can_not_be_read_is_refused_by_a_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        list(open_file(write(text, tmp_path)).table().pieces)
    assert str(refused.value) == sentence


def test_thousands_of_fields_are_refused_before_they_are_gathered(tmp_path: Path) -> None:
    fields = "".join(f"<x{number}>1</x{number}>" for number in range(5001))
    with pytest.raises(BadInput) as refused:
        open_file(write(f"<КоммерческаяИнформация><Документ>{fields}</Документ></КоммерческаяИнформация>", tmp_path))
    assert str(refused.value) == (
        "1c/orders.xml: its documents have more than 5000 different fields. Export only the fields that you need."
    )
