from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.yandex_metrica.parsing.arrays import Unreadable, decode_array, unescape


@pytest.mark.parametrize(
    ("cell", "elements"),
    [
        ("[]", []),
        ("[ ]", []),
        ("[38936770]", ["38936770"]),
        ("[1,2,3]", ["1", "2", "3"]),
        (r"[\'2026-01-05 10:00:00\',\'2026-01-05 10:01:00\']", ["2026-01-05 10:00:00", "2026-01-05 10:01:00"]),
        ("['16891366513471468610']", ["16891366513471468610"]),
        (r"[\'Имя 1/2\"\', \'Имя2\']".replace(r"\"", '"'), ['Имя 1/2"', "Имя2"]),
        ("[,,,telegram]", ["", "", "", "telegram"]),
        ("[,]", ["", ""]),
        (r"[\'\']", [""]),
        (r"[\'a,b\',\'[c]\']", ["a,b", "[c]"]),
        (r"[\'it\\\'s\']", ["it's"]),
        (r"['it\'s']", ["it's"]),
        (r"[,\'b\']", ["", "b"]),
        (r"[\'C:\\\\tea\']", ["C:\\tea"]),
    ],
)
def test_arrays_are_decoded_in_every_form_that_was_seen(cell: str, elements: list[str]) -> None:
    assert decode_array(cell) == elements


@pytest.mark.parametrize("cell", ["", "[", "]", "1,2", "[1", "1]", r"[\'a]", "['a]", "['a'b]", "[it's]", "['a','b]"])
def test_what_is_no_array_is_unreadable(cell: str) -> None:
    with pytest.raises(Unreadable):
        decode_array(cell)


@pytest.mark.parametrize(
    ("escaped", "text"),
    [(r"a\'b", "a'b"), (r"a\tb\nc\rd", "a\tb\nc\rd"), (r"a\\tb", r"a\tb"), (r"a\qb", r"a\qb"), ("a\\", "a\\")],
)
def test_one_layer_of_escapes_is_taken_off(escaped: str, text: str) -> None:
    assert unescape(escaped) == text


def escaped(text: str) -> str:
    for plain, sequence in (("\\", "\\\\"), ("'", "\\'"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, sequence)
    return text


def literal(elements: list[str]) -> str:
    return "[" + ",".join(f"'{escaped(element)}'" for element in elements) + "]"


strings = st.lists(st.text(alphabet=st.one_of(st.sampled_from("\\'\",[] \tn\nяa"), st.characters()), max_size=8))


@settings(deadline=None)
@given(strings)
def test_whatever_strings_hold_they_come_back_from_a_literal_escaped_for_tsv(elements: list[str]) -> None:
    assert decode_array(escaped(literal(elements))) == elements


@settings(deadline=None)
@given(strings)
def test_whatever_strings_hold_they_come_back_from_a_bare_literal(elements: list[str]) -> None:
    assert decode_array(literal(elements)) == elements


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=2**64 - 1)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert [int(element) for element in decode_array("[" + ",".join(map(str, numbers)) + "]")] == numbers


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_array_or_unreadable_and_nothing_else(cell: str) -> None:
    with suppress(Unreadable):
        assert all(isinstance(element, str) for element in decode_array(cell))


@settings(deadline=None)
@given(st.text())
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape(escaped(text)) == text
