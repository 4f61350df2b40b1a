"""How the texts of one folder's files are read: decimal mark, formats of dates, time zone, names of currencies."""

from dataclasses import dataclass
from typing import Self

from pipelines.lake.currencies import ISO_CURRENCIES
from pipelines.settings import Configuration
from pipelines.settings.configuration import FileSource


@dataclass(frozen=True)
class TextRules:
    """`formats` are tried after ISO, which nobody can misread; without them only ISO is understood."""

    timezone: str
    decimal: str = "."
    formats: tuple[str, ...] = ()
    currencies: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, configuration: Configuration, source: FileSource | None) -> Self:
        """Those of a mapped folder, or, without a mapping, those of canonical files."""
        names = {code.lower(): code for code in sorted(ISO_CURRENCIES | {configuration.company.currency})}
        names |= {name.strip().lower(): code for name, code in configuration.money.currency_names.items()}
        return cls(
            timezone=configuration.company.timezone,
            decimal=source.decimal if source else ".",
            formats=date_formats(source.date_format) if source and source.date_format else (),
            currencies=tuple(sorted(names.items())),
        )


def date_formats(given: str) -> tuple[str, ...]:
    """The format of a mapping, and what the same export writes where there is no time, or where there is one.

    A CRM writes `05.10.2026 14:30:00` and `05.10.2026` into one file.
    """
    head, separator, _ = given.partition("%H")
    if separator:
        return (given, head.rstrip(" T,"))
    return (given, f"{given} %H:%M:%S", f"{given} %H:%M")
