"""Which of the wanted fields a counter has. One unknown field is enough for the API to refuse a request as a whole.

`evaluate` is asked, which takes nothing of the log quota; what it says is remembered for a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.common.errors import BadInput
from connectors.yandex_metrica.api.errors import UnknownField
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields import Field, LogStream
from connectors.yandex_metrica.logs.chunks import chunks
from connectors.yandex_metrica.logs.field_memory import FieldMemory


@dataclass(frozen=True)
class AgreedFields:
    """`asked`: API name as it is sent → field. `refused`: the counter has none of the field's names."""

    asked: Mapping[str, Field]
    refused: tuple[Field, ...]

    @property
    def warnings(self) -> list[str]:
        """Metrica Pro's fields are missed by most counters, which is no news."""
        missed = [field.api for field in self.refused if not field.pro]
        if not missed:
            return []
        verb = "is" if len(missed) == 1 else "are"
        return [f"The counter refuses {', '.join(missed)}: {verb} left out, and NULL."]


class FieldNegotiation:
    """Of one counter and one log."""

    def __init__(self, api: LogsApi, memory: FieldMemory, log: LogStream) -> None:
        self._api, self._memory, self._log = api, memory, log
        self._counter_id = api.settings.counter_id

    def agreed(self, day: date) -> AgreedFields:
        """Asks about `day`, any that has passed. Raises `BadInput` without the fields that a log can't do without."""
        refused = self._memory.refused(self._counter_id, self._log.name)
        while True:
            fields = self._by_name(refused)
            if self._memory.accepts(self._counter_id, self._log.name, fields.asked):
                return fields
            unknown = self._unknown_of(fields.asked, day)
            if not unknown:
                self._memory.accept(self._counter_id, self._log.name, fields.asked)
                return fields
            for name in unknown:
                self._memory.refuse(self._counter_id, self._log.name, name)
            refused |= unknown

    def doubt(self) -> None:
        """Something that was accepted is refused now: what was remembered of it counts no more."""
        self._memory.doubt(self._counter_id, self._log.name)

    def _by_name(self, refused: set[str]) -> AgreedFields:
        asked: dict[str, Field] = {}
        missed: list[Field] = []
        for field in self._log.fields:
            name = next((name for name in (field.api, *field.also) if name not in refused), None)
            if name is not None:
                asked[name] = field
            elif field.required:
                raise BadInput(
                    f"the counter refuses the field {field.api}, without which its {self._log.name} can't be loaded.",
                    where=self._api.where,
                    mend="Nothing is loaded; see whether the API has renamed it.",
                )
            else:
                missed.append(field)
        return AgreedFields(asked, tuple(missed))

    def _unknown_of(self, asked: Mapping[str, Field], day: date) -> set[str]:
        """Some of the names that the counter doesn't know; none where it takes them all."""
        for chunk in chunks(asked, self._log):
            refusal = self._refusal(chunk, day)
            if refusal is None:
                continue
            named = refusal.field if isinstance(refusal, UnknownField) else None
            return {named} if named is not None and named in asked else self._searched(chunk, asked, day, refusal)
        return set()

    def _searched(self, chunk: Sequence[str], asked: Mapping[str, Field], day: date, refusal: BadInput) -> set[str]:
        """The refusal doesn't say which: by halving, with the required fields beside each half."""
        required = [name for name, field in asked.items() if field.required]
        if self._refusal(required, day) is not None:
            raise refusal  # not about the other fields: dates, rights, or all of the API has changed
        found: set[str] = set()
        suspects = [[name for name in chunk if name not in required]]
        while suspects:
            names = suspects.pop()
            if not names or self._refusal([*required, *names], day) is None:
                continue
            if len(names) == 1:
                found.update(names)
                continue
            middle = len(names) // 2
            suspects += [names[:middle], names[middle:]]
        if not found:
            raise refusal  # each half alone is taken
        return found

    def _refusal(self, names: Sequence[str], day: date) -> BadInput | None:
        try:
            self._api.evaluate(day, day, names, self._log.name)
        except BadInput as refusal:
            return refusal
        return None
