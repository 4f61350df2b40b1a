"""From a chart's description in Vega-Lite to a picture. The renderer is slow to import: only when drawing.

Vega-Lite as plain dictionaries: Altair, which builds the same ones, takes longer over each chart than drawing it does.
A chart is drawn once for both languages: where it has words it holds a stand-in, which the page's SVG replaces by
both (the reader's choice shows one of them), and a picture by one. Nothing in a chart depends on a text's width.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

from pipelines.publish.language import Language, Text

FONT = "-apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
Spec = dict[str, Any]


class Wording(Protocol):
    """What a chart writes for a text."""

    def __call__(self, text: Text) -> str:
        """The words, or a stand-in for them."""


class OneLanguage:
    """The words themselves."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, text: Text) -> str:
        """The words of the language."""
        return text[self._language]


class BothLanguages:
    """Stand-ins, which `put_into` replaces."""

    def __init__(self) -> None:
        self._texts: list[Text] = []

    def __call__(self, text: Text) -> str:
        """A stand-in that no text contains: its characters are for private use."""
        self._texts.append(text)
        return f"\ue000{len(self._texts) - 1}\ue001"

    def put_into(self, svg: str) -> str:
        """The SVG with each stand-in replaced by the text in both languages."""
        return re.sub("\ue000(\\d+)\ue001", lambda found: _both(self._texts[int(found[1])]), svg)


def _both(text: Text) -> str:
    if text.ru == text.en:
        return escape(text.ru)
    return "".join(f'<tspan class="l" lang="{code}">{escape(words)}</tspan>' for code, words in text.by_language)


def chart(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    """The layers in the page's type, on the page's paper, and exactly this big."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": "none",
        "background": "transparent",
        "config": {"font": FONT, "view": {"stroke": None}},
        "layer": list(layers),
    }


def layer(rows: list[dict[str, Any]], mark: str, look: Spec, **encoding: Spec) -> Spec:
    """One kind of mark over the rows; rows whose place is null are left out."""
    return {"data": {"values": rows}, "mark": {"type": mark, **look}, "encoding": encoding}


def along(field: str, domain: tuple[float, float], pixels: tuple[float, float]) -> Spec:
    """A place on a straight scale without an axis: axes are drawn by their own layers."""
    scale = {"domain": list(domain), "range": list(pixels), "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def at(pixel: float) -> Spec:
    """A fixed place."""
    return {"value": pixel}


def words(field: str) -> Spec:
    """A text."""
    return {"field": field, "type": "nominal"}


def svg_of(spec: Spec) -> str:
    """The chart as an SVG that takes the width of its place; what it shows is said by the page's table, in words."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec)
    svg = re.sub(r' role="[^"]*"| aria-[a-z]+="[^"]*"', "", svg)
    return re.sub(r' width="[\d.]+" height="[\d.]+"', ' aria-hidden="true" focusable="false"', svg, count=1)


def png_of(spec: Spec, scale: float) -> bytes:
    """The chart as a picture on white."""
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(spec | {"background": "#ffffff", "padding": 12}, scale=scale)
    return picture
