"""A configuration that comes to hash a column, or to keep it: archived deliveries follow, or wait for originals."""

from typing import Any

HEADER = "Номер заказа;Способ оформления;Статус заказа;Дата создания;Сумма;Клиент\n"
FIRST = f"{HEADER}1;сайт;выполнен;05.10.2026 10:00:00;100;Иванов Иван\n"
SECOND = f"{HEADER}79161234567;сайт;выполнен;06.10.2026 10:00:00;100;Иванов Иван\n"


def customers(box: Any) -> list[str]:
    return [row["customer_id"] for row in box.rows("orders")]


def test_a_column_that_is_hashed_from_now_on_is_hashed_in_the_archive_too(box: Any) -> None:
    box.tell("crm", fields={"customer_id": ["Клиент"]})
    box.deliver("crm", SECOND)
    assert customers(box) == ["Иванов Иван"]
    box.tell("crm")
    (report,) = box.load()
    assert (report.refused, report.replayed) == (None, True)
    assert customers(box) == [box.token("Иванов Иван")]
    assert "иванов" not in box.on_disk()
    assert [row["order_id"] for row in box.rows("orders")] == ["79161234567"]  # and nothing else is touched
    assert box.load() == []


def test_contacts_that_had_become_tokens_keep_them(box: Any) -> None:
    box.tell("crm", fields={"customer_id": ["Клиент"]})
    box.deliver("crm", FIRST.replace("Иванов Иван", "+7 916 123-45-67"))
    before = customers(box)
    box.tell("crm")
    box.load()
    assert customers(box) == before == [box.token("+7 916 123-45-67")]


def test_a_column_that_is_kept_from_now_on_waits_for_the_original(box: Any) -> None:
    """The same customer would be two: a hash in the old deliveries, a name in the new ones."""
    box.deliver("crm", FIRST, "a.csv")
    box.tell("crm", fields={"customer_id": ["Клиент"]})
    (report,) = box.load()
    assert "nothing but hashes of “Клиент”" in report.refused
    assert customers(box) == [box.token("Иванов Иван")]
    again = box.deliver("crm", FIRST, "a.csv")
    assert (again.refused, again.repeated) == (None, True)
    assert customers(box) == ["Иванов Иван"]
