"""The files of a folder of models, each parsed, and every rule that one of them breaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.common.errors import Problem
from connectors.files.tables import TABLES
from pipelines.warehouse.inputs.config_relations import CONFIG_RELATIONS
from pipelines.warehouse.loading.followed import incremental_problems
from pipelines.warehouse.loading.parsing import Parsed, Reading, parse
from pipelines.warehouse.models.columns import ColumnNote, load_columns
from pipelines.warehouse.models.kpis import components_text, kpi_code, kpi_problems
from pipelines.warehouse.models.layers import BOOKKEEPING, COMPONENTS, LAYERS, may_read, name_trouble, readable
from pipelines.warehouse.models.model import Model


@dataclass
class Folder:
    """Models by relation, what each reads and where in its file, and what is wrong."""

    models: dict[str, Model] = field(default_factory=dict)
    parsed: dict[str, Parsed] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(path: Path) -> Folder:
    """Read `staging/`, `core/`, `marts/` and `kpi/`. Raises Problem where there is no folder at all."""
    if not path.is_dir():
        raise Problem("there is no folder of SQL models here.", where=str(path))
    folder = Folder()
    notes = load_columns(path)
    for file in sorted(path.rglob("*.sql")):
        trouble = _place_trouble(path, file)
        if trouble:
            folder.problems.append(Problem(f"{trouble}.", where=str(file)))
            continue
        try:
            _add(folder, file, file.read_text(encoding="utf-8"), notes)
        except UnicodeDecodeError:
            folder.problems.append(Problem("the file isn't UTF-8.", where=str(file), mend="Save it as UTF-8."))
        except Problem as problem:
            folder.problems.append(problem)
    codes = [kpi_code(model) for model in folder.models.values() if model.schema == "kpi"]
    if codes or any(COMPONENTS in model.inputs for model in folder.models.values()):
        _add(folder, *components_text(path, codes), notes)
    folder.problems += _problems(folder)
    folder.problems += _unsummable(folder, notes)
    return folder


def _place_trouble(folder: Path, file: Path) -> str | None:
    if file.parent.parent != folder or file.parent.name not in LAYERS:
        return f"a model lies in {', '.join(LAYERS[:-1])} or {LAYERS[-1]}"
    return name_trouble(file.parent.name, file.stem)


def _add(folder: Folder, path: Path, text: str, notes: Mapping[str, ColumnNote]) -> None:
    parsed = parse(path, text)
    known = {**notes, **parsed.header.columns}
    model = Model(
        schema=path.parent.name,
        name=path.stem,
        path=path,
        sql=parsed.sql,
        header=parsed.header,
        inputs=frozenset(reading.relation for reading in parsed.readings),
        check_inputs=frozenset(reading.relation for reading in parsed.check_readings),
        columns=parsed.columns,
        notes={name: known[name] for name in parsed.columns if name in known},
        query=parsed.query,
        own_digest=parsed.digest,
    )
    folder.models[model.relation], folder.parsed[model.relation] = model, parsed


def _problems(folder: Folder) -> Iterator[Problem]:
    for relation, model in folder.models.items():
        parsed = folder.parsed[relation]
        yield from parsed.problems
        yield from kpi_problems(model)
        of_others = [reading for reading in parsed.check_readings if reading.relation != relation]
        for reading in (*parsed.readings, *of_others):
            yield from _reading_problems(model, reading, folder.models)
    yield from incremental_problems(folder.models, {name: parsed.readings for name, parsed in folder.parsed.items()})


def _unsummable(folder: Folder, notes: Mapping[str, ColumnNote]) -> Iterator[Problem]:
    """Sums of what is no sum, by the note of the model that has the column, else by the common one."""
    for parsed in folder.parsed.values():
        for added in parsed.sums:
            model = folder.models.get(added.relation or "")
            said = added.objection((notes if model is None else model.notes).get(added.column))
            if said is not None:
                yield Problem(said, where=added.where)


def _reading_problems(model: Model, reading: Reading, models: Mapping[str, Model]) -> Iterator[Problem]:
    if not _exists(reading.relation, models):
        yield Problem(f"there is no relation {reading.relation}.", where=reading.where, mend="Mend the name.")
    elif not may_read(model.relation, reading.relation):
        yield Problem(
            f"{model.relation} may not read {reading.relation}: {model.schema} reads {readable(model.relation)}.",
            where=reading.where,
        )


def _exists(relation: str, models: Mapping[str, Model]) -> bool:
    schema, _, name = relation.partition(".")
    if schema == "lake":
        table = name.removeprefix("files__")
        return table in TABLES if table != name else relation in BOOKKEEPING or "__" in name
    return relation in CONFIG_RELATIONS if schema == "config" else relation in models
