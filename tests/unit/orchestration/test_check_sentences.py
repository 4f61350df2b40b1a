"""What Dagster shows of a failed check."""

from pipelines.assets.models import _events
from pipelines.warehouse.results import CheckResult, ModelResult


def test_the_description_of_a_failed_check_is_its_sentences_a_line_each() -> None:
    check = CheckResult("stages_are_known", "error", passed=False, offending=2, said=("one.", "two."))
    (event,) = _events(ModelResult("core.core_orders", "failed", checks=[check], error="x"))
    assert event.description == "one.  \ntwo."


def test_a_check_without_sentences_has_no_description() -> None:
    check = CheckResult("key_is_unique", "error", passed=False, offending=2, sample="x=1")
    (event,) = _events(ModelResult("core.core_orders", "failed", checks=[check], error="x"))
    assert event.description is None
