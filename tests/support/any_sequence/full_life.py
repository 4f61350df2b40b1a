"""One sequence in which everything happens, so that no way of changing anything depends on a draw."""

from any_sequence.books import LATE
from any_sequence.happenings import DAYS, MISSING, WAITING, bring, export, lose, report, restate, take_away, turn
from any_sequence.home import Home

from pipelines.warehouse import DateRange, ModelResult


def lead_a_full_life(home: Home) -> list[ModelResult]:
    """Everything that the sequences are made of, once; the results of the last run."""
    restate(home, DAYS[3], 11)
    report(home, DAYS[4], 5)
    bring(home, min(MISSING))
    for key in sorted(WAITING):
        _export(home, key, 0)
    home.run(selection={"core.core_visits", "core.core_orders", "core.core_leads"})
    lose(home, DAYS[6], "visits")
    _export(home, ("shop_orders", "orders-2026-08.csv"), 7)
    turn(home, "rule")
    home.break_off(0.6, "stopped", late=True)
    _export(home, ("refunds", "refunds-2026.csv"), 8)
    take_away(home, 5)
    turn(home, "mapping")
    turn(home, "primary")
    home.run(DateRange.inclusive(DAYS[2], DAYS[8]))
    _export(home, ("ad_costs", "costs-2026-09.csv"), 9)
    turn(home, "primary")
    turn(home, "attribution")
    home.break_off(0.4, "refused", late=False)
    _export(home, ("shop_orders", "orders-2026-10.csv"), 0)
    return home.run()


def _export(home: Home, key: tuple[str, str], seed: int) -> None:
    export(home, LATE.index(key), seed)
