import subprocess
import sys
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pytest

from sandbox.company import Company
from sandbox.company.books import Span
from sandbox.company.calendar import number
from sandbox.company.leads import leads
from sandbox.company.orders import orders
from sandbox.company.records import Records

DAY = date(2026, 10, 14)
FINGERPRINT = """
import sys
from datetime import date
from hashlib import sha256
from sandbox.company import Company
visits = Company().visits(date.fromisoformat(sys.argv[1]))
print(sha256(repr(visits.to_pylist()).encode()).hexdigest())
"""


def test_a_day_comes_out_the_same_twice_and_after_other_days() -> None:
    fresh, busy = Company(), Company()
    for other in (date(2026, 11, 27), date(2020, 1, 1)):
        busy.visits(other)
    assert fresh.visits(DAY).equals(busy.visits(DAY))
    assert busy.labels(DAY).equals(fresh.labels(DAY))


def test_another_process_makes_the_same_day() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", FINGERPRINT, DAY.isoformat()], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == sha256(repr(Company().visits(DAY).to_pylist()).encode()).hexdigest()


def test_another_seed_is_another_company() -> None:
    mine, other = Company(seed=1).visits(DAY), Company(seed=2).visits(DAY)
    assert not set(mine["visit_id"].to_pylist()) & set(other["visit_id"].to_pylist())


@pytest.mark.parametrize("batch_rows", [100, 1 << 16])
def test_a_stream_has_the_same_days_as_they_are_alone(batch_rows: int) -> None:
    company = Company(size=20_000)
    days = [DAY, DAY + timedelta(days=1)]
    batches = list(company.stream_visits(days, batch_rows))
    assert all(0 < batch.num_rows <= batch_rows for batch in batches)
    assert pa.Table.from_batches(batches).equals(pa.concat_tables([company.visits(day) for day in days]))


def test_a_large_day_is_made_in_parts_that_are_all_of_it() -> None:
    company = Company(size=200_000)
    crowds = list(company.crowds(DAY))
    assert len(crowds) > 2
    ids = company.visits(DAY)["visit_id"].to_pylist()
    assert len(set(ids)) == len(ids) == sum(map(len, crowds))


def test_orders_and_leads_of_a_day_do_not_depend_on_the_range_they_are_made_in() -> None:
    company = Company()
    day = number(DAY)
    wide, alone = (orders(company.dice, company.size, *span) for span in ((day - 40, day + 40), (day, day)))
    within = np.nonzero(wide.deals.ordered_at // 86_400 == day)[0]
    assert [wide.order_id[row] for row in within] == alone.order_id
    for name in ("net", "cost", "paid_at", "cancelled_at"):
        assert np.array_equal(getattr(wide, name)[within], getattr(alone, name)), name
    assert [wide.deals.lead_id[row] for row in within] == alone.deals.lead_id
    of_weeks, of_day = (leads(company.dice, company.size, *span) for span in ((day - 9, day + 9), (day, day)))
    assert set(of_day.lead_id) < set(of_weeks.lead_id)
    place = of_weeks.lead_id.index(of_day.lead_id[-1])
    assert of_weeks.key[place] == of_day.key[-1]


def test_advertising_is_paid_for_the_visits_that_the_days_have() -> None:
    records = Records(Company(), Span(date(2026, 1, 20)))
    paid_for = records.lane_visits[-1]
    crowds = records.company.crowds(date(2026, 1, 19))
    assert np.array_equal(paid_for, sum(np.bincount(crowd.lane, minlength=len(paid_for)) for crowd in crowds))
