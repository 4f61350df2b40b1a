"""The operations of the Management API: counters and goals."""

from collections.abc import Mapping

from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.gate import Call
from sandbox.servers.yandex_metrica.refusals import Refusal, wrong
from sandbox.servers.yandex_metrica.reply import Reply, json_reply

MOST_PER_PAGE = 10_000


class ManagementApi:
    """Of all counters that the users see."""

    def __init__(self, counters: Mapping[int, Counter]) -> None:
        self._counters = counters

    def counters(self, call: Call) -> Reply:
        """A page of counters: `per_page` of them from `offset` on, which counts from 1."""
        query = call.query
        per_page, offset = number(query, "per_page", 1000, MOST_PER_PAGE), number(query, "offset", 1)
        asked = [set(filter(None, query.get(name, "").split(","))) for name in ("permission", "status")]
        found = [
            counter
            for counter in self._counters.values()
            if counter.permission in (asked[0] or {counter.permission})
            and counter.status in (asked[1] or {counter.status})
        ]
        page = found[offset - 1 : offset - 1 + per_page]
        with_goals = "goals" in query.get("field", "").split(",")
        return json_reply({"rows": len(found), "counters": [one.as_json(with_goals=with_goals) for one in page]})

    def counter(self, call: Call) -> Reply:
        """One of them."""
        assert call.counter is not None
        with_goals = "goals" in call.query.get("field", "").split(",")
        return json_reply({"counter": call.counter.as_json(with_goals=with_goals)})

    def goals(self, call: Call) -> Reply:
        """Its goals; deleted ones when asked for."""
        assert call.counter is not None
        deleted = call.query.get("useDeleted", "false") in ("true", "1")
        listed = [goal.as_json() for goal in call.counter.goals if deleted or goal.status != "Deleted"]
        return json_reply({"goals": listed})


def number(query: Mapping[str, str], name: str, default: int, most: int | None = None) -> int:
    """A parameter that counts, from 1 on. Raises `Refusal`."""
    text = query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise wrong(name, text)
    if most is not None and int(text) > most:
        raise Refusal(400, "invalid_parameter", f"Wrong parameter: '{name}' is at most {most}", name)
    return int(text)
