"""The one normal form of a contact, in whichever of its ways it was written."""

import re
import unicodedata
from urllib.parse import unquote

from pipelines.lake.privacy.contact_patterns import EMAIL, INVISIBLE, plain

# what people write where there is no contact
_WORDS = "нет|нету|не указан|не указана|не указано|неизвестно|неизвестен|отсутствует|нет данных|пусто|н/д|б/н"
NOTHING = frozenset(f"{_WORDS}|none|no|null|nan|n/a|na|nil|unknown|not set|(not set)|empty|undefined".split("|"))
_WHOLE_EMAIL = re.compile(EMAIL)
_SCHEME = re.compile(r"^(?:mailto|tel|callto|sms|skype|viber|whatsapp):/{0,2}", re.IGNORECASE)
_WHATSAPP = re.compile(r"^(?:https?://)?(?:www\.)?(?:wa\.me|api\.whatsapp\.com/send\?phone=)/?", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;(]*(?:доб\w*|ext\w*|вн\w*|#)[\s.:№]*\d{1,6}\)?\s*$", re.IGNORECASE)
_AS_FLOAT = re.compile(r"(?<=\d{10})\.0$")
_WHOLE_PHONE = re.compile(r"[+\d(][\d\s().\-/]*")
_BETWEEN_DIGITS = dict.fromkeys(map(ord, " +-()\u00a0"))
_SIMPLE_EMAIL = re.compile(r"[A-Za-z0-9._+\-]+@(?!.*xn--)[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_SIMPLE_NAME = re.compile(r"[А-ЯЁа-яё]+(?:[ -][А-ЯЁа-яё]+){0,3}")
_LOOK_ALIKE = str.maketrans("OoОоЗзIl|", "000033111")
_BEFORE_ADDRESS = re.compile(r"[\s<>()\[\]{}\",;:|/\\?&=]+")
_LINK = re.compile(r"^(?:https?://)?(?:www\.|m\.)?(?=[a-z0-9-]+\.[a-z]+/)")


def simple_contact(text: str) -> tuple[str, str] | None:
    """What `contact` says of nearly all contacts, many times as fast: plain addresses, phones and names."""
    if "@" in text:
        return ("email", text.lower()) if _SIMPLE_EMAIL.fullmatch(text) else None
    if _SIMPLE_NAME.fullmatch(text):
        return None if text.casefold() in NOTHING else ("other", text.casefold().replace("ё", "е"))
    digits = text.translate(_BETWEEN_DIGITS)
    if len(digits) == 11 and digits.isdecimal() and digits.isascii() and digits[0] in "78":
        return "phone", f"7{digits[1:]}"
    return None


def contact(text: str, fewest_digits: int = 7) -> tuple[str, str] | None:
    """The kind and the normal form of a text that is one e-mail or one phone and nothing else."""
    bare = plain(INVISIBLE.sub("", text)).strip("<>\"' ")
    bare = _WHATSAPP.sub("", _SCHEME.sub("", bare)).strip()
    address = re.sub(r"\s*@\s*", "@", bare)
    if _WHOLE_EMAIL.fullmatch(address):
        return "email", normal_email(address)
    phone = _AS_FLOAT.sub("", _EXTENSION.sub("", unquote(bare)))
    if not _WHOLE_PHONE.fullmatch(phone):
        return _mistyped(phone)
    digits = normal_phone(phone, fewest_digits)
    return ("phone", digits) if digits else None


def normal_email(text: str) -> str:
    """`Ivan%40Mail.RU` → `ivan@mail.ru`; `почта@xn--e1afmkfd.xn--p1ai` → `почта@пример.рф`."""
    local, _, domain = decoded(unicodedata.normalize("NFKC", text)).strip().lower().rpartition("@")
    local = _BEFORE_ADDRESS.split(local)[-1].strip("'") or local
    return f"{local}@{'.'.join(map(_label, domain.split('.')))}"


def normal_phone(text: str, fewest_digits: int = 7) -> str | None:
    """Digits with the country code: `8 (916) 123-45-67`, `+7 916 …`, `9161234567` → `79161234567`.

    Ten digits without a country are taken for Russian ones, whose codes begin with 3, 4, 8 or 9.
    """
    digits = "".join(sign for sign in plain(decoded(text)) if sign in "0123456789")
    if digits.startswith("00"):
        digits = digits[2:]
    if len(digits) == 11 and digits[0] == "8":
        digits = "7" + digits[1:]
    elif len(digits) == 10 and digits[0] in "3489" and not plain(text).lstrip().startswith("+"):
        digits = "7" + digits
    return digits if fewest_digits <= len(digits) <= 15 else None


def normal_other(text: str) -> str:
    """Nicks, links and names: `https://t.me/Ivan` → `@ivan`, `Семёнов  Пётр` → `семенов петр`."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold().replace("ё", "е")
    words = " ".join(folded.split())
    link = _LINK.sub("", words)
    if link != words or "/" in link.split(" ")[0]:
        link = link.split("?")[0].rstrip("/")
        return re.sub(r"^(?:t|telegram)\.me/", "@", link).replace("vk.ru/", "vk.com/")
    return words


def decoded(text: str) -> str:
    """A text that a URL holds, encoded once or several times."""
    for _ in range(3):
        if "%" not in text:
            break
        text = unquote(text)
    return text


def _mistyped(text: str) -> tuple[str, str] | None:
    """`8 (9О6) I23-45-67`: letters that look like digits, among enough of these."""
    digits = text.translate(_LOOK_ALIKE)
    if sum(sign.isdigit() for sign in text) < 7 or not _WHOLE_PHONE.fullmatch(digits):
        return None
    phone = normal_phone(digits)
    return ("phone", phone) if phone and len(phone) == 11 else None


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
