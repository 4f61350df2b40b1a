"""What no model may say, and why: nodes of a parsed query by class, functions that sqlglot has no class for by name."""

DAYS = "Compare with `cast(x + interval 30 day as date)`, or join core.core_periods."
_CLOCK = "Read config.clock: it is the run's one clock, and tests can set it."
_CHANCE = "A model must give the same rows twice: take a hash of the key."
_QUANTILE = "Take the middle row by row_number()."
_WEEKDAY = "Join the calendar: days of the week are numbered differently by each engine."
NODES = {
    "DateDiff": f"date_diff counts differently between engines. {DAYS}",
    "TsOrDsDiff": f"date_diff counts differently between engines. {DAYS}",
    "TimestampDiff": f"date_diff counts differently between engines. {DAYS}",
    "Median": f"median isn't the same on every engine. {_QUANTILE}",
    "Quantile": f"quantile isn't the same on every engine. {_QUANTILE}",
    "PercentileCont": f"quantile_cont isn't the same on every engine. {_QUANTILE}",
    "PercentileDisc": f"quantile_disc isn't the same on every engine. {_QUANTILE}",
    "ApproxQuantile": f"approx_quantile isn't the same on every engine. {_QUANTILE}",
    "DayOfWeek": f"dayofweek isn't portable. {_WEEKDAY}",
    "Dayname": f"dayname isn't portable. {_WEEKDAY}",
    "DayOfWeekIso": f"isodow isn't portable. {_WEEKDAY}",
    "Pivot": "PIVOT isn't portable. Write sum(case when … end) for each column.",
    "Columns": "columns(…) isn't portable. Name the columns.",
    "Lambda": "a lambda isn't portable. Unnest the list and join.",
    "Comprehension": "a list comprehension isn't portable. Unnest the list and join.",
    "TableSample": f"a sample isn't repeatable. {_CHANCE}",
    "CurrentDate": f"current_date is another day in each run. {_CLOCK}",
    "CurrentTimestamp": f"current_timestamp is another moment in each run. {_CLOCK}",
    "CurrentTime": f"current_time is another moment in each run. {_CLOCK}",
    "CurrentDatetime": f"the system's clock is another moment in each run. {_CLOCK}",
    "Localtimestamp": f"localtimestamp is another moment in each run. {_CLOCK}",
    "Rand": f"random() isn't repeatable. {_CHANCE}",
    "Uuid": f"uuid() isn't repeatable. {_CHANCE}",
}
FUNCTIONS = {
    **dict.fromkeys(("date_sub", "datesub", "age"), NODES["DateDiff"].replace("date_diff", "this function")),
    **dict.fromkeys(("weekday", "yearweek"), NODES["DayOfWeek"].replace("dayofweek", "this function")),
    **dict.fromkeys(
        ("now", "get_current_timestamp", "transaction_timestamp", "today", "get_current_time"),
        f"the system's clock is another moment in each run. {_CLOCK}",
    ),
    **dict.fromkeys(("setseed", "gen_random_uuid", "uuidv4", "uuidv7"), NODES["Rand"].replace("random()", "this")),
    **dict.fromkeys(("quantile", "mad"), NODES["Quantile"]),
}
