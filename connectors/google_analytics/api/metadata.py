"""The dimensions and metrics that a property has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

UNKNOWN_TYPE = "METRIC_TYPE_UNSPECIFIED"
BLOCKED = {1: "revenue", 2: "cost"}


@dataclass(frozen=True)
class MetadataField:
    """`type` is the API's name of a metric's type, `TYPE_INTEGER`; dimensions have none. `blocked`: what hides it."""

    api_name: str
    kind: Literal["dimension", "metric"]
    type: str | None = None
    deprecated_names: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    is_custom: bool = False


@dataclass(frozen=True)
class Metadata:
    """`fields` by their present API names; `renamed`: present names by deprecated ones."""

    fields: Mapping[str, MetadataField]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def present(self, name: str) -> str | None:
        """What the field is called now; None where the property doesn't know it."""
        return name if name in self.fields else self.renamed.get(name)

    @property
    def blocked(self) -> dict[str, tuple[str, ...]]:
        """Metrics that our role may not see, with what it lacks: `revenue`, `cost`. They are answered by zeros."""
        return {name: found.blocked for name, found in self.fields.items() if found.blocked}


def read_metadata(message: Any, types: Mapping[int, str]) -> Metadata:
    """From a raw `Metadata` message; `types` are the names of metric types by their numbers."""
    found = [
        *(_dimension(each) for each in message.dimensions),
        *(_metric(each, types.get(each.type_, UNKNOWN_TYPE)) for each in message.metrics),
    ]
    return Metadata({each.api_name: each for each in found}, _renamed(found))


def _dimension(said: Any) -> MetadataField:
    return MetadataField(
        said.api_name,
        "dimension",
        deprecated_names=tuple(said.deprecated_api_names),
        is_custom=said.custom_definition,
    )


def _metric(said: Any, type_name: str) -> MetadataField:
    return MetadataField(
        said.api_name,
        "metric",
        type=type_name,
        deprecated_names=tuple(said.deprecated_api_names),
        blocked=tuple(BLOCKED.get(reason, "something") for reason in said.blocked_reasons),
        is_custom=said.custom_definition,
    )


def _renamed(fields: Iterable[MetadataField]) -> dict[str, str]:
    return {old: each.api_name for each in fields for old in each.deprecated_names}
