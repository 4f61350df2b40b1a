"""What the files of an inbox folder may be: a table's own columns, a mapping, or the exports of known systems."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.common.errors import BadInput, Problem
from connectors.files.answers import long_answers
from connectors.files.header import header_names
from connectors.files.layout import Candidate, Layout
from connectors.files.mapping import TableMapping
from connectors.files.reading import OpenFile, open_file
from connectors.files.tables import TABLES
from connectors.files.text_file import TextFile
from connectors.profiles import Profile, Terms, load_profiles, recognised, resolved
from connectors.surveys.proposal import undescribed
from pipelines.lake.mapping.checks import check_profiles, check_tables, nearest
from pipelines.lake.mapping.meaning import Meaning, with_terms
from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.sql_text import literal
from pipelines.lake.paths import safe_name
from pipelines.lake.privacy.free_text import without_free_text
from pipelines.lake.privacy.shown import listed, nameless
from pipelines.settings import Configuration
from pipelines.settings.configuration import FileSource


@dataclass(frozen=True)
class Folder:
    """An inbox folder, and what its source's configuration says; a folder may do without one."""

    name: str
    source: FileSource | None
    configuration: Configuration

    @property
    def where(self) -> str:
        """Where its configuration is written, or would be."""
        return f"config/sources/{self.name}.yaml"

    @property
    def is_mapped(self) -> bool:
        """Whether the configuration maps every column itself."""
        return bool(self.source and self.source.tables and not self.source.profile)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The exports that its files may be."""
        known = load_profiles()
        if self.is_mapped:
            return ()
        named = self.source.profile if self.source else ()
        return tuple(known[name] for name in named) or tuple(known.values())

    def read(self, path: Path, file: str) -> tuple[TextFile, Meaning]:
        """Open a file and tell what it is; raises Problem where nothing says it. `file` is its name for sentences."""
        encoding, delimiter = (self.source.encoding, self.source.delimiter) if self.source else (None, None)
        opened = open_file(path, encoding, delimiter, self._known_words)
        profile, layout = self._recognised(opened, file)
        text = self._unfolded(opened.table(layout), profile, file)
        meaning = self.meaning(profile, text.header, file)
        return text, replace(meaning, read_as=self._read_as(layout, meaning.profile))

    def meaning_of_archived(self, profile: str | None, header: tuple[str, ...], file: str) -> Meaning:
        """What an archived file means by today's configuration, told by all the headers that it had."""
        if self.is_mapped:
            return self.meaning(None, header, file)
        chosen = {each.name: each for each in self.profiles}
        if profile in chosen:
            return self.meaning(chosen[profile], header, file)
        if not self._names_profiles and self.name in TABLES:
            return self.meaning(None, header, file)
        found = recognised([Candidate(header, Layout())], self.profiles, file, self.fields)
        return self.meaning(found[0] if found else None, header, file)

    def meaning(self, profile: Profile | None, header: tuple[str, ...], file: str) -> Meaning:
        """Of a file with this header, recognised as that export; without one, by the mapping or by its own headers."""
        rules = TextRules.of(self.configuration, self.source, profile)
        keep = self.source.keep if self.source else ()
        if profile:
            given = resolved(profile, header, self._terms, file)
            tables = self._overridden(without_free_text(given.tables, keep))
            where = f"the profile {profile.name}" if not (self.source and self.source.tables) else self.where
            check_tables(tables, where)
            return Meaning(self.name, where, tables, rules, "", profile.name, profile.title.en, given.hashed, keep=keep)
        if self.source and self.source.tables:
            mapped = {name: with_terms(TABLES[name], each, self._said) for name, each in self.source.tables.items()}
            return Meaning(self.name, self.where, mapped, rules, keep=keep)
        if self.name in TABLES:
            return Meaning(self.name, self.where, {self.name: None}, rules, keep=keep, said=self._said)
        raise BadInput(
            f"nothing says what this file is: its headers are those of no known export ({listed(header)}).",
            where=file,
            mend=f"Name its folder like a table ({nearest(self.name, TABLES) or 'orders'}?), or write {self.where}.",
        )

    @property
    def _names_profiles(self) -> bool:
        return bool(self.source and self.source.profile)

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The company's own headers for fields of a profile."""
        return dict(self.source.fields) if self.source else {}

    @property
    def _terms(self) -> Terms:
        own = self.source
        return Terms(
            currency=(own.currency if own else None) or self.configuration.company.currency,
            folder=self.name,
            vat_included=own.vat_included if own else None,
            fields=self.fields,
            only=own.only if own else (),
        )

    @property
    def _said(self) -> dict[str, str]:
        """What the configuration says of amounts that don't say it themselves: column → SQL."""
        own = self.source
        vat = None if own is None or own.vat_included is None else literal(str(own.vat_included).lower())
        said = {"vat_included": vat, "currency": literal(own.currency) if own and own.currency else None}
        return {column: text for column, text in said.items() if text}

    @property
    def _known_words(self) -> frozenset[str]:
        """By which the header of a cp1251 file is recognised."""
        mappings = self.source.tables.values() if self.source else ()
        written = [text for each in mappings for text in (*each.columns.values(), *each.where.values())]
        named = [name for profile in self.profiles for names in profile.fields.values() for name in names]
        return frozenset([*written, *named, *(name for names in self.fields.values() for name in names)])

    def _recognised(self, opened: OpenFile, file: str) -> tuple[Profile | None, Layout | None]:
        if self.is_mapped or (not self._names_profiles and self._is_canonical(opened)):
            return None, None
        found = recognised(opened.candidates(), self.profiles, file, self.fields)
        if found:
            profile, layout = found
            return profile, replace(layout, header_rows=profile.layout.header_rows, footer=profile.layout.footer)
        if self._names_profiles:
            raise BadInput(*_not_these(self.profiles), where=file, mend=f"Export it again, or mend {self.where}.")
        return None, None

    def _is_canonical(self, opened: OpenFile) -> bool:
        """Whether the first row of the file has what the table of the folder's name needs."""
        table = TABLES.get(self.name)
        firsts = (each for each in opened.candidates() if each.layout.header_row == 1) if table else ()
        return any(set(table.required) <= _folded(each.cells) for each in firsts) if table else False

    def _overridden(self, tables: dict[str, TableMapping]) -> dict[str, TableMapping]:
        own = self.source.tables if self.source else {}
        merged = dict(tables)
        for name, override in own.items():
            base = tables.get(name, TableMapping())
            merged[name] = TableMapping(
                where={**base.where, **override.where},
                refuse={**base.refuse, **override.refuse},
                columns={**base.columns, **override.columns},
                group_by=override.group_by or base.group_by,
            )
        return merged

    def _unfolded(self, text: TextFile, profile: Profile | None, file: str) -> TextFile:
        """A form has a column a question: its answers one under the other, as the configuration describes them."""
        survey = self.source.survey if self.source else None
        if survey:
            return long_answers(text, survey.form, file, self.where)
        if profile and set(profile.tables) == {"surveys"} and "answer" not in profile.found_in(text.header):
            raise undescribed(profile.title.en, text.header, file, self.where)
        return text

    def _read_as(self, layout: Layout | None, profile: str | None) -> str:
        """What was said of reading, apart from what is said of meaning."""
        own = self.source
        survey = own.survey.fingerprint if own and own.survey else None
        said = (own and own.encoding, own and own.delimiter, layout, profile, survey)
        return " ".join(str(each) for each in said if each)


def open_folder(name: str, configuration: Configuration) -> Folder:
    """Raises Problem where the folder's configuration can't work."""
    safe_name(name, where=f"inbox/{name}")
    if nameless(name) != name:
        raise Problem("a folder can't be named by a contact.", where=f"inbox/{name}", mend="Name it by the source.")
    source = configuration.file_sources.get(name)
    folder = Folder(name, source, configuration)
    if source:
        check_profiles(source, load_profiles(), folder.where)
        if folder.is_mapped:
            check_tables(source.tables, folder.where)
    return folder


def _folded(cells: Iterable[str]) -> set[str]:
    try:
        return {name.casefold() for name in header_names(tuple(cells), "")}
    except BadInput:
        return set()


def _not_these(profiles: tuple[Profile, ...]) -> tuple[str]:
    named = " or ".join(
        f"{profile.title.en} ({', '.join(profile.fields[field][0] for field in profile.recognised_by)})"
        for profile in profiles
    )
    return (f"its headers aren't those of {named}.",)
