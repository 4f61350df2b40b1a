"""XML as a stream of events, in bounded memory: no document types, no entities of one's own, nothing from elsewhere.

expat holds no tree. What could still grow without end is refused: the depth of tags, and the length of a single one.
"""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from connectors.common.errors import BadInput

DEEPEST = 64
LONGEST_TAG = 1 << 20
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def xml_parser(where: str, start: Start, end: End, text: Text, *, bounded: bool = False) -> expat.XMLParserType:
    """A parser that calls back with names free of prefixes, which are whatever the writer liked.

    Callbacks of which there are millions may be `bounded`: they are called with names as they stand, and must refuse
    tags within themselves.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise too_deep(where)
        start(name.rpartition(":")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def declared(*_: object) -> None:
        raise BadInput(
            "it declares a document type, and exports have none: it could name other files or grow without end.",
            where=where,
            mend="Export it again.",
        )

    parser.StartElementHandler = start if bounded else opened
    parser.EndElementHandler = end if bounded else closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = declared
    return parser


def too_deep(where: str) -> BadInput:
    """Tags within tags within tags."""
    return BadInput(f"its tags are nested more than {DEEPEST} deep.", where=where, mend="Export it again.")


def fed(parser: expat.XMLParserType, chunks: Iterable[bytes], where: str) -> Iterator[None]:
    """Feed a parser; stops after each chunk, for what its callbacks have gathered to be taken."""
    read = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            read += len(chunk)
            if read - parser.CurrentByteIndex > LONGEST_TAG + len(chunk):
                raise BadInput(
                    f"line {parser.CurrentLineNumber} has a tag of more than {LONGEST_TAG >> 20} MB.",
                    where=where,
                    mend="Export it again.",
                )
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise BadInput(
            f"line {error.lineno} is no valid XML ({expat.errors.messages.get(error.code, error.code)}).",
            where=where,
            mend="Export it again.",
        ) from None
    except (LookupError, ValueError):  # the encoding that the file declares
        raise BadInput(
            "its XML is in an encoding that can't be read.", where=where, mend="Export it again in UTF-8."
        ) from None
