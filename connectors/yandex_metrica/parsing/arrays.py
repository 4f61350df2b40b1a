"""Array encodings of the Logs API. The docs are silent; these are the forms that people have seen.

`[]`, `[1,2]`, `[\\'a\\',\\'b\\']` (a ClickHouse literal, escaped once more for TSV), `['a','b']` (the literal alone),
and `[,,,telegram]` (bare words with gaps). Arrays in arrays, and words in `"`, were never seen, and are refused.
"""

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANING = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\\": "\\", "'": "'"}
_ELEMENT = re.compile(r" *+(?:'((?:[^'\\]|\\.)*)'|((?![\[\x22])[^,']*?)) *(,|\Z)", re.DOTALL)


class Unreadable(ValueError):
    """This text isn't of the kind that its column declares."""


def unescape(text: str) -> str:
    """One layer of backslashes taken off; an escape that isn't known stays as it is."""
    return _ESCAPE.sub(lambda found: _MEANING.get(found[1], found[0]), text)


def decode_array(text: str) -> list[str]:
    """The elements of an array as text; a gap is ''. Raises `Unreadable`."""
    if len(text) < 2 or text[0] != "[" or text[-1] != "]":
        raise Unreadable("an array stands in brackets")
    inner = text[1:-1]
    quote = inner.find("'")
    if quote > 0 and inner[quote - 1] == "\\":
        inner = unescape(inner)
    if not inner.strip(" "):
        return []
    elements, position = [], 0
    while True:
        found = _ELEMENT.match(inner, position)
        if found is None:
            raise Unreadable("a quote in the array is not closed")
        elements.append(found[2] if found[1] is None else unescape(found[1]))
        if not found[3]:
            return elements
        position = found.end()
