"""The page as text: what it says, that it escapes what it is given, and that it fetches nothing."""

import base64
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal as D
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from connectors.common.errors import Problem
from pipelines.publish import TableDoc, publish_marts, publish_pages
from pipelines.publish.card import Card
from pipelines.publish.card_reading import published_periods, read_card
from pipelines.publish.language import Text
from pipelines.publish.page import Pages, page_file, picture_of, render_page
from pipelines.publish.palette import SHADES
from pipelines.publish.published import open_published
from pipelines.publish.trend_chart import round_ticks
from pipelines.settings import Configuration, Environment

ROLE = "marketing_director"
EVIL = Text(ru='<script>alert("ру")</script>', en="<img src=x onerror=alert(1)> & co")


@pytest.fixture
def pages(
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> Pages:
    """Of the last three months."""
    warehouse.execute("delete from marts.scorecard_totals where period < '2026-09'")
    publish_marts(warehouse, environment, configuration, documents)
    return publish_pages(environment, configuration)


def card_of(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, period: str = "2026-10") -> Card:
    return read_card(warehouse, configuration, ROLE, period)


class Words(HTMLParser):
    """The text of one language, and the tags."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.other = "ru" if language == "en" else "en"
        self.tags: list[str] = []
        self.text: list[str] = []
        self._skipping: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attributes)
        if tag in ("script", "style", "svg") or (given.get("class") == "l" and given.get("lang") == self.other):
            self._skipping = self._skipping or tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = None

    def handle_data(self, data: str) -> None:
        if self._skipping is None and data.strip():
            self.text.append(" ".join(data.split()))


def words_of(page: str, language: str) -> str:
    reader = Words(language)
    reader.feed(page)
    return " | ".join(reader.text)


def test_there_is_a_page_for_each_role_and_period(pages: Pages, environment: Environment) -> None:
    assert len(pages.paths) == 3
    assert page_file(environment, ROLE, "2026-10") in pages.paths
    assert {path.name for path in pages.paths[0].parent.iterdir()} == {path.name for path in pages.paths}


def test_a_page_says_everything_in_both_languages(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    page = render_page(card_of(warehouse, configuration))
    russian, english = words_of(page, "ru"), words_of(page, "en")
    for said in (
        "Самовар и Ко",
        "Директор по маркетингу",
        "Октябрь 2026",
        "Предварительно",
        "108,93 %",
        "32,68 %",
        "ROMI (возврат инвестиций)",
        "11 550 021 ₽",
        "3 705,49 ₽",
        "138,7 %",
        "Максимум",
        "Ниже плана",
        "порог → план → максимум: | 60,0 % → 100,0 % → 140,0 %",
        "21 ноября 2026, 06:10",
        "Заказы | : | по | 20 ноября 2026",
    ):
        assert said in russian
    for said in (
        "Samovar & Co",
        "Marketing director",
        "October 2026",
        "Provisional",
        "108.93%",
        "Average order value",
        "₽11,550,021",
        "At the maximum",
        "watched, not paid",
        "net sales / net orders",
        "21 November 2026, 06:10",
    ):
        assert said in english
    assert re.search("[а-яё]", english, re.IGNORECASE) is None or english.count("Русский") == 1


def test_a_card_without_a_total_says_whose_fault_it_is(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    warehouse.execute(
        "update marts.scorecard set payout = null, score = null, status = 'no_plan', reason = 'plan_approved_late' "
        "where kpi_code = 'romi' and period = '2026-10'"
    )
    warehouse.execute("update marts.scorecard_totals set payout = null, bonus_share = null where period = '2026-10'")
    page = render_page(card_of(warehouse, configuration))
    assert "Нет итога" in words_of(page, "ru")
    assert "ROMI (возврат инвестиций) | : | Нет плана | , | план утверждён после начала месяца" in words_of(page, "ru")
    assert "ROMI | : | No plan | , | it was approved after the month began" in words_of(page, "en")


def test_what_the_page_is_given_is_escaped_in_texts_charts_and_script(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    card = card_of(warehouse, configuration)
    lines = tuple(
        replace(line, name=EVIL, formula=EVIL, source=EVIL.en, member=EVIL.en, dimension="x") for line in card.lines
    )
    page = render_page(replace(card, lines=lines, company=EVIL, role_name=EVIL))
    reader = Words("en")
    reader.feed(page)
    assert reader.tags.count("script") == 1
    assert "img" not in reader.tags
    assert "</script>" not in page.partition("<script>")[2].removesuffix("</script>\n</body>\n</html>")


def test_a_page_fetches_nothing_and_holds_no_traces_of_the_machine(pages: Pages, environment: Environment) -> None:
    page = page_file(environment, ROLE, "2026-10").read_text(encoding="utf-8")
    outside = set(re.findall(r"""(?:https?:)?//[^\s"'<>)]+""", page))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, "only XML's names, never fetched"
    assert "default-src 'none'" in page
    assert str(environment.home) not in page


def test_a_page_leads_to_its_neighbours(pages: Pages, environment: Environment) -> None:
    def links(period: str) -> list[str]:
        return re.findall(r'<a href="([^"]+)"', page_file(environment, ROLE, period).read_text(encoding="utf-8"))

    assert links("2026-10") == ["2026-09.html", "2026-11.html"]
    assert links("2026-09") == ["2026-10.html"]
    assert links("2026-11") == ["2026-10.html"]


def test_the_same_card_gives_the_same_page(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration) -> None:
    card = card_of(warehouse, configuration)
    assert render_page(card) == render_page(card)


def test_every_colour_of_a_chart_is_one_that_the_page_turns_for_the_dark(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    page = render_page(card_of(warehouse, configuration))
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', page))
    assert drawn
    assert drawn <= {shade.light for shade in SHADES}


def test_a_card_of_kpis_without_any_value_is_still_drawn(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute("update marts.kpi_values set value = null, numerator = null, denominator = null")
    warehouse.execute(
        "update marts.scorecard set target = null, threshold = null, stretch = null, fact = null, attainment = null, "
        "payout = null, score = null, status = 'no_data'"
    )
    warehouse.execute("drop table marts.data_freshness")
    page = render_page(card_of(warehouse, configuration))
    assert "Нет данных" in words_of(page, "ru")
    assert "<svg" in page


def test_lines_come_in_the_configurations_order_and_the_trend_reaches_back_a_year(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    card = card_of(warehouse, configuration)
    assert [line.kpi_code for line in card.lines] == [line.kpi for line in configuration.scorecards[ROLE].lines]
    assert [str(point.month) for point in card.trend][::12] == ["2025-10", "2026-10"]
    assert card.trend[-1].fact == card.lines[0].fact
    assert card.trend[-1].target == D("9500000.0000")


def test_the_picture_for_the_asset_is_a_small_png(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    picture = picture_of(card_of(warehouse, configuration))
    found = re.fullmatch(r"!\[Payout of Marketing director, October 2026\]\(data:image/png;base64,(.+)\)", picture)
    assert found
    assert base64.b64decode(found[1]).startswith(b"\x89PNG")
    assert len(picture) < 60_000


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], [0, 0.25, 0.5, 0.75, 1.0]),
        ([11_550_020.88], [0, 5e6, 10e6, 15e6]),
        ([97.0], [0, 25, 50, 75, 100]),
        ([-55.0, 140.0], [-100, -50, 0, 50, 100, 150]),
        ([0.0], [0, 0.25, 0.5, 0.75, 1.0]),
        ([-3.0], [-3, -2, -1, 0]),
    ],
)
def test_an_axis_has_few_round_numbers(values: list[float], ticks: list[float]) -> None:
    assert round_ticks(values) == ticks


def test_without_scorecards_there_are_no_pages(
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("delete from marts.scorecard")
    warehouse.execute("delete from marts.scorecard_totals")
    publish_marts(warehouse, environment, configuration, documents)
    assert publish_pages(environment, configuration) == Pages((), None)
    with open_published(environment) as connection:
        assert published_periods(connection) == {}


def test_pages_before_a_publication_are_a_sentence(environment: Environment, configuration: Configuration) -> None:
    with pytest.raises(Problem, match="nothing has been published yet"):
        publish_pages(environment, configuration)


def test_what_is_slow_to_import_waits_until_a_page_is_drawn() -> None:
    program = (
        "import sys, pipelines.publish, pipelines.scorecard; "
        "print(sorted({'pandas', 'altair', 'jinja2', 'vl_convert', 'dagster', 'rich'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
