"""The page in a real browser: both languages, three widths, light and dark, with and without a script."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.publish import TableDoc, publish_marts, publish_pages, scorecard_documents
from pipelines.publish.page import page_file
from pipelines.scorecard import write_scorecards
from pipelines.settings import Environment, load_configuration

TESTS = Path(__file__).parents[1]
CONFIG = TESTS.parent / "config"
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS = (360, 768, 1280)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TABLO_REQUIRE_BROWSER") != "1",
        reason=f"there is no {CHROMIUM}; install Chromium, or set TABLO_REQUIRE_BROWSER=1 to make this a failure",
    ),
]

# of each visible text: its contrast with what it stands on
CONTRASTS = """
() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = rgb => rgb.slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const paper = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!texts.currentNode.data.trim() || element.closest('.hidden, script') || !box.width) continue;
    const style = getComputedStyle(element);
    const ink = luminance(parts(element.closest('svg') ? style.fill : style.color));
    const ground = luminance(paper(element));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    found.push([texts.currentNode.data.trim(), contrast]);
  }
  return found;
}
"""
VISIBLE_TEXT = "document.body.innerText"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The address of a period's page: October is over, November runs and its visits end two days too early, March has
    no ROMI and so no total.
    """
    now = datetime(2026, 11, 21, 3, tzinfo=UTC)
    environment = Environment("demo", CONFIG, tmp_path_factory.mktemp("home"), now, None)
    configuration = load_configuration(CONFIG)
    with duckdb.connect() as warehouse:
        warehouse.execute((TESTS / "unit" / "scorecard" / "warehouse.sql").read_text(encoding="utf-8"))
        warehouse.execute(
            "update marts.kpi_values set value = null, status = 'no_data' "
            "where kpi_code = 'romi' and period = '2026-03'"
        )
        warehouse.execute(
            "update marts.data_freshness set covered_to = date '2026-11-18', status = 'stale' "
            "where source = 'yandex_metrica'"
        )
        warehouse.execute(
            "update marts.kpi_values set confidence = 'stale' "
            "where kpi_code = 'valid_traffic_share' and period = '2026-11'"
        )
        write_scorecards(warehouse, environment, configuration)
        warehouse.execute("delete from marts.scorecard_totals where period not in ('2026-03', '2026-10', '2026-11')")
        documents = [
            TableDoc(
                table, table, {name: name for (name, *_) in warehouse.execute(f"describe marts.{table}").fetchall()}
            )
            for table in ("data_freshness", "kpi_catalogue", "kpi_values")
        ]
        publish_marts(warehouse, environment, configuration, [*documents, *scorecard_documents()])
    publish_pages(environment, configuration)
    return lambda period: page_file(environment, "marketing_director", period).as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a fresh profile; whatever the browser complains about fails the test at its end."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def opened(address: str, *, width: int = 1280, **settings: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url != address else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("ru-RU", "ru", "Директор по маркетингу, октябрь 2026: Самовар и Ко"),
        ("en-GB", "en", "Marketing director, October 2026: Samovar & Co"),
        ("de-DE", "en", "Marketing director, October 2026: Samovar & Co"),
    ],
    ids=["ru", "en", "de"],
)
def test_the_page_speaks_the_readers_language(
    pages: Callable[[str], str], open_page: Callable[..., Any], locale: str, language: str, title: str
) -> None:
    page = open_page(pages("2026-10"), locale=locale)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title() == title
    text = page.evaluate(VISIBLE_TEXT)
    assert ("Показатели" in text, "Weight" in text) == (language == "ru", language == "en")


def test_the_language_is_switched_and_remembered(pages: Callable[[str], str], open_page: Callable[..., Any]) -> None:
    page = open_page(pages("2026-10"), locale="ru-RU")
    page.get_by_text("English", exact=True).click()
    assert page.locator("#total").inner_text() == "108.93%"
    assert "Чистые продажи" not in page.evaluate(VISIBLE_TEXT)
    page.reload()
    assert page.locator("h1").inner_text() == "Marketing director"
    page.locator("#to-en").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("h1").inner_text() == "Директор по маркетингу"


def test_without_a_script_the_page_is_russian_and_can_still_be_switched(
    pages: Callable[[str], str], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages("2026-10"), locale="en-GB", java_script_enabled=False)
    assert page.locator("h1").inner_text() == "Директор по маркетингу"
    assert page.locator("#total").inner_text() == "108,93\u00a0%"
    page.get_by_text("English", exact=True).click()
    assert page.locator("h1").inner_text() == "Marketing director"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_its_width_and_can_be_read(
    pages: Callable[[str], str], open_page: Callable[..., Any], width: int, locale: str, scheme: str
) -> None:
    for period in ("2026-03", "2026-11"):
        page = open_page(pages(period), width=width, locale=locale, color_scheme=scheme)
        assert page.evaluate(OVERFLOW) == 0
        contrasts = page.evaluate(CONTRASTS)
        assert len(contrasts) > 100, "texts of the table, of both charts and of the formulas"
        assert [(text, round(contrast, 2)) for text, contrast in contrasts if contrast < 4.5] == []
        for chart in page.locator(".chart svg:visible").all():
            box = chart.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        assert page.locator(".chart svg:visible").count() == 2


def test_light_and_dark_are_both_there(pages: Callable[[str], str], open_page: Callable[..., Any]) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = (
        open_page(pages("2026-10"), color_scheme=scheme).evaluate(background) for scheme in ("light", "dark")
    )
    assert (light, dark) == ("rgb(252, 251, 249)", "rgb(20, 22, 26)")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_stays_a_table_for_a_screen_reader(
    pages: Callable[[str], str], open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(pages("2026-10"), width=width, locale="en-GB")
    assert page.get_by_role("table").count() == 1
    row = page.get_by_role("row").filter(has_text="Average order value")
    assert row.get_by_role("rowheader").inner_text() == "Average order value"
    assert "₽3,705.49" in row.inner_text()
    assert page.get_by_role("radio", name="English").is_checked()


def test_a_card_without_a_total_shows_why(pages: Callable[[str], str], open_page: Callable[..., Any]) -> None:
    page = open_page(pages("2026-03"), locale="en-GB")
    assert page.locator("#total").inner_text() == "No total"
    assert page.locator(".blocked li").all_inner_texts() == ["ROMI: No data"]


def test_a_source_that_lacks_days_is_named_above_and_its_lines_are_marked(
    pages: Callable[[str], str], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages("2026-11"), locale="ru-RU")
    band = page.get_by_role("region", name="Не хватает данных")
    assert band.locator("li").all_inner_texts() == ["Яндекс Метрика: данные по 18 ноября 2026, ждали по 20 ноября 2026"]
    marked = page.get_by_role("row").filter(has_text="Данные устарели")
    assert [row.get_by_role("rowheader").inner_text().strip() for row in marked.all()] == ["Доля качественного трафика"]
    assert open_page(pages("2026-10")).locator("#stale").count() == 0


def test_on_paper_there_are_no_controls(pages: Callable[[str], str], open_page: Callable[..., Any]) -> None:
    page = open_page(pages("2026-10"), locale="ru-RU", color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".languages").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 249)"
