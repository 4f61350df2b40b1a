from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from sandbox.company import Company
from sandbox.company.books import PAID, PENDING, Span
from sandbox.company.calendar import DAY, number
from sandbox.company.catalogue import assortment
from sandbox.company.leads import LONGEST_DEAL
from sandbox.company.orders import orders
from sandbox.company.records import Records, records_of

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def records() -> Records:
    return records_of(2026, 3000, Span(TODAY))


def test_the_lines_of_an_order_sum_to_the_order(records: Records) -> None:
    made = records.orders.orders
    net, cost = made.lines.totals(len(made))
    assert np.array_equal(net, made.net)
    assert np.array_equal(cost, made.cost)
    assert made.net.min() > 0
    assert Counter(zip(made.lines.order.tolist(), made.lines.line_no.tolist(), strict=True)).most_common(1)[0][1] == 1


def test_vat_comes_out_in_whole_kopecks_at_the_rate_of_the_date(records: Records) -> None:
    made = records.orders.orders
    before = made.deals.ordered_at // DAY < number(date(2026, 1, 1))
    assert set(made.vat[before]) == {20}
    assert set(made.vat[~before]) == {22}
    assert np.array_equal(made.gross * 100 // (100 + made.vat), made.net * 100)


def test_nothing_is_refunded_before_it_is_paid_nor_more_than_was_paid(records: Records) -> None:
    book = records.orders
    refunds = book.refunds
    assert len(refunds.order) > 500
    assert (book.paid_at[refunds.order] > 0).all()
    assert (refunds.at > book.paid_at[refunds.order]).all()
    refunded, returned = np.zeros(len(book.orders), np.int64), np.zeros(len(book.orders), np.int64)
    np.add.at(refunded, refunds.order, refunds.net)
    np.add.at(returned, refunds.order, np.maximum(refunds.cost, 0))
    assert (refunded <= book.orders.net).all()
    assert (returned <= book.orders.cost).all()
    assert (refunds.cost == -1).any(), "some goods are not returned"
    assert (refunds.at - book.paid_at[refunds.order] > 60 * DAY).any(), "some come months later"
    assert (refunded[refunds.order] < book.orders.net[refunds.order]).any(), "some are partial"


def test_orders_are_paid_or_cancelled_after_they_are_made_and_never_both(records: Records) -> None:
    made = records.orders.orders
    ordered_at = made.deals.ordered_at
    assert ((made.paid_at > ordered_at) ^ (made.cancelled_at > ordered_at)).all()
    assert ((made.paid_at == 0) | (made.cancelled_at == 0)).all()


def test_what_is_not_known_yet_is_not_told() -> None:
    early, late = (records_of(2026, 3000, Span(day)).orders for day in (date(2026, 10, 2), TODAY))
    stood = dict(zip(early.orders.order_id, early.status, strict=True))
    stands = dict(zip(late.orders.order_id, late.status, strict=True))
    pending = [order for order, status in stood.items() if status == PENDING]
    assert len(pending) > 20
    assert sum(stands[order] == PAID for order in pending) > len(pending) / 2
    assert early.refunds.at.max() < number(date(2026, 10, 2)) * DAY
    assert early.updated_at.max() < number(date(2026, 10, 2)) * DAY
    assert set(stands) > {order for order in stood if order >= "241101"}


def test_an_order_made_on_the_site_has_its_visit_with_the_goal(records: Records) -> None:
    made = records.orders.orders
    company, day = records.company, date(2026, 11, 12)
    visits = {
        (row["client_id"], at + timedelta(hours=3))
        for that_day in (day - timedelta(days=1), day)
        for row in company.visits(that_day).to_pylist()
        for goal, at in zip(row["goals_id"], row["goals_date_time"], strict=True)
        if goal == 3_000_001
    }
    on_site = [
        (int(made.deals.visitor[row]), np.datetime64(int(made.deals.ordered_at[row]) - 1, "s").item())
        for row in np.nonzero(made.deals.ordered_at // DAY == number(day))[0]
        if made.deals.visitor[row] and not made.deals.lead_id[row]
    ]
    assert len(on_site) > 15
    assert set(on_site) <= visits


def test_some_orders_know_the_visitor_some_only_the_utm_and_some_neither(records: Records) -> None:
    deals = records.orders.orders.deals
    assert 0.75 < (deals.visitor > 0).mean() < 0.9
    assert 0.08 < deals.has_utm.mean() < 0.25
    assert not (deals.has_utm & (deals.visitor > 0)).any()


def test_leads_become_orders_within_four_months_and_some_after_weeks(records: Records) -> None:
    made, book = records.orders.orders, records.leads
    created = dict(zip(book.leads.lead_id, book.leads.created_at.tolist(), strict=True))
    waits = [
        (int(at) - created[lead]) // DAY
        for lead, at in zip(made.deals.lead_id, made.deals.ordered_at, strict=True)
        if lead in created
    ]
    assert len(waits) > 2000
    assert 0 <= min(waits) <= max(waits) <= LONGEST_DEAL
    assert sum(wait > 30 for wait in waits) > 100
    won = [
        lead for lead, stage in zip(book.leads.lead_id, book.leads.is_won & (book.closed_at > 0), strict=True) if stage
    ]
    assert set(won) <= set(made.deals.lead_id)


def test_spam_leads_come_from_form_spammers_and_never_buy(records: Records) -> None:
    leads = records.leads.leads
    assert 0.1 < leads.is_spam.mean() < 0.3
    assert not (leads.is_spam & leads.is_won).any()
    assert (leads.visitor == 0).any(), "calls and walk-ins have no visit"


def test_customers_come_back_within_a_year(records: Records) -> None:
    made = records.orders.orders
    days = made.deals.ordered_at // DAY

    def active(first: date, last: date) -> set[int]:
        chosen = (records.orders.paid_at > 0) & (days >= number(first)) & (days < number(last))
        return set(made.deals.person[chosen].tolist())

    before, after = active(date(2024, 11, 1), date(2025, 11, 1)), active(date(2025, 11, 1), date(2026, 11, 1))
    assert 0.3 < len(before & after) / len(before) < 0.6


def test_the_shop_is_of_middle_size(records: Records) -> None:
    made, book = records.orders.orders, records.orders
    days = records.span.last - records.span.first + 1
    assert 30 < len(made) / days < 50
    assert 4_000 < made.net.mean() < 6_000
    assert 0.35 < 1 - made.cost.sum() / made.net.sum() < 0.45
    assert 0.02 < (book.status == 2).mean() < 0.12, "cancelled"
    assert 20 < len(records.leads.leads) / days < 45


def test_everything_grows_with_the_size() -> None:
    day = number(date(2026, 10, 14))
    small, large = (orders(Company(size=size).dice, size, day, day + 6) for size in (3000, 30_000))
    assert len(large) / len(small) == pytest.approx(10, rel=0.2)
    assert len(set(large.order_id)) == len(large)


def test_new_products_are_sold_after_their_launch_only(records: Records) -> None:
    made = records.orders.orders
    products = assortment(records.dice, 683)
    launched = {item.sku: item.launched_on.astype(int) for item in products}
    sold = zip(made.lines.product.tolist(), (made.deals.ordered_at[made.lines.order] // DAY).tolist(), strict=True)
    assert all(day >= launched[made.lines.products[item].sku] for item, day in sold)
    recent = [item for item in products if item.launched_on >= np.datetime64("2026-06-01")]
    assert recent
