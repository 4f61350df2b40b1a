"""One SQL file as a model, and all models of a folder in the order in which they are built."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from connectors.common.errors import Problem
from pipelines.warehouse.models.columns import ColumnNote
from pipelines.warehouse.models.header import Header
from pipelines.warehouse.models.layers import BOOKKEEPING
from pipelines.warehouse.models.lineage import Query


@dataclass(frozen=True)
class PlannedCheck:
    """A check that every build of a model makes; `description` says what must hold."""

    name: str
    severity: str
    description: str


@dataclass(frozen=True)
class Model:
    """A file `sql/<schema>/<name>.sql`: the query whose rows are the relation `<schema>.<name>`.

    `inputs` are the relations that the query reads, `check_inputs` those that only its checks read. `version` changes
    with the SQL, with what the header says of building it, and with the versions of its inputs.
    """

    schema: str
    name: str
    path: Path
    sql: str
    header: Header
    inputs: frozenset[str]
    check_inputs: frozenset[str]
    columns: tuple[str, ...]
    notes: Mapping[str, ColumnNote] = field(repr=False, compare=False)
    query: Query = field(repr=False, compare=False)
    own_digest: str = field(repr=False)
    version: str = ""

    @property
    def relation(self) -> str:
        """`schema.name`."""
        return f"{self.schema}.{self.name}"

    @property
    def is_view(self) -> bool:
        """Whether it stores no rows of its own."""
        return self.header.materialized == "view"

    @property
    def is_incremental(self) -> bool:
        """Whether ranges of days of it are replaced, in place of the whole."""
        return self.header.incremental is not None

    @property
    def is_keyed(self) -> bool:
        """Whether the rows of some values of a column are replaced, in place of the whole."""
        return self.header.incremental_key is not None

    @property
    def reads(self) -> frozenset[str]:
        """Everything that must be built before it."""
        return self.inputs | (self.check_inputs - {self.relation})

    @cached_property
    def checks(self) -> tuple[PlannedCheck, ...]:
        """The checks of the key, then those of the header."""
        key, never_null = ", ".join(self.header.key), ", ".join(self.header.never_null)
        built_in = (
            PlannedCheck("key_is_not_null", "error", f"No row lacks a part of its key ({never_null})."),
            PlannedCheck("key_is_unique", "error", f"No two rows have one key ({key})."),
        )
        written = (
            PlannedCheck(check.name, check.severity, f"{check.name.replace('_', ' ').capitalize()}.")
            for check in self.header.checks
        )
        return (*(built_in if key else ()), *written)


class Models:
    """Models in an order in which each comes after everything that it reads."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._by_relation = {model.relation: model for model in models}

    def __iter__(self) -> Iterator[Model]:
        return iter(self._by_relation.values())

    def __len__(self) -> int:
        return len(self._by_relation)

    def __contains__(self, relation: object) -> bool:
        return relation in self._by_relation

    def __getitem__(self, relation: str) -> Model:
        return self._by_relation[relation]

    def get(self, relation: str) -> Model | None:
        """The model of a relation; None for a relation of the lake or the configuration."""
        return self._by_relation.get(relation)

    def named(self, selection: Iterable[str]) -> set[str]:
        """The relations that a selection names, each as `schema.name` or just `name`."""
        names = {model.name: model.relation for model in self}
        wanted = {names.get(name, name) for name in selection}
        unknown = sorted(wanted - set(self._by_relation))
        if unknown:
            raise Problem(f"there is no model {unknown[0]!r}.", where="--select", mend="Take a file's name in sql/.")
        return wanted

    def asset_inputs(self, model: Model) -> set[str]:
        """What a model waits for: streams of the lake and other models; neither configuration nor bookkeeping."""
        return {
            relation
            for relation in model.reads
            if relation in self or (relation.startswith("lake.") and relation not in BOOKKEEPING)
        }

    def upstream(self, relation: str) -> set[str]:
        """Every relation that a model's rows are made from, at any distance, the lake's and the configuration's too."""
        found: set[str] = set()
        waiting = [relation]
        while waiting:
            model = self.get(waiting.pop())
            new = set() if model is None else set(model.inputs) - found
            found |= new
            waiting += new
        return found

    def column_description(self, model: Model, column: str) -> str | None:
        """What a column of a model means; None where nobody has written it down."""
        note = model.notes.get(column)
        return None if note is None else note.description
