import pytest

from connectors.yandex_metrica.parsing.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://shop.example/a?phone=79161234567&x=1\tRU", "https://shop.example/a?***\tRU"),
        ("https://shop.example/a#ivan\tRU", "https://shop.example/a?***\tRU"),
        ("chrome\t37.190.76.xxx\t1", "chrome\t*.*.*.*\t1"),
        ("37.190.76.12", "*.*.*.*"),
        ("2a02:6b8:0:1::xxxx\tRU", "*:*\tRU"),
        ("2a02:06b8:0000:0001:0000:0000:0000:0001", "*:*"),
        ("https://shop.example/unsubscribe/ivan@mail.example\t1", "https://shop.example/unsubscribe/***@***\t1"),
        ("ivan%40mail.example", "***@***"),
        ("100%ivan%40mail.example", "***@***"),
        (r"[\'https://a.example/?q=Иванов\',\'b\']", r"[\'https://a.example/?***\',\'b\']"),
    ],
)
def test_what_could_tell_of_a_person_is_taken_out(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    ["2026-01-05 10:00:00\t12267275798148517398", r"[\'2026-01-05 10:00:00\',\'2026-01-05 10:01:00\']", "1.2.3", "cpc"],
)
def test_what_helps_to_find_the_fault_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("text", ["x" * 400_000, "a%" * 200_000, "a:" * 200_000, "::" * 200_000, "1." * 200_000])
def test_a_text_of_any_length_is_masked_in_one_pass(text: str) -> None:
    """In time that grows with the square of the length, this would take hours."""
    assert len(masked(text)) <= 600


def test_long_text_is_cut() -> None:
    assert masked("x" * 1000, 10) == "xxxxxxxxx…"
