"""What keeps people out of data: connectors call it before a value may reach a disk."""

from typing import Protocol

import pyarrow as pa


class Privacy(Protocol):
    """Keyed and stable: the same person becomes the same stand-in, and nobody can tell who it was."""

    def address(self, address: str) -> str:
        """The keyed hash of a network address, 16 hex digits. Raises a `Problem` without a key."""
        ...

    def texts(self, column: pa.Array) -> pa.Array:
        """The same strings with a stand-in for each e-mail address and telephone number; NULL stays NULL.

        Raises a `Problem` where there is something to hide and no key to hash it with.
        """
        ...
