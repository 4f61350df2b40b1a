"""A profile and a file's header together: an ordinary mapping over that file's columns."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.common.errors import BadInput
from connectors.files.mapping import TableMapping
from connectors.files.tables import TABLES
from connectors.profiles.headers import normal
from connectors.profiles.model import PLACEHOLDER, RESERVED, Profile, ProfileTable

ABSENT = "cast(null as varchar)"
AGGREGATES = {"one": "min", "total": "sum", "any": "bool_or"}
ALIKE = 0.55


@dataclass(frozen=True)
class Terms:
    """What a company says of its exports: where amounts have no currency, whether they include VAT, its own headers."""

    currency: str
    folder: str
    vat_included: bool | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """The mapping of one file, to the tables that it holds. `hashed` are its headers whose cells become tokens.

    A header that the company calls a field which isn't hashed stays as it is.
    """

    tables: dict[str, TableMapping]
    hashed: frozenset[str]


def resolved(profile: Profile, header: tuple[str, ...], terms: Terms, file: str) -> Resolved:
    """Raises BadInput, with the line that would mend it, where a field that the tables need has no column."""
    found = profile.found_in(header, dict(terms.fields))
    for name in (*profile.recognised_by, *profile.required):
        if name not in found:
            raise BadInput(
                f"{profile.title.en} without a column for “{name}” ({', '.join(profile.fields[name])}).",
                where=file,
                mend=_mend(name, profile.fields[name], set(header) - set(found.values()), terms.folder),
            )
    words = _words(profile, found, terms)
    claimed = {found[name] for name in terms.fields if name in found and name not in profile.hashed}
    tables = {
        table: _mapping(mapping, found, words)
        for table, mapping in profile.tables.items()
        if not terms.only or table in terms.only
    }
    return Resolved(
        {table: mapping for table, mapping in tables.items() if set(TABLES[table].required) <= set(mapping.columns)},
        frozenset(found[name] for name in profile.hashed if name in found) - claimed,
    )


def _mend(field: str, names: tuple[str, ...], unclaimed: set[str], folder: str) -> str:
    """The line of configuration that names the column, with that of the file's headers which is most like it."""
    headers = {normal(header): header for header in sorted(unclaimed)}
    alike = (difflib.get_close_matches(normal(name), headers, n=1, cutoff=ALIKE) for name in names)
    near = next((headers[found[0]] for found in alike if found), None)
    begins = f"If it is “{near}”, write" if near else "Export it too, or write its name"
    line = f"fields: {{{field}: [{json.dumps(near or '…', ensure_ascii=False)}]}}"
    return f"{begins} in config/sources/{folder}.yaml: {line}."


def _words(profile: Profile, found: Mapping[str, str], terms: Terms) -> dict[str, str]:
    """What stands for each placeholder."""
    vat_included = profile.vat_included if terms.vat_included is None else terms.vat_included
    columns = {name: _quoted(found[name]) if name in found else ABSENT for name in profile.fields}
    return {
        **columns,
        "company_currency": _literal(terms.currency),
        "vat_included": "true" if vat_included else "false",
        "file": _literal(terms.folder),
    }


def _mapping(mapping: ProfileTable, found: Mapping[str, str], words: Mapping[str, str]) -> TableMapping:
    """Without the columns and refusals that speak only of fields which the file hasn't."""
    grouped = mapping.group_when is None or mapping.group_when in found
    aggregates = AGGREGATES if grouped else dict.fromkeys(AGGREGATES, "")

    def written(text: str) -> str:
        return PLACEHOLDER.sub(lambda match: {**words, **aggregates}[match[1]], text)

    def there(text: str) -> bool:
        named = [name for name in PLACEHOLDER.findall(text) if name not in AGGREGATES]
        return not named or any(name in found or name in RESERVED for name in named)

    return TableMapping(
        where={rule: written(text) for rule, text in mapping.where.items()},
        refuse={reason: written(text) for reason, text in mapping.refuse.items() if grouped and there(text)},
        columns={column: written(text) for column, text in mapping.columns.items() if there(text)},
        group_by=mapping.group_by if grouped else [],
    )


def _quoted(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
