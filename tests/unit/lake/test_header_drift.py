"""Headers that change between two files of a kind: told, with the line of configuration that would mend it."""

from typing import Any

COLUMNS = {
    "lead_id": '"ID"',
    "created_at": '"Создан"',
    "campaign": '"Кампания"',
}
BEFORE = "ID,Создан,Кампания,Город\n1,2026-10-01,brand,Тверь\n"


def deliver_both(home: Any, now: str, columns: dict[str, str] = COLUMNS) -> Any:
    home.map("crm", tables={"leads": {"columns": columns}})
    first = home.deliver("crm", BEFORE, "a.csv")
    assert first.drift == ()
    return home.deliver("crm", now, "b.csv")


def test_the_same_headers_in_another_order_and_case_are_no_drift(home: Any) -> None:
    assert deliver_both(home, "город,Кампания,ID,Создан\nТверь,brand,2,2026-10-02\n").drift == ()


def test_a_new_column_is_told_with_the_line_that_maps_it(home: Any) -> None:
    report = deliver_both(home, "ID,Создан,Кампания,Город,Отдел\n2,2026-10-02,brand,Тверь,Опт\n")
    assert report.drift == (
        "the column “Отдел” is new. Nothing reads it; to map it, write in config/sources/crm.yaml: "
        "<column>: '\"Отдел\"'.",
    )


def test_a_missing_column_that_nothing_reads_is_told(home: Any) -> None:
    assert deliver_both(home, "ID,Создан,Кампания\n2,2026-10-02,brand\n").drift == ("the column “Город” is missing.",)


def test_a_renamed_column_that_is_read_refuses_the_file(home: Any) -> None:
    report = deliver_both(home, "ID,Создан,Рекламная кампания,Город\n2,2026-10-02,brand,Тверь\n")
    assert report.refused
    assert "there is no column “Кампания”" in report.refused
    assert "The nearest is “Рекламная кампания”" in report.refused


def test_canonical_files_tell_their_drift_too(home: Any) -> None:
    home.deliver("leads", "lead_id,created_at,campaign\n1,2026-10-01,brand\n", "a.csv")
    report = home.deliver("leads", "lead_id,created_at,campaigne\n2,2026-10-02,brand\n", "b.csv")
    assert report.drift == (
        "the column “campaign” seems to be called “campaigne” now. It is no longer read: call it “campaign” again.",
    )


def test_drift_is_told_of_a_repeated_file_once(home: Any) -> None:
    now = "ID,Создан,Кампания\n2,2026-10-02,brand\n"
    assert deliver_both(home, now).drift
    assert home.deliver("crm", now, "again.csv").drift == ()


def test_a_contact_in_a_header_is_not_told(home: Any) -> None:
    report = deliver_both(home, "ID,Создан,Кампания,Город,+7 916 123-45-67\n2,2026-10-02,brand,Тверь,x\n")
    assert "916" not in report.drift[0]
    assert "+9 999 999-99-99" in report.drift[0]


DEALS = "ID;Название сделки;Стадия сделки;Дата создания;Сумма;UTM Campaign\n1;x;Новая;01.10.2026;5;brand\n"
RENAMED = DEALS.replace("Сумма", "К оплате").replace("UTM Campaign", "Реклама")


def test_of_an_export_what_is_missing_is_told_with_its_field(home: Any) -> None:
    home.deliver("crm", DEALS, "a.csv")
    report = home.deliver("crm", DEALS.replace("UTM Campaign", "Реклама"), "b.csv")
    assert report.drift == (
        "the column “UTM Campaign” is missing. It was read: export it again, or write what it is called now in "
        'config/sources/crm.yaml: fields: {utm_campaign: ["…"]}.',
        "the column “Реклама” is new. Nothing reads it; to map it, write in config/sources/crm.yaml: "
        'fields: {<field>: ["Реклама"]}.',
    )


def test_what_the_configuration_names_is_no_drift(home: Any) -> None:
    home.deliver("crm", DEALS, "a.csv")
    home.map("crm", tables={}, fields={"amount": ["К оплате"], "utm_campaign": ["Реклама"]})
    report = home.deliver("crm", RENAMED, "b.csv")
    assert report.refused is None
    assert report.drift == ()


def test_another_export_altogether_is_told_in_bounded_time_and_words(home: Any) -> None:
    def export(word: str) -> str:
        names = [f"{word} {number}" for number in range(4000)]
        return ",".join(["ID", "Создан", "Кампания", *names]) + "\n1,2026-10-01,brand" + "," * len(names) + "\n"

    home.map("crm", tables={"leads": {"columns": COLUMNS}})
    home.deliver("crm", export("поле"), "a.csv")
    drift = home.deliver("crm", export("графа"), "b.csv").drift
    assert len(drift) == 21
    assert drift[-1] == "7980 more columns have changed."
