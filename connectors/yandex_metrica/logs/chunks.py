"""A list of fields as lists that fit into requests, each with the key that joins them again."""

from collections.abc import Iterable, Mapping, Sequence

from connectors.yandex_metrica.fields import Field, LogStream

LONGEST_FIELDS = 3000  # characters of the parameter, before it is escaped (docs, logs/index)


def chunks(asked: Mapping[str, Field], log: LogStream, longest: int | None = None) -> list[tuple[str, ...]]:
    """In order, as few as fit. Arrays that tell of the same events stay together, so that their lengths compare."""
    keys = key_names(asked, log)
    room = (longest or LONGEST_FIELDS) - len(",".join(keys))
    result: list[list[str]] = [[]]
    for unit in _units(asked, log):
        for names in [unit] if _length(unit) <= room else [(name,) for name in unit]:
            if result[-1] and _length(result[-1]) + _length(names) > room:
                result.append([])
            result[-1].extend(names)
    return [(*keys, *names) for names in result]


def halves(chunk: Sequence[str], asked: Mapping[str, Field], log: LogStream) -> list[tuple[str, ...]]:
    """Two requests in place of one, or the one where nothing can be divided any more."""
    keys = key_names(asked, log)
    units = _units({name: asked[name] for name in chunk}, log)
    if len(units) < 2:
        units = [(name,) for unit in units for name in unit]
    if len(units) < 2:
        return [tuple(chunk)]
    middle = len(units) // 2
    return [(*keys, *(name for unit in half for name in unit)) for half in (units[:middle], units[middle:])]


def key_names(asked: Mapping[str, Field], log: LogStream) -> tuple[str, ...]:
    """The key as it is asked for."""
    return tuple(name for name, field in asked.items() if field in log.key)


def _units(asked: Mapping[str, Field], log: LogStream) -> list[tuple[str, ...]]:
    """What must not be torn apart, where the first of it stands."""
    keys = set(key_names(asked, log))
    group_of = {column: group for group in log.parallel for column in group}
    units: dict[object, list[str]] = {}
    for name, field in asked.items():
        if name not in keys:
            units.setdefault(group_of.get(field.column, name), []).append(name)
    return [tuple(names) for names in units.values()]


def _length(names: Iterable[str]) -> int:
    """With a comma before each."""
    return sum(len(name) + 1 for name in names)
