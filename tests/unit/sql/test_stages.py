"""Which stage of which pipeline is won, lost, open or spam, what an unknown one says, and when a won deal is a sale."""

import pytest
import yaml

DEAL = {"at": "2026-09-01 12:00", "revenue": 100}
WON = {"status": "Сделка успешна", **DEAL}
OPEN = {"status": "В работе", **DEAL}
RULES = [
    {"outcome": "spam", "pipeline": ["Тестовая"]},
    {"outcome": "won", "stage": ["Отгрузка"], "pipeline": ["Опт"]},
    {"outcome": "open", "stage": ["Отгрузка"], "pipeline": ["Розница", "Сайт"]},
    {"outcome": "open", "stage": ["Отказ"], "source": ["Old_CRM"]},
    {"outcome": "spam", "stage": ["Отказ (дубль)"]},
    {"outcome": "lost", "stage": ["Отказ", "Success story"]},
    {"outcome": "won", "stage": ["Success story"]},
]


@pytest.mark.parametrize(
    ("stage", "pipeline", "folder", "outcome"),
    [
        ("Processed", None, "shop", "open"),
        ("Processed", "Ecommerce Pipeline", "shop", "won"),
        ("Отгрузка", "Опт", "shop", "won"),
        ("Отгрузка", "Розница", "shop", "open"),
        ("Отгрузка", "Сайт", "shop", "open"),
        ("  отгрузка\u00a0", "ОПТ", "shop", "won"),
        ("Успешно реализовано", "Любая", "shop", "won"),
        ("Успешно реализовано", "Тестовая", "shop", "spam"),
        ("Счёт на предоплату", None, "shop", "open"),
        ("Счет  на предоплату", None, "shop", "open"),
        ("Success story", None, "shop", "lost"),
        ("143", None, "shop", "lost"),
        ("Отказ", None, "old_crm", "open"),
        ("Отказ", None, "shop", "lost"),
        ("CLOSED WON", "Sales", "shop", "won"),
    ],
)
def test_the_first_rule_whose_every_condition_holds_decides(warehouse, stage, pipeline, folder, outcome) -> None:
    warehouse.stages = RULES
    warehouse.orders({"id": "1", "status": stage, "pipeline": pipeline, **DEAL}, folder=folder)
    assert warehouse.one("core_order_versions", "outcome") == (outcome,)


@pytest.mark.parametrize(
    ("label", "stage", "reason", "outcome"),
    [
        ("Закрыто и не реализовано (дорого)", "Закрыто и не реализовано", "дорого", "lost"),
        ("закрыто и не реализовано(Нет (совсем) денег)", "закрыто и не реализовано", "Нет (совсем) денег", "lost"),
        ("Закрыто и не реализовано", "Закрыто и не реализовано", None, "lost"),
        ("Закрыто и не реализовано ()", "Закрыто и не реализовано", None, "lost"),
        ("Отказ (не дозвонились)", "Отказ", "не дозвонились", "lost"),
        ("Отказ (дубль)", "Отказ (дубль)", None, "spam"),
        ("Успешно реализовано (постоянный клиент)", "Успешно реализовано", None, "won"),
    ],
)
def test_the_reason_of_a_loss_is_cut_off_and_kept(warehouse, label, stage, reason, outcome) -> None:
    warehouse.stages = RULES
    warehouse.leads({"id": "1", "at": "2026-09-01 12:00", "status": label})
    assert warehouse.one("core_leads", "status, stage, loss_reason, outcome") == (label, stage, reason, outcome)


@pytest.mark.parametrize(
    ("status", "stored", "stage", "is_sale"),
    [
        ("paid", "paid", None, True),
        (" Refunded ", "refunded", None, True),
        ("pending", "pending", None, False),
        ("Cancelled", "cancelled", None, False),
        ("Сделка успешна", "paid", "Сделка успешна", True),
        ("Новая", "pending", "Новая", False),
        ("Сделка провалена", "cancelled", "Сделка провалена", False),
    ],
)
def test_orders_know_the_contracts_own_words_and_the_outcomes_of_stages(
    warehouse, status, stored, stage, is_sale
) -> None:
    warehouse.orders({"id": "1", "status": status, **DEAL})
    assert warehouse.one("core_orders", "status, stage, is_sale") == (stored, stage, is_sale)


def test_a_companys_own_rule_may_mean_something_else_by_the_contracts_word(warehouse) -> None:
    warehouse.stages = [{"outcome": "open", "stage": ["Paid"], "pipeline": ["Предзаказы"]}]
    warehouse.orders(
        {"id": "1", "status": "paid", "pipeline": "Предзаказы", **DEAL},
        {"id": "2", "status": "paid", "pipeline": "Розница", **DEAL},
    )
    assert warehouse.read("core_orders", "order_id, status") == [("1", "pending"), ("2", "paid")]


def test_a_deal_that_is_spam_is_no_order_and_a_lead_that_is_spam_is_not_counted(warehouse) -> None:
    warehouse.orders(
        {"id": "1", "status": "Спам", "lead_id": "1", **DEAL}, {"id": "2", "status": "Сделка успешна", **DEAL}
    )
    warehouse.leads(
        {"id": "1", "at": "2026-09-01 12:00", "status": "Спам", "is_spam": False, "is_qualified": True},
        {"id": "2", "at": "2026-09-01 12:00", "status": "В работе", "is_spam": True},
        {"id": "3", "at": "2026-09-01 12:00", "status": "В работе", "is_qualified": True},
    )
    assert warehouse.read("core_orders", "order_id") == [("2",)]
    assert warehouse.read("core_order_versions", "order_id, status, outcome") == [
        ("1", "cancelled", "spam"),
        ("2", "paid", "won"),
    ]
    assert warehouse.read("core_leads", "lead_id, is_spam, is_qualified") == [
        ("1", True, False),
        ("2", True, False),
        ("3", False, True),
    ]


def test_a_won_lead_is_not_by_that_alone_a_qualified_one(warehouse) -> None:
    warehouse.leads({"id": "1", "at": "2026-09-01 12:00", "status": "Успешно реализовано"})
    assert warehouse.one("core_leads", "outcome, is_qualified") == ("won", False)


def test_a_lead_without_a_stage_has_no_outcome_and_troubles_nobody(warehouse) -> None:
    warehouse.leads({"id": "1", "at": "2026-09-01 12:00"}, {"id": "2", "at": "2026-09-01 12:00", "pipeline": "Опт"})
    assert warehouse.read("core_leads", "lead_id, stage, outcome") == [("1", None, None), ("2", None, None)]


def test_a_pipeline_of_tests_is_spam_whatever_the_stage_and_without_one(warehouse) -> None:
    warehouse.stages = RULES
    at = {"at": "2026-09-01 12:00", "pipeline": "Тестовая"}
    warehouse.leads({"id": "1", "status": "Неведомая", **at}, {"id": "2", **at})
    assert warehouse.read("core_leads", "lead_id, is_spam") == [("1", True), ("2", True)]


def test_an_unknown_stage_blocks_and_is_called_by_its_name(warehouse) -> None:
    warehouse.orders(
        *({"id": str(number), "status": "Отгрузка", "pipeline": "Опт", **DEAL} for number in range(12)),
        {"id": "12", "status": "Проверка (срочно)", **DEAL},
        {"id": "13", "status": "paid", **DEAL},
    )
    assert warehouse.failing_checks("core_orders") == ["stages_are_known"]
    assert warehouse.said("core_orders") == [
        "the stage “Отгрузка” of the pipeline “Опт” (12 orders) is unknown: add it to config/stages.yaml, "
        "e.g. - {outcome: open, stage: ['Отгрузка'], pipeline: ['Опт']}",
        "the stage “Проверка” (1 order) is unknown: add it to config/stages.yaml, "
        "e.g. - {outcome: open, stage: ['Проверка']}",
    ]


def test_an_unknown_stage_of_leads_blocks_too(warehouse) -> None:
    warehouse.leads({"id": "1", "at": "2026-09-01 12:00", "status": "Что'то"}, {"id": "2", "at": "2026-09-01 12:00"})
    assert warehouse.failing_checks("core_leads") == ["stages_are_known"]
    assert warehouse.said("core_leads") == [
        "the stage “Что'то” (1 lead) is unknown: add it to config/stages.yaml, "
        "e.g. - {outcome: open, stage: ['Что''то']}"
    ]


def test_of_many_unknown_stages_the_first_five_are_named(warehouse) -> None:
    warehouse.orders(*({"id": str(number), "status": f"Этап {number}", **DEAL} for number in range(8)))
    said = warehouse.said("core_orders")
    assert len(said) == 6
    assert said[-1] == "and 3 more."


def test_a_stage_that_nobody_is_in_any_more_need_not_be_known(warehouse) -> None:
    warehouse.orders({"id": "1", "status": "Старый этап", **DEAL}, arrival=1)
    warehouse.orders({"id": "1", "status": "Сделка успешна", "paid_at": "2026-09-02 12:00", **DEAL}, arrival=2)
    assert warehouse.failing_checks("core_orders") == []


@pytest.mark.parametrize(
    "label", ["Paid'); drop table core.core_orders; --", "{rule}", "a\nb", "[x](y)", "((", "\\", "%"]
)
def test_a_hostile_name_is_a_name(warehouse, label) -> None:
    warehouse.orders({"id": "1", "status": label, "pipeline": label, **DEAL})
    (said,) = warehouse.said("core_orders")
    assert "\n" not in said
    assert said.startswith("the stage “")


INVISIBLE = [
    "Новая\u202fзаявка",
    "Нов\u200bая",
    "\ufeffЗаявка",
    "a\x0bb",
    "x\u3000y",
    "Won\u2028x",
    "ok\u200b",
    "İptal",
]


@pytest.mark.parametrize("label", INVISIBLE)
def test_the_rule_that_is_proposed_for_a_name_with_what_nobody_sees_fits_it(models, warehouse, label) -> None:
    order = {"id": "1", "status": label, "pipeline": label, **DEAL}
    warehouse.orders(order)
    (said,) = warehouse.said("core_orders")
    mended = type(warehouse)(models, stages=yaml.safe_load(said.split("e.g. ")[1]))
    mended.orders(order)
    assert mended.read("core_orders", "outcome") == [("open",)]


class TestTheDayOfASale:
    """A deal that its stage says is won."""

    def sale(self, warehouse) -> tuple[str, bool]:
        return warehouse.one("core_orders", "sale_date, is_sale")

    def test_is_that_of_its_closing(self, warehouse) -> None:
        warehouse.orders({"id": "1", "paid_at": "2026-10-05 12:00", "updated_at": "2026-10-20 12:00", **WON})
        assert self.sale(warehouse) == ("2026-10-05", True)

    def test_else_of_the_change_with_which_it_was_first_seen_won(self, warehouse) -> None:
        warehouse.orders({"id": "1", "updated_at": "2026-09-10 12:00", **OPEN}, arrival=1)
        warehouse.orders({"id": "1", "updated_at": "2026-10-05 12:00", **WON}, arrival=2)
        warehouse.orders({"id": "1", "updated_at": "2026-10-20 12:00", **WON}, arrival=3)
        assert self.sale(warehouse) == ("2026-10-05", True)

    def test_else_of_the_arrival_of_the_file(self, warehouse) -> None:
        warehouse.orders({"id": "1", **OPEN}, arrival=1, loaded="2026-09-10 12:00")
        warehouse.orders({"id": "1", **WON}, arrival=2, loaded="2026-10-06 01:00")
        warehouse.orders({"id": "1", "segment": "a", **WON}, arrival=3, loaded="2026-10-20 12:00")
        assert self.sale(warehouse) == ("2026-10-06", True)

    def test_is_never_that_of_its_creation_and_an_order_paid_by_the_files_word_keeps_it(self, warehouse) -> None:
        warehouse.orders({"id": "1", **WON}, {"id": "2", "status": "paid", **DEAL}, loaded="2026-11-01 12:00")
        assert warehouse.read("core_orders", "order_id, sale_date") == [("1", "2026-11-01"), ("2", "2026-09-01")]

    def test_is_of_the_last_time_it_was_won_where_it_was_opened_again(self, warehouse) -> None:
        for arrival, (day, order) in enumerate([("05", WON), ("10", OPEN), ("15", WON), ("20", WON)], start=1):
            warehouse.orders({"id": "1", "updated_at": f"2026-10-{day} 12:00", **order}, arrival=arrival)
        assert self.sale(warehouse) == ("2026-10-15", True)

    def test_is_never_a_planned_one_that_had_not_come_when_it_was_known(self, warehouse) -> None:
        planned = {"id": "1", "paid_at": "2026-11-15 12:00", "updated_at": "2026-10-05 12:00", **WON}
        warehouse.orders(planned, loaded="2026-10-06 12:00")
        assert self.sale(warehouse) == ("2026-10-05", True)

    def test_is_told_where_it_is_only_a_guess(self, warehouse) -> None:
        warehouse.orders(
            {"id": "1", **WON},
            {"id": "2", "paid_at": "2026-10-05 12:00", **WON},
            {"id": "3", "paid_at": "2026-11-15 12:00", **WON},
            {"id": "4", "status": "paid", **DEAL},
            {"id": "5", **OPEN},
            loaded="2026-10-06 12:00",
        )
        assert warehouse.failing_checks("core_orders") == ["won_deals_have_their_day"]
        assert warehouse.said("core_orders") == [
            "shop: the day of closing isn't known of won deals (2, such as 1): they count on the first day on which "
            "they were seen won. Bring the day as paid_at."
        ]
