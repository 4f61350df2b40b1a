"""A part's bytes as blocks of whole lines: what is held in memory at a time."""

from collections.abc import Iterable, Iterator

import numpy as np

from connectors.common.errors import BadInput

BLOCK = 3 << 20
LONGEST_LINE = 64 << 20
BOM = b"\xef\xbb\xbf"


def blocks(chunks: Iterable[bytes], size: int = BLOCK, where: str = "") -> Iterator[bytes]:
    """Regroup bytes into blocks of about `size` that end with a line. Raises `BadInput` for a line without an end."""
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end and length + end >= size:
            yield b"".join((*held, memoryview(chunk)[:end]))
            held, length = [], 0
            chunk = chunk[end:]
        held.append(chunk)
        length += len(chunk)
        if length > size + LONGEST_LINE:
            raise BadInput(f"a line is longer than {LONGEST_LINE >> 20} MiB.", where=where, mend="This is no log.")
    rest = b"".join(held)
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def count_lines(block: bytes) -> int:
    """As `block.count`, six times as fast, and leaving the interpreter free."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


def header_and_rest(text: Iterable[bytes]) -> tuple[list[str], Iterator[bytes]]:
    """The names of the first line, and the blocks without it; no names where nothing came at all."""
    remaining = iter(text)
    line, _, rest = next(remaining, b"").partition(b"\n")
    names = line.removeprefix(BOM).decode("utf-8", "replace").rstrip("\r").replace('"', "")

    def following() -> Iterator[bytes]:
        if rest:
            yield rest
        yield from remaining

    return (names.split("\t") if names else []), following()
