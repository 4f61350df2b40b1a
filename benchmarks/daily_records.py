"""What the files of a large shop say: orders, leads and their later changes, refunds and costs.

Orders and leads point at visits of their day.
"""

from datetime import date

from benchmarks.daily_rows import Shop, number_of


def orders(shop: Shop, day: date) -> str:
    """The orders of a delivery: those of the day, and some of the 20 days before that were paid meanwhile."""
    n = number_of(day)
    return f"""
        with told as ({_told(n, shop.orders, 30)})
        select
            'o' || (made * 100000 + k) as order_id,
            case when dice(made, k, 11) % 10 < 4 then 'c' || (made * 100000 + k)
                else 'c' || ((made - 1 - (dice(made, k, 12) % 300)::bigint) * 100000
                    + (dice(made, k, 13) % {shop.orders})::bigint) end as customer_id,
            {_moment("ordered", "made", "20 * 3600 + (dice(made, k, 14) % 14000)::int")},
            {_revenue()} as revenue, 'RUB' as currency,
            {_moment("paid", "case when waits and not is_update then null else n end", "75000")},
            case when waits and not is_update then 'pending' else 'paid' end as status,
            cast({_revenue()} * 0.6 as decimal(18, 4)) as cost_of_goods, true as vat_included,
            0.2::decimal(18, 8) as vat_rate,
            case when dice(made, k, 15) % 10 < 7
                then client_of(made, (dice(made, k, 16) % {shop.visits})::bigint, {shop.visits})::varchar end
                as visitor_id,
            case when k % 5 = 0 then 'l' || (made * 100000 + k % {shop.leads}) end as lead_id,
            ['retail', 'wholesale'][1 + (k % 10 = 0)::int] as segment,
            case when k % 3 = 0 then 'yandex' end as source, case when k % 3 = 0 then 'cpc' end as medium,
            case when k % 3 = 0 then 'campaign_' || (k % 50) end as campaign,
            {_moment("updated", "n", "80000")}
        from told
    """


def order_lines(shop: Shop, day: date) -> str:
    """Two of each order of the delivery."""
    return f"""
        with told as ({_told(number_of(day), shop.orders, 30)})
        select 'o' || (made * 100000 + k) as order_id, line::bigint as line_no, 'sku-' || (k % 3000) as sku,
            1::decimal(18, 4) as quantity, cast({_revenue()} / 2 as decimal(18, 4)) as revenue,
            cast({_revenue()} * 0.3 as decimal(18, 4)) as cost_of_goods
        from told cross join range(1, 3) as lines(line)
    """


def refunds(shop: Shop, day: date) -> str:
    """One in 50 orders comes back after ten days, half of it."""
    n = number_of(day)
    return f"""
        with told as (select {n} - 10 as made, k, {n} as n from range(0, {shop.orders}, 50) as numbers(k))
        select 'o' || (made * 100000 + k) as order_id, 'r1' as refund_id, {_moment("refunded", "n", "50000")},
            cast({_revenue()} / 2 as decimal(18, 4)) as amount
        from told
    """


def leads(shop: Shop, day: date) -> str:
    """The leads of a delivery: those of the day, and some of the 20 days before that were closed meanwhile."""
    n = number_of(day)
    return f"""
        with told as ({_told(n, shop.leads, 60)})
        select
            'l' || (made * 100000 + k) as lead_id,
            {_moment("created", "made", "20 * 3600 + (dice(made, k, 24) % 14000)::int")},
            case when not waits or not is_update then 'Новая заявка' when k % 2 = 0 then 'Успешно реализовано'
                else 'Закрыто и не реализовано' end as status,
            case when is_update then k % 2 = 0 end as is_qualified, k % 40 = 0 as is_spam, false as is_recommendation,
            client_of(made, (dice(made, k, 26) % {shop.visits})::bigint, {shop.visits})::varchar as visitor_id,
            case when k % 3 = 0 then 'yandex' end as source, case when k % 3 = 0 then 'cpc' end as medium,
            case when k % 3 = 0 then 'campaign_' || (k % 50) end as campaign,
            {_moment("closed", "case when is_update then n end", "75000")},
            {_revenue()} as amount, 'RUB' as currency, {_moment("updated", "n", "80000")}
        from told
    """


def ad_costs(shop: Shop, day: date) -> str:
    """What the campaigns of a day cost."""
    n = number_of(day)
    return f"""
        select day_of({n}) as date, ['yandex', 'google', 'vk'][1 + (k % 3)::int] as source, 'cpc' as medium,
            'campaign_' || k as campaign, cast(500 + dice({n}, k, 31) % 5000 as decimal(18, 4)) as cost,
            'RUB' as currency, 10000 as impressions, 200 as clicks, 'media' as cost_type, true as vat_included
        from range({shop.costs}) as numbers(k)
    """


def _told(n: int, made_daily: int, waiting: int) -> str:
    """New records, of which `waiting` in 100 change once, and those that changed; `made` is the day of a record."""
    age = "1 + (dice({0}, k, 10) % 20)::bigint"
    return f"""
        select {n} as n, {n} as made, k, k % 100 < {waiting} as waits, false as is_update
        from range({made_daily}) as numbers(k)
        union all
        select {n} as n, {n} - age as made, k, true as waits, true as is_update
        from range({made_daily}) as numbers(k) cross join range(1, 21) as ages(age)
        where k % 100 < {waiting} and age = {age.format(f"({n} - age)")}
    """


def _revenue() -> str:
    return "cast(500 + dice(made, k, 17) % 9000 as decimal(18, 4))"


def _moment(name: str, n: str, seconds: str) -> str:
    return f"moment_of({n}, {seconds}) as {name}_at, day_of({n}) as {name}_date"
