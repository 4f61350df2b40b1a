"""How spooled rows came to be: what another parser made, or another privacy key hid, is no part of a log of ours."""

import hashlib
from functools import cache
from pathlib import Path

import pyarrow as pa

from connectors.common.errors import Problem
from connectors.common.privacy import Privacy

MADE = b"tablo.made"
CODE = ("fields", "parsing")  # beside us: what decides what a text becomes
PROBE = "somebody@example.org, +7 916 123-45-67"


def marked(schema: pa.Schema, privacy: Privacy) -> pa.Schema:
    """The schema as a spooled part carries it: equal only where the same code and the same key made both."""
    made = f"{parser_version()} {_key(privacy)}"
    return schema.with_metadata({MADE: hashlib.sha256(made.encode()).hexdigest()[:16]})


@cache
def parser_version() -> str:
    """Of the code itself: nobody can forget to count it up."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for folder in CODE for path in (package / folder).iterdir() if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _key(privacy: Privacy) -> str:
    try:
        return privacy.address(PROBE) + str(privacy.texts(pa.array([PROBE])))
    except Problem:  # no key; where one is needed, parsing says so
        return ""
