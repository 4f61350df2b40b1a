"""Who comes to the site: people, people who look like robots, and robots."""

from enum import IntEnum


class Kind(IntEnum):
    """A kind of visitor; the number is part of every key, so it never changes."""

    LOOKER = 0
    SHOPPER = 1
    ENQUIRER = 2
    OFFICE = 3
    PRICE_WATCHER = 4
    PRIVATE = 5
    IMPATIENT = 6
    KIOSK = 7
    UPTIME_MONITOR = 8
    DATACENTRE_SCRAPER = 9
    CLICK_FRAUD = 10
    REFERRER_SPAM = 11
    HEADLESS_BROWSER = 12
    FORM_SPAMMER = 13
    BEHAVIOUR_WARMER = 14
    SEO_CRAWLER = 15
    PRICE_SCRAPER = 16
    DISPLAY_FARM = 17
    CALLER = 18
    WALK_IN = 19

    @property
    def is_robot(self) -> bool:
        """The truth that no delivered column says."""
        return Kind.UPTIME_MONITOR <= self <= Kind.DISPLAY_FARM

    @property
    def family(self) -> str:
        """The label: `person` for ordinary people."""
        return "person" if self <= Kind.ENQUIRER else self.name.lower()


ROBOTS = tuple(kind for kind in Kind if kind.is_robot)
LOOK_ALIKES = (Kind.OFFICE, Kind.PRICE_WATCHER, Kind.PRIVATE, Kind.IMPATIENT, Kind.KIOSK)
VISITORS = tuple(kind for kind in Kind if kind <= Kind.DISPLAY_FARM)
