import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.common.errors import Problem
from pipelines.settings import load_configuration
from pipelines.settings.scorecard import Curve, Scorecard

CONFIG = Path(__file__).parents[3] / "config"


def card(*weights: object, **more: object) -> Scorecard:
    lines = [{"kpi": f"kpi_{number}", "weight": weight} for number, weight in enumerate(weights)]
    return Scorecard.model_validate(
        {"role": "marketer", "name": {"en": "Marketer", "ru": "Маркетолог"}, "lines": lines} | more
    )


WRONG = [
    ((50, 49), "sum to 99, and must sum to exactly 100"),
    ((50, 50, "0.01"), "sum to 100.01"),
    ((60, 40), "kpi_0 are outside 5–50"),
    ((50, 46, 4), "kpi_2 are outside 5–50"),
    ((20, 20, 20, 10, 10, 10, 5, 5), "8 KPIs are paid, and at most 7 may be"),
    ((50, "49.995", "0.005"), "decimal"),
    ((50, 50, -5), "greater than or equal to 0"),
]


@pytest.mark.parametrize(("weights", "said"), WRONG)
def test_weights_are_few_and_sum_to_exactly_a_hundred(weights: tuple[object, ...], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        card(*weights)


def test_weights_that_binary_fractions_would_miss_are_exact() -> None:
    assert sum(line.weight for line in card(33.3, 33.3, 33.4).lines) == 100


def test_watched_lines_are_beside_the_seven() -> None:
    assert len(card(20, 20, 20, 10, 10, 10, 10, 0, 0).lines) == 9


@pytest.mark.parametrize("role", ["../director", "Marketing director", "", "1st"])
def test_a_role_is_a_name_that_can_be_a_folder(role: str) -> None:
    with pytest.raises(ValidationError):
        card(50, 50, role=role)


def test_a_line_stands_once() -> None:
    lines = [{"kpi": "romi", "weight": 50}, {"kpi": "romi", "weight": 50}]
    with pytest.raises(ValidationError, match="romi total all stands more than once"):
        card(lines=lines)


def test_a_curve_never_falls() -> None:
    with pytest.raises(ValidationError, match="must not fall"):
        Curve(at_threshold=Decimal(110))


def test_a_misspelt_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        card(50, 50, fixed_shares=0.7)


def test_wrong_weights_in_the_folder_are_one_sentence_with_the_file(tmp_path: Path) -> None:
    folder = shutil.copytree(CONFIG, tmp_path / "config")
    path = folder / "scorecards" / "marketing_director.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 30", "weight: 31"), encoding="utf-8")
    with pytest.raises(Problem) as caught:
        load_configuration(folder)
    said = "the weights sum to 101, and must sum to exactly 100. Mend this line and run again."
    assert str(caught.value) == f"{path}: {said}"


def test_the_demo_director_is_paid_for_five_kpis_at_70_30(director: Scorecard) -> None:
    assert {line.kpi: int(line.weight) for line in director.lines} == {
        "net_sales": 0,
        "sales_plan_attainment": 30,
        "romi": 25,
        "valid_traffic_share": 15,
        "retention_rate": 15,
        "average_order_value": 15,
    }
    assert director.fixed_share == Decimal("0.7")
