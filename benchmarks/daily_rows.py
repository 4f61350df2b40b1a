"""Rows of a large shop, made by DuckDB: any day by itself, as large as wanted, the same each time.

60 in 100 visits are a new browser's, the others one's of the last 30 days; a few in 100 are robots'. `salt` restates
about one visit in 100. What the shop's files say is in `daily_records`.
"""

from dataclasses import dataclass
from datetime import date

EPOCH = date(2020, 1, 1)

# `n` is the number of a day, `i` of a visit in it
MACROS = """
create or replace macro dice(n, i, of) as hash(n::bigint * 10000000 + i, of);
create or replace macro second_of(n, i) as (dice(n, i, 1) % 72000)::int;
create or replace macro client_of(n, i, visits) as 1600000000000000000::ubigint + (case
    when dice(n, i, 2) % 100 < 60 then n::bigint * 10000000 + i
    else (n::bigint - 1 - (dice(n, i, 3) % 30)::bigint) * 10000000 + (dice(n, i, 4) % visits::ubigint)::bigint
end)::ubigint;
create or replace macro day_of(n) as date '2020-01-01' + n::int;
create or replace macro moment_of(n, seconds) as day_of(n)::timestamp + to_seconds(seconds) - interval 3 hour;
"""


@dataclass(frozen=True)
class Shop:
    """What comes in a day."""

    visits: int = 100_000
    orders: int = 2_000
    leads: int = 600
    costs: int = 40

    @classmethod
    def of_visits(cls, visits: int) -> "Shop":
        """The same shop at another size; advertising is as varied as ever."""
        return cls(visits, max(visits // 50, 10), max(visits * 6 // 1000, 3))


def number_of(day: date) -> int:
    """The day's number in the rows."""
    return (day - EPOCH).days


def visits(shop: Shop, day: date, salt: int) -> str:
    """A query of the visits of a day, as Yandex.Metrica's Logs API gives them."""
    n = number_of(day)
    return f"""
        with dice as (
            select i, dice({n}, i, 5) as a, dice({n}, i, 6) as b, dice({n}, i, 7) as c,
                client_of({n}, i, {shop.visits}) as client, second_of({n}, i) as second,
                {salt} > 0 and dice({n}, i, 100 + {salt}) % 100 = 0 as restated,
                dice({n}, i, 8) % 1000 as goal, (dice({n}, i, 9) % 100)::int as origin
            from range({shop.visits}) as numbers(i)
        ), told as (
            select *, case when origin < 35 then 'organic' when origin < 65 then 'ad' when origin < 85 then 'direct'
                when origin < 93 then 'referral' when origin < 97 then 'social' else 'messenger' end as kind
            from dice
        )
        select
            ({n}::ubigint * 10000000 + i::ubigint) as visit_id, 90601234::uinteger as counter_id, client as client_id,
            day_of({n}) as date, day_of({n})::timestamp + to_seconds(second) as date_time,
            moment_of({n}, second) as date_time_utc,
            client = 1600000000000000000::ubigint + ({n}::bigint * 10000000 + i)::ubigint as is_new_user,
            b % 5 = 0 as bounce, (1 + b % 12)::integer as page_views, (c % 1800 + restated::int)::uinteger
                as visit_duration,
            'https://shop.example/catalog/item-' || (a % 5000) as start_url,
            case kind when 'organic' then 'https://yandex.ru/' end as referer,
            kind as last_traffic_source,
            case when kind = 'ad' then ['ya_direct', 'google_adwords', 'vk_ads'][1 + origin % 3] end as last_adv_engine,
            case when kind = 'organic' then ['yandex', 'google', 'mail', 'bing'][1 + (b % 4)::int] end
                as last_search_engine_root,
            case when kind = 'referral' then 'site-' || (b % 20) || '.example' end as last_referal_source,
            case when kind = 'social' then ['vkontakte', 'ok'][1 + (b % 2)::int] end as last_social_network,
            case when kind = 'messenger' then 'telegram' end as last_messenger,
            case when kind = 'ad' then ['yandex', 'google', 'vk'][1 + origin % 3]
                when origin in (85, 86) then 'newsletter' end as last_utm_source,
            case when kind = 'ad' then 'cpc' when origin in (85, 86) then 'email' end as last_utm_medium,
            case when kind = 'ad' then 'campaign_' || (b % 50) when origin in (85, 86) then 'week_' || (b % 10) end
                as last_utm_campaign,
            case when goal < 20 then [3000001::uinteger] when goal < 26 then [3000002::uinteger]
                when goal < 80 then [(3000003 + goal % 28)::uinteger] else [] end as goals_id,
            case when goal < 80 then [moment_of({n}, second)] else [] end as goals_date_time,
            (1 + c % 3)::varchar as device_category, 'Russia' as region_country,
            'City ' || least(b % 40, 29) as region_city, ['chrome', 'yandex', 'safari'][1 + (a % 3)::int] as browser,
            ['windows', 'android', 'ios'][1 + (c % 3)::int] as operating_system_root, 'ru' as browser_language,
            (case when a % 100 < 3 then 480 else 180 end)::smallint as client_time_zone, a % 200 > 0 as cookie_enabled,
            a % 300 > 0 as javascript_enabled, 412::usmallint as screen_width, 915::usmallint as screen_height,
            (case when c % 60 = 0 then 0 else 412 end)::usmallint as window_client_width,
            780::usmallint as window_client_height,
            format('{{:016x}}', hash(client % 40000)) as ip_address
        from told
    """
