"""Visits as a neutral table: Metrica's visit fields without its encodings, and the labels apart from them."""

import numpy as np
import pyarrow as pa

from sandbox.company import pages
from sandbox.company.arrivals import Arrivals
from sandbox.company.behaviour import Behaviour, behave
from sandbox.company.calendar import MOSCOW_SECONDS
from sandbox.company.draws import Dice, Ints
from sandbox.company.identity import client_ids, has_cookies, is_new, networks, user_hashes, visit_ids
from sandbox.company.kinds import Kind
from sandbox.company.lanes import LANES
from sandbox.company.looks import look_columns, source_columns
from sandbox.company.visit_schema import LABELS, MOMENT, VISITS

COUNTER_ID = 90_601_234


def visit_table(dice: Dice, visits: Arrivals) -> pa.Table:
    """The visits as Metrica sees them, in the order of their start."""
    happened = behave(dice, visits)
    order = np.lexsort((visits.key, happened.start))
    visits, happened = visits.where(order), Behaviour(*(value[order] for value in vars(happened).values()))
    columns = {
        "visit_id": visit_ids(dice, visits),
        "counter_id": np.full(len(visits), COUNTER_ID),
        "client_id": client_ids(dice, visits),
        "counter_user_id_hash": user_hashes(dice, visits),
        "is_new_user": is_new(dice, visits),
        "cookie_enabled": has_cookies(dice, visits),
        "ip_address": networks(dice, visits),
        **_behaviour_columns(visits, happened),
        **_page_columns(dice, visits, happened.pages),
        **source_columns(visits),
        **look_columns(dice, visits),
    }
    return pa.table([_typed(columns[field.name], field.type) for field in VISITS], schema=VISITS)


def label_table(dice: Dice, visits: Arrivals) -> pa.Table:
    """What the visits really are. Never delivered."""
    kind = pa.array(visits.kind)
    columns = (
        pa.array(visit_ids(dice, visits)),
        pa.array(visits.day.astype("datetime64[D]")),
        _CHANNEL.take(pa.array(visits.lane)),
        _IS_ROBOT.take(kind),
        _FAMILY.take(kind),
    )
    return pa.table(list(columns), schema=LABELS)


_CHANNEL = pa.array([lane.way.channel for lane in LANES])
_IS_ROBOT = pa.array([kind.is_robot for kind in Kind])
_FAMILY = pa.array([kind.family for kind in Kind])


def _typed(values: object, kind: pa.DataType) -> pa.Array:
    if isinstance(values, np.ndarray):
        return pa.array(values).cast(kind) if kind != pa.date32() else pa.array(values.astype("datetime64[D]"))
    return values


def _behaviour_columns(visits: Arrivals, happened: Behaviour) -> dict[str, object]:
    goals, moments = _goals(happened)
    return {
        "date": visits.day,
        "date_time": _moments(happened.start),
        "date_time_utc": _moments(happened.start - MOSCOW_SECONDS),
        "bounce": happened.bounce,
        "page_views": happened.pages,
        "visit_duration": happened.seconds,
        "goals_id": goals,
        "goals_date_time": moments,
    }


def _moments(seconds: Ints) -> pa.Array:
    return pa.array(seconds * 1_000_000).cast(MOMENT)


def _goals(happened: Behaviour) -> tuple[pa.Array, pa.Array]:
    """Parallel lists in the order of time."""
    early = (happened.side_goal > 0) & (happened.side_goal_at <= happened.goal_at)
    goals = np.stack((happened.goal, happened.side_goal), axis=1)
    moments = np.stack((happened.goal_at, happened.side_goal_at), axis=1)
    goals[early], moments[early] = goals[early, ::-1], moments[early, ::-1]
    reached = goals > 0
    offsets = pa.array(np.concatenate(([0], np.cumsum(reached.sum(axis=1)))), pa.int32())
    return (
        pa.ListArray.from_arrays(offsets, pa.array(goals[reached]).cast(pa.uint32())),
        pa.ListArray.from_arrays(offsets, _moments(moments[reached] - MOSCOW_SECONDS)),
    )


def _page_columns(dice: Dice, visits: Arrivals, viewed: Ints) -> dict[str, object]:
    landing = pages.landing_pages(dice, visits)
    return {
        "start_url": pages.start_urls(visits, landing),
        "end_url": pages.end_urls(dice, visits, landing, viewed),
        "referer": pages.referers(dice, visits),
        "last_utm_content": pages.contents(dice, visits),
        "last_utm_term": pages.terms(dice, visits),
    }
