"""Which columns hold names of people or what people write: they are dropped, unless the configuration keeps them.

A header is all that is known of a column: of an ambiguous one it is better to lose a column, which the report names and
`keep` brings back, than to keep a person.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from connectors.files.mapping import TableMapping
from connectors.files.tables import Table
from connectors.profiles.headers import normal
from pipelines.lake.privacy.header_words import any_word, names_contacts, words

# canonical, and yet what people wrote
CANONICAL = {"reviews": frozenset({"text"})}

# documents and birthdays, whatever else the header says
_DOCUMENTS = re.compile(
    r"паспорт\w*|снилс|рожд\w*|др|прописк\w*|удостоверени\w*|водительск\w*|passports?|birth\w*|bday|dob|ssn|snils|ip"
)
_NAMES = re.compile(
    r"имя|имени|имена|фио|фамили\w*|отчеств\w*|ник|никнейм\w*|логин\w*|names?|nick|login|surname|patronymic"
    r"|(first|last|middle|full|user|client|customer|contact|person|buyer|nick|sur|given|family|owner|manager)_?names?"
)
_TEXTS = re.compile(
    r"комм?ент\w*|примечани\w*|замет\w*|сообщени\w*|описани\w*|пожелани\w*|жалоб\w*|отзыв\w*|текст\w*|вопрос\w*"
    r"|ответ|ответы|переписк\w*|диалог\w*|разговор\w*|расшифровк\w*|транскри\w*|тема|биографи\w*|резюме"
    r"|comments?|notes?|messages?|remarks?|feedback|descriptions?|memo|texts?|reviews?|questions?|answers?|subject"
    r"|transcripts?|conversation|chat|bio|wishes|complaints?"
)
_TITLES = re.compile(r"название|наименование|заголовок|name|title")
_TITLED_BY_PEOPLE = re.compile(r"сделк[аи]|лид[а]?|заявк[аи]|обращени[ея]|deal|lead|opportunity|request|ticket")
_ADDRESSES = re.compile(r"адрес\w*|улиц[аы]|квартир\w*|address|addresses|street")
_PEOPLE = re.compile(
    r"(клиент|заказчик|контакт|контрагент|пациент|гост|абонент|подписчик|участник|ученик|студент|пассажир|сотрудник"
    r"|менеджер|оператор|автор|агент|консультант|куратор|врач|мастер|кассир|курьер)(а|у|ом|е|ь|я|ю|ем)?"
    r"|(покупател|получател|отправител|плательщик|заявител|пользовател|руководител|исполнител|водител)(ь|я|ю|ем|а|у|ом)?"
    r"|прода(вец|вца|вцу|вцом)|ответственн(ый|ого|ому|ым|ая|ой)|контакты|контактн\w+|обращение|кем"
    r"|clients?name|client|customer|buyer|recipient|sender|payer|contacts?|person|owner|responsible|manager|assignee"
    r"|assigned|author|employee|user|patient|guest|student|salesperson|salesman|rep|approver|creator|consignee"
)
_FILLERS = re.compile(
    r"основн\w+|главн\w+|связанн\w+|наш\w*|ваш\w*|полн\w+|за|от|для|по|и|или|в|с|о|лиц[оа]|физ|физлиц\w*|сделки|лида|заказа|карточк\w+"
    r"|данн\w+|инфо|информаци\w+|создан\w*|изменен\w*|редактирова\w*|закрыт\w*|сделка|контакта|компании"
    r"|the|of|a|your|full|main|primary|associated|deal|lead|record|account|sales|current|and|or|for|to|info|details|data|by"
)
_BY_SOMEBODY = re.compile(r"created|modified|updated|closed|approved|changed|edited|added|last")
# with one of these, the header counts or classifies texts and people, and holds none
_ATTRIBUTES = re.compile(
    r"ids?|ид|uid|guid|номер\w*|№|number|num|код\w*|code|колич\w*|кол|число|count|counts|дат[аы]|date|время|time|тип\w*|types?"
    r"|статус\w*|status|флаг\w*|flag|is|has|есть|налич\w*|длин\w*|length|оценк\w*|рейтинг\w*|rating|score|rate|источник\w*"
    r"|source|сегмент\w*|segment|категор\w*|category|ссылк\w*|url|link|язык\w*|language|канал\w*|channel"
)
_THINGS = re.compile(
    r"кампани\w*|товар\w*|продукт\w*|услуг\w*|позици\w*|бренд\w*|марк[аи]|категор\w*|групп\w*|объявлени\w*|баннер\w*|креатив\w*"
    r"|магазин\w*|точк\w*|склад\w*|город\w*|регион\w*|канал\w*|источник\w*|файл\w*|домен\w*|хост\w*|сайт\w*|страниц\w*|событи\w*"
    r"|цел[иь]|сегмент\w*|этап\w*|стади\w*|воронк\w*|тариф\w*|проект\w*|метк\w*|пол[ея]|сервер\w*|компани\w*|организаци\w*|ссылк\w*"
    r"|юрлиц\w*|фирм\w*|аудитори\w*|счетчик\w*|площадк\w*|формы|форма|кнопк\w*|utm"
    r"|campaigns?|products?|items?|lineitem|variant|brand|category|group|ads?|adset|adgroup|store|shop|city|country|region"
    r"|channel|source|medium|file|host|domain|site|page|event|goal|segment|stage|pipeline|status|plan|tariff|project"
    r"|keyword|banner|creative|sku|goods|tag|label|network|audience|counter|kpi|company|organi[sz]ation|business|account"
    r"|column|field|form|button|image|screen|app|device|browser|series|collection|term"
)
_PLACES = re.compile(
    r"страниц\w*|сайт\w*|url|веб|web|посадочн\w*|ссылк\w*|магазин\w*|склад\w*|пвз|офис\w*|точк\w*|филиал\w*|salon|салон\w*|site"
    r"|page|landing|store|shop|office|warehouse|branch"
)


def is_free_text(header: str) -> bool:
    """Whether cells under the header name people, or hold what people wrote."""
    said = words(header)
    if any_word(_DOCUMENTS, header):
        return True
    if any_word(_NAMES, header) or any_word(_TEXTS, header):
        if any_word(_TITLES, header) and any_word(_TITLED_BY_PEOPLE, header):
            return True
        return not any_word(_ATTRIBUTES, header) and not any_word(_THINGS, header)
    if any_word(_TITLES, header) and any_word(_TITLED_BY_PEOPLE, header):
        return not any_word(_ATTRIBUTES, header)
    if any_word(_ADDRESSES, header):
        return not (names_contacts(header) or any_word(_PLACES, header) or any_word(_ATTRIBUTES, header))
    if "by" in said and any_word(_BY_SOMEBODY, header):
        return True
    return any_word(_PEOPLE, header) and all(_PEOPLE.fullmatch(word) or _FILLERS.fullmatch(word) for word in said)


def without_free_text(tables: Mapping[str, TableMapping], keep: Collection[str]) -> dict[str, TableMapping]:
    """The mappings of a profile, without what people wrote; `keep` names the column, or its header."""
    kept = {normal(name) for name in keep}

    def is_read(table: str, column: str, expression: str) -> bool:
        return column not in CANONICAL.get(table, frozenset()) or bool({normal(column), normal(expression)} & kept)

    return {
        table: mapping.model_copy(
            update={"columns": {name: text for name, text in mapping.columns.items() if is_read(table, name, text)}}
        )
        for table, mapping in tables.items()
    }


def dropped_columns(table: Table, header: Iterable[str], keep: Collection[str]) -> tuple[str, ...]:
    """Of a file with the table's own headers, those that are left out; `keep` are the headers to be kept."""
    kept = {normal(name) for name in keep}
    canonical = {column.name for column in table.columns} - CANONICAL.get(table.name, frozenset())
    return tuple(
        name
        for name in header
        if normal(name) not in kept and name.strip().casefold() not in canonical and is_free_text(name)
    )
