"""The schema `config`: the configuration, the clock and the KPI headers as relations that models join."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from connectors.common.errors import Problem
from pipelines.channels import source_categories
from pipelines.settings import Configuration, Environment
from pipelines.settings.money import MEDIA, SHARED_TYPES, Money
from pipelines.warehouse.inputs.kpi_sources import kpi_sources, pulled_streams
from pipelines.warehouse.inputs.rule_rows import FOREVER, channel_periods, channel_rules, stage_rules
from pipelines.warehouse.models.kpis import kpi_code
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.names import quoted

_TEXT, _DAY, _COUNT = pa.string(), pa.date32(), pa.int32()
RATE, WEIGHT = pa.decimal128(18, 8), pa.decimal128(18, 4)

CONFIG_RELATIONS: dict[str, pa.Schema] = {
    "config.company": pa.schema(
        [
            *((name, _TEXT) for name in ("name_en", "name_ru", "timezone", "currency")),
            ("history_starts_on", _DAY),
            ("web_primary", _TEXT),
            ("revenue_from", _TEXT),
            ("attribution_days", _COUNT),
            ("contact_to_purchase_days", _COUNT),
            ("repeat_purchase_days", _COUNT),
            ("active_customer_months", _COUNT),
        ]
    ),
    "config.clock": pa.schema([("now", pa.timestamp("us")), ("today", _DAY)]),
    "config.vat_rates": pa.schema([("valid_from", _DAY), ("valid_to", _DAY), ("rate", RATE)]),
    "config.cost_types": pa.schema(
        [("cost_type", _TEXT), ("is_vat_free", pa.bool_()), ("basis", _TEXT), ("channel", _TEXT)]
    ),
    "config.currency_names": pa.schema([("name", _TEXT), ("currency", _TEXT)]),
    "config.channels": pa.schema(
        [*((name, _TEXT) for name in ("channel", "name_en", "name_ru", "channel_group")), ("position", _COUNT)]
    ),
    "config.channel_rules": pa.schema(
        [
            ("position", _COUNT),
            *((name, _TEXT) for name in ("channel", "traffic_source", "source", "medium", "source_category")),
            *((name, _TEXT) for name in ("source_pattern", "medium_pattern", "campaign_pattern")),
            ("valid_from", _DAY),
            ("valid_to", _DAY),
            ("rule", _TEXT),
        ]
    ),
    "config.channel_periods": pa.schema([("valid_from", _DAY), ("valid_to", _DAY)]),
    "config.source_categories": pa.schema([("name", _TEXT), ("source_category", _TEXT)]),
    "config.stages": pa.schema(
        [
            ("position", _COUNT),
            *((name, _TEXT) for name in ("outcome", "stage", "pipeline", "source")),
            ("is_standard", pa.bool_()),
        ]
    ),
    "config.goals": pa.schema([(name, _TEXT) for name in ("goal", "name_en", "name_ru", "source_goal")]),
    "config.goal_list": pa.schema([*((name, _TEXT) for name in ("goal", "name_en", "name_ru")), ("position", _COUNT)]),
    "config.kpis": pa.schema(
        [
            *((name, _TEXT) for name in ("kpi_code", "name_en", "name_ru", "area", "formula_en", "formula_ru", "unit")),
            ("direction", _TEXT),
            ("baseline", _TEXT),
            ("is_ratio", pa.bool_()),
            *((name, _TEXT) for name in ("source", "article", "interval")),
        ]
    ),
    "config.kpi_sources": pa.schema([("kpi_code", _TEXT), ("relation", _TEXT)]),
    "config.pulled_streams": pa.schema(
        [*((name, _TEXT) for name in ("source", "stream", "account")), ("due_from", _DAY), ("due_to", _DAY)]
    ),
    "config.scorecards": pa.schema(
        [*((name, _TEXT) for name in ("role", "kpi_code", "dimension", "member")), ("weight", WEIGHT)]
    ),
}


def write_config(
    con: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration, models: Models
) -> None:
    """Replace every relation of the schema. The caller holds the transaction."""
    con.execute("create schema if not exists config")
    rows = dict(_rows(environment, configuration, models))
    for relation, schema in CONFIG_RELATIONS.items():
        columns = list(zip(*rows[relation], strict=True)) or [()] * len(schema)
        arrays = [_array(relation, field, values) for field, values in zip(schema, columns, strict=True)]
        con.register("new_rows", pa.Table.from_arrays(arrays, schema=schema))
        con.execute(f"create or replace table {quoted(relation)} as select * from new_rows")
        con.unregister("new_rows")


def _array(relation: str, field: pa.Field, values: Iterable[Any]) -> pa.Array:
    try:
        return pa.array(list(values), type=field.type)
    except pa.ArrowInvalid as error:
        raise Problem(
            f"{relation.removeprefix('config.')}.{field.name} doesn't fit {field.type}: {error}.",
            where="configuration",
            mend="Write it with fewer digits.",
        ) from None


def _rows(
    environment: Environment, configuration: Configuration, models: Models
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    company, windows = configuration.company, configuration.company.windows
    now = environment.now.astimezone(UTC).replace(tzinfo=None)
    channels, goals = configuration.channels.channels, configuration.goals
    yield (
        "config.company",
        [
            (
                *(company.name.en, company.name.ru, company.timezone, company.currency, company.history_starts_on),
                *(company.web.primary, company.revenue_from, windows.attribution_days),
                *(windows.contact_to_purchase_days, windows.repeat_purchase_days, windows.active_customer_months),
            )
        ],
    )
    yield "config.clock", [(now, environment.today(company.timezone))]
    yield "config.vat_rates", _vat_rates(configuration)
    yield "config.cost_types", _cost_types(configuration.money)
    yield (
        "config.currency_names",
        # two spellings of a name are one: a second row would double every amount that is joined to it
        list({name.strip().lower(): code for name, code in configuration.money.currency_names.items()}.items()),
    )
    yield (
        "config.channels",
        [(each.code, each.name.en, each.name.ru, each.group, place) for place, each in enumerate(channels, start=1)],
    )
    yield "config.channel_rules", channel_rules(configuration.channels)
    yield "config.channel_periods", channel_periods(configuration.channels)
    yield "config.source_categories", list(source_categories(configuration.channels).items())
    yield "config.stages", stage_rules(configuration.stages)
    yield (
        "config.goals",
        [
            (goal.code, goal.name.en, goal.name.ru, source_goal)
            for goal in goals
            for source_goal in dict.fromkeys((*goal.source_goals, goal.code))
        ],
    )
    yield (
        "config.goal_list",
        [(goal.code, goal.name.en, goal.name.ru, place) for place, goal in enumerate(goals, start=1)],
    )
    yield "config.kpis", [_kpi(model) for model in models if model.header.kpi is not None]
    yield "config.kpi_sources", list(kpi_sources(models, configuration))
    yield "config.pulled_streams", list(pulled_streams(environment, configuration))
    yield (
        "config.scorecards",
        [
            (card.role, line.kpi, line.dimension, line.member, line.weight)
            for card in configuration.scorecards.values()
            for line in card.lines
        ],
    )


def _vat_rates(configuration: Configuration) -> list[tuple[date, date, Decimal]]:
    rates = sorted(configuration.money.vat_rates, key=lambda rate: rate.valid_from)
    ends = [rate.valid_from for rate in rates[1:]] + [FOREVER]
    return [(rate.valid_from, end, rate.rate) for rate, end in zip(rates, ends, strict=True)]


def _cost_types(money: Money) -> list[tuple[Any, ...]]:
    """Every type of cost and who bears it; media has no rule, for it stands where it was spent."""
    shared = [(cost_type, money.shared_by(cost_type)) for cost_type in SHARED_TYPES]
    return [
        (MEDIA, MEDIA in money.vat_free_costs, None, None),
        *((code, code in money.vat_free_costs, rule.basis, rule.channel) for code, rule in shared),
    ]


def _kpi(model: Model) -> tuple[Any, ...]:
    kpi = model.header.kpi
    assert kpi is not None
    named = (kpi_code(model), kpi.name.en, kpi.name.ru, kpi.area, kpi.formula.en, kpi.formula.ru, kpi.unit)
    return (*named, kpi.direction, kpi.baseline, kpi.is_ratio, kpi.source, kpi.article, kpi.interval)
