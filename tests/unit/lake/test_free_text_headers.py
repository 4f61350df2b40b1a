"""Which headers mean names of people and what they wrote, and which only look so."""

import pytest

from connectors.files.tables import TABLES
from pipelines.lake.privacy.free_text import dropped_columns, is_free_text
from pipelines.lake.privacy.header_words import names_contacts, names_identifier, names_quantity, words

FREE = """
Имя | Имя контакта | Полное имя контакта | Фамилия | Отчество | ФИО | Ф.И.О. | Фамилия, имя | Имя и телефон
Контактное лицо | Контакт | Основной контакт | Контактные данные | Связанный контакт | Клиент | Клиент (контакт)
Покупатель | Заказчик | Получатель | Контрагент | Ответственный | Ответственный за контакт | Менеджер | Сотрудник
Кем создана сделка | Кем изменена | Логин | Ник в Telegram
Комментарий | Комментарии к заказу | Комментарий клиента | Коментарий | Примечание | Примечание 2 | Заметки
Сообщение | Текст сообщения | Описание | Текст | Отзыв | Ваш вопрос | Тема | Пожелания к заказу | Расшифровка звонка
Название сделки | Название лида | Заголовок обращения
Адрес | Адрес доставки | Фактический адрес | Улица | Паспорт | Серия и номер паспорта | Дата выдачи паспорта
День рождения | Дата рождения | Место рождения | ДР | СНИЛС | IP-адрес
name | Name | First Name | firstName | last_name | LastName | full_name | client_name | Customer name | username
Billing Name | Contact | Contacts | Primary Contact | customer | Client | buyer | Deal owner | Created by | Assigned to
comment | Comments | note | Notes | Note Attributes | message | Description | feedback | Subject | Deal Name
address | Shipping Address1 | Billing Street | birthday | Date of birth | dob | passport | ip | IP Address
"""
KEPT = """
ID | ID клиента | Клиент ID | client_id | ClientID | clientid | Client ID | visitor_id | _ym_uid | Номер заказа
Название | Название товара | Название кампании | Название группы | Наименование | Название компании | Компания
Campaign name | campaign_name | product_name | Product name | Lineitem name | Account Name | Event name | file_name
Имя файла | Имя кампании | Доменное имя | hostname | Описание товара | Текст объявления | keyword | Товар | SKU
Тип клиента | Новый клиент | Сегмент клиента | Источник клиента | Возраст | Пол | Customer type | Contact source
Клиенты | Покупатели | Новые покупатели | Customers | clients | users | Подписчики
Количество комментариев | Дата комментария | ID комментария | message_id | comments_count | Рейтинг отзыва
Повторное обращение | Тип обращения | Дата обращения | Причина отказа | Согласие | Пользовательское соглашение
Адрес страницы | Адрес сайта | URL-адрес | Адрес магазина | Магазин | landing | referrer | Сайт | Доставка
Телефон контакта | Рабочий телефон (контакт) | Рабочий email | Email клиента | E-mail адрес | Адрес электронной почты
Email address | Telegram | Skype | Город | Регион | Почтовый индекс | Статус | Этап сделки | Воронка | Источник
utm_source | utm_campaign | source | medium | Сумма | Бюджет | Теги | Должность | Заказ клиента | Сделка
Associated Contact IDs | Оператор связи | Способ оплаты | brand | question_id | Дата создания | rating
"""
CONTACTS = """
Телефон | Телефон 2 | Рабочий телефон | Рабочий телефон (контакт) | Мобильный телефон | Тел. | Факс | Телефон клиента
E-mail | email | Email address | Эл. почта | Почта | Адрес электронной почты | userEmail | Рабочий email
phone | Phone | phone_number | Mobile phone | WhatsApp | Telegram | Skype | Telegram клиента | Другой IM
"""
NO_CONTACTS = """
Модель телефона | iPhone | phone_model | is_mobile | Mobile visits | Почтовый индекс | Почта России | Email opened
email campaign | Звонки с телефона | Дата звонка | mailing | E-mail рассылки | Телеграм-канал | Город | Имя
Подписчики Telegram всего | Стоимость звонка | Расход на email
"""
IDENTIFIERS = """
id | ID | order_id | orderid | Номер | Номер заказа | № | № заказа | ClientID | Client ID | _ym_uid | cid | uid | Код
gclid | yclid | Заказ | customer_id | ИНН | Номер карты | Артикул | Договор | track number | transaction
"""
NO_IDENTIFIERS = "Доп | Столбец 5 | column_3 | Инфо | paid | grid | valid | Связь | Контакт | Android | Мобильный"


def headers(table: str) -> list[str]:
    return [each.strip() for line in table.strip().splitlines() for each in line.split("|")]


@pytest.mark.parametrize("header", headers(FREE))
def test_names_and_free_text_are_recognised(header: str) -> None:
    assert is_free_text(header)
    assert is_free_text(f" {header.upper() if header.isascii() is False else header} ")


@pytest.mark.parametrize("header", headers(KEPT))
def test_identifiers_things_and_counts_are_no_free_text(header: str) -> None:
    assert not is_free_text(header)


@pytest.mark.parametrize("table", TABLES)
def test_no_canonical_column_is_dropped_but_what_reviewers_wrote(table: str) -> None:
    columns = [column.name for column in TABLES[table].columns]
    assert dropped_columns(TABLES[table], columns, ()) == (("text",) if table == "reviews" else ())
    assert dropped_columns(TABLES[table], columns, ["text"]) == ()


def test_the_same_words_beside_a_canonical_column_are_dropped_and_kept_when_configured() -> None:
    header = ("lead_id", "created_at", "Комментарий", "name", "Город", "Имя_2")
    assert dropped_columns(TABLES["leads"], header, ()) == ("Комментарий", "name", "Имя_2")
    assert dropped_columns(TABLES["leads"], header, ["комментарий ", "имя 2"]) == ("name",)
    assert dropped_columns(TABLES["products"], ("sku", "name", "Описание"), ()) == ("Описание",)


@pytest.mark.parametrize("header", headers(CONTACTS))
def test_headers_of_contacts(header: str) -> None:
    assert names_contacts(header)
    assert not is_free_text(header)


@pytest.mark.parametrize("header", headers(NO_CONTACTS))
def test_headers_that_only_speak_of_contacts(header: str) -> None:
    assert not names_contacts(header)


@pytest.mark.parametrize("header", headers(IDENTIFIERS))
def test_headers_of_identifiers(header: str) -> None:
    assert names_identifier(header)


@pytest.mark.parametrize("header", headers(NO_IDENTIFIERS))
def test_headers_that_say_nothing(header: str) -> None:
    assert not names_identifier(header)
    assert not names_quantity(header)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("clientName", ("client", "name")),
        ("UTMSource", ("utm", "source")),
        ("Примечание 2", ("примечание",)),
        ("Ф.И.О. заказчика", ("фио", "заказчика")),
        ("E-mail", ("email",)),
        ("Счёт №", ("счет", "№")),
        ("_ym_uid", ("ym", "uid")),
        ("5", ()),
    ],
)
def test_words_of_a_header(header: str, said: tuple[str, ...]) -> None:
    assert words(header) == said
