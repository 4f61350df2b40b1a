"""What a phone or an e-mail looks like inside a text, however it is written.

Patterns are matched against `plain(text)`, which is as long as the text: a place in one is a place in the other.
"""

import re
import unicodedata

# shown by nobody, and put by copying from messengers between the digits of a phone
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

AT = r"(?:@|%(?:25)*40)"
PLUS = r"(?:\+|%(?:25)*2[Bb])"
_SIGN = r"[^\s@<>()\[\]{}\",;:|/\\?&=]"
_LOCAL = rf"(?:(?!{AT}){_SIGN})++"
_ENCODED = r"%(?:25)*[89A-Fa-f][0-9A-Fa-f]"  # a byte of a letter that isn't Latin
_LABEL = rf"(?:[\w-]|{_ENCODED})+"
_TOP = rf"(?:xn--[\w-]+|(?:[^\W\d_]|{_ENCODED}){{2,}})"
_PICTURE = r"\d+x\.(?:png|jpe?g|gif|webp|svg|avif)(?!\w)"  # `logo@2x.png`, for dense screens
# from the start of a word only, and without a way back: long texts without an address stay cheap
EMAIL = rf"(?<!{_SIGN}){_LOCAL}{AT}(?!{_PICTURE}){_LABEL}(?:\.{_LABEL})*\.{_TOP}"

_GAP = r"(?:[\s\-().]|\+(?=\d{2,3}(?!\d))|%20|%28|%29|%2[DdEe]|%C2%A0|&nbsp;)"
_G = rf"{_GAP}{{1,3}}"
_O = rf"{_GAP}{{0,3}}"
_FREE = r"(?<![^\W_])(?<!\+)(?<!\d[.,\-])"  # what begins here is the end of no other number
# parted by hand in one of the usual ways; bare digits may be any identifier
_PHONES = (
    rf"(?:(?<![^\W\d])(?<!\+)\+|%(?:25)*2[Bb])(?:7(?:{_O}\d){{10}}|[1-9](?:{_O}\d){{8,14}})(?!\d)",
    rf"{_FREE}[78]{_G}\d{{3}}{_G}\d{{3}}{_O}\d{{2}}{_O}\d{{2}}(?!\d)",
    rf"{_FREE}[78]{_O}(?:\(|%28)\d{{3}}(?:\d{{2}}(?:\)|%29)(?:{_O}\d){{5}}|\d(?:\)|%29)(?:{_O}\d){{6}}|(?:\)|%29)(?:{_O}\d){{7}})(?!\d)",
    rf"{_FREE}[78]9\d{{2}}{_G}\d{{3}}{_O}\d{{2}}{_O}\d{{2}}(?!\d)",
    rf"{_FREE}(?:\(|%28)[3489]\d{{2}}(?:\)|%29){_O}\d{{3}}{_O}\d{{2}}{_O}\d{{2}}(?!\d)",
    rf"{_FREE}9\d{{2}}{_G}\d{{3}}(?:-|\s|%20)\d{{2}}(?:-|\s|%20)\d{{2}}(?!\d)",
)
_WORDS = r"тел|моб|сот|звон|набер|ватс|вотс|вайб|phone|tel|mobile|msisdn|whatsapp|viber|wa\.me"
_SAID = (
    rf"(?=[тмсзнвpmtwvТМСЗНВPMTWV])(?:(?<![^\W\d_])|(?<=%[0-9A-Fa-f]{{2}}))"
    rf"(?i:(?:{_WORDS})[^\W\d]{{0,12}}\d??(?:%[0-9a-f]{{2}}|[^\w%]){{0,6}}?)(?P<said>{PLUS}?(?:[78][3489]|9)\d{{9}})(?!\w)"
)
_LINK = r"(?:https?://)?(?:www\.|m\.)?(?:t\.me|telegram\.me|vk\.com|vk\.ru|ok\.ru|wa\.me|instagram\.com)/[\w.+/\-]{3,}"
_NICK = r"(?<![\w.@])@[A-Za-z]\w{3,}"

_SURE = rf"(?P<email>{EMAIL})|(?=[\d+(%])(?P<phone>{'|'.join(_PHONES)})|{_SAID}"
# in any text: bare digits may be any identifier
CONTACT = re.compile(_SURE)
# where identifiers are unlikely: eleven digits of a Russian mobile phone
LIKELY = re.compile(rf"{_SURE}|(?<!\w)(?P<bare>[78]9\d{{9}})(?!\w)")
# in what people write themselves, in headers and sentences: ten digits too, nicks and links to a person's page
LOOSE = re.compile(rf"{_SURE}|(?<![^\W_])(?P<bare>[78]?9\d{{9}})(?![^\W_])|(?P<other>(?<!\w){_LINK}|{_NICK})")
# columns that say something of contacts, and may hold them
CONTACT_HEADER = re.compile(
    r"e-?mail|почт|телефон|(?<![^\W_])тел(?![^\W_])|phone|mobile|мобильн|whatsapp|viber|msisdn", re.IGNORECASE
)
# a cell that is nothing else
MOBILE = r"^\s*[78]?9\d{9}(\.0)?\s*$"

# The same for Arrow (RE2, without look-around): which cells are worth a closer look. It may find more, never less.
SUSPICIOUS = (
    r"(?i)@|\x{ff20}|%(25)*40|[\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}]"
    r"|[\x{660}-\x{669}\x{6f0}-\x{6f9}\x{966}-\x{96f}\x{ff10}-\x{ff19}\x{1d7ce}-\x{1d7ff}]"
    r"|([+\x{ff0b}]|%(25)*2b)([\s().\-\x{a0}]|%20|%28)*\d"
    r"|(^|[^0-9])[78][^\w]{1,9}\d{3}|(^|[^0-9])[78]%\d|\(\d{3,5}\)|%28\d{3,5}%29"
    r"|(^|[^0-9])[78]?9\d{2}([^\w]{1,9}|%[0-9a-f]{2}){1,3}\d{3}"
    r"|%[0-9a-f]{2}[78]?([^a-z0-9]|%[0-9a-f]{2}){0,4}9\d{2}"
    rf"|({_WORDS}).{{0,40}}\d{{10}}"
)
SUSPICIOUS_OR_LIKELY = rf"{SUSPICIOUS}|(^|\W)[78]9\d{{9}}(\W|$)"
SUSPICIOUS_OR_LOOSE = rf"{SUSPICIOUS}|9\d{{9}}|t\.me|telegram|vk\.|ok\.ru|wa\.me|instagram"


class _Plain(dict[int, str]):
    """Signs as a keyboard has them: full-width digits and letters, every dash, every space."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = unicodedata.normalize("NFKC", sign)
        if sign.isdecimal():
            folded = str(unicodedata.decimal(sign))
        elif sign in _DASHES:
            folded = "-"
        self[code] = folded if len(folded) == 1 and folded.isascii() else sign
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text with the signs that a keyboard has, sign for sign."""
    return text if text.isascii() else text.translate(_PLAIN)
