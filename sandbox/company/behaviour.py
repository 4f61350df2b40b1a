"""What happens in a visit: when it starts, how long it lasts, how deep it goes, and which goals it reaches."""

from dataclasses import dataclass

import numpy as np

from sandbox.company import habits
from sandbox.company.arrivals import LEAD, PURCHASE, Arrivals
from sandbox.company.calendar import DAY
from sandbox.company.draws import Curve, Dice, Flags, Ints
from sandbox.company.kinds import Kind

PURCHASE_GOAL, LEAD_GOAL, NEWSLETTER_GOAL, TELEGRAM_GOAL = 3_000_001, 3_000_002, 3_000_003, 3_000_004
_BUYING_SECONDS = Curve((120, 180, 240, 310, 390, 480, 600, 800, 2400))
_ASKING_SECONDS = Curve((60, 80, 100, 130, 160, 200, 260, 360, 1200))
_NEWSLETTER, _TELEGRAM = 0.008, 0.014
_MIDNIGHT = 0.0004  # a visit that starts with the day, to the second


@dataclass(frozen=True)
class Behaviour:
    """`start` in seconds since 1970 on Moscow's clock. `goal`, `side_goal` are 0 for none; their moments likewise."""

    start: Ints
    seconds: Ints
    pages: Ints
    bounce: Flags
    goal: Ints
    goal_at: Ints
    side_goal: Ints
    side_goal_at: Ints


def behave(dice: Dice, visits: Arrivals) -> Behaviour:
    """The behaviour of every arrival; the same one however the arrivals are grouped."""
    key, kind = visits.key, visits.kind
    serious = visits.purpose > 0
    robot = (kind >= Kind.UPTIME_MONITOR) & (kind <= Kind.DISPLAY_FARM)
    bounce = dice.happens("bounce", key, habits.BOUNCE[kind, visits.lane]) & (~serious | robot)
    blink = habits.BLINK_FROM[kind] + dice.below("blink", key, habits.BLINK_SPAN[kind])
    seconds = np.where(bounce, blink, dice.draw("seconds", key, habits.SECONDS, kind))
    pages = np.where(bounce, 1, dice.draw("pages", key, habits.PAGES, kind))
    buys, asks = visits.purpose == PURCHASE, (visits.purpose == LEAD) & ~robot
    seconds = np.where(buys, dice.draw("buying", key, _BUYING_SECONDS), seconds)
    seconds = np.where(asks, dice.draw("asking", key, _ASKING_SECONDS), seconds)
    pages = np.where(serious & ~robot, pages + 3, pages)
    start = visits.day * DAY + start_of_day(dice, visits)
    goal = np.select([buys, visits.purpose == LEAD], [PURCHASE_GOAL, LEAD_GOAL], 0)
    goal_at = start + seconds - np.minimum(seconds // 2, dice.between("goal", key, 1, 40))
    side_goal, side_goal_at = _side_goal(dice, visits, start, seconds, robot | bounce)
    return Behaviour(start, seconds, pages, bounce, goal, goal_at, side_goal, side_goal_at)


def start_of_day(dice: Dice, visits: Arrivals) -> Ints:
    """The second of the day at which each visit starts."""
    key = visits.key
    drawn = np.minimum(dice.draw("second", key, habits.HOURS, visits.kind), DAY - 1)
    return np.where(dice.happens("at midnight", key, _MIDNIGHT), 0, drawn)


def _side_goal(dice: Dice, visits: Arrivals, start: Ints, seconds: Ints, never: Flags) -> tuple[Ints, Ints]:
    key = visits.key
    letter = dice.happens("newsletter", key, _NEWSLETTER) & ~never
    channel = dice.happens("telegram", key, _TELEGRAM) & ~never & ~letter
    goal = np.select([letter, channel], [NEWSLETTER_GOAL, TELEGRAM_GOAL], 0)
    return goal, start + dice.below("side goal", key, seconds + 1)
