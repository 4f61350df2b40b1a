"""Sources that lack days that should be there, in words: a line for each, and none where all is well."""

from collections.abc import Iterable, Iterator

from pipelines.publish.card import Feed
from pipelines.publish.language import Text
from pipelines.publish.source_words import source_name, stream_name
from pipelines.publish.words import day_name

STREAMS_NAMED = 3


def staleness(feeds: Iterable[Feed], stale: Iterable[Feed]) -> tuple[Text, ...]:
    """A line for each source and what its `stale` feeds lack; `feeds` are all there are.

    The source stands for its streams where all that are due something are stale alike.
    """
    due: dict[str, int] = {}
    for feed in feeds:
        due[feed.source] = due.get(feed.source, 0) + (feed.due_to is not None)
    alike: dict[tuple[object, ...], list[Feed]] = {}
    for feed in stale:
        lacks = (feed.covered_to, feed.due_to, feed.missing_days, feed.missing_from, feed.missing_to)
        alike.setdefault((feed.source, *lacks), []).append(feed)
    return tuple(_line(late, of=due[late[0].source]) for late in alike.values())


def _line(late: list[Feed], *, of: int) -> Text:
    feed = late[0]
    name = source_name(feed.source)
    if len(late) < of:
        streams = _streams(late)
        name = Text(ru=f"{name.ru} ({streams.ru})", en=f"{name.en} ({streams.en})")
    said = [*_end(feed), *_missing(feed)]
    return Text(
        ru=f"{name.ru}: {'; '.join(part.ru for part in said)}", en=f"{name.en}: {'; '.join(part.en for part in said)}"
    )


def _end(feed: Feed) -> Iterator[Text]:
    """Until which day it reaches, where it should reach further."""
    if feed.covered_to is not None and feed.due_to is not None and feed.covered_to >= feed.due_to:
        return
    there = Text(ru="данных ещё нет", en="no data yet")
    if feed.covered_to is not None:
        day = day_name(feed.covered_to)
        there = Text(ru=f"данные по {day.ru}", en=f"data through {day.en}")
    if feed.due_to is None:
        yield there
        return
    due = day_name(feed.due_to)
    yield Text(ru=f"{there.ru}, ждали по {due.ru}", en=f"{there.en}, expected through {due.en}")


def _missing(feed: Feed) -> Iterator[Text]:
    """The days that it lacks in between."""
    if feed.missing_from is None or feed.missing_to is None:
        return
    first, last = day_name(feed.missing_from), day_name(feed.missing_to)
    if feed.missing_from == feed.missing_to:
        yield Text(ru=f"нет данных за {first.ru}", en=f"no data of {first.en}")
        return
    count = feed.missing_days
    if count > (feed.missing_to - feed.missing_from).days:
        yield Text(ru=f"нет данных с {first.ru} по {last.ru}", en=f"no data from {first.en} to {last.en}")
        return
    days = "дня" if count % 10 == 1 and count % 100 != 11 else "дней"
    yield Text(
        ru=f"с {first.ru} по {last.ru} не хватает {count} {days}",
        en=f"{count} days between {first.en} and {last.en} are missing",
    )


def _streams(late: list[Feed]) -> Text:
    names, more = [stream_name(feed.stream) for feed in late[:STREAMS_NAMED]], len(late) - STREAMS_NAMED
    return Text(
        ru=", ".join(name.ru for name in names) + (f" и ещё {more}" if more > 0 else ""),
        en=", ".join(name.en for name in names) + (f" and {more} more" if more > 0 else ""),
    )
