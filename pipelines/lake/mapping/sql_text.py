"""Quoting for SQL that is put together from the names and texts of users."""


def literal(text: str) -> str:
    """A string constant."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def regex(text: str, pattern: str) -> str:
    """Whether the whole text matches an RE2 pattern."""
    return f"regexp_full_match({text}, {literal(pattern)})"
