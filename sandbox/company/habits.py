"""How each kind behaves on the site, as tables with a row for each kind."""

from dataclasses import dataclass, replace

import numpy as np

from sandbox.company.draws import Curve, odds
from sandbox.company.kinds import Kind
from sandbox.company.lanes import LANES

HOUR = 3600
AWAKE = tuple(
    round(hour * HOUR)
    for hour in (0, 7, 8.6, 9.7, 10.6, 11.4, 12.2, 13, 13.9, 14.8, 15.8, 16.8, 18, 19.2, 20.4, 21.8, 24)
)
WORKING = tuple(round((9 + 9 * piece / 16) * HOUR) for piece in range(17))
OPENING = tuple(round((10 + 11 * piece / 16) * HOUR) for piece in range(17))
AT_NIGHT = tuple(round((1 + 5 * piece / 16) * HOUR) for piece in range(17))
ALWAYS = tuple(round(24 * HOUR * piece / 16) for piece in range(17))

_PAGES = (1, 1, 2, 2, 3, 3, 4, 6, 19)
_SECONDS = (16, 30, 48, 70, 100, 150, 230, 390, 1500)


@dataclass(frozen=True)
class Habit:
    """`bounce` None: as the lane says. `group` persons share one network; 0: everyone has a network of its own.

    `pages` and `seconds` are quantiles of visits that don't bounce, `blink` the first and last second of those that do.
    """

    hours: tuple[int, ...] = AWAKE
    bounce: float | None = None
    pages: tuple[int, ...] = _PAGES
    seconds: tuple[int, ...] = _SECONDS
    blink: tuple[int, int] = (0, 14)
    cookies: float = 0.992
    javascript: float = 0.999
    group: int = 0
    hosting: bool = False
    foreign_zone: float = 0.01


def _all(value: int) -> tuple[int, ...]:
    return (value,) * 9


_FAST = (15, 16, 17, 18, 20, 22, 25, 30, 40)
_STEADY = (60, 72, 84, 96, 108, 120, 132, 145, 180)
_PERSON = Habit()
_ROBOT = Habit(hours=ALWAYS, bounce=1.0, pages=_all(1), seconds=_all(15), blink=(0, 0), foreign_zone=0.0)
HABITS: dict[Kind, Habit] = {
    Kind.OFFICE: replace(_PERSON, hours=WORKING, bounce=0.08, group=18, foreign_zone=0.0),
    Kind.PRICE_WATCHER: replace(_PERSON, bounce=0.75, pages=_all(1), seconds=(15, 16, 17, 18, 20, 22, 26, 33, 60)),
    Kind.PRIVATE: replace(_PERSON, bounce=0.15, cookies=0.0, javascript=0.93, foreign_zone=0.15),
    Kind.IMPATIENT: replace(_PERSON, bounce=0.96, blink=(1, 1)),
    Kind.KIOSK: replace(_PERSON, hours=OPENING, bounce=0.05, group=1, foreign_zone=0.0),
    Kind.UPTIME_MONITOR: replace(_ROBOT, cookies=0.0, group=1000, hosting=True),
    Kind.DATACENTRE_SCRAPER: replace(_ROBOT, blink=(0, 3), cookies=0.3, group=400, hosting=True),
    Kind.CLICK_FRAUD: replace(_ROBOT, blink=(0, 2), group=30),
    Kind.REFERRER_SPAM: replace(_ROBOT, cookies=0.5, group=12, hosting=True),
    Kind.HEADLESS_BROWSER: replace(_ROBOT, bounce=0.7, pages=(1, 1, 1, 2, 2, 2, 3, 3, 4), seconds=_FAST, blink=(0, 2),
                                   cookies=0.6, group=15, hosting=True),
    Kind.FORM_SPAMMER: replace(_ROBOT, blink=(2, 6), cookies=0.8, group=6, hosting=True),
    Kind.BEHAVIOUR_WARMER: replace(_ROBOT, bounce=0.0, pages=(2, 3, 3, 3, 4, 4, 4, 5, 6), seconds=_STEADY,
                                   foreign_zone=0.9),
    Kind.SEO_CRAWLER: replace(_ROBOT, cookies=0.0, javascript=0.0, group=120, hosting=True),
    Kind.PRICE_SCRAPER: replace(_ROBOT, hours=AT_NIGHT, blink=(0, 1), group=1),
    Kind.DISPLAY_FARM: replace(_ROBOT, blink=(0, 1), group=8, foreign_zone=0.6),
}  # fmt: skip

_OF = [HABITS.get(kind, _PERSON) for kind in Kind]
HOURS = Curve(*(habit.hours for habit in _OF))
PAGES = Curve(*(habit.pages for habit in _OF))
SECONDS = Curve(*(habit.seconds for habit in _OF))
BLINK_FROM = np.array([habit.blink[0] for habit in _OF])
BLINK_SPAN = np.array([habit.blink[1] - habit.blink[0] + 1 for habit in _OF])
COOKIES = np.array([odds(habit.cookies) for habit in _OF], dtype=np.uint64)
JAVASCRIPT = np.array([odds(habit.javascript) for habit in _OF], dtype=np.uint64)
FOREIGN_ZONE = np.array([odds(habit.foreign_zone) for habit in _OF], dtype=np.uint64)
GROUP = np.array([habit.group for habit in _OF])
HOSTING = np.array([habit.hosting for habit in _OF])
BOUNCE = np.array(
    [[odds(lane.way.bounce if habit.bounce is None else habit.bounce) for lane in LANES] for habit in _OF],
    dtype=np.uint64,
)
