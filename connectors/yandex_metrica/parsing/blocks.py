"""A part's bytes as blocks of whole lines: what is held in memory at a time."""

from collections.abc import Iterable, Iterator

BLOCK = 8 << 20
BOM = b"\xef\xbb\xbf"


def blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Regroup bytes into blocks of about `size` that end with a line."""
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length < size:
            continue
        text = b"".join(held)
        end = text.rfind(b"\n") + 1
        if end:
            yield text[:end]
        held, length = [text[end:]], len(text) - end
    rest = b"".join(held)
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


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
