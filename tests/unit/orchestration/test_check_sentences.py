"""What Dagster shows of a failed check."""

import dagster as dg
import pytest

from pipelines.assets.metadata import relation_key
from pipelines.assets.model_events import check_events
from pipelines.warehouse.results import CheckResult, ModelResult


@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        pytest.param(("one.", "two."), "one.  \ntwo.", id="sentences, a line each"),
        pytest.param((), None, id="no sentence"),
    ],
)
def test_the_description_of_a_failed_check_is_its_sentences(sentences: tuple[str, ...], said: str | None) -> None:
    check = CheckResult("stages_are_known", "error", passed=False, offending=2, sample="x=1", said=sentences)
    wanted = {dg.AssetCheckKey(relation_key("core.core_orders"), check.name)}
    (event,) = check_events(ModelResult("core.core_orders", "failed", checks=[check], error="x"), wanted)
    assert event.description == said
