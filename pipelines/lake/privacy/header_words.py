"""What a header speaks of, told by its words in Russian and English: a contact, an identifier, a quantity."""

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_WORD = re.compile(r"[^\W\d_]+|№")
_JOINED = {"ф и о": "фио", "e mail": "email", "whats app": "whatsapp", "i phone": "iphone"}

_CONTACTS = re.compile(
    r"почт(а|ы|е|у|ой)|e?mails?|\w+email|usermail|[ие]?мейл|телефон\w*|тел|моб|сотов\w*|факс|tel|fax|msisdn"
    r"|(tele|cell|work|home|mobile|user|client|customer|contact)?phones?|phonenumber|whatsapp|ватсап|вотсап|уотсап"
)
_MESSENGERS = re.compile(r"telegram|телеграм\w*|viber|вайбер|skype|скайп|icq|jabber|msn|im|max|signal")
# with one of these, the column says something about a contact and needn't hold it
_ATTRIBUTES = re.compile(
    r"модел\w*|model|тип\w*|types?|статус\w*|status|дат[аы]|date|время|time|источник\w*|source|колич\w*|кол|число|count"
    r"|оператор\w*|operator|стран[аы]|country|region|код[аы]?|verified|valid|подтвержд\w*|валид\w*|согласи\w*|consent"
    r"|рассыл\w*|подпис\w*|subscri\w*|newsletter|marketing|campaign\w*|кампани\w*|opens?|opened|clicks?|клик\w*|звонк\w*|calls?"
    r"|визит\w*|visits?|расход\w*|costs?|cost|price|цен\w*|стоимост\w*|device|устройств\w*|верси\w*|version|трафик\w*"
    r"|traffic|канал\w*|channel|дол[яи]|share|rate|марк\w*|бренд\w*|brand|категор\w*|category|индекс\w*|is|has|есть|налич\w*"
    r"|sent|delivered|bounced?|template|шаблон\w*|групп\w*|group|росси\w*|доставк\w*|bot|бот\w*|пост\w*|posts?|views|просмотр\w*"
)
_IDENTIFIERS = re.compile(
    r"ids?|ид|uid|uuid|guid|cid|tid|gid|sid|pid|oid|gclientid|номер\w*|№|numbers?|num|nr|no|код\w*|codes?|артикул\w*|sku|keys?|ключ\w*|инн|inn|кпп"
    r"|огрн\w*|ean|gtin|isbn|barcode|штрих\w*|hash|хеш\w*|ref|transaction|транзакц\w*|чек\w*|receipt|трек\w*|track\w*"
    r"|счет\w*|account|договор\w*|contract|заказ|order|сделка|deal|лид|lead|документ\w*|document|invoice|карт[аы]"
    r"|(order|client|customer|user|visitor|deal|lead|contact|product|campaign|ad|session|counter|item|invoice)(id|no)"
    r"|\w{1,3}clid"
)
_QUANTITIES = re.compile(
    r"сумм\w*|стоимост\w*|цен\w*|оборот\w*|выручк\w*|бюджет\w*|расход\w*|доход\w*|прибыл\w*|марж\w*|остат\w*|объем\w*"
    r"|колич\w*|кол|показ\w*|клик\w*|охват\w*|просмотр\w*|скидк\w*|размер\w*|amount|sums?|total|subtotal|price|costs?"
    r"|revenue|sales|budget|turnover|volume|size|count|qty|quantity|views|impressions|clicks|reach|discount|value"
    r"|time|timestamp|дат[аы]|date"
)


@lru_cache(maxsize=4096)
def words(header: str) -> tuple[str, ...]:
    """`clientName` → client, name; `Примечание 2` → примечание; `Ф.И.О.` → фио."""
    parts = _WORD.findall(_CAMEL.sub(" ", header).casefold().replace("ё", "е"))
    joined = " ".join(parts)
    for apart, whole in _JOINED.items():
        joined = joined.replace(apart, whole)
    return tuple(joined.split())


def any_word(pattern: re.Pattern[str], header: str) -> bool:
    """Whether a whole word of the header fits the pattern."""
    return any(pattern.fullmatch(word) for word in words(header))


def names_contacts(header: str) -> bool:
    """Whether the cells should be contacts and nothing else: `Рабочий телефон`, `E-mail`, `Telegram`."""
    if any_word(_ATTRIBUTES, header):
        return False
    said = words(header)
    return any_word(_CONTACTS, header) or (len(said) <= 2 and any_word(_MESSENGERS, header))


def names_identifier(header: str) -> bool:
    """Whether the cells are numbers of something: `ID`, `Номер заказа`, `ClientID`, `_ym_uid`."""
    return any_word(_IDENTIFIERS, header)


def names_quantity(header: str) -> bool:
    """Whether the cells are amounts or moments."""
    return any_word(_QUANTITIES, header)
