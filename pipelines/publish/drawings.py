"""Charts drawn before, kept by what they show: a run redraws what has changed, and a closed month never does."""

from hashlib import sha256
from importlib.metadata import version
from json import dumps
from pathlib import Path

from pipelines.publish.charts import Spec, svg_of

DRAWN_BY = "1"  # raised when `svg_of` makes something else of the same chart
END = "</svg>"


class Drawings:
    """The folder of them; `sweep` takes away those that nobody asked for any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: set[Path] = set()

    def svg(self, spec: Spec) -> str:
        """The chart, drawn now or before."""
        path = self._folder / f"{_digest(spec)}.svg"
        self._asked.add(path)
        kept = _whole(path)
        if kept is not None:
            return kept
        drawn = svg_of(spec)
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.building")
        beside.write_text(drawn, encoding="utf-8")
        beside.replace(path)
        return drawn

    def sweep(self) -> None:
        """Once everything is drawn."""
        for path in (*self._folder.glob("*.svg"), *self._folder.glob(".*.building")):
            if path not in self._asked:
                path.unlink(missing_ok=True)


def _whole(path: Path) -> str | None:
    """None where there is none, or what a power cut has left of it: it is never synced, because it can be redrawn."""
    try:
        kept = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return kept if kept.endswith(END) else None


def _digest(spec: Spec) -> str:
    told = dumps(spec, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(f"{DRAWN_BY} {version('vl-convert-python')} {told}".encode()).hexdigest()
