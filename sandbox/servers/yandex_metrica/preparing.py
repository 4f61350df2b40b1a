"""The parts of a log: texts with a header each, cut where they reach a number of bytes."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.fields.catalogue import log_field
from sandbox.servers.yandex_metrica.log import WAITING, LogRequest
from sandbox.servers.yandex_metrica.traffic import Traffic
from sandbox.servers.yandex_metrica.tsv import Columns, Writer
from sandbox.servers.yandex_metrica.visits.columns import VisitColumns
from sandbox.servers.yandex_metrica.visits.hits import HitColumns


def part_texts(
    request: LogRequest, traffic: Traffic, dialect: Dialect, part_bytes: int, whole_days: bool
) -> Iterator[bytes]:
    """Day by day, so that a canceled request stops soon, and little more than one part stands in memory unpacked."""
    asked = request.asked
    fields = [found for name in asked.fields if (found := log_field(asked.source, name)) is not None]
    writer = Writer(fields, dialect, asked.attribution)
    header, rows, is_first = writer.header(), b"", True
    for columns in _columns(request, traffic, dialect):
        if len(rows) >= part_bytes:
            yield header + rows
            rows, is_first = b"", False
        rows += writer.rows(columns)
        while not whole_days and len(rows) > part_bytes:
            end = rows.find(b"\n", part_bytes - 1) + 1 or len(rows)
            yield header + rows[:end]
            rows, is_first = rows[end:], False
    if rows or is_first:
        yield header + rows


def _columns(request: LogRequest, traffic: Traffic, dialect: Dialect) -> Iterator[Columns]:
    """A day's columns at a time. Hits of a visit that goes on after midnight belong to the next day."""
    before = None
    for day in request.asked.days:
        if request.status not in WAITING:
            break
        today = traffic.day(day)
        if request.asked.source == "visits":
            yield VisitColumns(today, dialect)
            continue
        yield HitColumns(day, (before or traffic.day(day - timedelta(days=1)), today), dialect)
        before = today
