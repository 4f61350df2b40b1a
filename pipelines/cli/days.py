"""The days of a `tablo run`: those that are given, and for what isn't given those of a daily run."""

from datetime import date, datetime

from connectors.common.errors import Problem
from pipelines.workspace import Workspace


def days_to_run(workspace: Workspace, first: datetime | None, last: datetime | None) -> tuple[date, date]:
    """The first and the last day. Raises Problem where they can't be run."""
    from pipelines.schedules import daily_range

    oldest, newest = workspace.configuration.company.history_starts_on, workspace.yesterday
    if newest < oldest:
        raise Problem(
            f"the company's history starts on {oldest}, and no day of it is over.",
            mend="Set history_starts_on in company.yaml to an earlier day, or run again when the first day is over.",
        )
    default = daily_range(workspace)
    days = (first.date() if first else default[0], last.date() if last else default[1])
    if days[0] < oldest:
        raise Problem(f"--from {days[0]} is before the company's history, which starts on {oldest}.")
    for option, day in (("--from", days[0]), ("--to", days[1])):
        if day > newest:
            raise Problem(f"{option} {day} isn't over yet: the last whole day is {newest}.")
    if days[0] > days[1] and first is None:
        raise Problem(
            f"--to {days[1]} is before {days[0]}, the oldest day that is missing or may still change.",
            mend="Give --from too.",
        )
    if days[0] > days[1]:
        raise Problem(f"--from {days[0]} is after --to {days[1]}.")
    return days
