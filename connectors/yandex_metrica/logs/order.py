"""What one log request asks for; two requests are the same when all of this is."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectors.yandex_metrica.api.answers import LogRequest
from connectors.yandex_metrica.api.logs import LogSource
from connectors.yandex_metrica.logs.attribution import same_model


@dataclass(frozen=True)
class LogOrder:
    """Days are included, `fields` are API names as they are sent, `model` is the attribution asked for."""

    counter_id: int
    source: LogSource
    first_day: date
    last_day: date
    fields: tuple[str, ...]
    model: str

    @property
    def fields_hash(self) -> str:
        """Whatever their order is."""
        return fields_hash(self.fields)

    def may_be(self, listed: LogRequest) -> bool:
        """Are the days and the log ours? A server that begins anew gives our number to another request."""
        return (listed.date1, listed.date2) == (self.first_day, self.last_day) and listed.is_of(self.source)

    def is_that_of(self, listed: LogRequest) -> bool:
        """Is this the request that the server tells of?"""
        fields = set(listed.fields) == set(self.fields)
        return self.may_be(listed) and fields and same_model(listed.attribution, self.model)


def fields_hash(fields: Iterable[str]) -> str:
    """Short and stable: the API itself forgets the order in which fields were asked for."""
    return hashlib.sha256(",".join(sorted(fields)).encode()).hexdigest()[:16]
