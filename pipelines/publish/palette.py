"""The page's few colours, light and dark: charts are drawn in the light ones, and CSS turns them for the dark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shade:
    """One role of colour on both backgrounds. Text shades have a contrast of at least 4.5 : 1 on theirs."""

    name: str
    light: str
    dark: str


PAPER = Shade("paper", "#fcfbf9", "#14161a")
INK = Shade("ink", "#1c1f24", "#eceae6")
MUTED = Shade("muted", "#666a71", "#a2a6ad")
LINE = Shade("line", "#e4e1dc", "#2e3238")
TRACK = Shade("track", "#f0eeea", "#22262b")
ACCENT = Shade("accent", "#1f5f6b", "#7cc4cf")
SOFT = Shade("soft", "#a9c6cb", "#33565d")
GOOD = Shade("good", "#2c6e49", "#84c99d")
FAIR = Shade("fair", "#8a5a00", "#e0b35a")
POOR = Shade("poor", "#a63a2b", "#f0907f")

SHADES = (PAPER, INK, MUTED, LINE, TRACK, ACCENT, SOFT, GOOD, FAIR, POOR)
