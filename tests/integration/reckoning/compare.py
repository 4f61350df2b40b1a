"""Two tables by key, and what differs between them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

SHOWN = 10


def by(rows: Iterable[Mapping[str, Any]], *key: str) -> Callable[[str], dict[Any, Any]]:
    """Columns of rows by key (a tuple where it has parts); rows in which the column is 0 or NULL are left out."""
    table = list(rows)

    def column(name: str) -> dict[Any, Any]:
        return {_key(row, key): row[name] for row in table if row[name]}

    return column


def _key(row: Mapping[str, Any], key: tuple[str, ...]) -> Any:
    return row[key[0]] if len(key) == 1 else tuple(row[name] for name in key)


def column(rows: Mapping[Any, Any], measure: str) -> dict[Any, Any]:
    """One measure of records by key, where it isn't 0."""
    return {key: getattr(row, measure) for key, row in rows.items() if getattr(row, measure)}


def differences(expected: Mapping[Any, Any], published: Mapping[Any, Any]) -> str:
    """A line for each, empty where both are equal. To expect nothing is a difference too: it would prove nothing."""
    if not expected:
        return "nothing was expected"
    keys = sorted(expected.keys() | published.keys(), key=str)
    found = [
        f"{' '.join(map(str, key)) if isinstance(key, tuple) else key}: "
        f"expected {expected.get(key)}, published {published.get(key)}"
        for key in keys
        if expected.get(key) != published.get(key)
    ]
    return "\n".join([*found[:SHOWN], f"… {len(found)} in all"] if len(found) > SHOWN else found)
