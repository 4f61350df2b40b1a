"""A chart is drawn once, as long as it shows the same."""

from pathlib import Path

import pytest

from pipelines.publish import drawings
from pipelines.publish.drawings import Drawings


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every chart that was really drawn."""
    charts: list[object] = []

    def svg_of(spec: dict[str, object]) -> str:
        charts.append(spec)
        return f"<svg>{spec['title']} \ue0000\ue001</svg>"

    monkeypatch.setattr(drawings, "svg_of", svg_of)
    return charts


def test_the_same_chart_is_drawn_once(tmp_path: Path, drawn: list[object]) -> None:
    for title in ("Октябрь", "Ноябрь", "Октябрь"):
        assert Drawings(tmp_path).svg({"title": title}) == f"<svg>{title} \ue0000\ue001</svg>"
    assert drawn == [{"title": "Октябрь"}, {"title": "Ноябрь"}]


def test_what_nobody_asks_for_any_more_is_swept_away(tmp_path: Path, drawn: list[object]) -> None:
    before = Drawings(tmp_path)
    before.svg({"title": "an old fact"})
    before.svg({"title": "a closed month"})
    (tmp_path / ".killed.svg.building").write_text("half a chart")
    after = Drawings(tmp_path)
    after.svg({"title": "a closed month"})
    after.sweep()
    assert len(list(tmp_path.iterdir())) == 1
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "kept",
    [b"", b"<svg>Octob", "<svg>Октябрь</svg>".encode("utf-16")],
    ids=["lost in a power cut", "torn", "no text at all"],
)
def test_a_damaged_chart_is_drawn_again(tmp_path: Path, drawn: list[object], kept: bytes) -> None:
    whole = Drawings(tmp_path).svg({"title": "October"})
    [path] = tmp_path.iterdir()
    path.write_bytes(kept)
    assert Drawings(tmp_path).svg({"title": "October"}) == whole
    assert path.read_text(encoding="utf-8") == whole
    assert len(drawn) == 2
