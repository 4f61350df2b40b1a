"""Sources that end before the days that should be there, in words: a line for each, and none where all is well."""

from collections.abc import Iterable

from pipelines.publish.card import Feed
from pipelines.publish.language import Text
from pipelines.publish.source_words import source_name, stream_name
from pipelines.publish.words import day_name

STREAMS_NAMED = 3


def staleness(feeds: Iterable[Feed], stale: Iterable[Feed]) -> tuple[Text, ...]:
    """A line for each source and day that its `stale` feeds end on; `feeds` are all there are.

    The source stands for its streams where all that are due something are stale alike.
    """
    due: dict[str, int] = {}
    for feed in feeds:
        due[feed.source] = due.get(feed.source, 0) + (feed.due_to is not None)
    alike: dict[tuple[object, ...], list[Feed]] = {}
    for feed in stale:
        alike.setdefault((feed.source, feed.covered_to, feed.due_to), []).append(feed)
    return tuple(_line(late, of=due[late[0].source]) for late in alike.values())


def _line(late: list[Feed], *, of: int) -> Text:
    feed = late[0]
    name = source_name(feed.source)
    if len(late) < of:
        streams = _streams(late)
        name = Text(ru=f"{name.ru} ({streams.ru})", en=f"{name.en} ({streams.en})")
    there = Text(ru="данных ещё нет", en="no data yet")
    if feed.covered_to is not None:
        day = day_name(feed.covered_to)
        there = Text(ru=f"данные по {day.ru}", en=f"data through {day.en}")
    if feed.due_to is None:
        return Text(ru=f"{name.ru}: {there.ru}", en=f"{name.en}: {there.en}")
    due = day_name(feed.due_to)
    return Text(ru=f"{name.ru}: {there.ru}, ждали по {due.ru}", en=f"{name.en}: {there.en}, expected through {due.en}")


def _streams(late: list[Feed]) -> Text:
    names, more = [stream_name(feed.stream) for feed in late[:STREAMS_NAMED]], len(late) - STREAMS_NAMED
    return Text(
        ru=", ".join(name.ru for name in names) + (f" и ещё {more}" if more > 0 else ""),
        en=", ".join(name.en for name in names) + (f" and {more} more" if more > 0 else ""),
    )
