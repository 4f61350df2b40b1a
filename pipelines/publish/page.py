"""`published/scorecard/<role>/<period>.html`: one self-contained file a card, in both languages."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publish.card import Card
from pipelines.publish.card_reading import published_periods, read_card
from pipelines.publish.charts import BothLanguages, OneLanguage, Spec, Wording, png_of, svg_of
from pipelines.publish.drawings import Drawings
from pipelines.publish.language import Text
from pipelines.publish.palette import SHADES
from pipelines.publish.payout_chart import payout_spec
from pipelines.publish.published import open_published
from pipelines.publish.trend_chart import trend_spec
from pipelines.publish.view import view_of
from pipelines.publish.words import month_name
from pipelines.scorecard.months import Month
from pipelines.settings import Configuration, Environment

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"
WIDTHS = {"narrow": 300, "wide": 460}  # of a chart, on a phone and beside another one
PICTURE_WIDTH, PICTURE_SCALE = 460, 1.0


@dataclass(frozen=True)
class Pages:
    """The files written, and the newest card's payout chart as Markdown, for Dagster."""

    paths: tuple[Path, ...]
    picture: str | None


@dataclass(frozen=True)
class Drawing:
    """A chart drawn at one width."""

    size: str
    svg: str


def page_file(environment: Environment, role: str, period: str) -> Path:
    """Where a card's page is."""
    return environment.home / "published" / "scorecard" / role / f"{period}.html"


def publish_pages(environment: Environment, configuration: Configuration) -> Pages:
    """Write every card's page from the published marts. Raises Problem where nothing is published yet."""
    paths: list[Path] = []
    newest: Card | None = None
    drawings = Drawings(environment.home / "state" / "charts")
    with open_published(environment) as connection:
        for role, periods in published_periods(connection).items():
            neighbours = zip([None, *periods], periods, [*periods[1:], None], strict=False)
            for earlier, period, later in neighbours:
                newest = read_card(connection, configuration, role, period)
                path = page_file(environment, role, period)
                _write(path, render_page(newest, drawings.svg, earlier=earlier, later=later))
                paths.append(path)
    drawings.sweep()
    return Pages(tuple(paths), picture_of(newest) if newest else None)


def render_page(
    card: Card, draw: Callable[[Spec], str] = svg_of, *, earlier: str | None = None, later: str | None = None
) -> str:
    """The card's page; `earlier` and `later` are the periods that its arrows lead to."""
    return _template().render(
        view=view_of(card),
        charts={"payout": _drawn(card, payout_spec, draw), "trend": _drawn(card, trend_spec, draw)},
        earlier=_link(earlier),
        later=_link(later),
        shades=SHADES,
    )


def picture_of(card: Card) -> str:
    """The payout chart as Markdown with the picture inside, for an asset's metadata."""
    png = png_of(payout_spec(card, OneLanguage("en"), PICTURE_WIDTH), PICTURE_SCALE)
    title = f"Payout of {card.role_name.en}, {month_name(card.month).en}"
    return f"![{title}](data:image/png;base64,{base64.b64encode(png).decode('ascii')})"


def _drawn(card: Card, spec: Callable[[Card, Wording, int], Spec], draw: Callable[[Spec], str]) -> list[Drawing]:
    drawings: list[Drawing] = []
    for size, width in WIDTHS.items():
        wording = BothLanguages()
        svg = draw(spec(card, wording, width))
        drawings.append(Drawing(size, wording.put_into(svg)))
    return drawings


def _link(period: str | None) -> tuple[str, Text] | None:
    month = Month.parse(period) if period else None
    return None if month is None else (f"{month}.html", month_name(month))


@cache
def _template() -> "jinja2.Template":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("scorecard.html.j2")


def _write(path: Path, page: str) -> None:
    """Beside first: whoever opens the page meets the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.building")
    beside.write_text(page, encoding="utf-8")
    beside.replace(path)
