"""What reaches the disk of a refused value is its shape."""

import pytest

from connectors.files.masking import LONGEST, masked


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("+7 (916) 123-45-67", "+9 (999) 999-99-99"),
        ("ivan.petrov@mail.ru", "xxxx.xxxxxx@xxxx.xx"),
        ("Иванов Иван", "xxxxxx xxxx"),
        ("1 234,56 ₽", "9 999,99 ₽"),
        ("31.02.2026", "99.99.9999"),
        ("日本", "xx"),
        ("a\tb\nc\0", "x x x "),
        ("٣٤", "99"),
        ("", ""),
    ],
)
def test_letters_become_x_and_digits_9(text: str, shape: str) -> None:
    assert masked(text) == shape


def test_a_long_text_is_cut() -> None:
    assert masked("я" * 1000) == "x" * (LONGEST - 1) + "…"
