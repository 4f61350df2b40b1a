"""A column's comment says what it means, its unit, and whether it may be added up."""

import pytest

from pipelines.publish.documents import column_comment


@pytest.mark.parametrize(
    ("additive", "said"),
    [
        (None, "People. Unit: heads."),
        ("yes", "People. Unit: heads. Additive."),
        ("no", "People. Unit: heads. Not additive."),
        ("distinct", "People. Unit: heads. Not additive: people are counted once."),
        ("by_date", "People. Unit: heads. Additive over date only."),
    ],
)
def test_whether_it_adds_up_comes_last(additive: str | None, said: str) -> None:
    assert column_comment("People", unit="heads", additive=additive) == said
