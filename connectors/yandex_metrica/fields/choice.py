"""From names, as settings have them, to fields that can be asked for."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields.catalogue import MODEL, Entry, LogName, catalogue, old_names
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.groups import GROUPS, members
from connectors.yandex_metrica.fields.models import SPELLINGS, spelled, split_model

PREFIX: Mapping[LogName, str] = {"visits": "ym:s:", "hits": "ym:pv:"}
REQUIRED = {
    "visits": {"visitID", "counterID", "date", "dateTime"},
    "hits": {"watchID", "counterID", "date", "dateTime"},
}


def chosen(source: LogName, name: str, where: str) -> tuple[Field, ...]:
    """The fields of a group, or the one field of a name in any of its spellings, with or without its prefix.

    `<attribution>` means the model `last`. Raises `BadInput` for what the catalogue doesn't have.
    """
    fields = (field_of(source, member) for member in members(source, name) or (name.removeprefix(PREFIX[source]),))
    known = tuple(field for field in fields if field is not None)
    if not known:
        raise _unknown(source, name, where)
    return known


def field_of(source: LogName, name: str) -> Field | None:
    """The field of a name without prefix: a renamed one under its new name. None where the catalogue has none."""
    entries, model = catalogue(source), "last"
    entry = entries.get(name)
    if entry is None and (parts := split_model(name)) is not None:
        model, bare = parts
        entry = entries.get(MODEL + bare) or entries.get(MODEL + bare[0].lower() + bare[1:])
    return None if entry is None else _field(entries[entry.now] if entry.now else entry, model)


def fields_of_model(model: str, where: str) -> Iterator[Field]:
    """Where visits come from, seen through another attribution model: `cross_device_first`, in any case."""
    if model.lower() not in SPELLINGS:
        raise BadInput(f"{model!r} is no attribution model.", where=where, mend=f"Use one of {', '.join(SPELLINGS)}.")
    entries = catalogue("visits")
    return (_field(entries[name], model.lower()) for name in members("visits", "source"))


def _field(entry: Entry, model: str) -> Field:
    names = spelled(entry.name, model) if entry.name.startswith(MODEL) else (entry.name,)
    old = old_names(entry.source).get(entry.name)
    first, *also = (PREFIX[entry.source] + name for name in (*names, *([old] if old else [])))
    return Field(
        first,
        entry.kind,
        tuple(also),
        required=entry.name in REQUIRED[entry.source],
        pro=entry.status == "pro",
    )


def _unknown(source: LogName, name: str, where: str) -> BadInput:
    groups = [group for group in GROUPS if members(source, group)]
    near = get_close_matches(name.removeprefix(PREFIX[source]), [*groups, *catalogue(source)], n=3)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return BadInput(
        f"the Logs API has no field {name!r} of {source}.",
        where=where,
        mend=f"{meant}Groups of fields are {', '.join(groups)}.",
    )
