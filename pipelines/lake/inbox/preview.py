"""What the files in the inbox would be read as, without loading anything: headers are judged, rows aren't."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.common.errors import Problem
from pipelines.lake.inbox.drops import Drop, drops_in
from pipelines.lake.inbox.folder import open_folder
from pipelines.lake.inbox.planner import Planner
from pipelines.lake.inbox.visible import one_line
from pipelines.lake.privacy.header_words import names_contacts
from pipelines.lake.privacy.redaction import without_key
from pipelines.lake.privacy.shown import nameless
from pipelines.settings import Configuration, Environment


@dataclass(frozen=True)
class Preview:
    """One file. `refused` is the sentence why it would be refused; `unread` are headers that nothing would read.

    Of a form neither these nor the number of `columns` are known: it is unfolded to answers as it is read.
    """

    name: str
    read_as: str = ""
    tables: tuple[str, ...] = ()
    columns: int = 0
    unread: tuple[str, ...] = ()
    refused: str | None = None


def preview_inbox(environment: Environment, configuration: Configuration) -> Iterator[Preview]:
    """Oldest first, as they would be loaded."""
    planner = Planner()
    for drop in drops_in(environment.home / "inbox"):
        name = nameless(f"{drop.folder or 'inbox'}/{drop.path.name}")
        try:
            drop.check()
            yield _preview(drop, name, configuration, planner, has_key=environment.hash_key is not None)
        except Problem as problem:
            said = nameless(str(problem).replace(drop.path.name, nameless(drop.path.name)))
            yield Preview(one_line(name), refused=one_line(said))
        except OSError as error:
            yield Preview(one_line(name), refused=one_line(f"{name}: it can't be read ({error.strerror})."))


def _preview(drop: Drop, name: str, configuration: Configuration, planner: Planner, *, has_key: bool) -> Preview:
    folder = open_folder(drop.folder, configuration)
    text, meaning = folder.read(drop.path, name)
    plans = planner.plans(meaning, text.header, name)
    read = {column.casefold() for plan in plans for column in (*plan.reads, *plan.contacts)}
    hashed = {column.casefold() for column in meaning.hashed.union(*(plan.contacts for plan in plans))}
    contacts = (header for header in text.header if header.casefold() in hashed or names_contacts(header))
    if not has_key and (contact := next((each for each in contacts if each.casefold() in read), None)):
        raise without_key(contact, name)
    read_as = meaning.title or (f"mapped by {meaning.where}" if folder.is_mapped else "its own columns")
    return Preview(
        one_line(name),
        one_line(read_as),
        tuple(meaning.tables),
        0 if folder.source and folder.source.survey else len(text.header),
        tuple(one_line(nameless(header), 60) for header in text.header if header.casefold() not in read),
    )
