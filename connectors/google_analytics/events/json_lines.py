"""The export as JSON, an event a line. Numbers keep their digits: BigQuery writes whole ones as text, others don't."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CHARACTERS_PER_BATCH, RowBuffer
from connectors.files.header import LINE, ROW, place
from connectors.files.layout import Candidate, Layout
from connectors.files.masking import masked
from connectors.files.numbers import FLOAT_EXACT, number_text
from connectors.files.text_file import TextFile
from connectors.google_analytics.events.leaves import KEYS, PARAMS, PATHS, PLACES, SIGNS
from connectors.google_analytics.events.nested import VALUES
from connectors.google_analytics.events.shape import HEADER, event_rows, part_of

LONGEST_LINE = 1 << 22
LINES_LOOKED_AT = 20
FRACTIONS = frozenset({"double_value", "float_value", "purchase_revenue"})
NO_EVENT = "this line is no JSON object"
HALF = b"\\ud"  # of a sign that JSON writes in two; alone it is no text
MARK = b"\xef\xbb\xbf"
_ROUTES = tuple(tuple(path.split(".")) for path in PATHS)


class EventsJson:
    """One file of exported events, a JSON object a line."""

    @staticmethod
    def fits(path: Path) -> bool:
        """Whether one of its first lines names the columns of the export; a broken one before it is refused alone."""
        with path.open("rb") as file:
            lines = file.read(LONGEST_LINE).split(b"\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT]
        return any(all(b'"%s"' % sign.encode() in line for sign in SIGNS) for line in lines)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._where = place(path)

    def candidates(self) -> Iterator[Candidate]:
        """The columns that events are unfolded to."""
        yield Candidate(HEADER, Layout())

    def table(self, layout: Layout | None = None) -> TextFile:
        """One row an event."""
        return TextFile(HEADER, self._pieces())

    def _pieces(self) -> Iterator[Rows | Rejected]:
        buffer, row, characters, part = RowBuffer(PLACES), 0, 0, part_of(self._path)

        def flushed() -> Rows:
            batch = buffer.flush().batch
            texts = {name: batch.column(name) for name in PLACES}
            return event_rows(texts, part, batch.column(ROW).to_pylist(), batch.column(LINE).to_pylist())

        for number, line in self._lines():
            event = _event(line)
            row += 1
            if event is None:
                yield Rejected(self._where, number, None, NO_EVENT, masked(line.decode("utf-8", "replace")))
                continue
            buffer.add(row, number, event)
            characters += len(line)
            if buffer.is_full or characters > CHARACTERS_PER_BATCH:
                characters = 0
                yield flushed()
        if len(buffer):
            yield flushed()

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Those that aren't blank, numbered from 1; raises BadInput for one that no event can be."""
        with self._path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
                if len(line) > LONGEST_LINE:
                    raise BadInput(
                        f"line {number} is longer than any event is.",
                        where=self._where,
                        mend="Export it again as newline-delimited JSON.",
                    )
                if number == 1:
                    line = line.removeprefix(MARK)
                if not line.isspace():
                    yield number, line


def _fraction(text: str) -> str:
    return number_text(float(text), FLOAT_EXACT) or text


_DECODER = json.JSONDecoder(parse_int=str, parse_float=_fraction, parse_constant=_fraction)


def _event(line: bytes) -> list[str | None] | None:
    """The texts of all places; None for what is no event."""
    try:
        event = _DECODER.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    params = _params(event.get(PARAMS))
    found = {path: _text(_at(event, route), route[-1]) for path, route in zip(PATHS, _ROUTES, strict=True)}
    found |= {f"?{key}": params.get(key) for key in KEYS}
    texts = [found[name] for name in PLACES]
    return [text and text.encode(errors="replace").decode() for text in texts] if HALF in line.lower() else texts


def _at(event: Any, route: tuple[str, ...]) -> Any:
    for name in route:
        if not isinstance(event, dict):
            return None
        event = event.get(name)
    return event


def _params(pairs: Any) -> dict[str, str | None]:
    """Key → value; of a key that comes twice, the first."""
    found: dict[str, str | None] = {}
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, dict) and isinstance(pair.get("key"), str):
            texts = (_text(_at(pair, ("value", name)), name) for name in VALUES)
            found.setdefault(pair["key"], next((text for text in texts if text is not None), None))
    return found


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str) or (value == "NaN" and name in FRACTIONS):  # as which BigQuery writes no number
        return None
    return value
