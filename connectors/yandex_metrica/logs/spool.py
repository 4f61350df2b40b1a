"""Where downloaded parts wait until the lake has them."""

import shutil
from pathlib import Path

import pyarrow as pa

from connectors.yandex_metrica.logs.disk import own_disk
from connectors.yandex_metrica.logs.spooled_part import PartWriter, SpooledPart


class Spool:
    """A folder a request, named by its key in the ledger."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writer(self, key: str, number: int, schema: pa.Schema) -> PartWriter:
        """For a part that comes in."""
        return PartWriter(self._path(key, number), schema)

    def found(self, key: str, number: int, schema: pa.Schema) -> SpooledPart | None:
        """The part, if it is there whole, with the columns that are wanted, and made as their metadata says."""
        return SpooledPart.at(self._path(key, number), number, schema)

    def remove(self, key: str) -> None:
        """Harmless where nothing is."""
        shutil.rmtree(self._folder / key, ignore_errors=True)

    def keys(self) -> set[str]:
        """All requests of which something lies here."""
        return {path.name for path in self._folder.glob("*") if path.is_dir()}

    def scratch(self, key: str) -> Path:
        """An empty folder for what is made of the parts; it goes with them."""
        folder = self._folder / key / "scratch"
        with own_disk(str(folder)):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _path(self, key: str, number: int) -> Path:
        return self._folder / key / f"part-{number}.arrow"
