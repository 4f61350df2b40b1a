"""The summary of the inbox as Markdown: what needs somebody first, then what was loaded, then every file."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.lake.inbox.reports import DeliveryReport
from pipelines.lake.inbox.summary import InboxSummary, number
from pipelines.lake.inbox.visible import one_line

ITEMS_SHOWN = 50
FILES_LISTED = 500
NAME_SHOWN = 100
# what could begin emphasis, code, a link, a tag, an entity or a table's cell; an underscore between letters can't
_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_])")
_LINK = re.compile(r"(?<=:)//|(?<=www)\.|(?<=\w)@(?=\w)", re.IGNORECASE)
_TICKS = re.compile("`+")


def markdown(summary: InboxSummary, *, every_file: bool) -> str:
    """The whole text. `every_file` makes it a page of its own that lists each file's rows too."""
    at = f"{summary.at:%Y-%m-%d %H:%M} UTC"
    parts = [
        [f"# Inbox, {at}", "", f"{summary.headline}."] if every_file else [f"{summary.headline} ({at})."],
        _section("Needs attention", listed(troubles(summary.troubled))),
        _section("Loaded, by folder", _by_folder(summary)),
        _section("Left out for privacy", _dropped(summary)),
        _section("File by file", _by_file(summary.reports)) if every_file else [],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def text(words: str) -> str:
    """Words from outside as nothing but words."""
    return _LINK.sub(lambda match: f"\u2060{match[0]}\u2060", _SPECIAL.sub(r"\\\g<0>", one_line(words)))


def code(name: str, *, cell: bool = False) -> str:
    """A name as code, whatever it holds; in a table's cell a pipe must be escaped even there."""
    shown = one_line(name, NAME_SHOWN)
    fence = "`" * (max((len(ticks) for ticks in _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown.replace('|', chr(92) + '|') if cell else shown}{pad}{fence}"


def troubles(reports: Iterable[DeliveryReport]) -> Iterator[str]:
    """An item of a list for each file, whose lines say why nothing, or not all of it, was loaded, and what drifted."""
    for report in reports:
        item = f"- {_named(report)} was {report.outcome}{report.again}"
        refused = f": {text(report.told)} {text(report.rests)}" if report.refused is not None else "."
        bad = [table for table in report.tables if table.quarantined]
        rows = (f"{each.table}: {number(each.quarantined)} of {number(each.read)} rows refused" for each in bad)
        why = ("; ".join(text(reason) for reason in each.reasons) for each in bad)
        lines = [f"{said}: {reasons}." if reasons else f"{said}." for said, reasons in zip(rows, why, strict=True)]
        lines += [text(sentence) for sentence in report.drift]
        yield "\n  - ".join([item + refused, *lines])


def drifts(reports: Iterable[DeliveryReport]) -> Iterator[str]:
    """An item for each header that drifted."""
    return (f"- {_named(report)}: {text(sentence)}" for report in reports for sentence in report.drift)


def _named(report: DeliveryReport) -> str:
    return f"**{code(report.name)}**" + (f" ({text(report.recognised)})" if report.recognised else "")


def listed(items: Iterable[str]) -> list[str]:
    """The first items, and how many there are besides: a page and a database have bounds."""
    every = list(items)
    left = len(every) - ITEMS_SHOWN
    return [*every[:ITEMS_SHOWN], f"- … and {number(left)} more."] if left > 0 else every


def _section(title: str, lines: Iterable[str]) -> list[str]:
    written = list(lines)
    return ["", f"## {title}", "", *written] if written else []


def _by_folder(summary: InboxSummary) -> Iterator[str]:
    lines = summary.lines
    rows = [
        (
            code(line.folder, cell=True) + (f" ({text(line.recognised)})" if line.recognised else ""),
            line.table,
            *map(number, (line.files, line.read, line.loaded, line.skipped, line.refused)),
        )
        for line in lines
    ]
    yield from _table("folder|table|files:|rows read:|loaded:|skipped:|refused:", rows)
    skipping = [line for line in lines if line.skipped]
    if skipping:
        yield from ("", "Rules that skipped rows:", "")
    for line in skipping:
        rules = ", ".join(f"{code(rule)} {number(count)}" for rule, count in line.skipped_by.most_common())
        yield f"- {code(line.folder)}, {line.table}: {rules}"


def _by_file(reports: Sequence[DeliveryReport]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for report in reports[:FILES_LISTED]:
        name = code(report.name, cell=True)
        rows += [
            (
                name,
                report.outcome,
                table.table,
                *map(number, (table.read, table.loaded, table.skipped, table.quarantined)),
            )
            for table in report.tables
        ] or [(name, report.outcome, *[""] * 5)]
    yield from _table("file|outcome|table|rows read:|loaded:|skipped:|refused:", rows)
    if len(reports) > FILES_LISTED:
        yield from ("", f"… and {number(len(reports) - FILES_LISTED)} files more.")


def _dropped(summary: InboxSummary) -> Iterator[str]:
    for folder, headers in summary.dropped.items():
        yield f"- {code(folder)}: {', '.join(code(header) for header in headers)}"


def _table(header: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A colon after a title puts its numbers to the right."""
    titles = header.split("|")
    if rows:
        yield f"| {' | '.join(title.rstrip(':') for title in titles)} |"
        yield f"| {' | '.join('---:' if title.endswith(':') else '---' for title in titles)} |"
        yield from (f"| {' | '.join(row)} |" for row in rows)
