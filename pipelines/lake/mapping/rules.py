"""How the texts of one folder's files are read: decimal mark, formats of dates, time zone, names of currencies."""

from dataclasses import dataclass
from typing import Self

from connectors.profiles import Profile
from pipelines.lake.mapping.currencies import ISO_CURRENCIES
from pipelines.settings import Configuration
from pipelines.settings.configuration import FileSource


@dataclass(frozen=True)
class TextRules:
    """`decimal` is one mark, or "either". `formats` are tried after ISO, which nobody can misread."""

    timezone: str
    decimal: str = "."
    formats: tuple[str, ...] = ()
    currencies: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, configuration: Configuration, source: FileSource | None, profile: Profile | None = None) -> Self:
        """What the source says, before what the profile of its files says; without both, those of canonical files."""
        # a code that the company names, such as TON, is understood as it is, like those of ISO
        named = {configuration.company.currency, *configuration.money.currency_names.values()}
        names = {code.lower(): code for code in sorted(ISO_CURRENCIES | named)}
        names |= {name.strip().lower(): code for name, code in configuration.money.currency_names.items()}
        decimal = (source.decimal if source else None) or (profile.decimal if profile else None) or "."
        given = (*(source.date_format if source else ()), *(profile.date_formats if profile else ()))
        return cls(
            timezone=configuration.company.timezone,
            decimal=decimal,
            formats=tuple(dict.fromkeys(each for written in given for each in date_formats(written))),
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
