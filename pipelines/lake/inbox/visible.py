"""Text from outside, made harmless to show: names of files and headers may hold anything that a disk can store."""

import unicodedata

LONGEST = 900
ENDS_WITH = 300  # the remedy stands at the end of a sentence: it is never cut off
# line breaks and terminal codes, invisible and direction-changing marks, line separators, bytes that are no text
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text in one line of bounded length, with what can't be seen written out: `a␛[2J` becomes `a\\x1b[2J`."""
    if len(text) > longest:
        kept_at_the_end = min(ENDS_WITH, longest // 3)
        text = f"{text[: longest - kept_at_the_end - 1]}…{text[-kept_at_the_end:]}"
    if text.isprintable():
        return text
    return "".join(_written_out(each) if unicodedata.category(each) in HIDDEN else each for each in text)


def _written_out(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8, as Python carries it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
