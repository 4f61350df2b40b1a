"""The first line of a part: it says which column is which field, in whatever order."""

from collections.abc import Mapping, Sequence

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.parsing.masking import masked


def asked_names(header: Sequence[str], asked: Mapping[str, Field], where: str) -> list[str]:
    """The header in the words of what was asked for. Raises `BadInput` where it doesn't hold exactly these fields.

    The API may answer with another spelling than it was asked in: of letters' case, or the new name of an old one.
    """
    spellings = {name.casefold(): sent for sent, field in asked.items() for name in (field.api, *field.also)}
    spellings |= {sent.casefold(): sent for sent in asked}
    names = [name if name in asked else spellings.get(name.casefold(), name) for name in header]
    wrong = {
        "misses": sorted(asked.keys() - set(names)),
        "has unasked": sorted(set(names) - asked.keys()),
        "repeats": sorted({name for name in names if names.count(name) > 1}),
    }
    for verb, fields in wrong.items():
        if fields:
            raise BadInput(
                f"the header {verb} {masked(', '.join(fields), 200)}.",
                where=where,
                mend="The API has changed, or something between it and us; nothing of this log is loaded.",
            )
    return names
