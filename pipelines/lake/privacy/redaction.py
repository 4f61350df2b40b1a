"""Redaction of batches: the reader gives contacts, this gives tokens. Nothing is written before."""

from collections.abc import Callable, Collection, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.header import LINE, ROW
from connectors.files.text_file import TextFile
from pipelines.lake.privacy.contact_patterns import (
    CONTACT_HEADER,
    LIKELY,
    LOOSE,
    SUSPICIOUS,
    SUSPICIOUS_OR_LIKELY,
    SUSPICIOUS_OR_LOOSE,
)
from pipelines.lake.privacy.contacts import KeyMissing, Tokens
from pipelines.lake.privacy.free_text import is_free_text
from pipelines.lake.privacy.header_words import names_contacts, names_identifier, names_quantity
from pipelines.lake.privacy.misplaced import without_misplaced
from pipelines.lake.privacy.phone_columns import are_mobiles
from pipelines.lake.privacy.shown import nameless, nameless_header

Replace = Callable[[str], str | None]


class Redactor:
    """Redacts the kept columns of one file.

    `contacts` are the columns whose cells become tokens whole, `exact` those that feed identifiers, numbers and days:
    their bare digits are never taken for a phone. `guessed` are columns of which only the header is known. In `typed`
    ones, which feed only numbers and days, names and sentences are masked, unless the `mapping` says their very words.
    """

    def __init__(
        self,
        key: bytes | None,
        kept: Collection[str],
        contacts: Collection[str],
        where: str,
        exact: Collection[str] = (),
        guessed: Collection[str] = (),
        typed: Collection[str] = (),
        mapping: str = "",
    ) -> None:
        self._tokens = Tokens(key)
        self._kept = frozenset(kept)
        self._contacts = frozenset(contacts)
        self._exact = frozenset(exact)
        self._guessed = frozenset(guessed)
        self._typed = frozenset(typed)
        self._mapping = mapping
        self._where = where
        self._phones: set[str] = set()

    @property
    def replaced(self) -> int:
        """How many contacts were replaced so far."""
        return self._tokens.made

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Only the kept columns and the places of rows, with tokens instead of contacts; raises without a key."""
        names = [name for name in batch.schema.names if name in self._kept]
        columns = [self._column(name, batch.column(name)) for name in names]
        places = batch.schema.names[-2:]
        return pa.RecordBatch.from_arrays([*columns, *(batch.column(name) for name in places)], names=[*names, *places])

    def _column(self, name: str, column: pa.Array) -> pa.Array:
        try:
            for worth_a_look, replace in self._ways(name, column):
                column = _replaced(column, worth_a_look(column), replace)
        except KeyMissing:
            raise without_key(name, self._where) from None
        return without_misplaced(column, self._mapping) if name in self._typed else column

    def _ways(self, name: str, column: pa.Array) -> Iterator[tuple[Callable[[pa.Array], pa.Array], Replace]]:
        """Which cells of a column are looked at, and what they become."""
        tokens = self._tokens
        if name in self._contacts:
            yield pc.is_valid, tokens.whole
        elif names_contacts(name):
            yield pc.is_valid, tokens.guessed
        elif CONTACT_HEADER.search(name):
            yield pc.is_valid, tokens.if_contact
        elif name in self._exact:
            yield _matching(SUSPICIOUS), tokens.inside
        elif is_free_text(name):
            yield _matching(SUSPICIOUS_OR_LOOSE), lambda text: tokens.inside(text, LOOSE)
        elif names_identifier(name) or names_quantity(name):
            yield _matching(SUSPICIOUS), tokens.inside
        else:
            if name in self._phones or are_mobiles(column):
                self._phones.add(name)  # the next batch of the same column holds the same
                yield pc.is_valid, tokens.if_contact
            if name in self._guessed:
                yield _matching(SUSPICIOUS_OR_LIKELY), lambda text: tokens.inside(text, LIKELY)
            else:
                yield _matching(SUSPICIOUS), tokens.inside


def without_key(column: str, where: str) -> BadInput:
    """The refusal of a file whose contacts nothing can hash."""
    return BadInput(
        f"the column “{nameless(column)}” has contacts, and there is no key to hash them with.",
        where=where,
        mend="Set TABLO_HASH_KEY to a long random text, keep it, and run again.",
    )


def with_nameless_header(file: TextFile) -> TextFile:
    """The same file, with no contact in the names of its columns."""
    header = nameless_header(file.header)
    if header == file.header:
        return file
    return TextFile(header, (_renamed(piece, header) for piece in file.pieces))


def _renamed(piece: Rows | Rejected, header: tuple[str, ...]) -> Rows | Rejected:
    if isinstance(piece, Rejected):
        return piece
    return Rows(piece.batch.rename_columns([*header, ROW, LINE]))


def _matching(pattern: str) -> Callable[[pa.Array], pa.Array]:
    return lambda column: pc.fill_null(pc.match_substring_regex(column, pattern), False)


def _replaced(column: pa.Array, mask: pa.Array, replace: Replace) -> pa.Array:
    if not pc.any(mask).as_py():
        return column
    texts = [replace(text) for text in pc.filter(column, mask).to_pylist()]
    return pc.replace_with_mask(column, mask, pa.array(texts, pa.string()))
