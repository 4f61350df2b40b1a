"""`tablo check` shows names of any kind as they are, and never lets them act on the terminal."""

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from connectors.yandex_metrica import MetricaSettings, YandexMetrica
from connectors.yandex_metrica.api.management import Counter
from pipelines.cli.check import plain_console, print_configuration, print_other_days, print_seen
from pipelines.lake.privacy.pseudonyms import Pseudonyms
from pipelines.workspace import PROJECT, Workspace

OCTOBER = date(2026, 10, 16)
Shown = Callable[[Callable[[Console], None]], list[str]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    def lines(show: Callable[[Console], None]) -> list[str]:
        console = plain_console()
        console.file = io.StringIO()
        show(console)
        return console.file.getvalue().splitlines()

    return lines


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Кружки [red]и чайники[/]", "Кружки [red]и чайники[/]"),
        ("[/]", "[/]"),
        ("a :fire: sale", "a :fire: sale"),
        ("two\nlines", "two\\x0alines"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
    ],
)
def test_a_name_is_shown_as_it_is(shown: Shown, name: str, seen: str) -> None:
    assert shown(lambda console: print_seen(console, "metrica", ["accepted", f"goal {name}"])) == [
        "✓ metrica: accepted",
        f"    goal {seen}",
    ]


def test_a_companys_name_is_no_markup(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    shutil.copytree(PROJECT / "config", config)
    company = config / "company.yaml"
    said = company.read_text(encoding="utf-8")
    company.write_text(re.sub(r"en: [^,}\n]+", 'en: "Tea [/] [bold]Cups"', said, count=1), encoding="utf-8")
    monkeypatch.setenv("TABLO_CONFIG", str(config))
    monkeypatch.setenv("TABLO_HOME", str(tmp_path))
    workspace = Workspace.from_os()
    assert workspace.configuration.company.name.en == "Tea [/] [bold]Cups"
    assert "Tea [/] [bold]Cups, 2 API sources" in shown(lambda console: print_configuration(console, workspace))[0]


class Zoned(YandexMetrica):
    """A counter of a time zone."""

    zone: str | None = None

    def counter(self) -> Counter:
        return Counter(id=101, time_zone_name=self.zone)


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("Europe/Moscow", []),
        ("Europe/Simferopol", []),  # the same clock
        (None, []),
        ("Etc/Nowhere", []),
        (
            "Asia/Vladivostok",
            ["  ! metrica: its days are those of Asia/Vladivostok, and the company's those of Europe/Moscow"],
        ),
    ],
)
def test_days_of_another_time_zone_are_said(shown: Shown, tmp_path: Path, zone: str | None, says: list[str]) -> None:
    source = Zoned("metrica", MetricaSettings(counter_id=101), Pseudonyms(b"key", "metrica"), tmp_path)
    source.zone = zone
    assert shown(lambda console: print_other_days(console, source, "Europe/Moscow", OCTOBER)) == says
