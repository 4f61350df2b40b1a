"""A CRM's export of a million deals through the inbox: recognised, redacted, archived, cast, balanced, twice a table.

The baseline is plain `pandas.read_csv` of the same file, which decodes and splits it and does nothing else. Each
measurement is a process of its own, so that its peak of memory is its own.
`python -m benchmarks.crm_file ours|pandas FILE` runs one of them.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measure import Ratio

ROWS = 1_000_000
CONFIG = Path(__file__).parents[1] / "config"
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
HEADER = (
    "ID;Название сделки;Воронка;Стадия сделки;Источник;Сумма;Валюта;Компания;Контакт;Контакт: Телефон;Контакт: E-mail;"
    "Ответственный;Дата создания;Дата изменения;Дата изменения стадии;Предполагаемая дата закрытия;Сделка закрыта;"
    "Комментарий;UTM Source;UTM Medium;UTM Campaign;UTM Content;UTM Term;ClientID;"
)
SYLLABLES = tuple(f"{head}{tail}".title() for head in "бвгдзклмнпрт" for tail in ("ар", "ел", "ил", "ор", "ун"))
STAGES = ("Новая", "В работе", "Сделка успешна", "Сделка провалена")


def measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "DEAL_20261121_1a2b3c4d_5e6f.csv"
        write(file, ROWS)
        ours, pandas = (_in_a_process(what, file) for what in ("ours", "pandas"))
    return [
        Ratio(f"{ROWS:,} rows of a CRM", ours["seconds"], pandas["seconds"], "s", "pandas.read_csv", "under 25 s"),
        Ratio(f"memory of {ROWS:,} rows of a CRM", ours["mib"], pandas["mib"], "MiB", "pandas.read_csv", "under 1 GiB"),
    ]


def write(file: Path, rows: int) -> None:
    """As Bitrix24 writes it: a mark of UTF-8, every cell quoted, a semicolon at the end of every line."""
    start = datetime(2024, 1, 1, 9, 0)
    with file.open("w", encoding="utf-8-sig", newline="\n") as out:
        out.write(";".join(f'"{name}"' if name else "" for name in HEADER.split(";")) + "\n")
        for number in range(rows):
            created = (start + timedelta(minutes=number)).strftime("%d.%m.%Y %H:%M:%S")
            stage = STAGES[number % 4]
            cells = (
                str(number + 1),
                f"Сделка №{number + 1}",
                "Продажи",
                stage,
                "Веб-сайт",
                f"{number % 90_000 + 100}.{number % 100:02}",
                "Российский рубль",
                "",
                person(number % 200_000),
                f"+7 916 {number % 1000:03}-{number % 100:02}-{number // 1000 % 100:02}",
                f"client{number % 200_000}@example.com",
                "Петрова Анна",
                created,
                created,
                created,
                "31.12.2026",
                "Да" if number % 4 > 1 else "Нет",
                "перезвонить; просил скидку",
                "yandex",
                "cpc",
                f"campaign_{number % 40}",
                "",
                "самовар купить",
                str(1_628_529_640_459_314_000 + number),
            )
            out.write(";".join(f'"{cell}"' for cell in cells) + ";\n")


def person(number: int) -> str:
    """One of 216 000 full names."""
    first, rest = number % 60, number // 60
    return f"{SYLLABLES[rest % 60]}ов {SYLLABLES[first]}ан {SYLLABLES[rest // 60]}ович"


def load(file: Path) -> None:
    """Through the inbox of a fresh home, by the profile that the headers tell."""
    from pipelines.lake import load_inbox
    from pipelines.settings import Environment, load_configuration

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        drop = home / "inbox" / "bitrix24" / file.name
        drop.parent.mkdir(parents=True)
        shutil.copy(file, drop)
        environment = Environment("files", CONFIG, home, NOW, b"a key for benchmarks")
        (report,) = load_inbox(environment, load_configuration(CONFIG))
        if not report.clean or sum(table.loaded for table in report.tables) != 2 * ROWS:
            sys.exit(f"not loaded whole: {report.sentence}")


def read_with_pandas(file: Path) -> None:
    import pandas as pd

    pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")


def _in_a_process(what: str, file: Path) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.crm_file", what, str(file)], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def main(what: str, file: str) -> None:
    started = time.perf_counter()
    {"ours": load, "pandas": read_with_pandas}[what](Path(file))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(json.dumps({"seconds": seconds, "mib": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
