"""Visits as the Logs API writes them: tab-separated, escaped like ClickHouse's TSV, then quoted like CSV."""

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

SECONDS = pa.timestamp("s")
UTC_PLUS_3 = pa.scalar(3 * 3600, pa.duration("s"))
# the order matters: backslashes first, or the others' would be escaped again
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("'", "\\'"))
TO_ESCAPE = r"[\\\t\n\r']"

NAMES = """
    visitID counterID clientID counterUserIDHash date dateTime dateTimeUTC isNewUser bounce pageViews visitDuration
    startURL endURL referer lastTrafficSource lastAdvEngine lastSearchEngineRoot lastReferalSource lastSocialNetwork
    lastMessenger lastRecommendationSystem lastUTMSource lastUTMMedium lastUTMCampaign lastUTMContent lastUTMTerm
    goalsID goalsDateTime deviceCategory regionCountry regionCity browser operatingSystemRoot browserLanguage
    clientTimeZone cookieEnabled javascriptEnabled screenWidth screenHeight windowClientWidth windowClientHeight
    ipAddress
"""
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# the company's column of each field; how it is written follows from its type, but for those below
FIELDS = {f"ym:s:{name}": _WORD_START.sub("_", name).lower() for name in NAMES.split()}
GAPPED = {"ym:s:lastMessenger", "ym:s:lastRecommendationSystem"}
UTC_FIELDS = {"ym:s:dateTimeUTC", "ym:s:goalsDateTime"}


def header(fields: Sequence[str]) -> bytes:
    """Sorted without regard to case: the order in which they were asked for is lost."""
    return ("\t".join(in_order(fields)) + "\n").encode()


def rows(visits: pa.Table, fields: Sequence[str]) -> bytes:
    """One line a visit, without the header."""
    if visits.num_rows == 0:
        return b""
    columns = [_text(visits, field) for field in in_order(fields)]
    lines = pc.binary_join_element_wise(*columns, "\t")
    return ("\n".join(lines.to_pylist()) + "\n").encode()


def in_order(fields: Sequence[str]) -> list[str]:
    """As the API orders columns."""
    return sorted(fields, key=str.lower)


def _text(visits: pa.Table, field: str) -> pa.Array:
    values = visits.column(FIELDS[field]).combine_chunks()
    text = _array(values, field) if pa.types.is_list(values.type) else _scalar(values, field)
    return _quoted(pc.fill_null(text, ""))


def _scalar(values: pa.Array, field: str) -> pa.Array:
    if pa.types.is_boolean(values.type):
        return values.cast(pa.uint8()).cast(pa.string())
    if pa.types.is_timestamp(values.type):
        seconds = values.cast(SECONDS)
        return (pc.add(seconds, UTC_PLUS_3) if field in UTC_FIELDS else seconds).cast(pa.string())
    if not pa.types.is_string(values.type):
        return values.cast(pa.string())
    return _gapped(_escaped(values)) if field in GAPPED else _escaped(values)


def _array(values: pa.ListArray, field: str) -> pa.Array:
    """Numbers stand bare; times stand in quotes, and each quote is escaped."""
    elements = _scalar(values.flatten(), field)
    if pa.types.is_timestamp(values.type.value_type):
        elements = pc.binary_join_element_wise("\\'", elements, "\\'", "")
    lengths = pc.fill_null(pc.list_value_length(values), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    return pc.binary_join_element_wise("[", pc.binary_join(pa.ListArray.from_arrays(offsets, elements), ","), "]", "")


def _escaped(values: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(values, TO_ESCAPE)).as_py():
        return values
    for plain, escaped in ESCAPES:
        values = pc.replace_substring(values, plain, escaped)
    return values


def _quoted(text: pa.Array) -> pa.Array:
    """Only what holds a quote is quoted."""
    holds_quote = pc.match_substring(text, '"')
    if not pc.any(holds_quote).as_py():
        return text
    doubled = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(holds_quote, doubled, text)


def _gapped(values: pa.Array) -> pa.Array:
    """Typed as a string, and sent as an array whose other places are empty."""
    return pc.if_else(pc.equal(values, ""), "", pc.binary_join_element_wise("[,,,", values, "]", ""))
