"""A counter as its owner set it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sandbox.company.behaviour import LEAD_GOAL, NEWSLETTER_GOAL, PURCHASE_GOAL, TELEGRAM_GOAL

Permission = Literal["view", "edit", "own"]


@dataclass(frozen=True)
class Goal:
    """`default_price` in roubles; `goal_source` is `auto` for goals that Metrica made by itself."""

    id: int
    name: str
    type: str
    conditions: tuple[Mapping[str, str], ...] = ()
    default_price: int = 0
    is_favorite: bool = False
    goal_source: Literal["user", "auto"] = "user"
    status: Literal["Active", "Hidden", "Deleted"] = "Active"

    def as_json(self) -> dict[str, object]:
        """As the Management API tells it."""
        return {**vars(self), "conditions": [dict(condition) for condition in self.conditions]}


GOALS = (
    Goal(PURCHASE_GOAL, "Покупка", "url", ({"type": "contain", "url": "/checkout/success/"},), is_favorite=True),
    Goal(LEAD_GOAL, "Заявка с контактами", "url", ({"type": "contain", "url": "/zayavka/spasibo/"},), 900),
    Goal(NEWSLETTER_GOAL, "Подписка на рассылку", "action", ({"type": "exact", "url": "newsletter"},), 40),
    Goal(TELEGRAM_GOAL, "Переход в Telegram", "messenger", ({"type": "messenger", "url": "telegram"},),
         goal_source="auto"),
)  # fmt: skip


@dataclass(frozen=True)
class Counter:
    """`filter_robots` 1: strict rules, robots by behaviour stay in the data with a flag; 2: they don't.

    `pro`: Metrica Pro. `refuses`: fields of the Logs API that this counter's user can't have.
    """

    id: int
    name: str = "Самовар и Ко"
    site: str = "samovar.example"
    permission: Permission = "own"
    filter_robots: Literal[1, 2] = 1
    pro: bool = False
    refuses: frozenset[str] = frozenset()
    goals: tuple[Goal, ...] = field(default=GOALS)
    create_time: str = "2019-01-14T11:20:05+03:00"
    time_zone_name: str = "Europe/Moscow"
    time_zone_offset: int = 180
    visit_threshold: int = 1800
    autogoals_enabled: bool = True
    status: Literal["Active", "Deleted"] = "Active"

    def as_json(self, *, with_goals: bool = False) -> dict[str, object]:
        """As the Management API tells it."""
        told: dict[str, object] = {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "owner_login": "samovar-owner",
            "code_status": "CS_OK",
            "activity_status": "high",
            "type": "simple",
            "site": self.site,
            "site2": {"site": self.site},
            "permission": self.permission,
            "create_time": self.create_time,
            "time_zone_name": self.time_zone_name,
            "time_zone_offset": self.time_zone_offset,
            "visit_threshold": self.visit_threshold,
            "filter_robots": self.filter_robots,
            "filters": [],
            "autogoals_enabled": self.autogoals_enabled,
        }
        return {**told, "goals": [goal.as_json() for goal in self.goals]} if with_goals else told
