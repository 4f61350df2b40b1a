"""Who works on which request: a lock file each, which the system lets go of when a process dies."""

from pathlib import Path

from filelock import FileLock, Timeout

from connectors.yandex_metrica.logs.disk import own_disk


class Locks:
    """The locks that this client holds; nobody else, of this process or another, can take them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, FileLock] = {}

    def take(self, key: str) -> bool:
        """False where somebody living works on it. What stood in the ledger must be read again after it."""
        if key in self._held:
            return True
        lock = FileLock(self._path(key), thread_local=False)
        with own_disk(str(self._folder)):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                return False
        self._held[key] = lock
        return True

    def holds(self, key: str) -> bool:
        """Do we work on it?"""
        return key in self._held

    def let_go(self, key: str, *, finished: bool = False) -> None:
        """`finished`: nobody will ever take it again, so its file goes too."""
        lock = self._held.pop(key, None)
        if lock and finished:
            self._path(key).unlink(missing_ok=True)
        if lock:
            lock.release()

    def keys(self) -> set[str]:
        """All that have a lock file, whether somebody holds it or not."""
        return {path.stem for path in self._folder.glob("*.lock")}

    def let_go_of_all(self) -> None:
        """The rest is for a later run."""
        for key in list(self._held):
            self.let_go(key)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.lock"
