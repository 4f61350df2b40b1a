"""A home with a state folder, whose client talks to a counter in memory."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from metrica.counter import DAY, Counter, Plain, small_log

from connectors.common.stream import Facts, Piece, Rejected, Rows
from connectors.yandex_metrica import client as client_module
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields import LogStream
from connectors.yandex_metrica.logs.waiting import Polling

LOG = small_log()
ALL_NAMES = [field.api for field in LOG.fields]


class Stopped(BaseException):
    """What a kill does, as far as one process can tell."""


class Home:
    """A counter, and a state folder that outlives clients."""

    def __init__(self, state: Path, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state, self.counter = state, counter
        monkeypatch.setenv("YANDEX_METRICA_TOKEN", "y0_demo")
        monkeypatch.setattr(client_module, "LogsApi", lambda settings, http: counter)

    def client(self, longest_wait: float = 30) -> MetricaClient:
        polling = Polling(first=0.001, longest=0.002, longest_wait=longest_wait)
        return MetricaClient(self.counter.settings, Plain(), self.state, polling=polling)

    def pull(
        self, first: date = DAY, last: date = DAY, log: LogStream = LOG, **settings: Any
    ) -> list[tuple[pa.Table, list[Rejected], Facts]]:
        result = []
        for export in self.client(**settings).exports(log, first, last):
            with export:
                result.append(divided(list(export.pieces()), log))
        return result

    def fails(self, kind: type[BaseException], match: str, **given: Any) -> None:
        with pytest.raises(kind, match=match):
            self.pull(**given)

    def spooled(self) -> list[str]:
        return [path.name for path in (self.state / "spool").rglob("*.arrow")]

    def stops_before_the_end(self, first: date = DAY, last: date = DAY) -> None:
        """Everything is pulled and handed on, and then the process is gone."""

        def pull() -> None:
            for export in self.client().exports(LOG, first, last):
                with export:
                    list(export.pieces())
                    raise Stopped

        with pytest.raises(Stopped):
            pull()


def divided(pieces: list[Piece], log: LogStream) -> tuple[pa.Table, list[Rejected], Facts]:
    facts = pieces[-1]
    assert isinstance(facts, Facts)
    rows = pa.Table.from_batches([piece.batch for piece in pieces if isinstance(piece, Rows)], schema=log.schema)
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert facts.rows_read == rows.num_rows + len(rejected)
    return rows, rejected, facts


def ids(rows: pa.Table) -> list[int]:
    return sorted(rows.column("visit_id").to_pylist())
