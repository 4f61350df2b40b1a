"""What can be known of a mapping without a file: tables and columns exist, required ones are mapped."""

import difflib
from collections.abc import Iterable, Mapping

from connectors.common.errors import Problem
from connectors.files.mapping import TableMapping
from connectors.files.tables import TABLES
from connectors.profiles import Profile
from pipelines.settings.configuration import FileSource


def check_tables(tables: Mapping[str, TableMapping], where: str) -> None:
    """Raises Problem for the first thing that can't work."""
    if not tables:
        raise Problem("it maps to no table.", where=where, mend="Name at least one under `tables`.")
    for table_name, mapping in tables.items():
        table = TABLES.get(table_name)
        if table is None:
            raise Problem(f"there is no table {table_name!r}.", where=where, mend=did_you_mean(table_name, TABLES))
        known = [column.name for column in table.columns]
        for column in mapping.columns:
            if column not in known:
                raise Problem(f"{table_name} has no column {column!r}.", where=where, mend=did_you_mean(column, known))
        missing = [column for column in table.required if column not in mapping.columns]
        if missing:
            raise Problem(
                f"{table_name} needs {', '.join(missing)}.",
                where=where,
                mend="Map each under `columns` to an expression.",
            )
        for column in mapping.group_by:
            if column not in mapping.columns:
                raise Problem(
                    f"{table_name}: group_by names {column!r}, which is none of its mapped columns.",
                    where=where,
                    mend=did_you_mean(column, mapping.columns),
                )


def check_profiles(source: FileSource, profiles: Mapping[str, Profile], where: str) -> None:
    """Profiles, their fields and tables are called as the source calls them."""
    for name in source.profile:
        if name not in profiles:
            raise Problem(f"there is no profile {name!r}.", where=where, mend=did_you_mean(name, profiles))
    chosen = [profiles[name] for name in source.profile] or list(profiles.values())
    fields = sorted({field for profile in chosen for field in profile.fields})
    for field in source.fields:
        if field not in fields:
            raise Problem(f"no profile has a field {field!r}.", where=where, mend=did_you_mean(field, fields))
    tables = sorted({table for profile in chosen for table in profile.tables} | set(source.tables))
    for table in source.only:
        if table not in tables:
            raise Problem(
                f"`only` names {table!r}, which its files don't feed.", where=where, mend=did_you_mean(table, tables)
            )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most resembles."""
    names = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """What to write instead."""
    best = nearest(name, known)
    return f"Did you mean {best!r}?" if best else f"Known: {', '.join(known)}."
