"""A refused row may reach the disk as text: whatever could tell of a person is taken out of it first."""

import re

LONGEST = 600
_SIGN = r"[^\s@/:=,;'\"<>\[\]]"
_MASKS = (
    # none of these goes over the same signs again and again: a refused line may be as long as a part
    # a query or fragment may hold names, phones and addresses, whatever its parameters are called
    (re.compile(r"[?#][^\t\s\\'\"]+"), "?***"),
    (re.compile(rf"(?<!{_SIGN})(?:(?!%40){_SIGN})++(?:@|%40)(?:@|{_SIGN})+"), "***@***"),
    (re.compile(r"(?<![\d.])\d{1,3}(?:\.(?:\d{1,3}|[xX*]{1,3})){3}(?![\d.])"), "*.*.*.*"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-FxX*:]+"), "*:*"),  # three colons: a time has two
    (re.compile(r"(?<![\w:])[0-9a-fA-F:]*::[0-9a-fA-FxX*:]*"), "*:*"),
)


def masked(text: str, longest: int = LONGEST) -> str:
    """The text without queries of URLs, e-mail and network addresses, cut to `longest` characters."""
    for pattern, stand_in in _MASKS:
        text = pattern.sub(stand_in, text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
