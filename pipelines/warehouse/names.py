"""Names and values as SQL text: identifiers and texts quoted, days as literals."""

from datetime import date


def quoted(relation: str) -> str:
    """`core.core_visits` → `"core"."core_visits"`; whatever stands in a name, it stays a name."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in relation.split(".", 1))


def literal(day: date) -> str:
    """A day as a DATE literal, which an engine can prune files by; a bound parameter comes too late for that."""
    return f"DATE '{day.isoformat()}'"


def text(value: str) -> str:
    """A text as a literal; whatever stands in it, it stays a text."""
    return "'" + value.replace("'", "''") + "'"
