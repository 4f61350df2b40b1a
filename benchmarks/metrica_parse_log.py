"""A log of visits like those of the Logs API, as large as wanted and the same each time: 46 columns, in every shape."""

from pathlib import Path

import duckdb

NUMBERS = """
    counterID: 44147844 | regionCityID: 213 | clientTimeZone: 180 | cookieEnabled: 1 | javascriptEnabled: 1
    screenWidth: 412 | screenHeight: 915 | windowClientWidth: 412 | windowClientHeight: 780
    visitID: 10000000000000000000::ubigint + (a % 8000000000000000000)::ubigint
    clientID: 1600000000000000000::ubigint + (person % 100000000000000000)::ubigint | counterUserIDHash: person
    isNewUser: b % 2 | bounce: (b % 5 = 0)::int | pageViews: 1 + b % 12 | visitDuration: c % 1800
"""
TIMES = """
    date: day
    dateTime: strftime(day + to_seconds((a % 86400)::int), '%Y-%m-%d %H:%M:%S')
    dateTimeUTC: strftime(day + to_seconds((a % 86400)::int), '%Y-%m-%d %H:%M:%S')
"""
TEXTS = """
    startURL: 'https://shop.example/catalog/item-' || (a % 5000) || '?utm_source=yandex&utm_campaign=' || (b % 50)
    endURL: 'https://shop.example/checkout/' || (b % 900)
    referer: case when c % 3 = 0 then '' else 'https://yandex.ru/search/?text=' || (c % 9999) end
    lastTrafficSource: ['organic','ad','direct','referral','social','messenger','email','internal'][1 + source]
    lastAdvEngine: case source when 1 then 'ya_direct' else '' end
    lastSearchEngineRoot: case source when 0 then 'yandex' else '' end
    lastSearchEngine: case source when 0 then 'yandex_search' else '' end
    lastSocialNetwork: case source when 4 then 'vkontakte' else '' end
    lastMessenger: case source when 5 then '[,,,telegram]' else '' end
    lastUTMSource: case source when 1 then 'yandex' else '' end
    lastUTMMedium: case source when 1 then 'cpc' else '' end
    lastUTMCampaign: case source when 1 then 'Кампания_' || (b % 50) else '' end
    lastUTMContent: '' | lastUTMTerm: '' | regionCity: 'Moscow' | regionCountry: 'RU' | deviceCategory: 1 + (c % 3)
    operatingSystemRoot: 'android' | browser: 'chromemobile' | browserLanguage: 'ru'
"""
ARRAYS = r"""
    goalsID: case when reached then '[' || (3000000 + c % 9) || ',' || (3000010 + c % 5) || ']' else '[]' end
    goalsSerialNumber: case when reached then '[1,1]' else '[]' end
    goalsDateTime: case when reached then '[\''2026-01-05 10:00:00\'',\''2026-01-05 10:01:00\'']' else '[]' end
    goalsPrice: case when reached then '[0,' || (c % 90000) || ']' else '[]' end
    purchaseID: case when bought then '[\''ord-' || (c % 999999) || '\'']' else '[]' end
    purchaseRevenue: case when bought then '[' || ((c % 1000000) / 100.0) || ']' else '[]' end
    purchaseCurrency: case when bought then '[\''RUB\'']' else '[]' end
"""


def write_log(file: Path, rows: int, days: int = 30) -> None:
    """The TSV of a whole part, with its header."""
    cells = [cell.split(": ", 1) for block in (NUMBERS, TIMES, TEXTS, ARRAYS) for cell in _cells(block)]
    columns = ", ".join(f'{sql} as "ym:s:{name}"' for name, sql in cells)
    con = duckdb.connect()
    con.execute("set threads = 2")
    con.execute(
        f"""copy (
            with dice as (
                select hash(i) as a, hash(i * 7 + 1) as b, hash(i * 13 + 5) as c,
                    hash((i * 31 + 7) % greatest({rows} // 3, 1)) as person,
                    date '2026-01-01' + cast(i * {days} // {rows} as integer) as day
                from range({rows}) as visits(i)
            ), visits as (
                select *, (b % 8)::int as source, c % 4 = 0 as reached, c % 50 = 0 as bought from dice
            )
            select {columns} from visits
        ) to '{file}' (format csv, delimiter '\t', header, quote '', escape '')"""
    )


def _cells(block: str) -> list[str]:
    return [cell.strip() for line in block.strip().splitlines() for cell in line.split(" | ")]
